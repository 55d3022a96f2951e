// SPDX-License-Identifier: Apache-2.0
import { Button, Menu } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { savedFiltersQuery } from "@/services/filterService";
import { useErrorText } from "@/components/ui/ErrorBox";
import { SavedFilterDialog } from "./SavedFilterDialog";
import classes from "./SavedFilters.module.css";

interface SavedFiltersMenuProps {
	projectId: string;
	maySave: boolean;
	/** What "Save as" saves. */
	filter: string;
	onLoad: (text: string) => void;
	/** Adds the filter by its name. */
	onUse: (name: string) => void;
}

/** The project's saved filters: to be loaded, to be used by name, and to be added to. */
export function SavedFiltersMenu({ projectId, maySave, filter, onLoad, onUse }: SavedFiltersMenuProps) {
	const { t } = useTranslation();
	const errorText = useErrorText();
	const [opened, setOpened] = useState(false);
	const [saving, setSaving] = useState(false);
	const { data, error, isPending } = useQuery({ ...savedFiltersQuery(projectId), enabled: opened });
	return (
		<>
			<Menu opened={opened} onChange={setOpened} position="bottom-end" width={280}>
				<Menu.Target>
					<Button variant="default">{t("savedFilter.menu")}</Button>
				</Menu.Target>
				<Menu.Dropdown>
					{maySave && (
						<>
							<Menu.Item
								disabled={filter === ""}
								onClick={() => {
									setSaving(true);
								}}
							>
								{t("savedFilter.saveAs")}
							</Menu.Item>
							<Menu.Divider />
						</>
					)}
					{error && <Menu.Label>{errorText(error)}</Menu.Label>}
					{isPending && !error && <Menu.Label>{t("state.loading")}</Menu.Label>}
					{data?.length === 0 && <Menu.Label>{t("savedFilter.none")}</Menu.Label>}
					<div className={classes.items}>
						{data?.map((saved) => (
							<div key={saved.id} className={classes.item}>
								<Menu.Item
									className={classes.use}
									classNames={{ itemLabel: classes.label ?? "" }}
									title={`${saved.name}: ${saved.text}`}
									aria-label={t("savedFilter.useName", { name: saved.name })}
									onClick={() => {
										onUse(saved.name);
									}}
								>
									<span className={`mono truncate ${classes.name}`}>{saved.name}</span>
									{saved.description && <span className={classes.about}>{saved.description}</span>}
								</Menu.Item>
								<Menu.Item
									className={classes.load}
									aria-label={t("savedFilter.loadName", { name: saved.name })}
									onClick={() => {
										onLoad(saved.text);
									}}
								>
									{t("savedFilter.load")}
								</Menu.Item>
							</div>
						))}
					</div>
				</Menu.Dropdown>
			</Menu>
			<SavedFilterDialog
				projectId={projectId}
				opened={saving}
				text={filter}
				onClose={() => {
					setSaving(false);
				}}
			/>
		</>
	);
}
