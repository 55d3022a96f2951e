// SPDX-License-Identifier: Apache-2.0
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { detectorsQuery } from "@/services/detectorService";
import { AddDetectorDialog } from "@/components/detectors/AddDetectorDialog";
import { DetectorTable } from "@/components/detectors/DetectorTable";
import { TokensPanel } from "@/components/detectors/TokensPanel";
import { EmptyState } from "@/components/ui/EmptyState";
import { IconPlus } from "@/components/ui/icons";
import { Page } from "@/components/ui/Page";
import { Panel } from "@/components/ui/Panel";
import { QueryState } from "@/components/ui/QueryState";
import { useMe } from "../session";

export function DetectorsRoute() {
	const { t } = useTranslation();
	const me = useMe();
	const detectors = useQuery(detectorsQuery());
	const [adding, setAdding] = useState(false);
	const mayAdd = me.permissions.includes("token.manage");
	return (
		<Page
			title={t("nav.detectors")}
			actions={
				mayAdd && (
					<Button
						leftSection={<IconPlus size={14} />}
						onClick={() => {
							setAdding(true);
						}}
					>
						{t("enroll.title")}
					</Button>
				)
			}
		>
			<Panel title={t("detector.list")} count={detectors.data?.length} flush>
				<QueryState
					query={detectors}
					empty={<EmptyState title={t("detector.empty")}>{t("detector.emptyHint")}</EmptyState>}
				>
					{(list) => <DetectorTable detectors={list} />}
				</QueryState>
			</Panel>
			{mayAdd && <TokensPanel />}
			{mayAdd && (
				<AddDetectorDialog
					opened={adding}
					onClose={() => {
						setAdding(false);
					}}
				/>
			)}
		</Page>
	);
}
