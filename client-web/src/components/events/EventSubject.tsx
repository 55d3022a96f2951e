// SPDX-License-Identifier: Apache-2.0
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { EventValue } from "@/model/eventValues";
import { equals } from "@/model/filter";
import { visibleText } from "@/model/format";
import type { EventProcess, SyscallEvent } from "@/model/types";
import { Filterable } from "@/components/filters/ValueMenu";
import { Facts } from "@/components/ui/Facts";
import classes from "./EventDrawer.module.css";

interface EventSubjectProps {
	event: SyscallEvent;
	values: ReadonlyMap<string, EventValue>;
}

const PROCESS = ["exe", "args", "cwd", "ppid", "user", "uid", "container", "containerName", "containerImage"] as const;
const OBJECT = [
	"fd",
	"fdType",
	"fdName",
	"path",
	"path2",
	"protocol",
	"localIp",
	"localPort",
	"remoteIp",
	"remotePort",
] as const;

/** Who made the call, and what it worked on. */
export function EventSubject({ event, values }: EventSubjectProps) {
	const { t } = useTranslation();
	const known = (keys: readonly (typeof PROCESS | typeof OBJECT)[number][]) =>
		keys.flatMap((key): [string, ReactNode][] => {
			const value = values.get(key);
			return value ? [[t(`subject.${key}`), <Filterable value={value} />]] : [];
		});
	return (
		<>
			<h3 className={classes.heading}>{t("event.process")}</h3>
			<Facts
				rows={[
					[t("subject.pid"), <Filterable value={values.get("pid")} />],
					[t("event.thread"), <Filterable value={values.get("tid")} />],
					[t("subject.comm"), <Filterable value={values.get("comm")} />],
					...known(PROCESS),
				]}
			/>
			{event.process && event.process.parents.length > 0 && <Parents parents={event.process.parents} />}
			{event.object && (
				<>
					<h3 className={classes.heading}>{t("event.object")}</h3>
					<Facts
						rows={[
							...known(OBJECT),
							...(event.object.role
								? [[t("subject.role"), t(`subjectRole.${event.object.role}`)] as [string, ReactNode]]
								: []),
						]}
					/>
				</>
			)}
		</>
	);
}

function Parents({ parents }: { parents: EventProcess["parents"] }) {
	const { t } = useTranslation();
	return (
		<>
			<h4 className={classes.subheading}>{t("subject.parents")}</h4>
			<ol className={classes.parents}>
				{parents.map((parent, i) => {
					const field = `proc.apid[${i + 1}]`;
					const value = { key: field, field, text: String(parent.pid), condition: equals(field, parent.pid) };
					return (
						<li key={i} style={{ marginLeft: Math.min(i, 6) * 12 }}>
							<Filterable value={value}>
								{parent.pid} {visibleText(parent.args || parent.exe)}
							</Filterable>
						</li>
					);
				})}
			</ol>
		</>
	);
}
