// SPDX-License-Identifier: Apache-2.0
import { Button } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { filterFromParams, isEmptyFilter, type EventFilter } from "@/model/filter";
import { formatCount } from "@/model/format";
import { pageFromParams, pageRows, writePage } from "@/model/eventPage";
import { scanHasEnded, type Scan } from "@/model/types";
import { countersQuery, eventPageQuery, eventQuery, type PagePosition } from "@/services/eventService";
import { FilterBox } from "@/components/filters/FilterBox";
import { EmptyState } from "@/components/ui/EmptyState";
import { Panel } from "@/components/ui/Panel";
import { QueryState } from "@/components/ui/QueryState";
import { EventDrawer } from "./EventDrawer";
import { EventGrid } from "./EventGrid";
import classes from "./EventsPanel.module.css";

/** Stored events, page by page. The address holds filter and place, so it can be sent to somebody. */
export function EventsPanel({ scan }: { scan: Scan }) {
	const { t } = useTranslation();
	const [params, setParams] = useSearchParams();
	const [opened, setOpened] = useState<number>();
	const filter = filterFromParams(params);
	const position = pageFromParams(params);
	const query = useQuery({ ...eventPageQuery(scan.id, filter, position), placeholderData: keepPreviousData });
	const counters = useQuery(countersQuery(scan.id, false));
	// Times are relative to the scan's first event.
	const first = useQuery({ ...eventQuery(scan.id, 1), retry: false });
	const page = query.data;
	const rows = page ? pageRows(page) : [];
	const go = (next: PagePosition) => {
		setParams((before) => writePage(before, filter, next));
	};
	const setFilter = (next: EventFilter) => {
		setParams((before) => writePage(before, next, {}));
	};
	const names = (counters.data?.counters ?? []).map((counter) => counter.syscall);
	const lastSeq = scan.totals?.last_seq ?? Number.MAX_SAFE_INTEGER - 1;

	return (
		<Panel
			title={t("event.list")}
			flush
			grow
			actions={
				<span className="muted" data-testid="stored-events">
					{t("event.stored", { shown: formatCount(scan.events_stored) })}
				</span>
			}
		>
			<FilterBox filter={filter} onChange={setFilter} syscalls={names} />
			<QueryState
				query={query}
				rows={10}
				isEmpty={() => rows.length === 0}
				empty={
					isEmptyFilter(filter) ? (
						<EmptyState title={t("event.none")}>{!scanHasEnded(scan) && t("event.noneYet")}</EmptyState>
					) : (
						<EmptyState
							title={t("event.noMatch")}
							action={
								<Button
									variant="default"
									onClick={() => {
										setFilter({ syscalls: [], text: "" });
									}}
								>
									{t("filter.clear")}
								</Button>
							}
						>
							{t("event.noMatchHint")}
						</EmptyState>
					)
				}
			>
				{() => (
					<EventGrid
						rows={rows}
						originTs={first.data?.ts ?? rowTs(rows[0]) ?? "0"}
						label={t("event.list")}
						selectedSeq={opened}
						onOpen={setOpened}
					/>
				)}
			</QueryState>
			<div className={classes.pager} role="group" aria-label={t("event.pages")}>
				<Button
					variant="default"
					disabled={!page || page.prev_before_seq === null}
					onClick={() => {
						go({});
					}}
				>
					{t("page.first")}
				</Button>
				<Button
					variant="default"
					disabled={!page || page.prev_before_seq === null}
					onClick={() => {
						if (page?.prev_before_seq != null) go({ before: page.prev_before_seq });
					}}
				>
					{t("page.previous")}
				</Button>
				<span className={classes.range} role="status" data-testid="page-range">
					{rows.length > 0 &&
						t("page.range", { from: formatCount(rows[0]?.seq ?? 0), to: formatCount(rows.at(-1)?.seq ?? 0) })}
				</span>
				<Button
					variant="default"
					disabled={!page || page.next_after_seq === null}
					onClick={() => {
						if (page?.next_after_seq != null) go({ after: page.next_after_seq });
					}}
				>
					{t("page.next")}
				</Button>
				<Button
					variant="default"
					disabled={!page || page.next_after_seq === null}
					onClick={() => {
						go({ before: lastSeq + 1 });
					}}
				>
					{t("page.last")}
				</Button>
			</div>
			<EventDrawer
				scanId={scan.id}
				seq={opened}
				onClose={() => {
					setOpened(undefined);
				}}
			/>
		</Panel>
	);
}

function rowTs(row: ReturnType<typeof pageRows>[number] | undefined): string | undefined {
	return row?.kind === "event" ? row.event.ts : row?.gap.from_ts;
}
