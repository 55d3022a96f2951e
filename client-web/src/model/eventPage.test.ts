// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { filterFromParams, pageFromParams, pageRows, writeFilter, writePage, writeTab } from "./eventPage";
import type { Gap, SyscallEvent } from "./types";

describe("a page of events", () => {
	it("has its gaps where events are missing", () => {
		const events = [1, 2, 9].map((seq) => ({ seq }) as SyscallEvent);
		const gaps = [{ first_seq: 3, count: 6 } as Gap];
		expect(pageRows({ events, gaps }).map((row) => `${row.kind} ${row.seq}`)).toEqual([
			"event 1",
			"event 2",
			"gap 3",
			"event 9",
		]);
	});

	it("is found again by its address", () => {
		const params = writePage(new URLSearchParams("tab=events&after=7"), " evt.type = read ", { before: 400 });
		expect(params.toString()).toBe("tab=events&filter=evt.type+%3D+read&before=400");
		expect(filterFromParams(params)).toBe("evt.type = read");
		expect(pageFromParams(params)).toEqual({ before: 400 });
		expect(pageFromParams(new URLSearchParams("after=200"))).toEqual({ after: 200 });
		expect(pageFromParams(new URLSearchParams("after=-1&before=x"))).toEqual({});
	});

	it("keeps any filter in the address, and loses an empty one", () => {
		for (const filter of ['fd.name = "a&b=c#d%20 \\x1b grün"', "a\nand b", "+"])
			expect(filterFromParams(new URLSearchParams(writeFilter(new URLSearchParams(), filter).toString()))).toBe(filter);
		expect(writeFilter(new URLSearchParams("filter=x&tab=events"), " ").toString()).toBe("tab=events");
		expect(writeFilter(new URLSearchParams(), "\ud800", "live").get("live")).toBe("\ufffd");
	});

	it("keeps its filters when another tab is shown", () => {
		const params = new URLSearchParams("tab=events&filter=a&live=b&after=9");
		expect(writeTab(params, "counters").toString()).toBe("tab=counters&filter=a&live=b");
	});
});
