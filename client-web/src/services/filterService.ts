// SPDX-License-Identifier: Apache-2.0
// The filter language as the server knows it: checking, completion, and a project's saved filters, which are its macros.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { wellFormed } from "@/model/filter";
import type { FilterCheck, FilterCompletion, SavedFilter } from "@/model/types";
import { api, call, CSRF } from "./http";

// All of them begin alike: what is saved changes what other texts mean.
const filtersKey = (project_id: string) => ["projects", project_id, "filters"] as const;

export const savedFiltersQuery = (project_id: string) =>
	queryOptions({
		queryKey: filtersKey(project_id),
		queryFn: ({ signal }) =>
			call(api.GET("/projects/{project_id}/filters", { params: { path: { project_id } }, signal })),
	});

export const filterCheckQuery = (project_id: string, text: string) =>
	queryOptions({
		queryKey: [...filtersKey(project_id), "check", text],
		queryFn: ({ signal }): Promise<FilterCheck> => {
			const body = { filter: wellFormed(text) };
			const params = { path: { project_id } };
			return call(api.POST("/projects/{project_id}/filters/check", { params, headers: CSRF.header, body, signal }));
		},
		gcTime: 60_000,
		staleTime: 30_000,
	});

/** What can stand at the cursor. The answer is good for this text and this place only. */
export const filterCompletionQuery = (project_id: string, text: string, cursor: number) =>
	queryOptions({
		queryKey: [...filtersKey(project_id), "complete", text, cursor],
		queryFn: async ({ signal }): Promise<FilterCompletion & { text: string; cursor: number }> => {
			const body = { filter: wellFormed(text), cursor };
			const params = { path: { project_id } };
			const found = await call(
				api.POST("/projects/{project_id}/filters/complete", { params, headers: CSRF.header, body, signal }),
			);
			return { ...found, text, cursor };
		},
		gcTime: 60_000,
		staleTime: 30_000,
		placeholderData: keepPreviousData,
	});

export interface SavedFilterForm {
	name: string;
	text: string;
	description: string;
}

export function createFilter(project_id: string, body: SavedFilterForm): Promise<SavedFilter> {
	return call(api.POST("/projects/{project_id}/filters", { params: { ...CSRF, path: { project_id } }, body }));
}

export function updateFilter(project_id: string, filter_id: string, body: SavedFilterForm): Promise<SavedFilter> {
	const params = { ...CSRF, path: { project_id, filter_id } };
	return call(api.PATCH("/projects/{project_id}/filters/{filter_id}", { params, body }));
}

export function deleteFilter(project_id: string, filter_id: string): Promise<unknown> {
	const params = { ...CSRF, path: { project_id, filter_id } };
	return call(api.DELETE("/projects/{project_id}/filters/{filter_id}", { params }));
}
