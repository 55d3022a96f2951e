// SPDX-License-Identifier: Apache-2.0
import { Menu, UnstyledButton } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Me } from "@/model/types";
import { sessionQuery, signOut } from "@/services/authService";
import { IconSignOut, IconUser } from "@/components/ui/icons";
import classes from "./UserMenu.module.css";

export function UserMenu({ me }: { me: Me }) {
	const { t } = useTranslation();
	const client = useQueryClient();
	const leave = useMutation({
		mutationFn: signOut,
		onSuccess: () => {
			client.setQueryData(sessionQuery().queryKey, null);
			// Nothing of this user may still be in memory when the next one signs in.
			client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== "session" });
		},
	});
	return (
		<Menu position="top-start" width={200}>
			<Menu.Target>
				<UnstyledButton className={classes.button}>
					<IconUser />
					<span className={classes.names}>
						<span className={classes.name}>{me.user.display_name}</span>
						<span className={classes.role}>{t(`role.${me.user.role}`)}</span>
					</span>
				</UnstyledButton>
			</Menu.Target>
			<Menu.Dropdown>
				<Menu.Label>{me.user.username}</Menu.Label>
				<Menu.Item
					leftSection={<IconSignOut size={14} />}
					onClick={() => {
						leave.mutate();
					}}
				>
					{t("auth.signOut")}
				</Menu.Item>
			</Menu.Dropdown>
		</Menu>
	);
}
