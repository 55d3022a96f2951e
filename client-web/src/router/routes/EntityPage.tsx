// SPDX-License-Identifier: Apache-2.0
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { isApiError } from "@/services/http";
import { Page } from "@/components/ui/Page";
import { QueryState } from "@/components/ui/QueryState";
import { NotFoundRoute } from "./NotFoundRoute";

/** A page about one thing, until that thing is there, or is not. */
export function EntityPage<T>({ query, children }: { query: UseQueryResult<T>; children: (data: T) => ReactNode }) {
	const { t } = useTranslation();
	// A malformed id in the address is as little there as an unknown one.
	if (isApiError(query.error, 404) || (isApiError(query.error, 400) && query.data === undefined))
		return <NotFoundRoute />;
	if (query.data !== undefined) return <>{children(query.data)}</>;
	return (
		<Page title={query.isError ? t("error.pageTitle") : t("state.loading")}>
			<QueryState query={query}>{() => null}</QueryState>
		</Page>
	);
}
