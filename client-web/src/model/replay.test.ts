// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { dueAt, makeRecording, ReplayCursor } from "./replay";
import type { TerminalPiece } from "./types";

const START = 1_795_507_200_000_000_000n;
const piece = (ms: number): TerminalPiece => ({
	kind: "tty",
	offset: 0,
	ts: String(START + BigInt(ms) * 1_000_000n),
	data: "",
});
const recording = makeRecording([0, 0, 100, 400, 10_000].map(piece));

describe("makeRecording", () => {
	it("counts from the first piece, to the nanosecond", () => {
		expect(recording.times).toEqual([0, 0, 100, 400, 10_000]);
		expect(recording.durationMs).toBe(10_000);
		expect(makeRecording([]).durationMs).toBe(0);
	});

	it("shortens pauses", () => {
		expect(makeRecording([0, 500, 9000, 9100].map(piece), 1000).times).toEqual([0, 500, 1500, 1600]);
	});

	it("never runs backwards when pieces are out of order", () => {
		expect(makeRecording([0, 200, 150, 300].map(piece)).times).toEqual([0, 200, 200, 300]);
	});
});

describe("ReplayCursor", () => {
	it("finds what is due", () => {
		expect([-1, 0, 99, 100, 9999, 10_000].map((ms) => dueAt(recording, ms))).toEqual([0, 2, 2, 3, 4, 5]);
	});

	it("writes each piece once while it plays", () => {
		const cursor = new ReplayCursor(recording);
		expect(cursor.seek(0)).toEqual({ reset: false, from: 0, to: 2 });
		expect(cursor.advance(50, 1)).toEqual({ reset: false, from: 2, to: 2 });
		expect(cursor.advance(50, 1)).toEqual({ reset: false, from: 2, to: 3 });
		expect(cursor.advance(100, 4)).toEqual({ reset: false, from: 3, to: 4 });
		expect(cursor.atEnd).toBe(false);
		expect(cursor.advance(60_000, 1)).toEqual({ reset: false, from: 4, to: 5 });
		expect(cursor.positionMs).toBe(10_000);
		expect(cursor.atEnd).toBe(true);
	});

	it("starts over to go back", () => {
		const cursor = new ReplayCursor(recording);
		cursor.seek(10_000);
		expect(cursor.seek(150)).toEqual({ reset: true, from: 0, to: 3 });
		expect(cursor.seek(-5)).toEqual({ reset: true, from: 0, to: 2 });
	});

	it("keeps its place when pauses are shortened", () => {
		const cursor = new ReplayCursor(recording);
		cursor.seek(10_000);
		cursor.retime(makeRecording(recording.pieces, 1000));
		expect(cursor.positionMs).toBe(1400);
		expect(cursor.seek(1400)).toEqual({ reset: false, from: 5, to: 5 });
	});
});
