// SPDX-License-Identifier: Apache-2.0
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { StreamRow } from "@/model/eventRing";
import { formatCount } from "@/model/format";
import type { EventPage } from "@/model/types";
import type { PagePosition } from "@/services/eventService";
import classes from "./EventsPanel.module.css";

interface EventPagerProps {
	page: EventPage | undefined;
	rows: StreamRow[];
	lastSeq: number;
	onGo: (position: PagePosition) => void;
}

export function EventPager({ page, rows, lastSeq, onGo }: EventPagerProps) {
	const { t } = useTranslation();
	const before = page?.prev_before_seq ?? undefined;
	const after = page?.next_after_seq ?? undefined;
	const button = (label: string, position: PagePosition | undefined) => (
		<Button
			variant="default"
			disabled={position === undefined}
			onClick={() => {
				if (position) onGo(position);
			}}
		>
			{label}
		</Button>
	);
	return (
		<div className={classes.pager} role="group" aria-label={t("event.pages")}>
			{button(t("page.first"), before === undefined ? undefined : {})}
			{button(t("page.previous"), before === undefined ? undefined : { before })}
			<span className={classes.range} role="status" data-testid="page-range">
				{rows.length > 0 &&
					t("page.range", { from: formatCount(rows[0]?.seq ?? 0), to: formatCount(rows.at(-1)?.seq ?? 0) })}
			</span>
			{button(t("page.next"), after === undefined ? undefined : { after })}
			{button(t("page.last"), after === undefined ? undefined : { before: lastSeq + 1 })}
		</div>
	);
}
