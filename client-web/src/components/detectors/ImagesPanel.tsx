// SPDX-License-Identifier: Apache-2.0
import { Button, Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { formatBytes } from "@/model/format";
import { imagesQuery } from "@/services/detectorService";
import { EmptyState } from "@/components/ui/EmptyState";
import { IconRefresh } from "@/components/ui/icons";
import { Panel } from "@/components/ui/Panel";
import { QueryState } from "@/components/ui/QueryState";

/** The images on the detector's host, asked from it now. */
export function ImagesPanel({ detectorId }: { detectorId: string }) {
	const { t } = useTranslation();
	const query = useQuery(imagesQuery(detectorId));
	return (
		<Panel
			title={t("image.title")}
			count={query.data?.length}
			flush
			actions={
				<Button
					variant="default"
					leftSection={<IconRefresh size={14} />}
					loading={query.isFetching}
					onClick={() => void query.refetch()}
				>
					{t("action.refresh")}
				</Button>
			}
		>
			<QueryState query={query} empty={<EmptyState title={t("image.empty")}>{t("image.emptyHint")}</EmptyState>}>
				{(images) => (
					<Table aria-label={t("image.title")}>
						<Table.Thead>
							<Table.Tr>
								<Table.Th>{t("image.names")}</Table.Th>
								<Table.Th className="num">{t("image.size")}</Table.Th>
								<Table.Th>{t("image.id")}</Table.Th>
							</Table.Tr>
						</Table.Thead>
						<Table.Tbody>
							{images.map((image) => (
								<Table.Tr key={image.id}>
									<Table.Td className="mono wrap">
										{image.names.length > 0 ? (
											image.names.join(", ")
										) : (
											<span className="muted">{t("image.unnamed")}</span>
										)}
									</Table.Td>
									<Table.Td className="num">{formatBytes(image.size)}</Table.Td>
									<Table.Td className="mono">{image.id.replace(/^sha256:/, "").slice(0, 12)}</Table.Td>
								</Table.Tr>
							))}
						</Table.Tbody>
					</Table>
				)}
			</QueryState>
		</Panel>
	);
}
