// SPDX-License-Identifier: Apache-2.0
import { UnstyledButton } from "@mantine/core";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { formatDuration, formatOffset, visibleText } from "@/model/format";
import type { StreamRow } from "@/model/eventRing";
import { IconFilter } from "@/components/ui/icons";
import { CallText } from "./CallText";
import { GapText } from "./GapText";
import classes from "./EventGrid.module.css";

interface EventRowProps {
	id: string;
	row: StreamRow;
	index: number;
	top: number;
	originTs: string;
	active: boolean;
	selected: boolean;
	/** The value that the keyboard is on. */
	activeKey: string | undefined;
	onPick: (seq: number) => void;
	/** Opens the filter menu of the row; absent where there is no filter. */
	onMenu: ((seq: number, x: number, y: number) => void) | undefined;
}

function Row({ id, row, index, top, originTs, active, selected, activeKey, onPick, onMenu }: EventRowProps) {
	const { t } = useTranslation();
	const style = { transform: `translateY(${top}px)` };
	if (row.kind === "gap")
		return (
			<div
				id={id}
				className={`${classes.row} ${classes.gap}`}
				style={style}
				role="row"
				aria-rowindex={index + 2}
				data-gap
			>
				<span role="gridcell" className="num">
					{row.seq}
				</span>
				<span role="gridcell" className={classes.wide}>
					<GapText gap={row.gap} />
				</span>
			</div>
		);
	const { event } = row;
	const comm = visibleText(event.comm);
	return (
		// The keyboard is handled by the grid, which has the focus.
		// eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
		<div
			id={id}
			className={[classes.row, classes.event, active ? classes.active : "", event.failed ? classes.failed : ""].join(
				" ",
			)}
			style={style}
			role="row"
			aria-rowindex={index + 2}
			aria-selected={selected}
			data-seq={event.seq}
			data-syscall={event.syscall}
			onClick={() => {
				onPick(event.seq);
			}}
		>
			<span role="gridcell" className={`num ${classes.dim}`}>
				{event.seq}
			</span>
			<span role="gridcell" className={`num ${classes.dim}`}>
				{formatOffset(event.ts, originTs)}
			</span>
			<span role="gridcell" className={`truncate ${classes.dim}`} title={`${comm} ${event.tid}`}>
				<span data-value="tid" data-active={activeKey === "tid" || undefined} className={classes.value}>
					{event.tid}
				</span>{" "}
				<span data-value="comm" data-active={activeKey === "comm" || undefined} className={classes.value}>
					{comm}
				</span>
			</span>
			<span role="gridcell" className="truncate">
				<CallText event={event} activeKey={activeKey} />
			</span>
			<span role="gridcell" className={`num ${classes.dim}`}>
				{event.duration === null ? "" : formatDuration(event.duration)}
				{onMenu && (
					<UnstyledButton
						className={classes.more}
						tabIndex={-1}
						aria-label={t("filterAction.row", { seq: event.seq })}
						title={t("filterAction.row", { seq: event.seq })}
						onClick={(click) => {
							click.stopPropagation();
							const at = click.currentTarget.getBoundingClientRect();
							onMenu(event.seq, at.left, at.bottom);
						}}
					>
						<IconFilter size={12} />
					</UnstyledButton>
				)}
			</span>
		</div>
	);
}

export const EventRow = memo(Row);
