// SPDX-License-Identifier: Apache-2.0
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { completeSetup, sessionQuery, setupQuery, signIn } from "@/services/authService";
import { isApiError } from "@/services/http";
import { ErrorBox } from "@/components/ui/ErrorBox";
import classes from "@/components/ui/Form.module.css";

/** Makes the first administrator and signs them in. */
export function SetupForm({ token: given, onDone }: { token: string; onDone: () => void }) {
	const { t } = useTranslation();
	const client = useQueryClient();
	const [token, setToken] = useState(given);
	const [username, setUsername] = useState("admin");
	const [displayName, setDisplayName] = useState("");
	const [password, setPassword] = useState("");
	const [again, setAgain] = useState("");
	const [mismatch, setMismatch] = useState(false);
	const mutation = useMutation({
		mutationFn: async () => {
			const display_name = displayName.trim() || username;
			await completeSetup({ token: token.trim(), username, display_name, password });
			return signIn(username, password);
		},
		onSuccess: (me) => {
			client.setQueryData(setupQuery().queryKey, { needed: false });
			client.setQueryData(sessionQuery().queryKey, me);
			onDone();
		},
	});
	const fieldError = (field: string) =>
		isApiError(mutation.error) && mutation.error.field === field ? mutation.error.message : undefined;
	const hasFieldError = ["username", "display_name", "password"].some((field) => fieldError(field));
	const submit = (event: FormEvent) => {
		event.preventDefault();
		setMismatch(password !== again);
		if (password === again) mutation.mutate();
	};
	return (
		<form className={classes.form} onSubmit={submit}>
			{given === "" && (
				<TextInput
					label={t("auth.setupToken")}
					description={t("auth.setupTokenHint")}
					required
					autoComplete="off"
					spellCheck={false}
					value={token}
					onChange={(event) => {
						setToken(event.currentTarget.value);
					}}
				/>
			)}
			<TextInput
				label={t("auth.username")}
				name="username"
				autoComplete="username"
				autoCapitalize="none"
				required
				value={username}
				error={fieldError("username")}
				onChange={(event) => {
					setUsername(event.currentTarget.value);
				}}
			/>
			<TextInput
				label={t("auth.displayName")}
				name="name"
				autoComplete="name"
				value={displayName}
				error={fieldError("display_name")}
				onChange={(event) => {
					setDisplayName(event.currentTarget.value);
				}}
			/>
			<PasswordInput
				label={t("auth.password")}
				description={t("auth.passwordHint")}
				name="new-password"
				autoComplete="new-password"
				required
				value={password}
				error={fieldError("password")}
				onChange={(event) => {
					setPassword(event.currentTarget.value);
				}}
				visibilityToggleButtonProps={{ "aria-label": t("auth.showPassword") }}
			/>
			<PasswordInput
				label={t("auth.passwordAgain")}
				name="new-password-again"
				autoComplete="new-password"
				required
				value={again}
				error={mismatch ? t("auth.passwordMismatch") : undefined}
				onChange={(event) => {
					setAgain(event.currentTarget.value);
					setMismatch(false);
				}}
				visibilityToggleButtonProps={{ "aria-label": t("auth.showPassword") }}
			/>
			{!hasFieldError && <ErrorBox error={mutation.error} />}
			<Button type="submit" size="sm" fullWidth loading={mutation.isPending}>
				{t("auth.createAdmin")}
			</Button>
		</form>
	);
}
