// SPDX-License-Identifier: Apache-2.0
// A page of stored events: its rows, and its place in the address.
import type { StreamRow } from "./eventRing";
import { filterToParams, type EventFilter } from "./filter";
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

/** The parameters with another filter and place; what else is there (the tab) stays. */
export function writePage(
	params: URLSearchParams,
	filter: EventFilter,
	position: { after?: number; before?: number },
): URLSearchParams {
	const next = new URLSearchParams(params);
	for (const name of ["syscall", "failed", "text", "after", "before"]) next.delete(name);
	for (const [name, value] of Object.entries(filterToParams(filter))) next.set(name, value);
	if (position.after !== undefined) next.set("after", String(position.after));
	if (position.before !== undefined) next.set("before", String(position.before));
	return next;
}
