// SPDX-License-Identifier: Apache-2.0
import { Button, Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Project, RoleName, UserRef } from "@/model/types";
import { candidatesQuery, projectQuery, setMember } from "@/services/projectService";
import { Dialog } from "@/components/ui/Dialog";
import { ErrorBox } from "@/components/ui/ErrorBox";
import { RoleSelect } from "@/components/users/RoleSelect";
import classes from "@/components/ui/Form.module.css";

interface AddMemberProps {
	project: Project;
	opened: boolean;
	onClose: () => void;
}

export function AddMemberDialog(props: AddMemberProps) {
	const { t } = useTranslation();
	return (
		<Dialog opened={props.opened} onClose={props.onClose} title={t("member.addTitle")}>
			<AddMemberForm {...props} />
		</Dialog>
	);
}

const label = (user: UserRef) => `${user.display_name} (${user.username})`;

function AddMemberForm({ project, onClose }: AddMemberProps) {
	const { t } = useTranslation();
	const client = useQueryClient();
	const [search, setSearch] = useState("");
	const [user, setUser] = useState<UserRef>();
	const [role, setRole] = useState<RoleName>("analyst");
	// What is chosen fills the search box too: that is not a search.
	const [query] = useDebouncedValue(user && search === label(user) ? "" : search, 200);
	const candidates = useQuery({ ...candidatesQuery(project.id, query), placeholderData: keepPreviousData });
	const mutation = useMutation({
		mutationFn: () => setMember(project.id, user?.id ?? "", role),
		onSuccess: async () => {
			await client.invalidateQueries({ queryKey: projectQuery(project.id).queryKey });
			onClose();
		},
	});
	const found = candidates.data ?? [];
	const options = user && !found.some((each) => each.id === user.id) ? [user, ...found] : found;
	const submit = (event: FormEvent) => {
		event.preventDefault();
		mutation.mutate();
	};
	return (
		<form className={classes.form} onSubmit={submit}>
			<Select
				label={t("user.user")}
				placeholder={t("member.searchUser")}
				searchable
				openOnFocus={false}
				required
				data-autofocus
				data={options.map((each) => ({ value: each.id, label: label(each) }))}
				// The server has searched already.
				filter={({ options: all }) => all}
				value={user?.id ?? null}
				onChange={(id) => {
					setUser(options.find((each) => each.id === id));
				}}
				searchValue={search}
				onSearchChange={setSearch}
				nothingFoundMessage={candidates.isPending ? t("state.loading") : t("member.nobodyFound")}
			/>
			<RoleSelect label={t("member.role")} showLabel value={role} onChange={setRole} />
			<p className="muted">{t(`roleHint.${role}`)}</p>
			<ErrorBox error={mutation.error ?? candidates.error} />
			<div className={classes.buttons}>
				<Button variant="default" onClick={onClose}>
					{t("action.cancel")}
				</Button>
				<Button type="submit" disabled={!user} loading={mutation.isPending}>
					{t("member.add")}
				</Button>
			</div>
		</form>
	);
}
