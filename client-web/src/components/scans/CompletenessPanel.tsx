// SPDX-License-Identifier: Apache-2.0
import { Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { formatCount, formatOffset, visibleText } from "@/model/format";
import { scanHasEnded, STAGES, totalLost, type Gap, type Scan } from "@/model/types";
import { gapsQuery } from "@/services/eventService";
import { EmptyState } from "@/components/ui/EmptyState";
import { Notice } from "@/components/ui/Notice";
import { Panel } from "@/components/ui/Panel";
import { QueryState } from "@/components/ui/QueryState";
import { CompletenessBadge } from "./CompletenessBadge";
import classes from "./Completeness.module.css";

/** The account of a scan's system calls: what the kernel counted is captured or lost, and what is lost has a place. */
export function CompletenessPanel({ scan }: { scan: Scan }) {
	const { t } = useTranslation();
	const { completeness } = scan;
	const lost = totalLost(completeness.lost);
	const adds = completeness.counted === completeness.captured + lost + completeness.filtered;
	return (
		<Panel title={t("completeness.title")} actions={<CompletenessBadge completeness={completeness} />}>
			<div className={classes.account}>
				{completeness.reason && (
					<Notice
						tone={completeness.verdict === "complete" ? "ok" : completeness.verdict === "running" ? "info" : "warn"}
					>
						{completeness.reason}
					</Notice>
				)}
				<p className={classes.sum} data-testid="account">
					<span className={classes.term}>
						<b>{formatCount(completeness.counted)}</b> {t("completeness.counted")}
					</span>
					<span aria-hidden="true">{adds ? "=" : "≠"}</span>
					<span className="sr-only">{adds ? t("completeness.equals") : t("completeness.differs")}</span>
					<span className={classes.term}>
						<b>{formatCount(completeness.captured)}</b> {t("completeness.captured")}
					</span>
					<span>+</span>
					<span className={classes.term}>
						<b>{formatCount(lost)}</b> {t("completeness.lost")}
					</span>
					{(scan.filter !== "" || completeness.filtered > 0) && (
						<>
							<span>+</span>
							<span className={classes.term}>
								<b>{formatCount(completeness.filtered)}</b> {t("completeness.filtered")}
							</span>
						</>
					)}
				</p>
				<Table aria-label={t("completeness.byStage")} w="auto">
					<Table.Thead>
						<Table.Tr>
							<Table.Th>{t("completeness.what")}</Table.Th>
							<Table.Th className="num">{t("completeness.calls")}</Table.Th>
							<Table.Th>{t("completeness.meaning")}</Table.Th>
						</Table.Tr>
					</Table.Thead>
					<Table.Tbody>
						<Table.Tr>
							<Table.Td>{t("completeness.stored")}</Table.Td>
							<Table.Td className="num" data-testid="stored">
								{formatCount(completeness.stored)}
							</Table.Td>
							<Table.Td className="muted">
								{scanHasEnded(scan) ? t("completeness.storedHint") : t("completeness.storedRunning")}
							</Table.Td>
						</Table.Tr>
						{scan.filter !== "" && (
							<Table.Tr>
								<Table.Td>{t("completeness.filteredOut")}</Table.Td>
								<Table.Td className="num" data-testid="filtered">
									{formatCount(completeness.filtered)}
								</Table.Td>
								<Table.Td className="muted">
									{t("completeness.filteredHint")} <span className="mono">{visibleText(scan.filter)}</span>
								</Table.Td>
							</Table.Tr>
						)}
						{STAGES.map((stage) => (
							<Table.Tr key={stage}>
								<Table.Td>{t(`stage.${stage}`)}</Table.Td>
								<Table.Td className="num" data-testid={`lost-${stage}`}>
									{formatCount(completeness.lost[stage])}
								</Table.Td>
								<Table.Td className="muted">{t(`stageHint.${stage}`)}</Table.Td>
							</Table.Tr>
						))}
						<Table.Tr>
							<Table.Td>{t("completeness.missedRuns")}</Table.Td>
							<Table.Td className="num">{formatCount(completeness.missed_runs)}</Table.Td>
							<Table.Td className="muted">{t("completeness.missedRunsHint")}</Table.Td>
						</Table.Tr>
					</Table.Tbody>
				</Table>
			</div>
		</Panel>
	);
}

/** Every loss with its place in time. */
export function GapsPanel({ scan }: { scan: Scan }) {
	const { t } = useTranslation();
	const query = useQuery(gapsQuery(scan.id));
	return (
		<Panel title={t("gap.title")} count={query.data?.length} flush>
			<QueryState query={query} rows={1} empty={<EmptyState title={t("gap.none")} />}>
				{(gaps) => <GapTable gaps={gaps} />}
			</QueryState>
		</Panel>
	);
}

function GapTable({ gaps }: { gaps: Gap[] }) {
	const { t } = useTranslation();
	const origin = gaps[0]?.from_ts ?? "0";
	return (
		<Table aria-label={t("gap.title")}>
			<Table.Thead>
				<Table.Tr>
					<Table.Th className="num">{t("gap.first")}</Table.Th>
					<Table.Th className="num">{t("gap.count")}</Table.Th>
					<Table.Th>{t("gap.stage")}</Table.Th>
					<Table.Th className="num">{t("gap.from")}</Table.Th>
					<Table.Th className="num">{t("gap.to")}</Table.Th>
					<Table.Th>{t("gap.calls")}</Table.Th>
				</Table.Tr>
			</Table.Thead>
			<Table.Tbody>
				{gaps.map((gap) => (
					<Table.Tr key={`${gap.first_seq} ${gap.stage}`}>
						<Table.Td className="num">{formatCount(gap.first_seq)}</Table.Td>
						<Table.Td className="num">{formatCount(gap.count)}</Table.Td>
						<Table.Td>{t(`stage.${gap.stage}`)}</Table.Td>
						<Table.Td className="num mono">{formatOffset(gap.from_ts, origin)}</Table.Td>
						<Table.Td className="num mono">{formatOffset(gap.to_ts, origin)}</Table.Td>
						<Table.Td className="mono wrap">
							{gap.calls.map((call) => `${call.syscall} ${formatCount(call.count)}`).join(", ") || "–"}
						</Table.Td>
					</Table.Tr>
				))}
			</Table.Tbody>
		</Table>
	);
}
