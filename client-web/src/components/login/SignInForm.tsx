// SPDX-License-Identifier: Apache-2.0
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { sessionQuery, signIn } from "@/services/authService";
import { ErrorBox } from "@/components/ui/ErrorBox";
import classes from "@/components/ui/Form.module.css";

export function SignInForm({ onDone }: { onDone: () => void }) {
	const { t } = useTranslation();
	const client = useQueryClient();
	const [username, setUsername] = useState("");
	const [password, setPassword] = useState("");
	const mutation = useMutation({
		mutationFn: () => signIn(username, password),
		onSuccess: (me) => {
			client.setQueryData(sessionQuery().queryKey, me);
			onDone();
		},
		onError: () => {
			setPassword("");
		},
	});
	const submit = (event: FormEvent) => {
		event.preventDefault();
		mutation.mutate();
	};
	return (
		<form className={classes.form} onSubmit={submit}>
			<TextInput
				label={t("auth.username")}
				name="username"
				autoComplete="username"
				autoCapitalize="none"
				required
				data-autofocus
				value={username}
				onChange={(event) => {
					setUsername(event.currentTarget.value);
				}}
			/>
			<PasswordInput
				label={t("auth.password")}
				name="password"
				autoComplete="current-password"
				required
				value={password}
				onChange={(event) => {
					setPassword(event.currentTarget.value);
				}}
				visibilityToggleButtonProps={{ "aria-label": t("auth.showPassword") }}
			/>
			<ErrorBox error={mutation.error} />
			<Button type="submit" size="sm" fullWidth loading={mutation.isPending}>
				{t("auth.signIn")}
			</Button>
		</form>
	);
}
