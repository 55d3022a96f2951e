// SPDX-License-Identifier: Apache-2.0
import { beforeEach, describe, expect, it } from "vitest";
import type { TerminalPiece } from "@/model/types";
import { TerminalWriter } from "./terminalWriter";

let log: string[];
let pending: (() => void)[];
let parsed: number[];
const sink = {
	write(data: Uint8Array | string, done: () => void) {
		log.push(typeof data === "string" ? data : new TextDecoder().decode(data));
		pending.push(done);
	},
	resize: (columns: number, rows: number) => log.push(`${columns}x${rows}`),
	reset: () => log.push("reset"),
};
const out = (offset: number, text: string): TerminalPiece => ({ kind: "tty", offset, ts: "1", data: btoa(text) });
const size = (offset: number, columns: number): TerminalPiece => ({
	kind: "resize",
	offset,
	ts: "1",
	columns,
	rows: 5,
});
const parse = () => pending.shift()?.();

describe("TerminalWriter", () => {
	let writer: TerminalWriter;
	beforeEach(() => {
		log = [];
		pending = [];
		parsed = [];
		writer = new TerminalWriter(sink, { onParsed: (offset) => parsed.push(offset) });
	});

	it("joins small pieces and says how far the terminal is", () => {
		writer.enqueue([out(0, "ab")]);
		writer.enqueue([out(2, "cd"), out(4, "e")]);
		expect(log).toEqual(["ab"]);
		expect(writer.idle).toBe(false);
		parse();
		expect(log).toEqual(["ab", "cde"]);
		parse();
		expect(parsed).toEqual([2, 5]);
		expect(writer.idle).toBe(true);
	});

	it("resizes only after the output before it was parsed", () => {
		writer.enqueue([size(0, 80), out(0, "a"), size(1, 100), out(1, "b")]);
		expect(log).toEqual(["80x5", "a"]);
		parse();
		expect(log).toEqual(["80x5", "a", "100x5", "b"]);
	});

	it("drops what is queued on reset, and a late write does no harm", () => {
		writer.enqueue([out(0, "a")]);
		writer.enqueue([out(1, "b")]);
		writer.reset();
		writer.enqueue([out(0, "A")]);
		expect(log).toEqual(["a", "reset", "A"]);
		parse();
		expect(parsed).toEqual([]);
		parse();
		expect(parsed).toEqual([1]);
		expect(log).not.toContain("b");
	});
});
