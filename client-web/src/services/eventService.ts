// SPDX-License-Identifier: Apache-2.0
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { facetGroups } from "@/model/facets";
import type { EventPage, Facets } from "@/model/types";
import { api, call } from "./http";

export const EVENTS_PER_PAGE = 200;

/** Where a page begins: behind a number, or before one; neither is the start. */
export interface PagePosition {
	after?: number;
	before?: number;
}

function fetchPage(scan_id: string, filter: string, position: PagePosition, signal: AbortSignal): Promise<EventPage> {
	const query = {
		limit: EVENTS_PER_PAGE,
		...(position.after !== undefined && { after_seq: position.after }),
		...(position.before !== undefined && { before_seq: position.before }),
		...(filter !== "" && { filter }),
	};
	return call(api.GET("/scans/{scan_id}/events", { params: { path: { scan_id }, query }, signal }));
}

export const eventPageQuery = (scan_id: string, filter: string, position: PagePosition) =>
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

/** How many events match. A page is as much as the server counts in one go: the answers add up. */
export const eventCountQuery = (scan_id: string, filter: string) =>
	infiniteQueryOptions({
		queryKey: ["events", scan_id, "count", filter],
		initialPageParam: 0,
		queryFn: ({ pageParam, signal }) => {
			const query = { filter, ...(pageParam > 0 && { after_seq: pageParam }) };
			return call(api.GET("/scans/{scan_id}/events/count", { params: { path: { scan_id }, query }, signal }));
		},
		getNextPageParam: (last, _all, before) =>
			last.done || last.scanned_through_seq <= before ? undefined : last.scanned_through_seq,
	});

/** Each field without its own conditions: what else could be picked is to be seen too. */
export const facetsQuery = (scan_id: string, filter: string, fields: readonly string[]) =>
	queryOptions({
		queryKey: ["events", scan_id, "facets", filter, fields],
		queryFn: async ({ signal }): Promise<Facets> => {
			const answers = await Promise.all(
				facetGroups(filter, fields).map((group) => {
					const query = { fields: group.fields.join(","), ...(group.filter !== "" && { filter: group.filter }) };
					return call(api.GET("/scans/{scan_id}/events/facets", { params: { path: { scan_id }, query }, signal }));
				}),
			);
			return {
				facets: answers
					.flatMap(({ facets }) => facets)
					.sort((a, b) => fields.indexOf(a.field) - fields.indexOf(b.field)),
				scanned_through_seq: Math.min(...answers.map(({ scanned_through_seq }) => scanned_through_seq)),
				done: answers.every(({ done }) => done),
			};
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
