// SPDX-License-Identifier: Apache-2.0
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { formatCommandLine } from "@/model/commandLine";
import { formatBytes, formatCount, formatDateTime, visibleText } from "@/model/format";
import { paths } from "@/model/paths";
import type { Scan } from "@/model/types";
import { Facts } from "@/components/ui/Facts";
import { Panel } from "@/components/ui/Panel";

/** What was asked for, and what became of it. */
export function DetailsPanel({ scan }: { scan: Scan }) {
	const { t } = useTranslation();
	const none = t("scan.noLimit");
	return (
		<Panel title={t("scan.details")}>
			<Facts
				rows={[
					[t("scan.image"), <span className="mono">{visibleText(scan.image)}</span>],
					[
						t("scan.command"),
						<span className="mono">{visibleText(formatCommandLine(scan.command)) || t("scan.imageCommand")}</span>,
					],
					[
						t("scan.project"),
						<Link className="link" to={paths.project(scan.project_id)}>
							{scan.project_name}
						</Link>,
					],
					[t("scan.detector"), scan.detector_name],
					[t("scan.createdBy"), scan.created_by?.username ?? t("scan.removedUser")],
					[t("scan.created"), formatDateTime(scan.created_at)],
					[t("scan.started"), scan.started_at ? formatDateTime(scan.started_at) : "–"],
					[t("scan.endedAt"), scan.ended_at ? formatDateTime(scan.ended_at) : "–"],
					[t("scan.container"), <span className="mono">{scan.container_id?.slice(0, 12) ?? "–"}</span>],
					[t("scan.terminal"), scan.tty ? `${scan.columns} × ${scan.rows}` : t("scan.noTerminal")],
					[t("scan.network"), t(`network.${scan.network}`)],
					[t("scan.memory"), scan.memory_bytes === null ? none : formatBytes(scan.memory_bytes)],
					[t("scan.timeLimit"), scan.time_limit_s === null ? none : t("scan.seconds", { count: scan.time_limit_s })],
					[t("scan.eventLimit"), scan.event_limit === null ? none : formatCount(scan.event_limit)],
					[
						t("scan.filter"),
						scan.filter === "" ? t("scan.noFilter") : <span className="mono">{visibleText(scan.filter)}</span>,
					],
					[t("scan.latency"), scan.latency ? t("state.on") : t("state.off")],
					[t("scan.stringLimit"), formatBytes(scan.string_limit)],
					[t("scan.ring"), scan.ring_bytes === null ? t("scan.ringDefault") : formatBytes(scan.ring_bytes)],
				]}
			/>
		</Panel>
	);
}
