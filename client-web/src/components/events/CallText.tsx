// SPDX-License-Identifier: Apache-2.0
import { useTranslation } from "react-i18next";
import { visibleText } from "@/model/format";
import type { SyscallEvent } from "@/model/types";
import { IconClose } from "@/components/ui/icons";
import classes from "./CallText.module.css";

/** A call as strace writes it. What a container put into it is text, never more. */
export function CallText({ event }: { event: SyscallEvent }) {
	const { t } = useTranslation();
	if (event.kind !== "syscall") return <span className={classes.other}>{visibleText(event.text)}</span>;
	return (
		<>
			{event.failed && (
				<span className={classes.mark} title={t("event.failed")}>
					<IconClose size={10} />
					<span className="sr-only">{t("event.failed")} </span>
				</span>
			)}
			<span className={classes.call}>{event.syscall}</span>
			{`(${visibleText(event.args.map((arg) => arg.text).join(", "))})`}
			<span className={event.failed ? classes.failed : classes.result}>{` = ${visibleText(event.result)}`}</span>
		</>
	);
}
