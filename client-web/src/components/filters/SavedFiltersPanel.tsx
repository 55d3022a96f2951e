// SPDX-License-Identifier: Apache-2.0
import { Button, Table } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { visibleText } from "@/model/format";
import type { Project, SavedFilter } from "@/model/types";
import { deleteFilter, savedFiltersQuery } from "@/services/filterService";
import { ConfirmDialog } from "@/components/ui/ConfirmDialog";
import { EmptyState } from "@/components/ui/EmptyState";
import { IconPlus } from "@/components/ui/icons";
import { Panel } from "@/components/ui/Panel";
import { QueryState } from "@/components/ui/QueryState";
import { SavedFilterDialog } from "./SavedFilterDialog";

/** The filters that a project keeps: each name can be used in other filters as what it stands for. */
export function SavedFiltersPanel({ project }: { project: Project }) {
	const { t } = useTranslation();
	const client = useQueryClient();
	const query = useQuery(savedFiltersQuery(project.id));
	const [editing, setEditing] = useState<SavedFilter | "new">();
	const [leaving, setLeaving] = useState<SavedFilter>();
	const manage = project.permissions.includes("scan.create");
	return (
		<Panel
			title={t("savedFilter.title")}
			count={query.data?.length}
			flush
			actions={
				manage && (
					<Button
						leftSection={<IconPlus size={14} />}
						onClick={() => {
							setEditing("new");
						}}
					>
						{t("savedFilter.create")}
					</Button>
				)
			}
		>
			<QueryState query={query} empty={<EmptyState title={t("savedFilter.none")}>{t("savedFilter.what")}</EmptyState>}>
				{(list) => <SavedFilterTable list={list} manage={manage} onEdit={setEditing} onDelete={setLeaving} />}
			</QueryState>
			<SavedFilterDialog
				projectId={project.id}
				saved={typeof editing === "object" ? editing : undefined}
				opened={editing !== undefined}
				onClose={() => {
					setEditing(undefined);
				}}
			/>
			<ConfirmDialog
				opened={leaving !== undefined}
				onClose={() => {
					setLeaving(undefined);
				}}
				title={t("savedFilter.deleteTitle")}
				confirm={t("action.delete")}
				onConfirm={async () => {
					if (leaving) await deleteFilter(project.id, leaving.id);
					await client.invalidateQueries({ queryKey: savedFiltersQuery(project.id).queryKey });
				}}
			>
				{t("savedFilter.deleteText", { name: leaving?.name ?? "" })}
			</ConfirmDialog>
		</Panel>
	);
}

interface SavedFilterTableProps {
	list: SavedFilter[];
	manage: boolean;
	onEdit: (saved: SavedFilter) => void;
	onDelete: (saved: SavedFilter) => void;
}

function SavedFilterTable({ list, manage, onEdit, onDelete }: SavedFilterTableProps) {
	const { t } = useTranslation();
	return (
		<Table aria-label={t("savedFilter.title")}>
			<Table.Thead>
				<Table.Tr>
					<Table.Th>{t("savedFilter.name")}</Table.Th>
					<Table.Th>{t("savedFilter.text")}</Table.Th>
					<Table.Th>{t("savedFilter.description")}</Table.Th>
					{manage && (
						<Table.Th>
							<span className="sr-only">{t("action.actions")}</span>
						</Table.Th>
					)}
				</Table.Tr>
			</Table.Thead>
			<Table.Tbody>
				{list.map((saved) => (
					<Table.Tr key={saved.id}>
						<Table.Td className="mono nowrap">{saved.name}</Table.Td>
						<Table.Td className="mono wrap">{visibleText(saved.text)}</Table.Td>
						<Table.Td className="wrap">{saved.description}</Table.Td>
						{manage && (
							<Table.Td className="num">
								<Button
									size="compact-xs"
									variant="default"
									aria-label={t("savedFilter.editName", { name: saved.name })}
									onClick={() => {
										onEdit(saved);
									}}
								>
									{t("action.edit")}
								</Button>{" "}
								<Button
									size="compact-xs"
									variant="default"
									aria-label={t("savedFilter.deleteName", { name: saved.name })}
									onClick={() => {
										onDelete(saved);
									}}
								>
									{t("action.delete")}
								</Button>
							</Table.Td>
						)}
					</Table.Tr>
				))}
			</Table.Tbody>
		</Table>
	);
}
