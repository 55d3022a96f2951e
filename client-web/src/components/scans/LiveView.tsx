// SPDX-License-Identifier: Apache-2.0
import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useQueryClient } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { filterFromParams, writeFilter } from "@/model/eventPage";
import { applyAction, type FilterAction, type FilterFault } from "@/model/filter";
import { scanHasEnded, type Counter, type Scan } from "@/model/types";
import { countersQuery } from "@/services/eventService";
import { createEventStore } from "@/services/eventStore";
import type { LiveSocket, ScanSubscription } from "@/services/liveSocket";
import { scanQuery } from "@/services/scanService";
import { EventDrawer } from "@/components/events/EventDrawer";
import { EventStream } from "@/components/events/EventStream";
import { FilterActionsContext } from "@/components/filters/FilterActions";
import { FilterBox } from "@/components/filters/FilterBox";
import { useLive } from "@/components/layout/LiveContext";
import { LiveTerminal } from "@/components/terminal/LiveTerminal";
import { EmptyState } from "@/components/ui/EmptyState";
import { Notice } from "@/components/ui/Notice";
import { Panel } from "@/components/ui/Panel";
import { CountersTable } from "./CountersTable";
import classes from "./LiveView.module.css";

// Whoever opens a scan that has run for hours wants to see what it does now.
const CATCH_UP = 2000;

interface LiveViewProps {
	scan: Scan;
	onCounters: (counters: Counter[]) => void;
}

/** Terminal, stream and counters of a scan, side by side, as they happen. */
export function LiveView(props: LiveViewProps) {
	const live = useLive();
	return live ? <Live {...props} live={live} /> : null;
}

function Live({ scan, onCounters, live }: LiveViewProps & { live: LiveSocket }) {
	const { t } = useTranslation();
	const client = useQueryClient();
	const [store] = useState(() => createEventStore());
	const [counters, setCounters] = useState<Counter[]>([]);
	const [error, setError] = useState<string>();
	const [fault, setFault] = useState<FilterFault>();
	const [params, setParams] = useSearchParams();
	const filter = filterFromParams(params, "live");
	const subscribed = useRef<ScanSubscription>(undefined);
	const wanted = useRef(filter);
	const [opened, setOpened] = useState<number>();
	const [fromSeq] = useState(() => Math.max(1, scan.events_stored - CATCH_UP));
	const scanId = scan.id;

	useEffect(() => {
		const subscription = live.subscribeScan(
			scanId,
			{ events: true, counters: true, fromSeq, filter: wanted.current },
			{
				onEvents: store.append,
				onCounters: (message) => {
					const { ts, final, counters: list } = message;
					setCounters(list);
					onCounters(list);
					client.setQueryData(countersQuery(scanId, false).queryKey, { ts, final, counters: list });
				},
				onScan: (next) => {
					client.setQueryData(scanQuery(scanId).queryKey, next);
				},
				onError: (message, wrong) => {
					if (wrong) setFault(wrong);
					else setError(message);
				},
			},
		);
		subscribed.current = subscription;
		return () => {
			subscription.close();
			store.dispose();
		};
	}, [live, scanId, fromSeq, store, client, onCounters]);

	useEffect(() => {
		if (wanted.current === filter) return;
		wanted.current = filter;
		setFault(undefined);
		// What came before was asked for by another filter.
		store.clear();
		subscribed.current?.setFilter(filter);
	}, [filter, store]);

	const setFilter = useCallback(
		(next: string) => {
			setParams((before) => writeFilter(before, next, "live"));
		},
		[setParams],
	);
	const apply = useCallback(
		(action: FilterAction, condition: string) => {
			setFilter(applyAction(filter, action, condition));
		},
		[filter, setFilter],
	);

	const seesTerminal = scan.permissions.includes("terminal.view");
	return (
		<div className={classes.live}>
			{error && <Notice tone="warn">{error}</Notice>}
			<div className={classes.split}>
				<div className={classes.left}>
					{seesTerminal && (
						<div className={classes.terminal}>
							<LiveTerminal scan={scan} live={live} />
						</div>
					)}
					<div className={classes.counters}>
						<Panel title={t("counter.title")} count={counters.length} flush grow>
							{counters.length === 0 ? (
								<EmptyState title={t("counter.empty")} />
							) : (
								// Scrolls, so the keyboard must reach it.
								// eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
								<div className={classes.scroll} tabIndex={0} role="region" aria-label={t("counter.title")}>
									<CountersTable counters={counters} latency={scan.latency} compact />
								</div>
							)}
						</Panel>
					</div>
				</div>
				<FilterActionsContext value={apply}>
					<EventStream
						store={store}
						originTs={undefined}
						ended={scanHasEnded(scan)}
						filter={filter}
						selectedSeq={opened}
						onOpen={setOpened}
					>
						<FilterBox
							projectId={scan.project_id}
							maySave={scan.permissions.includes("scan.create")}
							filter={filter}
							onChange={setFilter}
							calls={counters.map((counter) => counter.syscall)}
							fault={fault}
						/>
					</EventStream>
					<EventDrawer
						scanId={scan.id}
						seq={opened}
						onClose={() => {
							setOpened(undefined);
						}}
					/>
				</FilterActionsContext>
			</div>
		</div>
	);
}
