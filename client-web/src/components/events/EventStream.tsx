// SPDX-License-Identifier: Apache-2.0
import { Button } from "@mantine/core";
import { useState, useSyncExternalStore, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { formatCount } from "@/model/format";
import type { EventStore, StreamSnapshot } from "@/services/eventStore";
import { IconFollow, IconPause } from "@/components/ui/icons";
import { Panel } from "@/components/ui/Panel";
import { EmptyState } from "@/components/ui/EmptyState";
import { EventGrid } from "./EventGrid";
import classes from "./EventStream.module.css";

interface EventStreamProps {
	store: EventStore;
	originTs: string | undefined;
	ended: boolean;
	/** What was asked for; with another one the stream goes on. */
	filter: string;
	/** Stands above the rows: the filter. */
	children?: ReactNode;
	selectedSeq: number | undefined;
	onOpen: (seq: number) => void;
}

/** The live stream. Paused, the page stands still and goes on counting. */
export function EventStream(props: EventStreamProps) {
	const { store, originTs, ended, filter, selectedSeq, onOpen, children } = props;
	const { t } = useTranslation();
	const live = useSyncExternalStore(store.subscribe, store.snapshot);
	const [paused, setPaused] = useState<{ filter: string; snapshot: StreamSnapshot }>();
	const frozen = paused?.filter === filter ? paused.snapshot : undefined;
	const pause = () => {
		if (!frozen) setPaused({ filter, snapshot: live });
	};
	const view = frozen ?? live;
	const waiting = live.shown - view.shown;
	return (
		<Panel
			title={t("stream.title")}
			flush
			grow
			actions={
				<>
					<span className="muted" role="status" data-testid="shown">
						{frozen
							? t("stream.paused", { count: waiting, shown: formatCount(waiting) })
							: view.of > view.shown
								? t("stream.sampled", { shown: formatCount(view.shown), of: formatCount(view.of) })
								: t("stream.all", { shown: formatCount(view.shown) })}
					</span>
					{frozen ? (
						<Button
							variant="filled"
							leftSection={<IconFollow size={13} />}
							onClick={() => {
								setPaused(undefined);
							}}
						>
							{t("stream.follow")}
						</Button>
					) : (
						<Button variant="default" leftSection={<IconPause size={13} />} onClick={pause}>
							{t("stream.pause")}
						</Button>
					)}
				</>
			}
		>
			{children}
			{view.evicted > 0 && (
				<div className={classes.evicted}>
					{t("stream.evicted", { kept: formatCount(view.rows.length), gone: formatCount(view.evicted) })}
				</div>
			)}
			{view.rows.length === 0 ? (
				<EmptyState title={t(ended ? "stream.none" : filter ? "stream.waitingMatch" : "stream.waiting")} />
			) : (
				<EventGrid
					rows={view.rows}
					originTs={originTs ?? view.firstTs ?? "0"}
					label={t("stream.title")}
					follow={!frozen}
					onLeaveEnd={pause}
					selectedSeq={selectedSeq}
					onOpen={onOpen}
				/>
			)}
		</Panel>
	);
}
