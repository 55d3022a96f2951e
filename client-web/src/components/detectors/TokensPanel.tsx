// SPDX-License-Identifier: Apache-2.0
import { Button, Table } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { formatDateTime } from "@/model/format";
import { deleteEnrollmentToken, enrollmentTokensQuery } from "@/services/detectorService";
import type { EnrollmentToken } from "@/model/types";
import { Badge } from "@/components/ui/Badge";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorBox } from "@/components/ui/ErrorBox";
import { Panel } from "@/components/ui/Panel";
import { QueryState } from "@/components/ui/QueryState";

/** Enrolment tokens that exist, and whether they still open the door. */
export function TokensPanel() {
	const { t } = useTranslation();
	const client = useQueryClient();
	const query = useQuery(enrollmentTokensQuery());
	const remove = useMutation({
		mutationFn: deleteEnrollmentToken,
		onSettled: () => client.invalidateQueries({ queryKey: enrollmentTokensQuery().queryKey }),
	});
	return (
		<Panel title={t("token.title")} count={query.data?.length} flush>
			<ErrorBox error={remove.error} />
			<QueryState query={query} rows={1} empty={<EmptyState title={t("token.empty")} />}>
				{(tokens) => (
					<Table aria-label={t("token.title")}>
						<Table.Thead>
							<Table.Tr>
								<Table.Th>{t("enroll.label")}</Table.Th>
								<Table.Th>{t("token.state")}</Table.Th>
								<Table.Th className="num">{t("token.used")}</Table.Th>
								<Table.Th>{t("token.expires")}</Table.Th>
								<Table.Th>{t("token.madeBy")}</Table.Th>
								<Table.Th>
									<span className="sr-only">{t("action.actions")}</span>
								</Table.Th>
							</Table.Tr>
						</Table.Thead>
						<Table.Tbody>
							{tokens.map((token) => (
								<Table.Tr key={token.id}>
									<Table.Td className="wrap">
										{token.label || <span className="muted">{t("token.unlabelled")}</span>}
									</Table.Td>
									<Table.Td>
										<TokenState token={token} />
									</Table.Td>
									<Table.Td className="num">{t("token.usedOf", { used: token.used, uses: token.uses })}</Table.Td>
									<Table.Td>{formatDateTime(token.expires_at)}</Table.Td>
									<Table.Td className="wrap">{token.created_by || t("token.commandLine")}</Table.Td>
									<Table.Td className="num">
										<Button
											size="compact-xs"
											variant="default"
											aria-label={t("token.revokeName", { name: token.label || token.id })}
											onClick={() => {
												remove.mutate(token.id);
											}}
										>
											{t("action.revoke")}
										</Button>
									</Table.Td>
								</Table.Tr>
							))}
						</Table.Tbody>
					</Table>
				)}
			</QueryState>
		</Panel>
	);
}

function TokenState({ token }: { token: EnrollmentToken }) {
	const { t } = useTranslation();
	if (token.used >= token.uses)
		return (
			<Badge tone="idle" icon="check">
				{t("token.usedUp")}
			</Badge>
		);
	// It was asked for just now: a token that expires while one looks is refused by the server all the same.
	// eslint-disable-next-line react-hooks/purity
	if (new Date(token.expires_at).getTime() < Date.now())
		return (
			<Badge tone="idle" icon="clock">
				{t("token.expired")}
			</Badge>
		);
	return (
		<Badge tone="info" icon="info">
			{t("token.open")}
		</Badge>
	);
}
