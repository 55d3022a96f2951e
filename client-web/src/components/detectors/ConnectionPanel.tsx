// SPDX-License-Identifier: Apache-2.0
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { formatBytes, formatCount, formatDateTime } from "@/model/format";
import { paths } from "@/model/paths";
import type { Detector } from "@/model/types";
import { Badge } from "@/components/ui/Badge";
import { Facts } from "@/components/ui/Facts";
import { Panel } from "@/components/ui/Panel";
import { LastSeen } from "./LastSeen";

/** How the detector reaches us and what waits or was dropped on the way. */
export function ConnectionPanel({ detector }: { detector: Detector }) {
	const { t } = useTranslation();
	const { spool } = detector;
	const labels = Object.entries(detector.labels);
	return (
		<Panel title={t("detector.connection")}>
			<Facts
				rows={[
					[t("detector.lastSeen"), <LastSeen detector={detector} />],
					[t("detector.enrolled"), formatDateTime(detector.enrolled_at)],
					[t("detector.version"), detector.version || "–"],
					[
						t("detector.projects"),
						detector.projects.length === 0
							? t("detector.noProject")
							: detector.projects.map((project, i) => (
									<span key={project.id}>
										{i > 0 && ", "}
										<Link className="link" to={paths.project(project.id)}>
											{project.name}
										</Link>
									</span>
								)),
					],
					[
						t("detector.labels"),
						labels.length === 0 ? "–" : labels.map(([key, value]) => `${key}=${value}`).join(", "),
					],
					[
						t("detector.spool"),
						spool
							? t("detector.spoolText", { bytes: formatBytes(spool.bytes), frames: formatCount(spool.frames) })
							: "–",
					],
					[
						t("detector.droppedFrames"),
						!spool ? (
							"–"
						) : spool.dropped_frames === 0 ? (
							t("detector.noneDropped")
						) : (
							<Badge tone="bad" icon="warning">
								{formatCount(spool.dropped_frames)}
							</Badge>
						),
					],
				]}
			/>
		</Panel>
	);
}
