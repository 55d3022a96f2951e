// SPDX-License-Identifier: Apache-2.0
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { formatCount } from "@/model/format";
import { eventCountQuery } from "@/services/eventService";
import { isApiError } from "@/services/http";
import { useErrorText } from "@/components/ui/ErrorBox";

/** How many stored events match. A long count goes on by itself and says so. */
export function MatchCount({ scanId, filter }: { scanId: string; filter: string }) {
	const { t } = useTranslation();
	const errorText = useErrorText();
	const { data, error, isFetching, hasNextPage, fetchNextPage } = useInfiniteQuery(eventCountQuery(scanId, filter));
	useEffect(() => {
		if (hasNextPage && !isFetching && !error) void fetchNextPage();
	}, [hasNextPage, isFetching, error, fetchNextPage, data]);

	const count = data?.pages.reduce((sum, page) => sum + page.count, 0);
	const done = data?.pages.at(-1)?.done ?? false;
	// What is wrong with the filter is said at the filter.
	const text = isApiError(error) && error.fault ? "" : error ? errorText(error) : say();
	return (
		<span className="muted" role="status" data-testid="match-count">
			{text}
		</span>
	);

	function say(): string {
		if (count === undefined) return t("event.counting");
		return t(done ? "event.match" : "event.matchAtLeast", { count, shown: formatCount(count) });
	}
}
