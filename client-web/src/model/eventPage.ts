// SPDX-License-Identifier: Apache-2.0
// A page of stored events: its rows, and its place in the address.
import type { StreamRow } from "./eventRing";
import { FILTER_MAX, wellFormed } from "./filter";
import type { EventPage } from "./types";

/** Events and the gaps between them, in the order of their numbers. */
export function pageRows(page: Pick<EventPage, "events" | "gaps">): StreamRow[] {
	const rows: StreamRow[] = [
		...page.events.map((event): StreamRow => ({ kind: "event", seq: event.seq, event })),
		...page.gaps.map((gap): StreamRow => ({ kind: "gap", seq: gap.first_seq, gap })),
	];
	return rows.sort((a, b) => a.seq - b.seq);
}

function seqParam(params: URLSearchParams, name: string): number | undefined {
	const value = params.get(name);
	return value !== null && /^[0-9]{1,16}$/.test(value) ? Number(value) : undefined;
}

export function pageFromParams(params: URLSearchParams): { after?: number; before?: number } {
	const after = seqParam(params, "after");
	if (after !== undefined) return { after };
	const before = seqParam(params, "before");
	return before === undefined ? {} : { before };
}

/** The filter of the stored events, and of the live stream: both are in the address, each under its own name. */
export type FilterParam = "filter" | "live";

export function filterFromParams(params: URLSearchParams, name: FilterParam = "filter"): string {
	return (params.get(name) ?? "").slice(0, FILTER_MAX).trim();
}

/** The parameters with another filter and place; what else is there (the tab) stays. */
export function writePage(
	params: URLSearchParams,
	filter: string,
	position: { after?: number; before?: number },
): URLSearchParams {
	const next = writeFilter(params, filter);
	for (const name of ["after", "before"]) next.delete(name);
	if (position.after !== undefined) next.set("after", String(position.after));
	if (position.before !== undefined) next.set("before", String(position.before));
	return next;
}

export function writeFilter(params: URLSearchParams, filter: string, name: FilterParam = "filter"): URLSearchParams {
	const next = new URLSearchParams(params);
	const text = wellFormed(filter).trim();
	if (text === "") next.delete(name);
	else next.set(name, text);
	return next;
}

/** Another tab of the same scan: the filters stay as they are, the place in the list does not. */
export function writeTab(params: URLSearchParams, tab: string): URLSearchParams {
	const next = new URLSearchParams({ tab });
	for (const name of ["filter", "live"]) {
		const text = params.get(name);
		if (text) next.set(name, text);
	}
	return next;
}
