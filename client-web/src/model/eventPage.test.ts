// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { pageFromParams, pageRows, writePage } from "./eventPage";
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
		const params = writePage(
			new URLSearchParams("tab=events&after=7"),
			{ syscalls: ["read"], text: "x" },
			{ before: 400 },
		);
		expect(params.toString()).toBe("tab=events&syscall=read&text=x&before=400");
		expect(pageFromParams(params)).toEqual({ before: 400 });
		expect(pageFromParams(new URLSearchParams("after=200"))).toEqual({ after: 200 });
		expect(pageFromParams(new URLSearchParams("after=-1&before=x"))).toEqual({});
	});
});
