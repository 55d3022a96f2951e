// SPDX-License-Identifier: Apache-2.0
import { Button, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Project } from "@/model/types";
import { isApiError } from "@/services/http";
import { createProject, projectsQuery, updateProject } from "@/services/projectService";
import { Dialog } from "@/components/ui/Dialog";
import { ErrorBox } from "@/components/ui/ErrorBox";
import classes from "@/components/ui/Form.module.css";

interface ProjectDialogProps {
	/** Absent: a new one. */
	project?: Project;
	opened: boolean;
	onClose: () => void;
	onSaved: (project: Project) => void;
}

export function ProjectDialog(props: ProjectDialogProps) {
	const { t } = useTranslation();
	return (
		<Dialog
			opened={props.opened}
			onClose={props.onClose}
			title={props.project ? t("project.editTitle") : t("project.createTitle")}
		>
			<ProjectForm {...props} />
		</Dialog>
	);
}

function ProjectForm({ project, onClose, onSaved }: ProjectDialogProps) {
	const { t } = useTranslation();
	const client = useQueryClient();
	const [name, setName] = useState(project?.name ?? "");
	const [description, setDescription] = useState(project?.description ?? "");
	const mutation = useMutation({
		mutationFn: () =>
			project ? updateProject(project.id, { name, description }) : createProject(name.trim(), description.trim()),
		onSuccess: async (saved) => {
			await client.invalidateQueries({ queryKey: projectsQuery().queryKey });
			onSaved(saved);
		},
	});
	const fieldError = (field: string) =>
		isApiError(mutation.error) && mutation.error.field === field ? mutation.error.message : undefined;
	const submit = (event: FormEvent) => {
		event.preventDefault();
		mutation.mutate();
	};
	return (
		<form className={classes.form} onSubmit={submit}>
			<TextInput
				label={t("project.name")}
				required
				maxLength={100}
				data-autofocus
				value={name}
				error={fieldError("name")}
				onChange={(event) => {
					setName(event.currentTarget.value);
				}}
			/>
			<Textarea
				label={t("project.description")}
				maxLength={2000}
				autosize
				minRows={2}
				value={description}
				error={fieldError("description")}
				onChange={(event) => {
					setDescription(event.currentTarget.value);
				}}
			/>
			{!fieldError("name") && !fieldError("description") && <ErrorBox error={mutation.error} />}
			<div className={classes.buttons}>
				<Button variant="default" onClick={onClose}>
					{t("action.cancel")}
				</Button>
				<Button type="submit" loading={mutation.isPending}>
					{project ? t("action.save") : t("project.create")}
				</Button>
			</div>
		</form>
	);
}
