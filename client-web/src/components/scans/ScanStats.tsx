// SPDX-License-Identifier: Apache-2.0
import { useTranslation } from "react-i18next";
import { sumCounters } from "@/model/counters";
import { formatCount } from "@/model/format";
import { totalLost, type Counter, type Scan } from "@/model/types";
import { Stat, Stats } from "@/components/ui/Stat";

/** The scan in figures; while it runs from the live counters, which are ahead of what is stored. */
export function ScanStats({ scan, counters }: { scan: Scan; counters: Counter[] | undefined }) {
	const { t } = useTranslation();
	const { completeness } = scan;
	const live = counters && counters.length > 0 ? sumCounters(counters) : undefined;
	const running = completeness.verdict === "running";
	const counted = running ? Math.max(live?.calls ?? 0, completeness.counted) : completeness.counted;
	const lost = running ? Math.max(live?.lost ?? 0, totalLost(completeness.lost)) : totalLost(completeness.lost);
	return (
		<Stats label={t("scan.figures")}>
			<Stat label={t("scan.counted")} value={formatCount(counted)} testId="counted" />
			<Stat label={t("scan.storedCalls")} value={formatCount(completeness.stored)} testId="stored-calls" />
			<Stat label={t("scan.lostCalls")} value={formatCount(lost)} tone={lost > 0 ? "bad" : "plain"} testId="lost" />
			{live && (
				<Stat
					label={t("scan.failedCalls")}
					value={formatCount(live.errors)}
					hint={live.calls > 0 ? `${((100 * live.errors) / live.calls).toFixed(1)} %` : undefined}
				/>
			)}
			<Stat label={t("scan.eventsStored")} value={formatCount(scan.events_stored)} />
		</Stats>
	);
}
