// SPDX-License-Identifier: Apache-2.0
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { paths } from "@/model/paths";
import { scanHasEnded } from "@/model/types";
import { detectorsQuery } from "@/services/detectorService";
import { projectsQuery } from "@/services/projectService";
import { scansQuery } from "@/services/scanService";
import { DashboardStats } from "@/components/dashboard/DashboardStats";
import { DetectorsByState } from "@/components/dashboard/DetectorsByState";
import { ScanTable } from "@/components/scans/ScanTable";
import { EmptyState } from "@/components/ui/EmptyState";
import { IconScan } from "@/components/ui/icons";
import { LinkButton } from "@/components/ui/LinkButton";
import { Page } from "@/components/ui/Page";
import { Panel } from "@/components/ui/Panel";
import { QueryState } from "@/components/ui/QueryState";
import { useMe } from "../session";

export function DashboardRoute() {
	const { t } = useTranslation();
	const me = useMe();
	const seesDetectors = me.permissions.includes("detector.view");
	const scans = useQuery(scansQuery());
	const projects = useQuery(projectsQuery());
	const detectors = useQuery({ ...detectorsQuery(), enabled: seesDetectors });
	const mayScan = (projects.data ?? []).some((project) => project.permissions.includes("scan.create"));
	const running = (scans.data ?? []).filter((scan) => !scanHasEnded(scan));
	const recent = (scans.data ?? []).filter(scanHasEnded).slice(0, 15);

	return (
		<Page
			title={t("nav.dashboard")}
			actions={
				mayScan && (
					<LinkButton to={paths.newScan()} icon={<IconScan size={14} />}>
						{t("newScan.title")}
					</LinkButton>
				)
			}
		>
			<DashboardStats scans={scans.data} detectors={detectors.data} />
			{seesDetectors && <DetectorsByState query={detectors} />}
			<Panel title={t("dashboard.running")} count={running.length} flush>
				<QueryState
					query={scans}
					isEmpty={() => running.length === 0}
					empty={<EmptyState title={t("dashboard.noRunning")} />}
				>
					{() => <ScanTable scans={running} label={t("dashboard.running")} />}
				</QueryState>
			</Panel>
			<Panel title={t("dashboard.recent")} count={recent.length} flush>
				<QueryState
					query={scans}
					isEmpty={() => recent.length === 0}
					empty={
						<EmptyState
							title={t("dashboard.noRecent")}
							action={mayScan && <LinkButton to={paths.newScan()}>{t("newScan.title")}</LinkButton>}
						>
							{projects.data?.length === 0 ? t("dashboard.noProject") : t("dashboard.noRecentHint")}
						</EmptyState>
					}
				>
					{() => <ScanTable scans={recent} label={t("dashboard.recent")} />}
				</QueryState>
			</Panel>
		</Page>
	);
}
