// SPDX-License-Identifier: Apache-2.0
import { Button } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { filterFromParams, pageFromParams, pageRows, writePage } from "@/model/eventPage";
import { applyAction, type FilterAction } from "@/model/filter";
import { formatCount } from "@/model/format";
import { scanHasEnded, type EventPage, type Scan } from "@/model/types";
import { countersQuery, eventPageQuery, eventQuery, type PagePosition } from "@/services/eventService";
import { isApiError } from "@/services/http";
import { FilterActionsContext } from "@/components/filters/FilterActions";
import { FilterBox } from "@/components/filters/FilterBox";
import { EmptyState } from "@/components/ui/EmptyState";
import { Panel } from "@/components/ui/Panel";
import { QueryState } from "@/components/ui/QueryState";
import { EventDrawer } from "./EventDrawer";
import { EventGrid } from "./EventGrid";
import { EventPager } from "./EventPager";
import { FacetsPanel } from "./FacetsPanel";
import { MatchCount } from "./MatchCount";
import classes from "./EventsPanel.module.css";

const ROOM_FOR_FACETS = "(min-width: 1100px)";

/** Stored events, page by page. The address holds filter and place, so it can be sent to somebody. */
export function EventsPanel({ scan }: { scan: Scan }) {
	const { t } = useTranslation();
	const [params, setParams] = useSearchParams();
	const [opened, setOpened] = useState<number>();
	const [facets, setFacets] = useState(() => matchMedia(ROOM_FOR_FACETS).matches);
	const filter = filterFromParams(params);
	const position = pageFromParams(params);
	const query = useQuery({ ...eventPageQuery(scan.id, filter, position), placeholderData: keepPreviousData });
	const counters = useQuery(countersQuery(scan.id, false));
	// Times are relative to the scan's first event.
	const first = useQuery({ ...eventQuery(scan.id, 1), retry: false });
	const fault = isApiError(query.error) ? query.error.fault : undefined;
	const page = fault ? undefined : query.data;
	const rows = page ? pageRows(page) : [];
	const go = (next: PagePosition) => {
		setParams((before) => writePage(before, filter, next));
	};
	const setFilter = useCallback(
		(next: string) => {
			setParams((before) => writePage(before, next, {}));
		},
		[setParams],
	);
	const apply = useCallback(
		(action: FilterAction, condition: string) => {
			setFilter(applyAction(filter, action, condition));
		},
		[filter, setFilter],
	);
	const names = (counters.data?.counters ?? []).map((counter) => counter.syscall);
	const lastSeq = scan.totals?.last_seq ?? Number.MAX_SAFE_INTEGER - 1;

	return (
		<FilterActionsContext value={apply}>
			<Panel
				title={t("event.list")}
				flush
				grow
				actions={
					<>
						<span className="muted" data-testid="stored-events">
							{t("event.stored", { shown: formatCount(scan.events_stored) })}
						</span>
						<Button
							variant="default"
							aria-expanded={facets}
							onClick={() => {
								setFacets(!facets);
							}}
						>
							{t("facet.title")}
						</Button>
					</>
				}
			>
				<FilterBox
					projectId={scan.project_id}
					maySave={scan.permissions.includes("scan.create")}
					filter={filter}
					onChange={setFilter}
					calls={names}
					fault={fault}
				>
					{filter !== "" && <MatchCount scanId={scan.id} filter={filter} />}
				</FilterBox>
				<div className={classes.body}>
					{facets && <FacetsPanel scanId={scan.id} filter={filter} onChange={setFilter} onApply={apply} />}
					<div className={classes.list}>
						{fault ? (
							<EmptyState title={t("event.badFilter")}>{t("event.badFilterHint")}</EmptyState>
						) : (
							<QueryState
								query={query}
								rows={10}
								isEmpty={() => rows.length === 0}
								empty={<NothingThere scan={scan} filter={filter} onChange={setFilter} />}
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
						)}
						<EventPager page={page} rows={rows} lastSeq={lastSeq} onGo={go} />
					</div>
				</div>
				<EventDrawer
					scanId={scan.id}
					seq={opened}
					onClose={() => {
						setOpened(undefined);
					}}
				/>
			</Panel>
		</FilterActionsContext>
	);
}

interface NothingThereProps {
	scan: Scan;
	filter: string;
	onChange: (filter: string) => void;
}

function NothingThere({ scan, filter, onChange }: NothingThereProps) {
	const { t } = useTranslation();
	if (filter === "")
		return <EmptyState title={t("event.none")}>{!scanHasEnded(scan) && t("event.noneYet")}</EmptyState>;
	return (
		<EmptyState
			title={t("event.noMatch")}
			action={
				<Button
					variant="default"
					onClick={() => {
						onChange("");
					}}
				>
					{t("filter.clear")}
				</Button>
			}
		>
			{t("event.noMatchHint")}
		</EmptyState>
	);
}

function rowTs(row: ReturnType<typeof pageRows>[number] | undefined): EventPage["events"][number]["ts"] | undefined {
	return row?.kind === "event" ? row.event.ts : row?.gap.from_ts;
}
