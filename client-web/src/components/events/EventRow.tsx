// SPDX-License-Identifier: Apache-2.0
import { memo } from "react";
import { formatDuration, formatOffset, visibleText } from "@/model/format";
import type { StreamRow } from "@/model/eventRing";
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
	onPick: (seq: number) => void;
}

function Row({ id, row, index, top, originTs, active, selected, onPick }: EventRowProps) {
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
				{event.tid} {comm}
			</span>
			<span role="gridcell" className="truncate">
				<CallText event={event} />
			</span>
			<span role="gridcell" className={`num ${classes.dim}`}>
				{event.duration === null ? "" : formatDuration(event.duration)}
			</span>
		</div>
	);
}

export const EventRow = memo(Row);
