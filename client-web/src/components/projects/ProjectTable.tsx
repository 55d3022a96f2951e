// SPDX-License-Identifier: Apache-2.0
import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { formatCount } from "@/model/format";
import { paths } from "@/model/paths";
import type { Project } from "@/model/types";
import { Ago } from "@/components/ui/Times";

export function ProjectTable({ projects }: { projects: Project[] }) {
	const { t } = useTranslation();
	return (
		<Table highlightOnHover aria-label={t("project.list")}>
			<Table.Thead>
				<Table.Tr>
					<Table.Th>{t("project.name")}</Table.Th>
					<Table.Th>{t("project.myRole")}</Table.Th>
					<Table.Th className="num">{t("project.detectors")}</Table.Th>
					<Table.Th className="num">{t("project.scans")}</Table.Th>
					<Table.Th>{t("project.created")}</Table.Th>
				</Table.Tr>
			</Table.Thead>
			<Table.Tbody>
				{projects.map((project) => (
					<Table.Tr key={project.id}>
						<Table.Td className="wrap">
							<Link className="link" to={paths.project(project.id)}>
								{project.name}
							</Link>
							{project.description && <div className="muted">{project.description}</div>}
						</Table.Td>
						<Table.Td>{project.my_role ? t(`role.${project.my_role}`) : t("project.notMember")}</Table.Td>
						<Table.Td className="num">{formatCount(project.detector_count)}</Table.Td>
						<Table.Td className="num">{formatCount(project.scan_count)}</Table.Td>
						<Table.Td>
							<Ago iso={project.created_at} />
						</Table.Td>
					</Table.Tr>
				))}
			</Table.Tbody>
		</Table>
	);
}
