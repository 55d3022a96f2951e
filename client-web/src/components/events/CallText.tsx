// SPDX-License-Identifier: Apache-2.0
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { visibleText } from "@/model/format";
import type { SyscallEvent } from "@/model/types";
import { IconClose } from "@/components/ui/icons";
import classes from "./CallText.module.css";

interface CallTextProps {
	event: SyscallEvent;
	/** The value that the keyboard is on (model/eventValues.ts). */
	activeKey?: string | undefined;
}

/**
 * A call as strace writes it. What a container put into it is text, never more. Each value says which it is, for the menu that
 * filters by it.
 */
export function CallText({ event, activeKey }: CallTextProps) {
	const { t } = useTranslation();
	const value = (key: string, text: string, more = "") => (
		<span className={[more, classes.value].join(" ")} data-value={key} data-active={key === activeKey || undefined}>
			{visibleText(text)}
		</span>
	);
	if (event.kind !== "syscall") return value("call", event.text, classes.other);
	return (
		<>
			{event.failed && (
				<span className={classes.mark} title={t("event.failed")}>
					<IconClose size={10} />
					<span className="sr-only">{t("event.failed")} </span>
				</span>
			)}
			{value("call", event.syscall, classes.call)}
			{"("}
			{event.args.map((arg, i) => (
				<Fragment key={i}>
					{i > 0 && ", "}
					{value(`arg ${i}`, arg.text)}
				</Fragment>
			))}
			{") = "}
			{value("result", event.result, event.failed ? classes.failed : classes.result)}
		</>
	);
}
