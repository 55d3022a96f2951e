// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { facetGroups, facetState, toggleRefused, toggleValue, valuesOf, withoutField } from "./facets";

describe("the values that a condition asks for", () => {
	it.each([
		["evt.type=openat", ["openat"]],
		["evt.type  =  'openat'", ["openat"]],
		["evt.type in ( openat , close )", ["openat", "close"]],
		['evt.type in ("a, b", "c)", d)', ['"a, b"', '"c)"', "d"]],
		["evt.type != openat", undefined],
		["not evt.type = openat", undefined],
		["evt.type in (a", undefined],
		["evt.type = a and b = c", undefined],
		["evt.type = a or evt.type = b", undefined],
		["evt.typed = openat", undefined],
		["mine", undefined],
	])("of %j", (condition, values) => {
		expect(valuesOf(condition, "evt.type")).toEqual(values);
	});
});

it("leaves the conditions of a field's values away, and no others", () => {
	expect(withoutField("evt.type = a and x = 1 and not evt.type in (b, c)", "evt.type")).toBe("x = 1");
	expect(withoutField("evt.type = a or x = 1", "evt.type")).toBe("evt.type = a or x = 1");
	expect(withoutField("evt.type contains a and (x = 1 or y = 2)", "evt.type")).toBe(
		"evt.type contains a and (x = 1 or y = 2)",
	);
});

it("asks once for all fields that count the same events", () => {
	expect(facetGroups("", ["a.b", "c.d"])).toEqual([{ filter: "", fields: ["a.b", "c.d"] }]);
	expect(facetGroups("a.b = 1 and x = 2", ["a.b", "c.d", "e.f"])).toEqual([
		{ filter: "x = 2", fields: ["a.b"] },
		{ filter: "a.b = 1 and x = 2", fields: ["c.d", "e.f"] },
	]);
});

it("joins values, and takes them away again", () => {
	const pick = (text: string, value: string) => toggleValue(text, "p.n", `p.n=${value}`);
	expect(pick("", "a")).toBe("p.n=a");
	expect(pick("p.n=a and x = 1", "b")).toBe("p.n in (a, b) and x = 1");
	expect(pick("p.n in (a, b) and x = 1", '"c d"')).toBe('p.n in (a, b, "c d") and x = 1');
	expect(pick("p.n in (a, b)", "a")).toBe("p.n = b");
	expect(pick("x = 1 and p.n = b", "b")).toBe("x = 1");
	expect(pick("not p.n=a", "a")).toBe("p.n=a");
	expect(pick("p.n = a or x = 1", "a")).toBe("(p.n = a or x = 1) and p.n=a");
});

it("refuses values, and lets them in again", () => {
	const refuse = (text: string, value: string) => toggleRefused(text, "p.n", `p.n=${value}`);
	expect(refuse("", "a")).toBe("not p.n=a");
	expect(refuse("not p.n = a and x = 1", "a")).toBe("x = 1");
	expect(refuse("p.n in (a, b)", "a")).toBe("p.n = b and not p.n=a");
	expect(refuse("p.n = a", "a")).toBe("not p.n=a");
});

it("knows what is asked for and what is refused", () => {
	const state = (text: string) => facetState(text, "p.n", "p.n=a");
	expect(state("p.n in (b, a)")).toBe("in");
	expect(state("x = 1 and not p.n = 'a'")).toBe("out");
	expect(state("not p.n in (a, b)")).toBe("out");
	expect(state("p.n = b")).toBe(undefined);
	expect(state("p.n = a or x = 1")).toBe(undefined);
});
