// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { hexDump } from "./hex";

describe("hexDump", () => {
	it("shows bytes and what is printable of them", () => {
		expect(hexDump("2f6574632f706173737764000a7f414243444546")).toBe(
			[
				"0000  2f 65 74 63 2f 70 61 73  73 77 64 00 0a 7f 41 42  |/etc/passwd...AB|",
				"0010  43 44 45 46                                       |CDEF|",
			].join("\n"),
		);
		expect(hexDump("")).toBe("");
	});
});
