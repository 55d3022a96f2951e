// SPDX-License-Identifier: Apache-2.0
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useNavigate, useSearchParams } from "react-router";
import { paths } from "@/model/paths";
import { DEFAULT_SCAN, likeScan, type ScanForm } from "@/model/scanForm";
import type { Project } from "@/model/types";
import { projectsQuery } from "@/services/projectService";
import { scanQuery } from "@/services/scanService";
import { NewScanForm } from "@/components/scans/NewScanForm";
import { EmptyState } from "@/components/ui/EmptyState";
import { LinkButton } from "@/components/ui/LinkButton";
import { Page } from "@/components/ui/Page";
import { QueryState } from "@/components/ui/QueryState";

export function NewScanRoute() {
	const { t } = useTranslation();
	const navigate = useNavigate();
	const [params] = useSearchParams();
	const like = params.get("like") ?? "";
	const projects = useQuery(projectsQuery());
	const model = useQuery({ ...scanQuery(like), enabled: like !== "", refetchInterval: false });
	const waiting = like !== "" && model.isPending;
	const mine = (list: Project[]) => list.filter((project) => project.permissions.includes("scan.create"));

	const initial = (list: Project[]): ScanForm => {
		if (model.data) return likeScan(model.data);
		const only = list.length === 1 ? (list[0]?.id ?? "") : "";
		const asked = params.get("project") ?? "";
		return {
			...DEFAULT_SCAN,
			projectId: list.some((project) => project.id === asked) ? asked : only,
			detectorId: params.get("detector") ?? "",
		};
	};

	return (
		<Page title={t("newScan.title")} crumbs={[{ label: t("nav.scans"), to: paths.scans }]}>
			<QueryState
				query={waiting ? ({ ...projects, data: undefined } as typeof projects) : projects}
				isEmpty={(list) => mine(list).length === 0}
				empty={
					<EmptyState
						title={t("newScan.noProject")}
						action={<LinkButton to={paths.projects}>{t("nav.projects")}</LinkButton>}
					>
						{t("newScan.noProjectHint")}
					</EmptyState>
				}
			>
				{(list) => (
					<NewScanForm
						projects={mine(list)}
						initial={initial(mine(list))}
						onCreated={(scan) => void navigate(paths.scan(scan.id))}
					/>
				)}
			</QueryState>
		</Page>
	);
}
