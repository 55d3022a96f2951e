// SPDX-License-Identifier: Apache-2.0
import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { paths } from "@/model/paths";
import type { Project } from "@/model/types";
import { deleteProject, projectQuery, projectsQuery } from "@/services/projectService";
import { projectScansQuery } from "@/services/scanService";
import { SavedFiltersPanel } from "@/components/filters/SavedFiltersPanel";
import { AssignedDetectorsPanel } from "@/components/projects/AssignedDetectorsPanel";
import { MembersPanel } from "@/components/projects/MembersPanel";
import { ProjectDialog } from "@/components/projects/ProjectDialog";
import { ScanTable } from "@/components/scans/ScanTable";
import { Columns } from "@/components/ui/Columns";
import { ConfirmDialog } from "@/components/ui/ConfirmDialog";
import { EmptyState } from "@/components/ui/EmptyState";
import { IconScan } from "@/components/ui/icons";
import { LinkButton } from "@/components/ui/LinkButton";
import { Page } from "@/components/ui/Page";
import { Panel } from "@/components/ui/Panel";
import { QueryState } from "@/components/ui/QueryState";
import { useMe } from "../session";
import { EntityPage } from "./EntityPage";

export function ProjectRoute() {
	const { id = "" } = useParams();
	const query = useQuery(projectQuery(id));
	return <EntityPage query={query}>{(project) => <ProjectPage key={project.id} project={project} />}</EntityPage>;
}

function ProjectPage({ project }: { project: Project }) {
	const { t } = useTranslation();
	const me = useMe();
	const may = (permission: Project["permissions"][number]) => project.permissions.includes(permission);
	const scans = useQuery({ ...projectScansQuery(project.id), enabled: may("scan.view") });
	return (
		<Page
			title={project.name}
			crumbs={[{ label: t("nav.projects"), to: paths.projects }]}
			meta={
				<>
					<span>
						{project.my_role ? t("project.youAre", { role: t(`role.${project.my_role}`) }) : t("project.notMember")}
					</span>
					{project.description && <span className="wrap">{project.description}</span>}
				</>
			}
			actions={<ProjectActions project={project} />}
		>
			<Columns>
				{may("member.view") && <MembersPanel project={project} />}
				<AssignedDetectorsPanel project={project} manage={me.permissions.includes("detector.manage")} />
			</Columns>
			{may("scan.view") && <SavedFiltersPanel project={project} />}
			{may("scan.view") && (
				<Panel title={t("scan.list")} count={scans.data?.length} flush>
					<QueryState
						query={scans}
						empty={
							<EmptyState
								title={t("dashboard.noRecent")}
								action={
									may("scan.create") && (
										<LinkButton to={paths.newScan({ project: project.id })}>{t("newScan.title")}</LinkButton>
									)
								}
							/>
						}
					>
						{(list) => <ScanTable scans={list} label={t("scan.list")} withProject={false} />}
					</QueryState>
				</Panel>
			)}
		</Page>
	);
}

function ProjectActions({ project }: { project: Project }) {
	const { t } = useTranslation();
	const navigate = useNavigate();
	const client = useQueryClient();
	const [dialog, setDialog] = useState<"edit" | "delete">();
	const close = () => {
		setDialog(undefined);
	};
	return (
		<>
			{project.permissions.includes("project.manage") && (
				<>
					<Button
						variant="default"
						onClick={() => {
							setDialog("edit");
						}}
					>
						{t("action.edit")}
					</Button>
					<Button
						variant="default"
						onClick={() => {
							setDialog("delete");
						}}
					>
						{t("action.delete")}
					</Button>
					<ProjectDialog project={project} opened={dialog === "edit"} onClose={close} onSaved={close} />
					<ConfirmDialog
						opened={dialog === "delete"}
						onClose={close}
						title={t("project.deleteTitle")}
						confirm={t("action.delete")}
						onConfirm={async () => {
							await deleteProject(project.id);
							void navigate(paths.projects);
							void client.invalidateQueries({ queryKey: projectsQuery().queryKey, exact: true });
						}}
					>
						{t("project.deleteText", { name: project.name })}
					</ConfirmDialog>
				</>
			)}
			{project.permissions.includes("scan.create") && (
				<LinkButton to={paths.newScan({ project: project.id })} icon={<IconScan size={14} />}>
					{t("newScan.title")}
				</LinkButton>
			)}
		</>
	);
}
