// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { EventRing } from "./eventRing";
import type { Gap, SyscallEvent } from "./types";

const event = (seq: number) => ({ seq }) as SyscallEvent;
const gap = (first_seq: number, count: number) => ({ first_seq, count }) as Gap;
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => event(from + i));
const seqs = (ring: EventRing) => ring.snapshot().map((row) => (row.kind === "gap" ? `gap ${row.seq}` : row.seq));

describe("EventRing", () => {
	it("keeps the newest rows and counts those that had to go", () => {
		const ring = new EventRing(3);
		ring.append(range(1, 2), []);
		ring.append(range(3, 5), []);
		expect(seqs(ring)).toEqual([3, 4, 5]);
		expect(ring.evicted).toBe(2);
	});

	it("stays right over many times its capacity", () => {
		const ring = new EventRing(100);
		for (let i = 0; i < 50; i++) ring.append(range(i * 37 + 1, i * 37 + 37), []);
		expect(ring.length).toBe(100);
		expect(seqs(ring)).toEqual(range(1751, 1850).map((e) => e.seq));
		expect(ring.evicted).toBe(1750);
	});

	it("ignores what comes again after a reconnect", () => {
		const ring = new EventRing(10);
		ring.append(range(1, 4), []);
		expect(ring.append(range(2, 6), [])).toBe(2);
		expect(seqs(ring)).toEqual([1, 2, 3, 4, 5, 6]);
	});

	it("puts a gap where it belongs, also when it is told late, and once", () => {
		const ring = new EventRing(10);
		ring.append([event(1), event(8)], [gap(2, 6)]);
		expect(seqs(ring)).toEqual([1, "gap 2", 8]);
		ring.append([event(20)], []);
		ring.append([], [gap(9, 11)]);
		ring.append([], [gap(9, 11), gap(2, 6)]);
		expect(seqs(ring)).toEqual([1, "gap 2", 8, "gap 9", 20]);
	});

	it("does not show a late gap whose neighbours are gone", () => {
		const ring = new EventRing(2);
		ring.append(range(5, 8), []);
		expect(ring.append([], [gap(2, 3)])).toBe(0);
		expect(seqs(ring)).toEqual([7, 8]);
	});

	it("starts afresh after clear", () => {
		const ring = new EventRing(2);
		ring.append(range(1, 4), []);
		ring.clear();
		ring.append(range(1, 1), []);
		expect(seqs(ring)).toEqual([1]);
		expect(ring.evicted).toBe(0);
	});
});
