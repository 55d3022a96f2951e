// SPDX-License-Identifier: Apache-2.0
import { Button, Table } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Me, User, UserUpdate } from "@/model/types";
import { updateUser, usersQuery } from "@/services/userService";
import { Badge } from "@/components/ui/Badge";
import { ErrorBox } from "@/components/ui/ErrorBox";
import { Ago } from "@/components/ui/Times";
import { RoleSelect } from "./RoleSelect";

export function UserTable({ users, me }: { users: User[]; me: Me }) {
	const { t } = useTranslation();
	const client = useQueryClient();
	const manage = me.permissions.includes("user.manage");
	const change = useMutation({
		mutationFn: ({ id, body }: { id: string; body: UserUpdate }) => updateUser(id, body),
		onSettled: () => client.invalidateQueries({ queryKey: usersQuery().queryKey }),
	});
	return (
		<>
			<ErrorBox error={change.error} />
			<Table highlightOnHover aria-label={t("user.list")}>
				<Table.Thead>
					<Table.Tr>
						<Table.Th>{t("user.user")}</Table.Th>
						<Table.Th>{t("user.role")}</Table.Th>
						<Table.Th>{t("user.state")}</Table.Th>
						<Table.Th>{t("user.lastSignIn")}</Table.Th>
						<Table.Th>{t("user.created")}</Table.Th>
						{manage && (
							<Table.Th>
								<span className="sr-only">{t("action.actions")}</span>
							</Table.Th>
						)}
					</Table.Tr>
				</Table.Thead>
				<Table.Tbody>
					{users.map((user) => (
						<Table.Tr key={user.id}>
							<Table.Td className="wrap">
								{user.display_name} <span className="muted mono">{user.username}</span>
								{user.id === me.user.id && <span className="muted"> · {t("user.you")}</span>}
							</Table.Td>
							<Table.Td>
								{manage && user.id !== me.user.id ? (
									<RoleSelect
										label={t("member.roleOf", { name: user.display_name })}
										value={user.role}
										onChange={(role) => {
											change.mutate({ id: user.id, body: { role } });
										}}
									/>
								) : (
									t(`role.${user.role}`)
								)}
							</Table.Td>
							<Table.Td>
								{user.disabled ? (
									<Badge tone="idle" icon="error">
										{t("user.disabled")}
									</Badge>
								) : (
									<Badge tone="ok" icon="check">
										{t("user.active")}
									</Badge>
								)}
							</Table.Td>
							<Table.Td>
								<Ago iso={user.last_sign_in_at} />
							</Table.Td>
							<Table.Td>
								<Ago iso={user.created_at} />
							</Table.Td>
							{manage && (
								<Table.Td className="num">
									{user.id !== me.user.id && (
										<Button
											size="compact-xs"
											variant="default"
											aria-label={t(user.disabled ? "user.enableName" : "user.disableName", {
												name: user.display_name,
											})}
											onClick={() => {
												change.mutate({ id: user.id, body: { disabled: !user.disabled } });
											}}
										>
											{user.disabled ? t("user.enable") : t("user.disable")}
										</Button>
									)}
								</Table.Td>
							)}
						</Table.Tr>
					))}
				</Table.Tbody>
			</Table>
		</>
	);
}
