// SPDX-License-Identifier: Apache-2.0
// Numbers, sizes, durations and times as text. Event times are decimal strings of ns since the epoch (they do not fit a
// double), so they are handled as BigInt here and nowhere else.

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"] as const;

export function formatBytes(bytes: number): string {
	let value = bytes;
	let unit = 0;
	while (Math.abs(value) >= 1024 && unit < UNITS.length - 1) {
		value /= 1024;
		unit++;
	}
	return `${unit === 0 ? value : trimmed(value)} ${UNITS[unit] ?? "B"}`;
}

export function formatCount(count: number): string {
	return count.toLocaleString("en-US");
}

/** Short for tight places: 950, 12.3k, 4.5M. */
export function formatCompact(count: number): string {
	if (Math.abs(count) < 1000) return String(Math.round(count));
	if (Math.abs(count) < 999_950) return `${trimmed(count / 1000)}k`;
	if (Math.abs(count) < 999_950_000) return `${trimmed(count / 1e6)}M`;
	return `${trimmed(count / 1e9)}G`;
}

/** A duration in ns with three significant digits: 750 ns, 12.3 µs, 4.56 ms, 1.20 s. */
export function formatDuration(ns: number | null | undefined): string {
	if (ns === null || ns === undefined) return "–";
	if (ns < 1000) return `${Math.round(ns)} ns`;
	if (ns < 999_500) return `${significant(ns / 1e3)} µs`;
	if (ns < 999_500_000) return `${significant(ns / 1e6)} ms`;
	return `${significant(ns / 1e9)} s`;
}

/** How long something took or is taking, for people: 4.2 s, 3 min 05 s, 2 h 10 min. */
export function formatElapsed(ms: number): string {
	const seconds = Math.max(0, ms) / 1000;
	if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.floor(seconds)} s`;
	const minutes = Math.floor(seconds / 60);
	if (minutes < 60) return `${minutes} min ${pad(Math.floor(seconds % 60))} s`;
	return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`;
}

/** The clock in a player: 0:07, 12:34, 1:02:03. */
export function formatClock(ms: number): string {
	const seconds = Math.floor(Math.max(0, ms) / 1000);
	const rest = `${pad(seconds % 60)}`;
	const minutes = Math.floor(seconds / 60);
	return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${rest}`;
}

/** Seconds between two event times, with the microseconds: +12.000345. */
export function formatOffset(ts: string, originTs: string): string {
	const delta = BigInt(ts) - BigInt(originTs);
	const negative = delta < 0n;
	const us = (negative ? -delta : delta) / 1000n;
	return `${negative ? "-" : "+"}${us / 1_000_000n}.${String(us % 1_000_000n).padStart(6, "0")}`;
}

/** The full time of an event in UTC, with all its nanoseconds. */
export function formatTimestamp(ts: string): string {
	const ns = BigInt(ts);
	const date = new Date(Number(ns / 1_000_000n));
	return `${date.toISOString().slice(0, 19).replace("T", " ")}.${String(ns % 1_000_000_000n).padStart(9, "0")} UTC`;
}

export function timestampToMs(ts: string): number {
	return Number(BigInt(ts) / 1000n) / 1000;
}

/** When, in the reader's own time zone, to the second. */
export function formatDateTime(iso: string): string {
	const date = new Date(iso);
	const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
	return `${day} ${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
}

export interface Ago {
	key: "now" | "seconds" | "minutes" | "hours" | "days" | "date";
	count: number;
	date: string;
}

/** How long ago, as a key of the message catalogue and its number. */
export function ago(iso: string, now: number): Ago {
	const seconds = Math.floor((now - new Date(iso).getTime()) / 1000);
	const date = formatDateTime(iso);
	if (seconds < 5) return { key: "now", count: 0, date };
	if (seconds < 60) return { key: "seconds", count: seconds, date };
	if (seconds < 3600) return { key: "minutes", count: Math.floor(seconds / 60), date };
	if (seconds < 86_400) return { key: "hours", count: Math.floor(seconds / 3600), date };
	if (seconds < 7 * 86_400) return { key: "days", count: Math.floor(seconds / 86_400), date };
	return { key: "date", count: 0, date };
}

/**
 * Container text in our own page: control characters, and the invisible ones that reorder text, become visible. Inside
 * xterm they keep their meaning.
 */
export function visibleText(text: string): string {
	return (
		text
			// eslint-disable-next-line no-control-regex
			.replace(/[\u0000-\u001f]/g, (c) => String.fromCharCode(0x2400 + c.charCodeAt(0)))
			.replace(/\u007f/g, "\u2421")
			.replace(
				/[\u0080-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
				(c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
			)
	);
}

function trimmed(value: number): string {
	return value >= 100 ? String(Math.round(value)) : value.toFixed(1).replace(/\.0$/, "");
}
function significant(value: number): string {
	return value >= 99.95 ? value.toFixed(0) : value >= 9.995 ? value.toFixed(1) : value.toFixed(2);
}
function pad(value: number): string {
	return String(value).padStart(2, "0");
}
