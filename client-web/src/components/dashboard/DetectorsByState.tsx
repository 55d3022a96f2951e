// SPDX-License-Identifier: Apache-2.0
import type { UseQueryResult } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { paths } from "@/model/paths";
import type { Detector } from "@/model/types";
import { DetectorStateBadge } from "@/components/detectors/DetectorStateBadge";
import { EmptyState } from "@/components/ui/EmptyState";
import { Panel } from "@/components/ui/Panel";
import { QueryState } from "@/components/ui/QueryState";
import classes from "./DetectorsByState.module.css";

/** Detectors that need a look come first. */
const ORDER: Detector["state"][] = ["lost", "degraded", "reconnecting", "never_connected", "stopped", "online"];

export function DetectorsByState({ query }: { query: UseQueryResult<Detector[]> }) {
	const { t } = useTranslation();
	const shown = (query.data ?? []).filter((detector) => detector.state !== "revoked");
	const sorted = [...shown].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
	return (
		<Panel
			title={t("nav.detectors")}
			count={shown.length}
			actions={
				<Link className="link" to={paths.detectors}>
					{t("dashboard.allDetectors")}
				</Link>
			}
		>
			<QueryState
				query={query}
				rows={1}
				isEmpty={() => shown.length === 0}
				empty={<EmptyState title={t("detector.empty")}>{t("detector.emptyHint")}</EmptyState>}
			>
				{() => (
					<ul className={classes.list}>
						{sorted.map((detector) => (
							<li key={detector.id} className={classes.item}>
								<Link className={`link truncate ${classes.name}`} to={paths.detector(detector.id)}>
									{detector.name}
								</Link>
								<DetectorStateBadge detector={detector} />
								{detector.state_reason && <span className="muted wrap">{detector.state_reason}</span>}
							</li>
						))}
					</ul>
				)}
			</QueryState>
		</Panel>
	);
}
