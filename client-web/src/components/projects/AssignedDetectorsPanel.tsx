// SPDX-License-Identifier: Apache-2.0
import { Button, Menu, Table } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { paths } from "@/model/paths";
import type { Project } from "@/model/types";
import { detectorsQuery } from "@/services/detectorService";
import { assignDetector, projectDetectorsQuery, unassignDetector } from "@/services/projectService";
import { DetectorStateBadge } from "@/components/detectors/DetectorStateBadge";
import { LastSeen } from "@/components/detectors/LastSeen";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorBox } from "@/components/ui/ErrorBox";
import { IconPlus } from "@/components/ui/icons";
import { Panel } from "@/components/ui/Panel";
import { QueryState } from "@/components/ui/QueryState";

/** Which hosts the project may scan on. `manage`: the global right to manage detectors. */
export function AssignedDetectorsPanel({ project, manage }: { project: Project; manage: boolean }) {
	const { t } = useTranslation();
	const client = useQueryClient();
	const mayAssign = manage && project.permissions.includes("project.manage");
	const assigned = useQuery(projectDetectorsQuery(project.id));
	const all = useQuery({ ...detectorsQuery(), enabled: mayAssign });
	const refresh = () =>
		Promise.all([
			client.invalidateQueries({ queryKey: ["projects"] }),
			client.invalidateQueries({ queryKey: detectorsQuery().queryKey }),
		]);
	const assign = useMutation({ mutationFn: (id: string) => assignDetector(project.id, id), onSettled: refresh });
	const unassign = useMutation({ mutationFn: (id: string) => unassignDetector(project.id, id), onSettled: refresh });
	const free = (all.data ?? []).filter(
		(detector) => detector.state !== "revoked" && !assigned.data?.some((each) => each.id === detector.id),
	);
	return (
		<Panel
			title={t("project.assignedDetectors")}
			count={assigned.data?.length}
			flush
			actions={
				mayAssign && (
					<Menu position="bottom-end" width={260}>
						<Menu.Target>
							<Button leftSection={<IconPlus size={14} />} loading={assign.isPending}>
								{t("project.assignDetector")}
							</Button>
						</Menu.Target>
						<Menu.Dropdown>
							{free.length === 0 && <Menu.Label>{t("project.noFreeDetector")}</Menu.Label>}
							{free.map((detector) => (
								<Menu.Item
									key={detector.id}
									onClick={() => {
										assign.mutate(detector.id);
									}}
								>
									<span className="wrap">{detector.name}</span>{" "}
									<span className="muted">{t(`detectorState.${detector.state}`)}</span>
								</Menu.Item>
							))}
						</Menu.Dropdown>
					</Menu>
				)
			}
		>
			<ErrorBox error={assign.error ?? unassign.error} />
			<QueryState
				query={assigned}
				empty={
					<EmptyState title={t("project.noDetector")}>
						{mayAssign ? t("project.noDetectorHint") : t("project.noDetectorAsk")}
					</EmptyState>
				}
			>
				{(detectors) => (
					<Table aria-label={t("project.assignedDetectors")}>
						<Table.Thead>
							<Table.Tr>
								<Table.Th>{t("detector.name")}</Table.Th>
								<Table.Th>{t("detector.state")}</Table.Th>
								<Table.Th>{t("detector.lastSeen")}</Table.Th>
								{mayAssign && (
									<Table.Th>
										<span className="sr-only">{t("action.actions")}</span>
									</Table.Th>
								)}
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
									<Table.Td>
										<DetectorStateBadge detector={detector} />
									</Table.Td>
									<Table.Td>
										<LastSeen detector={detector} />
									</Table.Td>
									{mayAssign && (
										<Table.Td className="num">
											<Button
												size="compact-xs"
												variant="default"
												aria-label={t("project.unassignName", { name: detector.name })}
												onClick={() => {
													unassign.mutate(detector.id);
												}}
											>
												{t("action.remove")}
											</Button>
										</Table.Td>
									)}
								</Table.Tr>
							))}
						</Table.Tbody>
					</Table>
				)}
			</QueryState>
		</Panel>
	);
}
