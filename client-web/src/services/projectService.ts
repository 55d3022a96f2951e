// SPDX-License-Identifier: Apache-2.0
import { queryOptions } from "@tanstack/react-query";
import type { Project, RoleName } from "@/model/types";
import { api, call, CSRF } from "./http";

export const projectsQuery = () =>
	queryOptions({ queryKey: ["projects"], queryFn: ({ signal }) => call(api.GET("/projects", { signal })) });

export const projectQuery = (project_id: string) =>
	queryOptions({
		queryKey: ["projects", project_id],
		queryFn: ({ signal }) => call(api.GET("/projects/{project_id}", { params: { path: { project_id } }, signal })),
	});

export const membersQuery = (project_id: string) =>
	queryOptions({
		queryKey: ["projects", project_id, "members"],
		queryFn: ({ signal }) =>
			call(api.GET("/projects/{project_id}/members", { params: { path: { project_id } }, signal })),
	});

export const candidatesQuery = (project_id: string, query: string) =>
	queryOptions({
		queryKey: ["projects", project_id, "candidates", query],
		queryFn: ({ signal }) =>
			call(
				api.GET("/projects/{project_id}/candidates", { params: { path: { project_id }, query: { query } }, signal }),
			),
	});

export const projectDetectorsQuery = (project_id: string) =>
	queryOptions({
		queryKey: ["projects", project_id, "detectors"],
		queryFn: ({ signal }) =>
			call(api.GET("/projects/{project_id}/detectors", { params: { path: { project_id } }, signal })),
		refetchInterval: 10_000,
	});

export function createProject(name: string, description: string): Promise<Project> {
	return call(api.POST("/projects", { params: CSRF, body: { name, description } }));
}

export function updateProject(project_id: string, body: { name?: string; description?: string }): Promise<Project> {
	return call(api.PATCH("/projects/{project_id}", { params: { ...CSRF, path: { project_id } }, body }));
}

export function deleteProject(project_id: string): Promise<unknown> {
	return call(api.DELETE("/projects/{project_id}", { params: { ...CSRF, path: { project_id } } }));
}

export function setMember(project_id: string, user_id: string, role: RoleName): Promise<unknown> {
	const params = { ...CSRF, path: { project_id, user_id } };
	return call(api.PUT("/projects/{project_id}/members/{user_id}", { params, body: { role } }));
}

export function removeMember(project_id: string, user_id: string): Promise<unknown> {
	const params = { ...CSRF, path: { project_id, user_id } };
	return call(api.DELETE("/projects/{project_id}/members/{user_id}", { params }));
}

export function assignDetector(project_id: string, detector_id: string): Promise<unknown> {
	const params = { ...CSRF, path: { project_id, detector_id } };
	return call(api.PUT("/projects/{project_id}/detectors/{detector_id}", { params }));
}

export function unassignDetector(project_id: string, detector_id: string): Promise<unknown> {
	const params = { ...CSRF, path: { project_id, detector_id } };
	return call(api.DELETE("/projects/{project_id}/detectors/{detector_id}", { params }));
}
