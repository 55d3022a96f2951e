// SPDX-License-Identifier: Apache-2.0
import { queryOptions } from "@tanstack/react-query";
import type { Me } from "@/model/types";
import { api, call, CSRF, isApiError } from "./http";

/** Who is signed in; null when nobody is. */
export const sessionQuery = () =>
	queryOptions({
		queryKey: ["session"],
		staleTime: 60_000,
		queryFn: async ({ signal }): Promise<Me | null> => {
			try {
				return await call(api.GET("/session", { signal }));
			} catch (error) {
				if (isApiError(error, 401)) return null;
				throw error;
			}
		},
	});

export const setupQuery = () =>
	queryOptions({
		queryKey: ["setup"],
		queryFn: ({ signal }) => call(api.GET("/setup", { signal })),
		staleTime: 0,
	});

export function signIn(username: string, password: string): Promise<Me> {
	return call(api.POST("/session", { params: CSRF, body: { username, password } }));
}

export function signOut(): Promise<unknown> {
	return call(api.DELETE("/session", { params: CSRF }));
}

export interface SetupForm {
	token: string;
	username: string;
	display_name: string;
	password: string;
}

export function completeSetup(form: SetupForm): Promise<unknown> {
	return call(api.POST("/setup", { params: CSRF, body: form }));
}
