// SPDX-License-Identifier: Apache-2.0
import { useTranslation } from "react-i18next";
import { formatCompact, formatCount } from "@/model/format";
import { scanHasEnded, totalLost, type Detector, type Scan } from "@/model/types";
import { Stat, Stats } from "@/components/ui/Stat";

interface DashboardStatsProps {
	scans: Scan[] | undefined;
	detectors: Detector[] | undefined;
}

/** The state of things in five figures. */
export function DashboardStats({ scans, detectors }: DashboardStatsProps) {
	const { t } = useTranslation();
	const all = scans ?? [];
	const online = (detectors ?? []).filter((detector) => detector.state === "online").length;
	const known = (detectors ?? []).filter((detector) => detector.state !== "revoked").length;
	const incomplete = all.filter((scan) => scan.completeness.verdict === "incomplete").length;
	const lost = all.reduce((sum, scan) => sum + totalLost(scan.completeness.lost), 0);
	const stored = all.reduce((sum, scan) => sum + scan.syscalls_stored, 0);
	const running = all.filter((scan) => !scanHasEnded(scan)).length;
	const or = (value: string) => (scans ? value : "–");
	return (
		<Stats label={t("dashboard.figures")}>
			{detectors && (
				<Stat
					label={t("dashboard.detectorsOnline")}
					value={online}
					hint={t("dashboard.ofAll", { count: known })}
					tone={known === 0 ? "plain" : online === known ? "ok" : "warn"}
				/>
			)}
			<Stat label={t("dashboard.runningScans")} value={or(String(running))} tone={running > 0 ? "info" : "plain"} />
			<Stat label={t("dashboard.scans")} value={or(formatCount(all.length))} />
			<Stat label={t("dashboard.storedCalls")} value={or(formatCompact(stored))} />
			<Stat
				label={t("dashboard.lostCalls")}
				value={or(formatCompact(lost))}
				hint={incomplete > 0 ? t("dashboard.incomplete", { count: incomplete }) : undefined}
				tone={lost > 0 ? "bad" : "ok"}
			/>
		</Stats>
	);
}
