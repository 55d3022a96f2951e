// SPDX-License-Identifier: Apache-2.0
import { queryOptions } from "@tanstack/react-query";
import type { EventFilter } from "@/model/filter";
import type { EventPage } from "@/model/types";
import { api, call } from "./http";

export const EVENTS_PER_PAGE = 200;

/** Where a page begins: behind a number, or before one; neither is the start. */
export interface PagePosition {
	after?: number;
	before?: number;
}

function fetchPage(
	scan_id: string,
	filter: EventFilter,
	position: PagePosition,
	signal: AbortSignal,
): Promise<EventPage> {
	const query = {
		limit: EVENTS_PER_PAGE,
		...(position.after !== undefined && { after_seq: position.after }),
		...(position.before !== undefined && { before_seq: position.before }),
		...(filter.syscalls.length > 0 && { syscall: filter.syscalls.join(",") }),
		...(filter.failed !== undefined && { failed: filter.failed }),
		...(filter.text !== "" && { text: filter.text }),
	};
	return call(api.GET("/scans/{scan_id}/events", { params: { path: { scan_id }, query }, signal }));
}

export const eventPageQuery = (scan_id: string, filter: EventFilter, position: PagePosition) =>
	queryOptions({
		queryKey: ["events", scan_id, filter, position],
		// The server reads a bounded part of the scan a request: one that found nothing yet goes on.
		queryFn: async ({ signal }): Promise<EventPage> => {
			let page = await fetchPage(scan_id, filter, position, signal);
			const gaps = [...page.gaps];
			while (page.events.length === 0 && !page.done) {
				const onward: PagePosition =
					position.before === undefined
						? { after: page.next_after_seq ?? page.scanned_through_seq }
						: { before: page.prev_before_seq ?? page.scanned_through_seq };
				if (onward.after === position.after && onward.before === position.before) break;
				position = onward;
				page = await fetchPage(scan_id, filter, position, signal);
				gaps.push(...page.gaps);
			}
			return { ...page, gaps };
		},
	});

export const eventQuery = (scan_id: string, seq: number) =>
	queryOptions({
		queryKey: ["events", scan_id, "one", seq],
		queryFn: ({ signal }) =>
			call(api.GET("/scans/{scan_id}/events/{seq}", { params: { path: { scan_id, seq } }, signal })),
		staleTime: Infinity,
	});

export const countersQuery = (scan_id: string, live: boolean) =>
	queryOptions({
		queryKey: ["scans", "one", scan_id, "counters"],
		queryFn: ({ signal }) => call(api.GET("/scans/{scan_id}/counters", { params: { path: { scan_id } }, signal })),
		refetchInterval: live ? 3000 : false,
	});

export const gapsQuery = (scan_id: string) =>
	queryOptions({
		queryKey: ["scans", "one", scan_id, "gaps"],
		queryFn: ({ signal }) => call(api.GET("/scans/{scan_id}/gaps", { params: { path: { scan_id } }, signal })),
	});
