// SPDX-License-Identifier: Apache-2.0
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { paths } from "@/model/paths";
import { projectsQuery } from "@/services/projectService";
import { ProjectDialog } from "@/components/projects/ProjectDialog";
import { ProjectTable } from "@/components/projects/ProjectTable";
import { EmptyState } from "@/components/ui/EmptyState";
import { IconPlus } from "@/components/ui/icons";
import { Page } from "@/components/ui/Page";
import { Panel } from "@/components/ui/Panel";
import { QueryState } from "@/components/ui/QueryState";
import { useMe } from "../session";

export function ProjectsRoute() {
	const { t } = useTranslation();
	const me = useMe();
	const navigate = useNavigate();
	const projects = useQuery(projectsQuery());
	const [creating, setCreating] = useState(false);
	const mayCreate = me.permissions.includes("project.create");
	return (
		<Page
			title={t("nav.projects")}
			actions={
				mayCreate && (
					<Button
						leftSection={<IconPlus size={14} />}
						onClick={() => {
							setCreating(true);
						}}
					>
						{t("project.create")}
					</Button>
				)
			}
		>
			<Panel title={t("project.list")} count={projects.data?.length} flush>
				<QueryState
					query={projects}
					empty={
						<EmptyState title={t("project.empty")}>
							{mayCreate ? t("project.emptyHint") : t("project.emptyAsk")}
						</EmptyState>
					}
				>
					{(list) => <ProjectTable projects={list} />}
				</QueryState>
			</Panel>
			{mayCreate && (
				<ProjectDialog
					opened={creating}
					onClose={() => {
						setCreating(false);
					}}
					onSaved={(project) => void navigate(paths.project(project.id))}
				/>
			)}
		</Page>
	);
}
