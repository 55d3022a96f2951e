// SPDX-License-Identifier: Apache-2.0
import { Skeleton } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "./EmptyState";
import { ErrorBox } from "./ErrorBox";
import classes from "./Message.module.css";

interface QueryStateProps<T> {
	query: UseQueryResult<T>;
	empty?: ReactNode;
	isEmpty?: (data: T) => boolean;
	rows?: number;
	children: (data: T) => ReactNode;
}

const emptyArray = (data: unknown) => Array.isArray(data) && data.length === 0;

/** The four states of everything that comes from the server: loading, failed, empty, there. */
export function QueryState<T>({ query, empty, isEmpty = emptyArray, rows = 3, children }: QueryStateProps<T>) {
	const { t } = useTranslation();
	if (query.data !== undefined) {
		if (empty !== undefined && isEmpty(query.data)) return <>{empty}</>;
		return (
			<>
				{query.isError && <ErrorBox error={query.error} onRetry={() => void query.refetch()} />}
				{children(query.data)}
			</>
		);
	}
	if (query.isError)
		return (
			<div className={classes.loading}>
				<ErrorBox error={query.error} onRetry={() => void query.refetch()} />
			</div>
		);
	return (
		<div className={classes.loading} role="status" aria-label={t("state.loading")}>
			{Array.from({ length: rows }, (_, i) => (
				<Skeleton key={i} height={14} width={`${92 - ((i * 17) % 40)}%`} />
			))}
		</div>
	);
}

export function NotFound() {
	const { t } = useTranslation();
	return <EmptyState title={t("error.notFoundTitle")}>{t("error.notFoundText")}</EmptyState>;
}
