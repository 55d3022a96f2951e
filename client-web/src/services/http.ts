// SPDX-License-Identifier: Apache-2.0
// The typed client of /api/v1: paths, parameters and answers come from docs/openapi.yaml. Everything that can go wrong
// with a request becomes an ApiError.
import createClient from "openapi-fetch";
import type { components, paths } from "@/model/api.generated";
import type { FilterFault } from "@/model/filter";

export type ApiErrorCode = components["schemas"]["Error"]["error"]["code"] | "network" | "malformed";

export class ApiError extends Error {
	override readonly name = "ApiError";
	constructor(
		readonly status: number,
		readonly code: ApiErrorCode,
		message: string,
		readonly field?: string,
		readonly retryAfterS?: number,
		/** Of bad_filter: what is wrong with the text, and where. */
		readonly fault?: FilterFault,
	) {
		super(message);
	}
}

// Required on every change: a plain form of another site cannot send it.
export const CSRF = { header: { "X-Syscope": "1" } } as const;

// Looked up at each call and not bound at load, so that a test can put its own in place.
export const api = createClient<paths>({ baseUrl: "/api/v1", fetch: (request) => fetch(request) });

interface Answer<T> {
	data?: T;
	error?: unknown;
	response: Response;
}

/** The body of a good answer; ApiError otherwise. */
export async function call<T>(request: Promise<Answer<T>>): Promise<T> {
	let answer: Answer<T>;
	try {
		answer = await request;
	} catch (cause) {
		if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
		if (cause instanceof SyntaxError) throw new ApiError(0, "malformed", cause.message);
		throw new ApiError(0, "network", cause instanceof Error ? cause.message : String(cause));
	}
	if (answer.response.ok) return answer.data as T;
	throw toApiError(answer.response, answer.error);
}

function toApiError(response: Response, body: unknown): ApiError {
	const error = (body as Partial<components["schemas"]["Error"]> | undefined)?.error;
	const retryAfter = Number(response.headers.get("Retry-After") ?? NaN);
	if (!error || typeof error.message !== "string")
		// A proxy in between answers with a page of its own.
		return new ApiError(response.status, response.status >= 500 ? "unavailable" : "malformed", response.statusText);
	const message = error.request_id ? `${error.message} (${error.request_id})` : error.message;
	return new ApiError(
		response.status,
		error.code,
		message,
		error.field,
		Number.isFinite(retryAfter) ? retryAfter : undefined,
		error.code === "bad_filter" ? toFault(error) : undefined,
	);
}

function toFault(error: components["schemas"]["Error"]["error"]): FilterFault {
	const { message, at = 0, len = 0, expected = "", nearest = "" } = error;
	return { message, at, len, expected, nearest };
}

export function isApiError(error: unknown, status?: number): error is ApiError {
	return error instanceof ApiError && (status === undefined || error.status === status);
}
