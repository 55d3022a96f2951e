// SPDX-License-Identifier: Apache-2.0
import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { paths } from "@/model/paths";
import type { Detector } from "@/model/types";
import { detectorQuery, detectorsQuery, revokeDetector } from "@/services/detectorService";
import { CapabilityPanel } from "@/components/detectors/CapabilityPanel";
import { ConnectionPanel } from "@/components/detectors/ConnectionPanel";
import { DetectorStateBadge } from "@/components/detectors/DetectorStateBadge";
import { ImagesPanel } from "@/components/detectors/ImagesPanel";
import { Columns } from "@/components/ui/Columns";
import { ConfirmDialog } from "@/components/ui/ConfirmDialog";
import { Page } from "@/components/ui/Page";
import { useMe } from "../session";
import { EntityPage } from "./EntityPage";

export function DetectorRoute() {
	const { id = "" } = useParams();
	const query = useQuery(detectorQuery(id));
	return <EntityPage query={query}>{(detector) => <DetectorPage detector={detector} />}</EntityPage>;
}

function DetectorPage({ detector }: { detector: Detector }) {
	const { t } = useTranslation();
	const me = useMe();
	const navigate = useNavigate();
	const client = useQueryClient();
	const [revoking, setRevoking] = useState(false);
	const connected = detector.state === "online" || detector.state === "degraded";
	return (
		<Page
			title={detector.name}
			crumbs={me.permissions.includes("detector.view") ? [{ label: t("nav.detectors"), to: paths.detectors }] : []}
			meta={
				<>
					<DetectorStateBadge detector={detector} />
					{detector.state_reason && <span className="wrap">{detector.state_reason}</span>}
				</>
			}
			actions={
				me.permissions.includes("detector.manage") &&
				detector.state !== "revoked" && (
					<Button
						variant="default"
						onClick={() => {
							setRevoking(true);
						}}
					>
						{t("action.revoke")}
					</Button>
				)
			}
		>
			<Columns>
				<CapabilityPanel capabilities={detector.capabilities} />
				<ConnectionPanel detector={detector} />
			</Columns>
			{connected && <ImagesPanel detectorId={detector.id} />}
			<ConfirmDialog
				opened={revoking}
				onClose={() => {
					setRevoking(false);
				}}
				title={t("detector.revokeTitle")}
				confirm={t("action.revoke")}
				onConfirm={async () => {
					await revokeDetector(detector.id);
					await client.invalidateQueries({ queryKey: detectorsQuery().queryKey });
					void navigate(paths.detectors);
				}}
			>
				{t("detector.revokeText", { name: detector.name })}
			</ConfirmDialog>
		</Page>
	);
}
