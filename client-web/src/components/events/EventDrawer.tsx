// SPDX-License-Identifier: Apache-2.0
import { Drawer } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { formatDuration, formatTimestamp, visibleText } from "@/model/format";
import type { EventDetail } from "@/model/types";
import { eventQuery } from "@/services/eventService";
import { Facts } from "@/components/ui/Facts";
import { QueryState } from "@/components/ui/QueryState";
import { CallText } from "./CallText";
import { HexView } from "./HexView";
import classes from "./EventDrawer.module.css";

interface EventDrawerProps {
	scanId: string;
	seq: number | undefined;
	onClose: () => void;
}

/** All there is to know of one event. */
export function EventDrawer({ scanId, seq, onClose }: EventDrawerProps) {
	const { t } = useTranslation();
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
			{seq !== undefined && <Detail scanId={scanId} seq={seq} />}
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
	return (
		<div className={classes.detail}>
			<div className={`mono ${classes.line}`}>
				<CallText event={event} />
			</div>
			<Facts
				rows={[
					[t("event.timestamp"), <span className="mono">{formatTimestamp(event.ts)}</span>],
					[t("event.duration"), formatDuration(event.duration)],
					[t("event.process"), <span className="mono">{`${event.pid} ${visibleText(event.comm)}`}</span>],
					[t("event.thread"), <span className="mono">{event.tid}</span>],
					[t("event.category"), event.category || "–"],
					[t("event.abi"), event.abi],
					[t("event.result"), <span className="mono">{visibleText(event.result) || "–"}</span>],
				]}
			/>
			{event.args.length > 0 && <h3 className={classes.heading}>{t("event.arguments")}</h3>}
			{event.args.map((arg, i) => (
				<section key={i} className={classes.arg}>
					<div className={classes.argHead}>
						<span className={`mono ${classes.argName}`}>{arg.name}</span>
						<span className="mono wrap">{visibleText(arg.text)}</span>
					</div>
					{arg.hex && <HexView hex={arg.hex} label={t("event.memoryOf", { name: arg.name })} />}
				</section>
			))}
		</div>
	);
}
