// SPDX-License-Identifier: Apache-2.0
// The rows of a scan, only those in view in the DOM. One component for the live stream and for stored pages: arrows,
// Page Up/Down, Home and End move, Enter opens a row. Left and right go over the values of a row, and Enter then opens the filter
// menu of the value; so do the menu key and the right mouse button.
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useId, useRef, useState, type KeyboardEvent, type MouseEvent } from "react";
import { useTranslation } from "react-i18next";
import type { StreamRow } from "@/model/eventRing";
import { eventValues } from "@/model/eventValues";
import { visibleText } from "@/model/format";
import { useFilterActions } from "@/components/filters/FilterActions";
import { EventRow } from "./EventRow";
import { RowMenu, type MenuPlace } from "./RowMenu";
import classes from "./EventGrid.module.css";

const ROW_HEIGHT = 22;
const HEAD_HEIGHT = 26;

interface EventGridProps {
	rows: StreamRow[];
	/** The time that rows are shown relative to. */
	originTs: string;
	label: string;
	/** Stay at the end as rows come. */
	follow?: boolean;
	/** The reader scrolled away from the end. */
	onLeaveEnd?: () => void;
	selectedSeq?: number | undefined;
	onOpen?: (seq: number) => void;
}

export function EventGrid({ rows, originTs, label, follow, onLeaveEnd, selectedSeq, onOpen }: EventGridProps) {
	const { t } = useTranslation();
	const id = useId();
	const box = useRef<HTMLDivElement>(null);
	const lastTop = useRef(0);
	const [active, setActive] = useState<number>();
	const [activeValue, setActiveValue] = useState(-1);
	const [menu, setMenu] = useState<MenuPlace>();
	const apply = useFilterActions();
	// eslint-disable-next-line react-hooks/incompatible-library -- the compiler is not used here
	const virtual = useVirtualizer({
		count: rows.length,
		getScrollElement: () => box.current,
		estimateSize: () => ROW_HEIGHT,
		overscan: 12,
		// The heading stays at the top of the same box, over the rows.
		scrollMargin: HEAD_HEIGHT,
		scrollPaddingStart: HEAD_HEIGHT,
	});
	const activeIndex = active === undefined ? -1 : rows.findIndex((row) => row.seq === active);

	const activeRow = rows[activeIndex];
	const onRow = apply && activeRow?.kind === "event" ? eventValues(activeRow.event).filter(isShown) : [];
	const value = onRow[activeValue];

	useEffect(() => {
		if (follow && box.current) box.current.scrollTop = box.current.scrollHeight;
	}, [follow, rows]);

	const onScroll = () => {
		if (!box.current) return;
		const { scrollTop: top, scrollHeight, clientHeight } = box.current;
		// Only a reader scrolls up: the stream itself goes down, or stays at its end when it becomes shorter.
		if (follow && top < lastTop.current - 2 && top < scrollHeight - clientHeight - 2) onLeaveEnd?.();
		lastTop.current = top;
	};

	const move = (to: number) => {
		const index = Math.min(Math.max(0, to), rows.length - 1);
		const row = rows[index];
		if (!row) return;
		if (follow) onLeaveEnd?.();
		setActive(row.seq);
		setActiveValue(-1);
		virtual.scrollToIndex(index);
	};
	const rowOf = (seq: number) => {
		const row = rows.find((each) => each.seq === seq);
		return row?.kind === "event" ? row.event : undefined;
	};
	const openMenu = (seq: number, x: number, y: number, key?: string) => {
		const event = rowOf(seq);
		if (!event) return;
		const all = eventValues(event);
		const one = all.filter((each) => each.key === key);
		setActive(seq);
		setMenu({ x, y, values: one.length > 0 ? one : all });
	};
	const openAtKeyboard = (key?: string) => {
		if (active === undefined || !apply) return;
		const row = document.getElementById(`${id}-${active}`);
		const at = (key && row?.querySelector(`[data-value="${key}"]`)) || row;
		const { left, bottom } = at?.getBoundingClientRect() ?? { left: 0, bottom: 0 };
		openMenu(active, left, bottom, key);
	};
	const onContextMenu = (event: MouseEvent<HTMLDivElement>) => {
		if (!apply) return;
		const target = event.target as Element;
		const row = target.closest<HTMLElement>("[data-seq]");
		event.preventDefault();
		if (!row) return openAtKeyboard(value?.key);
		if (follow) onLeaveEnd?.();
		const key = target.closest<HTMLElement>("[data-value]")?.dataset["value"];
		openMenu(Number(row.dataset["seq"]), event.clientX, event.clientY, key);
	};
	const onKeyDown = (event: KeyboardEvent) => {
		if (event.target !== event.currentTarget) return;
		const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 0) / ROW_HEIGHT) - 2);
		const from = activeIndex >= 0 ? activeIndex : follow ? rows.length : -1;
		const targets: Record<string, number> = {
			ArrowDown: from + 1,
			ArrowUp: from - 1,
			PageDown: from + page,
			PageUp: from - page,
			Home: 0,
			End: rows.length - 1,
		};
		const target = targets[event.key];
		if (target !== undefined) {
			event.preventDefault();
			move(target);
		} else if ((event.key === "ArrowRight" || event.key === "ArrowLeft") && onRow.length > 0) {
			event.preventDefault();
			const next = activeValue + (event.key === "ArrowRight" ? 1 : -1);
			setActiveValue(Math.min(Math.max(-1, next), onRow.length - 1));
		} else if (event.key === "Enter" && value) {
			event.preventDefault();
			openAtKeyboard(value.key);
		} else if ((event.key === "Enter" || event.key === " ") && activeIndex >= 0) {
			event.preventDefault();
			const row = rows[activeIndex];
			if (row?.kind === "event") onOpen?.(row.seq);
		}
	};

	return (
		<>
			<div
				ref={box}
				className={classes.grid}
				role="grid"
				aria-label={label}
				aria-rowcount={rows.length + 1}
				aria-activedescendant={activeIndex >= 0 ? `${id}-${active}` : undefined}
				tabIndex={0}
				onKeyDown={onKeyDown}
				onContextMenu={onContextMenu}
				onScroll={onScroll}
				data-testid="event-grid"
			>
				<div className={`${classes.row} ${classes.head}`} role="row" aria-rowindex={1}>
					<span role="columnheader" className="num">
						{t("event.seq")}
					</span>
					<span role="columnheader" className="num">
						{t("event.time")}
					</span>
					<span role="columnheader">{t("event.task")}</span>
					<span role="columnheader">{t("event.call")}</span>
					<span role="columnheader" className="num">
						{t("event.duration")}
					</span>
				</div>
				<div className={classes.space} style={{ height: virtual.getTotalSize() }} role="rowgroup">
					{virtual.getVirtualItems().map((item) => {
						const row = rows[item.index];
						return (
							row && (
								<EventRow
									key={row.kind === "gap" ? `gap ${row.seq} ${row.gap.stage}` : row.seq}
									id={`${id}-${row.seq}`}
									row={row}
									index={item.index}
									top={item.start - HEAD_HEIGHT}
									originTs={originTs}
									active={row.seq === active}
									selected={row.kind === "event" && row.seq === selectedSeq}
									activeKey={row.seq === active ? value?.key : undefined}
									onMenu={apply && openMenu}
									onPick={(seq) => {
										setActive(seq);
										setActiveValue(-1);
										onOpen?.(seq);
									}}
								/>
							)
						);
					})}
				</div>
			</div>
			<span className="sr-only" role="status">
				{value && t("filterAction.onValue", { what: visibleText(value.condition) })}
			</span>
			{apply && (
				<RowMenu
					place={menu}
					onApply={apply}
					onClose={() => {
						setMenu(undefined);
						box.current?.focus();
					}}
				/>
			)}
		</>
	);
}

/** Those that stand in the row itself. */
function isShown({ key }: { key: string }): boolean {
	return key === "tid" || key === "comm" || key === "call" || key === "result" || key.startsWith("arg ");
}
