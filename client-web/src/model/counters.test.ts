// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { sortCounters, sumCounters } from "./counters";
import type { Counter } from "./types";

const counter = (syscall: string, calls: number, errors = 0, lost = 0) =>
	({ syscall, abi: "x86_64", calls, errors, lost, time_ns: calls * 10 }) as Counter;
const rows = [counter("read", 5, 1), counter("close", 5), counter("openat", 9, 2, 3)];

describe("counters", () => {
	it("sums", () => {
		expect(sumCounters(rows)).toEqual({ calls: 19, errors: 3, lost: 3, timeNs: 190 });
	});
	it("sorts by a number, equal ones by name, without touching the original", () => {
		expect(sortCounters(rows, "calls", true).map((r) => r.syscall)).toEqual(["openat", "close", "read"]);
		expect(sortCounters(rows, "syscall", false).map((r) => r.syscall)).toEqual(["close", "openat", "read"]);
		expect(rows[0]?.syscall).toBe("read");
	});
});
