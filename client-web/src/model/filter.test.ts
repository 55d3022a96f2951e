// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { EMPTY_FILTER, filterFromParams, filterToParams, formatFilter, parseFilter, type EventFilter } from "./filter";

const FILTERS: [string, EventFilter][] = [
	["", EMPTY_FILTER],
	["evt.type = openat", { syscalls: ["openat"], text: "" }],
	["evt.type in (openat, read)", { syscalls: ["openat", "read"], text: "" }],
	["evt.failed = true", { syscalls: [], failed: true, text: "" }],
	['evt.text contains "/etc/pass\\"wd\\\\"', { syscalls: [], text: '/etc/pass"wd\\' }],
	[
		'evt.type in (openat, execve) and evt.failed = false and evt.text contains "and x = (1)"',
		{ syscalls: ["openat", "execve"], failed: false, text: "and x = (1)" },
	],
];

describe("the event filter", () => {
	it.each(FILTERS)("writes and reads %s", (text, filter) => {
		expect(formatFilter(filter)).toBe(text);
		expect(parseFilter(text)).toEqual({ ok: true, filter });
	});

	it.each(FILTERS)("survives the URL: %s", (_text, filter) => {
		expect(filterFromParams(new URLSearchParams(filterToParams(filter)))).toEqual(filter);
	});

	it("takes bare words and strings as a text search", () => {
		expect(parseFilter("/etc/passwd")).toEqual({ ok: true, filter: { syscalls: [], text: "/etc/passwd" } });
		expect(parseFilter("no such file and evt.type=open")).toEqual({
			ok: true,
			filter: { syscalls: ["open"], text: "no such file" },
		});
		expect(parseFilter("'a and b'")).toEqual({ ok: true, filter: { syscalls: [], text: "a and b" } });
	});

	it.each([
		["evt.type", 8, "expectedOperator"],
		["evt.type in (", 13, "expectedValue"],
		["evt.type in (a", 14, "expectedValue"],
		["evt.type in a", 12, "expectedValue"],
		["evt.failed = maybe", 13, "expectedValue"],
		["proc.name = x", 0, "expectedCondition"],
		["evt.type = a evt.failed = true", 13, "expectedAnd"],
		["evt.type = a and", 16, "expectedCondition"],
		['evt.text contains "a', 18, "unclosedString"],
		["evt.type = a and evt.type = b", 17, "twice"],
	])("says where %j is wrong", (text, position, code) => {
		expect(parseFilter(text)).toMatchObject({ ok: false, error: { position, code } });
	});

	it("ignores nonsense in a URL", () => {
		expect(filterFromParams(new URLSearchParams("failed=perhaps&syscall=,,"))).toEqual(EMPTY_FILTER);
	});
});
