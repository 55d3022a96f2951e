// SPDX-License-Identifier: Apache-2.0
import { queryOptions } from "@tanstack/react-query";
import type { User, UserCreate, UserUpdate } from "@/model/types";
import { api, call, CSRF } from "./http";

export const usersQuery = () =>
	queryOptions({ queryKey: ["users"], queryFn: ({ signal }) => call(api.GET("/users", { signal })) });

export const rolesQuery = () =>
	queryOptions({
		queryKey: ["roles"],
		queryFn: ({ signal }) => call(api.GET("/roles", { signal })),
		staleTime: Infinity,
	});

export function createUser(body: UserCreate): Promise<User> {
	return call(api.POST("/users", { params: CSRF, body }));
}

export function updateUser(user_id: string, body: UserUpdate): Promise<User> {
	return call(api.PATCH("/users/{user_id}", { params: { ...CSRF, path: { user_id } }, body }));
}

export function deleteUser(user_id: string): Promise<unknown> {
	return call(api.DELETE("/users/{user_id}", { params: { ...CSRF, path: { user_id } } }));
}
