// SPDX-License-Identifier: Apache-2.0
import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { isApiError } from "./http";
import { sessionQuery } from "./authService";

/** Anything that answers 401 means that the session has ended: the guards then show the sign-in page. */
export function createQueryClient(): QueryClient {
	const onError = (error: unknown) => {
		if (isApiError(error, 401)) client.setQueryData(sessionQuery().queryKey, null);
	};
	const client = new QueryClient({
		queryCache: new QueryCache({ onError }),
		mutationCache: new MutationCache({ onError }),
		defaultOptions: {
			queries: {
				staleTime: 5000,
				// What the server decided stays decided; only an unreachable or overloaded one is asked again.
				retry: (count, error) => count < 2 && (!isApiError(error) || error.status === 0 || error.status === 503),
			},
		},
	});
	return client;
}
