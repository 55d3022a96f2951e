// SPDX-License-Identifier: Apache-2.0
import { Button, Drawer } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { eventValues, sameFd, sameProcess } from "@/model/eventValues";
import { formatDuration, formatTimestamp, visibleText } from "@/model/format";
import type { EventDetail } from "@/model/types";
import { eventQuery } from "@/services/eventService";
import { FilterActionsContext, useFilterActions } from "@/components/filters/FilterActions";
import { Filterable } from "@/components/filters/ValueMenu";
import { Facts } from "@/components/ui/Facts";
import { QueryState } from "@/components/ui/QueryState";
import { CallText } from "./CallText";
import { EventSubject } from "./EventSubject";
import { HexView } from "./HexView";
import classes from "./EventDrawer.module.css";

interface EventDrawerProps {
	scanId: string;
	seq: number | undefined;
	onClose: () => void;
}

/** All there is to know of one event. What is picked here as a filter is seen behind it: it closes. */
export function EventDrawer({ scanId, seq, onClose }: EventDrawerProps) {
	const { t } = useTranslation();
	const apply = useFilterActions();
	return (
		<Drawer
			opened={seq !== undefined}
			onClose={onClose}
			position="right"
			size="lg"
			title={t("event.title", { seq: seq ?? 0 })}
			closeButtonProps={{ "aria-label": t("action.close") }}
			transitionProps={{ duration: 0 }}
			overlayProps={{ backgroundOpacity: 0.25 }}
		>
			<FilterActionsContext
				value={
					apply &&
					((action, condition) => {
						onClose();
						apply(action, condition);
					})
				}
			>
				{seq !== undefined && <Detail scanId={scanId} seq={seq} />}
			</FilterActionsContext>
		</Drawer>
	);
}

function Detail({ scanId, seq }: { scanId: string; seq: number }) {
	const query = useQuery(eventQuery(scanId, seq));
	return (
		<QueryState query={query} rows={8}>
			{(event) => <EventFacts event={event} />}
		</QueryState>
	);
}

function EventFacts({ event }: { event: EventDetail }) {
	const { t } = useTranslation();
	const apply = useFilterActions();
	const values = new Map(eventValues(event).map((value) => [value.key, value]));
	const fd = sameFd(event);
	return (
		<div className={classes.detail}>
			<div className={`mono ${classes.line}`}>
				<CallText event={event} />
			</div>
			{apply && (
				<div className={classes.buttons}>
					<Button
						variant="default"
						onClick={() => {
							apply("only", sameProcess(event));
						}}
					>
						{t("filterAction.sameProcess")}
					</Button>
					{fd && (
						<Button
							variant="default"
							onClick={() => {
								apply("only", fd);
							}}
						>
							{t("filterAction.sameFd")}
						</Button>
					)}
				</div>
			)}
			<Facts
				rows={[
					[t("event.timestamp"), <span className="mono">{formatTimestamp(event.ts)}</span>],
					[t("event.duration"), formatDuration(event.duration)],
					[t("event.call"), <Filterable value={values.get("call")} />],
					[t("event.category"), <Filterable value={values.get("category")}>{event.category || "–"}</Filterable>],
					[t("event.abi"), event.abi],
					[
						t("event.result"),
						<Filterable value={values.get("result")}>
							<span className="mono">{visibleText(event.result) || "–"}</span>
						</Filterable>,
					],
				]}
			/>
			<EventSubject event={event} values={values} />
			{event.args.length > 0 && <h3 className={classes.heading}>{t("event.arguments")}</h3>}
			{event.args.map((arg, i) => (
				<section key={i} className={classes.arg}>
					<div className={classes.argHead}>
						<span className={`mono ${classes.argName}`}>{arg.name}</span>
						<Filterable value={values.get(`arg ${i}`)}>
							<span className="mono wrap">{visibleText(arg.text)}</span>
						</Filterable>
					</div>
					{arg.hex && <HexView hex={arg.hex} label={t("event.memoryOf", { name: arg.name })} />}
				</section>
			))}
		</div>
	);
}
