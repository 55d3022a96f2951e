// SPDX-License-Identifier: Apache-2.0
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { FILTER_NAME } from "@/model/filter";
import type { SavedFilter } from "@/model/types";
import { createFilter, savedFiltersQuery, updateFilter } from "@/services/filterService";
import { isApiError } from "@/services/http";
import { Dialog } from "@/components/ui/Dialog";
import { ErrorBox } from "@/components/ui/ErrorBox";
import form from "@/components/ui/Form.module.css";
import { FilterField } from "./FilterField";

interface SavedFilterDialogProps {
	projectId: string;
	/** Absent: a new one. */
	saved?: SavedFilter | undefined;
	/** What a new one begins with. */
	text?: string;
	opened: boolean;
	onClose: () => void;
}

export function SavedFilterDialog(props: SavedFilterDialogProps) {
	const { t } = useTranslation();
	return (
		<Dialog
			opened={props.opened}
			onClose={props.onClose}
			title={props.saved ? t("savedFilter.editTitle") : t("savedFilter.createTitle")}
			size="lg"
		>
			<SavedFilterForm {...props} />
		</Dialog>
	);
}

function SavedFilterForm({ projectId, saved, text: first = "", onClose }: SavedFilterDialogProps) {
	const { t } = useTranslation();
	const client = useQueryClient();
	const [name, setName] = useState(saved?.name ?? "");
	const [text, setText] = useState(saved?.text ?? first);
	const [description, setDescription] = useState(saved?.description ?? "");
	const mutation = useMutation({
		mutationFn: () => {
			const body = { name, text: text.trim(), description: description.trim() };
			return saved ? updateFilter(projectId, saved.id, body) : createFilter(projectId, body);
		},
		onSuccess: async () => {
			await client.invalidateQueries({ queryKey: savedFiltersQuery(projectId).queryKey });
			onClose();
		},
	});
	const error = isApiError(mutation.error) ? mutation.error : undefined;
	const misnamed = name !== "" && !FILTER_NAME.test(name);
	const submit = (event: FormEvent) => {
		event.preventDefault();
		mutation.mutate();
	};
	return (
		<form className={form.form} onSubmit={submit}>
			<TextInput
				label={t("savedFilter.name")}
				description={t("savedFilter.nameHint")}
				required
				data-autofocus
				maxLength={64}
				classNames={{ input: "mono" }}
				spellCheck={false}
				autoComplete="off"
				autoCapitalize="none"
				value={name}
				error={misnamed ? t("savedFilter.nameRule") : error?.field === "name" ? error.message : undefined}
				onChange={(event) => {
					setName(event.currentTarget.value);
				}}
			/>
			<FilterField
				projectId={projectId}
				label={t("savedFilter.text")}
				value={text}
				onChange={(next) => {
					setText(next);
					mutation.reset();
				}}
				fault={error?.fault}
			/>
			<TextInput
				label={t("savedFilter.description")}
				maxLength={500}
				value={description}
				error={error?.field === "description" ? error.message : undefined}
				onChange={(event) => {
					setDescription(event.currentTarget.value);
				}}
			/>
			{error?.field !== "name" && error?.field !== "description" && <ErrorBox error={mutation.error} />}
			<div className={form.buttons}>
				<Button variant="default" onClick={onClose}>
					{t("action.cancel")}
				</Button>
				<Button type="submit" loading={mutation.isPending} disabled={name === "" || misnamed || text.trim() === ""}>
					{t("action.save")}
				</Button>
			</div>
		</form>
	);
}
