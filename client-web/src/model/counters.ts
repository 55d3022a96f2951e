// SPDX-License-Identifier: Apache-2.0
// The counters of a scan as a table: totals and sorting.
import type { Counter } from "./types";

export interface CounterTotals {
	calls: number;
	errors: number;
	lost: number;
	timeNs: number;
}

export function sumCounters(counters: readonly Counter[]): CounterTotals {
	const totals = { calls: 0, errors: 0, lost: 0, timeNs: 0 };
	for (const counter of counters) {
		totals.calls += counter.calls;
		totals.errors += counter.errors;
		totals.lost += counter.lost;
		totals.timeNs += counter.time_ns;
	}
	return totals;
}

export type CounterColumn =
	"syscall" | "calls" | "errors" | "lost" | "time_ns" | "mean_ns" | "p50_ns" | "p99_ns" | "max_ns";

export const COUNTER_COLUMNS: readonly CounterColumn[] = [
	"syscall",
	"calls",
	"errors",
	"lost",
	"time_ns",
	"mean_ns",
	"p50_ns",
	"p99_ns",
	"max_ns",
];

export function sortCounters(counters: readonly Counter[], column: CounterColumn, descending: boolean): Counter[] {
	const direction = descending ? -1 : 1;
	return [...counters].sort((a, b) => {
		const byName = a.syscall.localeCompare(b.syscall) || a.abi.localeCompare(b.abi);
		if (column === "syscall") return direction * byName;
		return direction * (a[column] - b[column]) || byName;
	});
}
