// SPDX-License-Identifier: Apache-2.0
import { queryOptions } from "@tanstack/react-query";
import { scanHasEnded, type Scan, type ScanCreate } from "@/model/types";
import { api, call, CSRF } from "./http";

export const scansQuery = (limit = 100) =>
	queryOptions({
		queryKey: ["scans", "list", { limit }],
		queryFn: ({ signal }) => call(api.GET("/scans", { params: { query: { limit } }, signal })),
		refetchInterval: 15_000,
	});

export const projectScansQuery = (project_id: string) =>
	queryOptions({
		queryKey: ["scans", "project", project_id],
		queryFn: ({ signal }) =>
			call(
				api.GET("/projects/{project_id}/scans", { params: { path: { project_id }, query: { limit: 200 } }, signal }),
			),
		refetchInterval: 15_000,
	});

export const scanQuery = (scan_id: string) =>
	queryOptions({
		queryKey: ["scans", "one", scan_id],
		queryFn: ({ signal }) => call(api.GET("/scans/{scan_id}", { params: { path: { scan_id } }, signal })),
		// The live socket tells at once; this is for when it is away.
		refetchInterval: (query) => (query.state.data && scanHasEnded(query.state.data) ? false : 5000),
	});

export function createScan(project_id: string, body: ScanCreate): Promise<Scan> {
	return call(api.POST("/projects/{project_id}/scans", { params: { ...CSRF, path: { project_id } }, body }));
}

export function stopScan(scan_id: string): Promise<Scan> {
	return call(api.POST("/scans/{scan_id}/stop", { params: { ...CSRF, path: { scan_id } } }));
}

export function deleteScan(scan_id: string): Promise<unknown> {
	return call(api.DELETE("/scans/{scan_id}", { params: { ...CSRF, path: { scan_id } } }));
}
