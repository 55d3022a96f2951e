// SPDX-License-Identifier: Apache-2.0
import { Table, UnstyledButton } from "@mantine/core";
import { Fragment, useState } from "react";
import { useTranslation } from "react-i18next";
import { COUNTER_COLUMNS, sortCounters, sumCounters, type CounterColumn } from "@/model/counters";
import { formatCount, formatDuration } from "@/model/format";
import type { Counter } from "@/model/types";
import { Histogram, HistogramTable } from "./Histogram";
import classes from "./CountersTable.module.css";

interface CountersTableProps {
	counters: Counter[];
	/** Was the time of calls measured? */
	latency: boolean;
	onPick?: (syscall: string) => void;
	compact?: boolean;
}

const COMPACT: readonly CounterColumn[] = ["syscall", "calls", "errors", "lost", "mean_ns"];
const WITHOUT_LATENCY: readonly CounterColumn[] = ["syscall", "calls", "errors", "lost"];

/** The kernel's exact counts by system call. */
export function CountersTable({ counters, latency, onPick, compact }: CountersTableProps) {
	const { t } = useTranslation();
	const [column, setColumn] = useState<CounterColumn>("calls");
	const [descending, setDescending] = useState(true);
	const [open, setOpen] = useState<string>();
	const columns = (compact ? COMPACT : COUNTER_COLUMNS).filter((each) => latency || WITHOUT_LATENCY.includes(each));
	const rows = sortCounters(counters, column, descending);
	const totals = sumCounters(counters);
	const histograms = latency && !compact;
	const sort = (next: CounterColumn) => {
		setDescending(next === column ? !descending : next !== "syscall");
		setColumn(next);
	};
	return (
		<Table
			aria-label={t("counter.title")}
			stickyHeader
			highlightOnHover
			verticalSpacing={compact ? 2 : 4}
			className={classes.table}
		>
			<Table.Thead>
				<Table.Tr>
					{columns.map((each) => (
						<Table.Th
							key={each}
							className={each === "syscall" ? undefined : "num"}
							aria-sort={each === column ? (descending ? "descending" : "ascending") : "none"}
						>
							<UnstyledButton
								className={classes.sort}
								onClick={() => {
									sort(each);
								}}
							>
								{t(`counter.${each}`)}
								<span aria-hidden="true" className={classes.arrow}>
									{each === column ? (descending ? "▼" : "▲") : ""}
								</span>
							</UnstyledButton>
						</Table.Th>
					))}
					{histograms && <Table.Th>{t("counter.histogram")}</Table.Th>}
				</Table.Tr>
			</Table.Thead>
			<Table.Tbody>
				{rows.map((row) => {
					const key = `${row.abi} ${row.syscall}`;
					return (
						<Fragment key={key}>
							<Table.Tr>
								{columns.map((each) => (
									<Table.Td key={each} className={each === "syscall" ? "mono" : "num"}>
										<Cell row={row} column={each} total={totals.calls} onPick={onPick} />
									</Table.Td>
								))}
								{histograms && (
									<Table.Td>
										<UnstyledButton
											className={classes.expand}
											aria-expanded={open === key}
											aria-label={t("counter.showHistogram", { syscall: row.syscall })}
											onClick={() => {
												setOpen(open === key ? undefined : key);
											}}
										>
											<Histogram histogram={row.histogram} small />
										</UnstyledButton>
									</Table.Td>
								)}
							</Table.Tr>
							{histograms && open === key && (
								<Table.Tr>
									<Table.Td colSpan={columns.length + 1}>
										<div className={classes.detail}>
											<Histogram histogram={row.histogram} />
											<HistogramTable histogram={row.histogram} label={row.syscall} />
										</div>
									</Table.Td>
								</Table.Tr>
							)}
						</Fragment>
					);
				})}
			</Table.Tbody>
			{!compact && (
				<Table.Tfoot>
					<Table.Tr>
						{columns.map((each) => (
							<Table.Td key={each} className={each === "syscall" ? classes.total : `num ${classes.total}`}>
								{each === "syscall" && t("counter.total", { count: rows.length })}
								{each === "calls" && formatCount(totals.calls)}
								{each === "errors" && formatCount(totals.errors)}
								{each === "lost" && formatCount(totals.lost)}
								{each === "time_ns" && formatDuration(totals.timeNs)}
							</Table.Td>
						))}
						{histograms && <Table.Td />}
					</Table.Tr>
				</Table.Tfoot>
			)}
		</Table>
	);
}

interface CellProps {
	row: Counter;
	column: CounterColumn;
	total: number;
	onPick: ((syscall: string) => void) | undefined;
}

function Cell({ row, column, total, onPick }: CellProps) {
	const { t } = useTranslation();
	if (column === "syscall") {
		const name = row.abi === "native" ? row.syscall : `${row.syscall} (${row.abi})`;
		if (!onPick) return <>{name}</>;
		return (
			<UnstyledButton
				className={`mono ${classes.pick}`}
				title={t("counter.pick", { syscall: row.syscall })}
				onClick={() => {
					onPick(row.syscall);
				}}
			>
				{name}
			</UnstyledButton>
		);
	}
	if (column === "calls")
		return (
			<span className={classes.calls}>
				<svg className={classes.bar} viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
					<rect width={total > 0 ? (100 * row.calls) / total : 0} height="4" />
				</svg>
				{formatCount(row.calls)}
			</span>
		);
	if (column === "errors" || column === "lost")
		return row[column] > 0 ? (
			<span className={classes.notable}>{formatCount(row[column])}</span>
		) : (
			<span className="muted">0</span>
		);
	return <>{formatDuration(row[column])}</>;
}
