// SPDX-License-Identifier: Apache-2.0
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { usersQuery } from "@/services/userService";
import { IconPlus } from "@/components/ui/icons";
import { Page } from "@/components/ui/Page";
import { Panel } from "@/components/ui/Panel";
import { QueryState } from "@/components/ui/QueryState";
import { AddUserDialog } from "@/components/users/AddUserDialog";
import { UserTable } from "@/components/users/UserTable";
import { useMe } from "../session";

export function UsersRoute() {
	const { t } = useTranslation();
	const me = useMe();
	const users = useQuery(usersQuery());
	const [adding, setAdding] = useState(false);
	const manage = me.permissions.includes("user.manage");
	return (
		<Page
			title={t("nav.users")}
			actions={
				manage && (
					<Button
						leftSection={<IconPlus size={14} />}
						onClick={() => {
							setAdding(true);
						}}
					>
						{t("user.add")}
					</Button>
				)
			}
		>
			<Panel title={t("user.list")} count={users.data?.length} flush>
				<QueryState query={users}>{(list) => <UserTable users={list} me={me} />}</QueryState>
			</Panel>
			{manage && (
				<AddUserDialog
					opened={adding}
					onClose={() => {
						setAdding(false);
					}}
				/>
			)}
		</Page>
	);
}
