// SPDX-License-Identifier: Apache-2.0
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { paths } from "@/model/paths";
import { scanHasEnded, type Scan } from "@/model/types";
import { deleteScan, scanQuery, stopScan } from "@/services/scanService";
import { ConfirmDialog } from "@/components/ui/ConfirmDialog";
import { ErrorBox } from "@/components/ui/ErrorBox";
import { IconRefresh, IconStop, IconTrash } from "@/components/ui/icons";
import { LinkButton } from "@/components/ui/LinkButton";

/** Stop while it runs; again and delete when it has ended; each only to whom it is allowed. */
export function ScanActions({ scan, onDeleted }: { scan: Scan; onDeleted: () => void }) {
	const { t } = useTranslation();
	const client = useQueryClient();
	const [deleting, setDeleting] = useState(false);
	const ended = scanHasEnded(scan);
	const stop = useMutation({
		mutationFn: () => stopScan(scan.id),
		onSuccess: (next) => {
			client.setQueryData(scanQuery(scan.id).queryKey, next);
		},
	});
	return (
		<>
			<ErrorBox error={stop.error} />
			{!ended && scan.permissions.includes("scan.stop") && (
				<Button
					color="red.9"
					leftSection={<IconStop size={13} />}
					loading={stop.isPending || scan.state === "stopping"}
					onClick={() => {
						stop.mutate();
					}}
				>
					{t("scan.stop")}
				</Button>
			)}
			{scan.permissions.includes("scan.create") && (
				<LinkButton
					variant="default"
					to={paths.newScan({ project: scan.project_id, like: scan.id })}
					icon={<IconRefresh size={14} />}
				>
					{t("scan.again")}
				</LinkButton>
			)}
			{ended && scan.permissions.includes("scan.delete") && (
				<>
					<Button
						variant="default"
						leftSection={<IconTrash size={14} />}
						onClick={() => {
							setDeleting(true);
						}}
					>
						{t("action.delete")}
					</Button>
					<ConfirmDialog
						opened={deleting}
						onClose={() => {
							setDeleting(false);
						}}
						title={t("scan.deleteTitle")}
						confirm={t("action.delete")}
						onConfirm={async () => {
							await deleteScan(scan.id);
							void client.invalidateQueries({ queryKey: ["scans"], refetchType: "none" });
							onDeleted();
						}}
					>
						{t("scan.deleteText")}
					</ConfirmDialog>
				</>
			)}
		</>
	);
}
