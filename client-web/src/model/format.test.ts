// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import * as format from "./format";

describe("format", () => {
	it.each([
		[0, "0 B"],
		[1023, "1023 B"],
		[1536, "1.5 KiB"],
		[8_388_608, "8 MiB"],
		[300 * 1024 * 1024, "300 MiB"],
	])("bytes %d", (bytes, text) => {
		expect(format.formatBytes(bytes)).toBe(text);
	});

	it.each([
		[null, "–"],
		[0, "0 ns"],
		[999, "999 ns"],
		[1000, "1.00 µs"],
		[12_340, "12.3 µs"],
		[999_600, "1.00 ms"],
		[4_560_000, "4.56 ms"],
		[123_000_000, "123 ms"],
		[1_200_000_000, "1.20 s"],
	])("durations %s", (ns, text) => {
		expect(format.formatDuration(ns)).toBe(text);
	});

	it.each([
		[999, "999"],
		[12_300, "12.3k"],
		[999_999, "1M"],
		[200_000, "200k"],
		[4_500_000, "4.5M"],
	])("compact %d", (count, text) => {
		expect(format.formatCompact(count)).toBe(text);
	});

	it("keeps every nanosecond of an event time, which a double would not", () => {
		expect(format.formatTimestamp("1795507200123456789")).toBe("2026-11-24 08:00:00.123456789 UTC");
		expect(format.formatOffset("1795507200123456789", "1795507200123450000")).toBe("+0.000006");
		expect(format.formatOffset("1795507260000000000", "1795507200000000000")).toBe("+60.000000");
		expect(format.formatOffset("1795507199999999000", "1795507200000000000")).toBe("-0.000001");
	});

	it.each([
		[4200, "4.2 s"],
		[59_999, "59 s"],
		[185_000, "3 min 05 s"],
		[7_800_000, "2 h 10 min"],
	])("elapsed %d ms", (ms, text) => {
		expect(format.formatElapsed(ms)).toBe(text);
	});

	it("writes the player's clock", () => {
		expect([0, 7000, 754_000, 3_723_000].map(format.formatClock)).toEqual(["0:00", "0:07", "12:34", "1:02:03"]);
	});

	it("says how long ago", () => {
		const now = Date.parse("2026-11-24T08:00:00Z");
		const key = (iso: string) => format.ago(iso, now);
		expect(key("2026-11-24T08:00:01Z").key).toBe("now");
		expect(key("2026-11-24T07:59:30Z")).toMatchObject({ key: "seconds", count: 30 });
		expect(key("2026-11-24T06:00:00Z")).toMatchObject({ key: "hours", count: 2 });
		expect(key("2026-10-24T06:00:00Z").key).toBe("date");
	});

	it("makes control and direction characters of a container visible", () => {
		expect(format.visibleText("a\u001b[31mb\n\u202ec\u007f")).toBe("a␛[31mb␊\\u202ec␡");
		expect(format.visibleText("naïve 你好 😀")).toBe("naïve 你好 😀");
	});
});
