// SPDX-License-Identifier: Apache-2.0
import { ActionIcon, Select, Slider, Switch } from "@mantine/core";
import type { Terminal } from "@xterm/xterm";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatBytes, formatClock } from "@/model/format";
import { makeRecording, ReplayCursor, type Step } from "@/model/replay";
import type { Scan } from "@/model/types";
import type { LoadedRecording } from "@/services/terminalService";
import { TerminalWriter } from "@/services/terminalWriter";
import { IconPause, IconPlay } from "@/components/ui/icons";
import { Notice } from "@/components/ui/Notice";
import { Panel } from "@/components/ui/Panel";
import { TerminalFrame } from "./TerminalFrame";
import classes from "./Replay.module.css";

const SPEEDS = ["0.5", "1", "2", "4", "8", "16"];
const MAX_IDLE_MS = 1000;
// React need not draw the slider more often than this.
const SHOW_MS = 100;

/** Plays a recording by its own clock. It opens at the end: what the container said last is what one looks for first. */
export function ReplayPlayer({ scan, loaded }: { scan: Scan; loaded: LoadedRecording }) {
	const { t } = useTranslation();
	const [skipIdle, setSkipIdle] = useState(true);
	const [speed, setSpeed] = useState("1");
	const [playing, setPlaying] = useState(false);
	const [position, setPosition] = useState(0);
	const writer = useRef<TerminalWriter>(undefined);
	const cursor = useRef<ReplayCursor>(undefined);
	const recording = useMemo(
		() => makeRecording(loaded.pieces, skipIdle ? MAX_IDLE_MS : Infinity),
		[loaded.pieces, skipIdle],
	);
	const initial = useRef(recording);

	const show = useCallback(
		(step: Step) => {
			if (step.reset) writer.current?.reset();
			if (step.to > step.from) writer.current?.enqueue(loaded.pieces.slice(step.from, step.to));
		},
		[loaded.pieces],
	);

	const ready = (terminal: Terminal) => {
		const sized = {
			write: (data: Uint8Array | string, done: () => void) => {
				terminal.write(data, done);
			},
			resize: (columns: number, rows: number) => {
				terminal.resize(columns, rows);
			},
			reset: () => {
				terminal.reset();
				terminal.resize(scan.columns, scan.rows);
			},
		};
		writer.current = new TerminalWriter(sized);
		cursor.current = new ReplayCursor(initial.current);
		show(cursor.current.seek(initial.current.durationMs));
		setPosition(initial.current.durationMs);
		return () => {
			writer.current = undefined;
		};
	};

	useEffect(() => {
		if (!cursor.current) return;
		cursor.current.retime(recording);
		setPosition(cursor.current.positionMs);
	}, [recording]);

	useEffect(() => {
		if (!playing) return;
		let last = performance.now();
		let shown = last;
		let frame = requestAnimationFrame(function tick(now) {
			const at = cursor.current;
			if (!at) return;
			show(at.advance(now - last, Number(speed)));
			last = now;
			if (now - shown >= SHOW_MS || at.atEnd) {
				shown = now;
				setPosition(at.positionMs);
			}
			if (at.atEnd) setPlaying(false);
			else frame = requestAnimationFrame(tick);
		});
		return () => {
			cancelAnimationFrame(frame);
		};
	}, [playing, speed, show]);

	const seek = (ms: number) => {
		if (!cursor.current) return;
		show(cursor.current.seek(ms));
		setPosition(cursor.current.positionMs);
	};
	const toggle = () => {
		if (!playing && cursor.current?.atEnd) seek(0);
		setPlaying(!playing);
	};

	return (
		<Panel
			title={t("replay.title")}
			flush
			grow
			actions={<span className="muted">{formatBytes(loaded.loadedBytes)}</span>}
		>
			{loaded.truncated && (
				<Notice tone="warn">
					{t("replay.truncated", { loaded: formatBytes(loaded.loadedBytes), total: formatBytes(loaded.totalBytes) })}
				</Notice>
			)}
			<div className={classes.screen}>
				<TerminalFrame
					columns={scan.columns}
					rows={scan.rows}
					tty={scan.tty}
					label={t("replay.title")}
					mayAnswer={() => false}
					onReady={ready}
				/>
			</div>
			<div className={classes.controls} role="group" aria-label={t("replay.controls")}>
				<ActionIcon size="lg" aria-label={playing ? t("replay.pause") : t("replay.play")} onClick={toggle}>
					{playing ? <IconPause /> : <IconPlay />}
				</ActionIcon>
				<span className={`mono ${classes.clock}`} data-testid="replay-clock">
					{formatClock(position)} / {formatClock(recording.durationMs)}
				</span>
				<Slider
					className={classes.slider}
					thumbLabel={t("replay.position")}
					min={0}
					max={Math.max(1, Math.ceil(recording.durationMs))}
					step={Math.max(1, Math.floor(recording.durationMs / 500))}
					value={position}
					onChange={seek}
					label={(value) => formatClock(value)}
				/>
				<Switch
					size="xs"
					label={t("replay.skipIdle")}
					checked={skipIdle}
					onChange={(event) => {
						setSkipIdle(event.currentTarget.checked);
					}}
				/>
				<Select
					size="xs"
					w={80}
					aria-label={t("replay.speed")}
					data={SPEEDS.map((value) => ({ value, label: `${value} ×` }))}
					value={speed}
					onChange={(value) => {
						if (value) setSpeed(value);
					}}
				/>
			</div>
		</Panel>
	);
}
