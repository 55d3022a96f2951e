// SPDX-License-Identifier: Apache-2.0
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { paths } from "@/model/paths";
import { projectsQuery } from "@/services/projectService";
import { scansQuery } from "@/services/scanService";
import { ScanTable } from "@/components/scans/ScanTable";
import { EmptyState } from "@/components/ui/EmptyState";
import { IconScan } from "@/components/ui/icons";
import { LinkButton } from "@/components/ui/LinkButton";
import { Page } from "@/components/ui/Page";
import { Panel } from "@/components/ui/Panel";
import { QueryState } from "@/components/ui/QueryState";

// The most that the server gives at once.
const SHOWN = 200;

export function ScansRoute() {
	const { t } = useTranslation();
	const scans = useQuery(scansQuery(SHOWN));
	const projects = useQuery(projectsQuery());
	const mayScan = (projects.data ?? []).some((project) => project.permissions.includes("scan.create"));
	return (
		<Page
			title={t("nav.scans")}
			actions={
				mayScan && (
					<LinkButton to={paths.newScan()} icon={<IconScan size={14} />}>
						{t("newScan.title")}
					</LinkButton>
				)
			}
		>
			<Panel
				title={t("scan.list")}
				count={scans.data?.length}
				flush
				actions={
					scans.data?.length === SHOWN && <span className="muted">{t("scan.newestOnly", { count: SHOWN })}</span>
				}
			>
				<QueryState
					query={scans}
					empty={<EmptyState title={t("dashboard.noRecent")}>{t("dashboard.noRecentHint")}</EmptyState>}
				>
					{(list) => <ScanTable scans={list} label={t("scan.list")} />}
				</QueryState>
			</Panel>
		</Page>
	);
}
