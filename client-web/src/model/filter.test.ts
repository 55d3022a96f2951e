// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import {
	addCall,
	addCondition,
	applyAction,
	equals,
	faultText,
	filterCalls,
	filterFailed,
	hasCondition,
	joinConjuncts,
	negate,
	quoteValue,
	removeCondition,
	setFailed,
	splitConjuncts,
	squeeze,
	textSearch,
	wellFormed,
} from "./filter";

describe("a value in the language", () => {
	it.each([
		["openat", "openat"],
		["/etc/passwd", "/etc/passwd"],
		["10.0.0.0/8", "10.0.0.0/8"],
		["-1", "-1"],
		["", '""'],
		["and", '"and"'],
		["a b", '"a b"'],
		["a,b", '"a,b"'],
		["<", '"<"'],
		['say "hi"', '"say \\"hi\\""'],
		["it's", '"it\'s"'],
		["back\\slash", '"back\\\\slash"'],
		["two\nlines\tand\u0000nul\u001b[31m\u007f", '"two\\nlines\\tand\\x00nul\\x1b[31m\\x7f"'],
		["grün", '"grün"'],
		["x) or evt.num > 0 and (y", '"x) or evt.num > 0 and (y"'],
		['" or evt.num > 0 or "', '"\\" or evt.num > 0 or \\""'],
		["\\", '"\\\\"'],
	])("writes %j as %s", (text, written) => {
		expect(quoteValue(text)).toBe(written);
	});

	it("stays one condition, whatever a container calls itself", () => {
		for (const evil of ['" or evt.num > 0 or "', "') or (a = '", "\\", '\\" and x = "', "and", "(", ")"]) {
			const condition = equals("proc.name", evil);
			expect(splitConjuncts(condition)).toEqual([condition]);
			expect(splitConjuncts(`${condition} and ${condition}`)).toEqual([condition, condition]);
			expect(splitConjuncts(textSearch(evil))).toHaveLength(1);
		}
	});

	it("has no half of a surrogate pair", () => {
		expect(wellFormed("a\ud800b")).toBe("a\ufffdb");
		expect(wellFormed("a😀b")).toBe("a😀b");
	});
});

describe("the conjuncts of a filter", () => {
	it.each([
		["", []],
		["  ", []],
		["evt.type=openat", ["evt.type=openat"]],
		["evt.type=openat and evt.failed=true", ["evt.type=openat", "evt.failed=true"]],
		["a = 1 and b = 2 or c = 3", ["a = 1 and b = 2 or c = 3"]],
		["(a = 1 or b = 2) and c = 3", ["(a = 1 or b = 2)", "c = 3"]],
		["(a=1)and(b=2)", ["(a=1)", "(b=2)"]],
		['fd.name="x and y"and evt.num > 1', ['fd.name="x and y"', "evt.num > 1"]],
		["proc.name = and and evt.type in (a, b)", ["proc.name = and", "evt.type in (a, b)"]],
		["proc.name=and and x=1", ["proc.name=and", "x=1"]],
		["evt.dir=< and x=1", ["evt.dir=<", "x=1"]],
		["evt.dir = < and x=1", ["evt.dir = <", "x=1"]],
		["proc.name contains or and x=1", ["proc.name contains or", "x=1"]],
		["fd.name exists and x=1", ["fd.name exists", "x=1"]],
		["not a=1 and mine\nand b='it\\'s and so'", ["not a=1", "mine", "b='it\\'s and so'"]],
		["sandy and brandor", ["sandy", "brandor"]],
		['a="open and b=1', ['a="open and b=1']],
	])("of %j", (text, parts) => {
		expect(splitConjuncts(text)).toEqual(parts);
	});

	it("are put together again with parentheses where they are needed", () => {
		expect(joinConjuncts(["a=1 or b=2"])).toBe("a=1 or b=2");
		expect(joinConjuncts(["a=1 or b=2", "c=3"])).toBe("(a=1 or b=2) and c=3");
		expect(joinConjuncts(["(a=1 or b=2)", "c=3"])).toBe("(a=1 or b=2) and c=3");
		expect(joinConjuncts([])).toBe("");
	});

	it("are known again however they were written", () => {
		expect(squeeze('evt.type  =  "openat"')).toBe("evt.type=openat");
		expect(squeeze("evt.type in ( a , b )")).toBe("evt.type in(a,b)");
		expect(squeeze("a == 1")).toBe("a=1");
		expect(squeeze("not  a = 'b c'")).toBe("not a='b c'");
		expect(hasCondition("x=1 and evt.type = openat", 'evt.type="openat"')).toBe(true);
		expect(hasCondition("x=1 or evt.type = openat", "evt.type=openat")).toBe(false);
	});

	it("grow and shrink", () => {
		expect(addCondition("", "a = 1")).toBe("a = 1");
		expect(addCondition("a=1", "a = 1")).toBe("a=1");
		expect(addCondition("a=1 or b=2", "c = 3")).toBe("(a=1 or b=2) and c = 3");
		expect(addCondition("a=1", "b=2 or c=3")).toBe("a=1 and (b=2 or c=3)");
		expect(removeCondition("a=1 and b = 2 and c=3", "b=2")).toBe("a=1 and c=3");
		expect(removeCondition("b = 2", "b=2")).toBe("");
	});

	it.each([
		["a = 1", "not a = 1"],
		["not a = 1", "a = 1"],
		["not (a=1 or b=2)", "(a=1 or b=2)"],
		["not(a=1)", "(a=1)"],
		["a=1 or b=2", "not (a=1 or b=2)"],
		["not a=1 and b=2", "not (not a=1 and b=2)"],
		["mine", "not mine"],
		["nothing = 1", "not nothing = 1"],
	])("%j turns round to %j", (condition, opposite) => {
		expect(negate(condition)).toBe(opposite);
	});

	it("follow the cells: in, out, only", () => {
		expect(applyAction("x=1", "in", "a = 1")).toBe("x=1 and a = 1");
		expect(applyAction("x=1", "out", "a = 1")).toBe("x=1 and not a = 1");
		expect(applyAction("x=1 and not a=1", "in", "a = 1")).toBe("x=1 and a = 1");
		expect(applyAction("x=1 and a=1", "out", "a = 1")).toBe("x=1 and not a = 1");
		expect(applyAction("x=1 or y=2", "only", "a = 1")).toBe("a = 1");
	});
});

it("says a fault without its place and the name that was meant", () => {
	expect(faultText("position 1: there is no field evt.tipe; did you mean evt.time?")).toBe(
		"there is no field evt.tipe",
	);
	expect(faultText("filter: position 20: the filter ends too early")).toBe("the filter ends too early");
});

describe("the quick controls", () => {
	it("ask for one more call", () => {
		expect(addCall("", "openat")).toBe("evt.type in (openat)");
		expect(addCall("evt.type=openat", "read")).toBe("evt.type in (openat, read)");
		expect(addCall("x=1 and evt.type in (openat,read) and y=2", "read")).toBe(
			"x=1 and evt.type in (openat, read) and y=2",
		);
		expect(addCall("a=1 or b=2", "read")).toBe("(a=1 or b=2) and evt.type in (read)");
		expect(filterCalls("evt.type in (a, b) and x=1 and evt.type = c")).toEqual(["a", "b", "c"]);
		expect(filterCalls("evt.type != a")).toEqual([]);
	});

	it("ask for failed calls or the others", () => {
		expect(setFailed("", true)).toBe("evt.failed = true");
		expect(setFailed("evt.failed=true and x=1", false)).toBe("x=1 and evt.failed = false");
		expect(setFailed("evt.failed=true", undefined)).toBe("");
		expect(filterFailed("x=1 and evt.failed=true")).toBe(true);
		expect(filterFailed("evt.failed = false")).toBe(false);
		expect(filterFailed("not evt.failed = true")).toBe(undefined);
	});

	it("look for a text", () => {
		expect(textSearch('a"b')).toBe('evt.text icontains "a\\"b"');
	});
});
