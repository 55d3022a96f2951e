// SPDX-License-Identifier: Apache-2.0
import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { formatBytes } from "@/model/format";
import { paths } from "@/model/paths";
import type { Detector } from "@/model/types";
import { CapabilityChips } from "./CapabilityChips";
import { DetectorStateBadge } from "./DetectorStateBadge";
import { LastSeen } from "./LastSeen";

export function DetectorTable({ detectors }: { detectors: Detector[] }) {
	const { t } = useTranslation();
	return (
		<Table highlightOnHover aria-label={t("detector.list")}>
			<Table.Thead>
				<Table.Tr>
					<Table.Th>{t("detector.name")}</Table.Th>
					<Table.Th>{t("detector.state")}</Table.Th>
					<Table.Th>{t("detector.lastSeen")}</Table.Th>
					<Table.Th>{t("detector.capabilities")}</Table.Th>
					<Table.Th>{t("detector.projects")}</Table.Th>
					<Table.Th className="num">{t("detector.spool")}</Table.Th>
					<Table.Th>{t("detector.version")}</Table.Th>
				</Table.Tr>
			</Table.Thead>
			<Table.Tbody>
				{detectors.map((detector) => (
					<Table.Tr key={detector.id}>
						<Table.Td className="wrap">
							<Link className="link" to={paths.detector(detector.id)}>
								{detector.name}
							</Link>
						</Table.Td>
						<Table.Td className="wrap">
							<DetectorStateBadge detector={detector} />
							{detector.state_reason && <div className="muted">{detector.state_reason}</div>}
						</Table.Td>
						<Table.Td>
							<LastSeen detector={detector} />
						</Table.Td>
						<Table.Td>
							<CapabilityChips capabilities={detector.capabilities} />
						</Table.Td>
						<Table.Td className="wrap">
							{detector.projects.length === 0 ? (
								<span className="muted">{t("detector.noProject")}</span>
							) : (
								detector.projects.map((project, i) => (
									<span key={project.id}>
										{i > 0 && ", "}
										<Link className="link" to={paths.project(project.id)}>
											{project.name}
										</Link>
									</span>
								))
							)}
						</Table.Td>
						<Table.Td className="num">
							{detector.spool ? formatBytes(detector.spool.bytes) : "–"}
							{detector.spool && detector.spool.dropped_frames > 0 && (
								<div>{t("detector.dropped", { count: detector.spool.dropped_frames })}</div>
							)}
						</Table.Td>
						<Table.Td className="mono">{detector.version}</Table.Td>
					</Table.Tr>
				))}
			</Table.Tbody>
		</Table>
	);
}
