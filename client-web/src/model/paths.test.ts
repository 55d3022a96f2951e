// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { paths, safeNext, setupToken } from "./paths";

describe("paths", () => {
	it("goes back only to a page of this site", () => {
		expect(safeNext("/scans/1?tab=events")).toBe("/scans/1?tab=events");
		for (const evil of [null, "", "https://x.example", "//x.example", "/\\x.example", "javascript:alert(1)"])
			expect(safeNext(evil)).toBe("/");
	});
	it("finds the set-up token in both forms of the link", () => {
		expect(setupToken("#token=a-b_1", "")).toBe("a-b_1");
		expect(setupToken("", "?token=xyz")).toBe("xyz");
		expect(setupToken("", "")).toBe("");
	});
	it("keeps only what is given in the address of a new scan", () => {
		expect(paths.newScan()).toBe("/scans/new");
		expect(paths.newScan({ project: "p", detector: "" })).toBe("/scans/new?project=p");
	});
});
