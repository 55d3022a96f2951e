// SPDX-License-Identifier: Apache-2.0
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import type { RoleName } from "@/model/types";
import { isApiError } from "@/services/http";
import { createUser, usersQuery } from "@/services/userService";
import { Dialog } from "@/components/ui/Dialog";
import { ErrorBox } from "@/components/ui/ErrorBox";
import classes from "@/components/ui/Form.module.css";
import { RoleSelect } from "./RoleSelect";

interface AddUserProps {
	opened: boolean;
	onClose: () => void;
}

export function AddUserDialog(props: AddUserProps) {
	const { t } = useTranslation();
	return (
		<Dialog opened={props.opened} onClose={props.onClose} title={t("user.addTitle")}>
			<AddUserForm {...props} />
		</Dialog>
	);
}

function AddUserForm({ onClose }: AddUserProps) {
	const { t } = useTranslation();
	const client = useQueryClient();
	const [username, setUsername] = useState("");
	const [displayName, setDisplayName] = useState("");
	const [password, setPassword] = useState("");
	const [role, setRole] = useState<RoleName>("analyst");
	const mutation = useMutation({
		mutationFn: () => createUser({ username, display_name: displayName.trim() || username, role, password }),
		onSuccess: async () => {
			await client.invalidateQueries({ queryKey: usersQuery().queryKey });
			onClose();
		},
	});
	const fieldError = (field: string) =>
		isApiError(mutation.error) && mutation.error.field === field ? mutation.error.message : undefined;
	const shown = ["username", "display_name", "password"].some((field) => fieldError(field));
	const submit = (event: FormEvent) => {
		event.preventDefault();
		mutation.mutate();
	};
	return (
		<form className={classes.form} onSubmit={submit}>
			<TextInput
				label={t("auth.username")}
				required
				maxLength={64}
				autoComplete="off"
				autoCapitalize="none"
				data-autofocus
				value={username}
				error={fieldError("username")}
				onChange={(event) => {
					setUsername(event.currentTarget.value);
				}}
			/>
			<TextInput
				label={t("auth.displayName")}
				maxLength={128}
				autoComplete="off"
				value={displayName}
				error={fieldError("display_name")}
				onChange={(event) => {
					setDisplayName(event.currentTarget.value);
				}}
			/>
			<RoleSelect label={t("user.role")} showLabel value={role} onChange={setRole} />
			<p className="muted">{t(`roleHint.${role}`)}</p>
			<PasswordInput
				label={t("user.initialPassword")}
				description={t("auth.passwordHint")}
				required
				autoComplete="new-password"
				value={password}
				error={fieldError("password")}
				onChange={(event) => {
					setPassword(event.currentTarget.value);
				}}
				visibilityToggleButtonProps={{ "aria-label": t("auth.showPassword") }}
			/>
			{!shown && <ErrorBox error={mutation.error} />}
			<div className={classes.buttons}>
				<Button variant="default" onClick={onClose}>
					{t("action.cancel")}
				</Button>
				<Button type="submit" loading={mutation.isPending}>
					{t("user.add")}
				</Button>
			</div>
		</form>
	);
}
