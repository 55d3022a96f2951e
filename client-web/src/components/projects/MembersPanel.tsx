// SPDX-License-Identifier: Apache-2.0
import { Button, Table } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Member, Project, RoleName } from "@/model/types";
import { membersQuery, projectQuery, removeMember, setMember } from "@/services/projectService";
import { ConfirmDialog } from "@/components/ui/ConfirmDialog";
import { ErrorBox } from "@/components/ui/ErrorBox";
import { EmptyState } from "@/components/ui/EmptyState";
import { IconPlus } from "@/components/ui/icons";
import { Panel } from "@/components/ui/Panel";
import { QueryState } from "@/components/ui/QueryState";
import { RoleSelect } from "@/components/users/RoleSelect";
import { AddMemberDialog } from "./AddMemberDialog";

/** Who is in the project and as what. */
export function MembersPanel({ project }: { project: Project }) {
	const { t } = useTranslation();
	const query = useQuery(membersQuery(project.id));
	const [adding, setAdding] = useState(false);
	const manage = project.permissions.includes("member.manage");
	return (
		<Panel
			title={t("member.title")}
			count={query.data?.length}
			flush
			actions={
				manage && (
					<Button
						leftSection={<IconPlus size={14} />}
						onClick={() => {
							setAdding(true);
						}}
					>
						{t("member.add")}
					</Button>
				)
			}
		>
			<QueryState query={query} empty={<EmptyState title={t("member.empty")} />}>
				{(members) => <MemberTable project={project} members={members} manage={manage} />}
			</QueryState>
			{manage && (
				<AddMemberDialog
					project={project}
					opened={adding}
					onClose={() => {
						setAdding(false);
					}}
				/>
			)}
		</Panel>
	);
}

function MemberTable({ project, members, manage }: { project: Project; members: Member[]; manage: boolean }) {
	const { t } = useTranslation();
	const client = useQueryClient();
	const [leaving, setLeaving] = useState<Member>();
	const refresh = () => client.invalidateQueries({ queryKey: projectQuery(project.id).queryKey });
	const change = useMutation({
		mutationFn: ({ member, role }: { member: Member; role: RoleName }) => setMember(project.id, member.user_id, role),
		onSettled: refresh,
	});
	return (
		<>
			<ErrorBox error={change.error} />
			<Table aria-label={t("member.title")}>
				<Table.Thead>
					<Table.Tr>
						<Table.Th>{t("user.user")}</Table.Th>
						<Table.Th>{t("member.role")}</Table.Th>
						{manage && (
							<Table.Th>
								<span className="sr-only">{t("action.actions")}</span>
							</Table.Th>
						)}
					</Table.Tr>
				</Table.Thead>
				<Table.Tbody>
					{members.map((member) => (
						<Table.Tr key={member.user_id}>
							<Table.Td className="wrap">
								{member.display_name} <span className="muted mono">{member.username}</span>
							</Table.Td>
							<Table.Td>
								{manage ? (
									<RoleSelect
										label={t("member.roleOf", { name: member.display_name })}
										value={member.role}
										onChange={(role) => {
											change.mutate({ member, role });
										}}
									/>
								) : (
									t(`role.${member.role}`)
								)}
							</Table.Td>
							{manage && (
								<Table.Td className="num">
									<Button
										size="compact-xs"
										variant="default"
										aria-label={t("member.removeName", { name: member.display_name })}
										onClick={() => {
											setLeaving(member);
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
			<ConfirmDialog
				opened={leaving !== undefined}
				onClose={() => {
					setLeaving(undefined);
				}}
				title={t("member.removeTitle")}
				confirm={t("action.remove")}
				onConfirm={async () => {
					if (leaving) await removeMember(project.id, leaving.user_id);
					await refresh();
				}}
			>
				{t("member.removeText", { name: leaving?.display_name ?? "", project: project.name })}
			</ConfirmDialog>
		</>
	);
}
