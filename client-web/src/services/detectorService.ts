// SPDX-License-Identifier: Apache-2.0
import { queryOptions } from "@tanstack/react-query";
import type { Detector, EnrollmentTokenCreated } from "@/model/types";
import { api, call, CSRF } from "./http";

export const detectorsQuery = () =>
	queryOptions({
		queryKey: ["detectors"],
		queryFn: ({ signal }) => call(api.GET("/detectors", { signal })),
		// Changes of state come over the live socket; spool figures and "last seen" by asking again.
		refetchInterval: 10_000,
	});

export const detectorQuery = (detector_id: string) =>
	queryOptions({
		queryKey: ["detectors", detector_id],
		queryFn: ({ signal }) => call(api.GET("/detectors/{detector_id}", { params: { path: { detector_id } }, signal })),
		refetchInterval: 5000,
	});

export const imagesQuery = (detector_id: string) =>
	queryOptions({
		queryKey: ["detectors", detector_id, "images"],
		queryFn: ({ signal }) =>
			call(api.GET("/detectors/{detector_id}/images", { params: { path: { detector_id } }, signal })),
		staleTime: 15_000,
		retry: false,
	});

export const enrollmentTokensQuery = () =>
	queryOptions({
		queryKey: ["enrollment-tokens"],
		queryFn: ({ signal }) => call(api.GET("/enrollment-tokens", { signal })),
	});

export function createEnrollmentToken(
	label: string,
	uses: number,
	expires_in_s: number,
): Promise<EnrollmentTokenCreated> {
	return call(api.POST("/enrollment-tokens", { params: CSRF, body: { label, uses, expires_in_s } }));
}

export function deleteEnrollmentToken(token_id: string): Promise<unknown> {
	return call(api.DELETE("/enrollment-tokens/{token_id}", { params: { ...CSRF, path: { token_id } } }));
}

export function renameDetector(detector_id: string, name: string): Promise<Detector> {
	return call(api.PATCH("/detectors/{detector_id}", { params: { ...CSRF, path: { detector_id } }, body: { name } }));
}

export function revokeDetector(detector_id: string): Promise<unknown> {
	return call(api.DELETE("/detectors/{detector_id}", { params: { ...CSRF, path: { detector_id } } }));
}
