// SPDX-License-Identifier: Apache-2.0
import { FitAddon } from "@xterm/addon-fit";
import type { Terminal } from "@xterm/xterm";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { binaryToBase64, textToBase64 } from "@/model/base64";
import { formatBytes, timestampToMs } from "@/model/format";
import { scanHasEnded, type Scan } from "@/model/types";
import type { LiveSocket } from "@/services/liveSocket";
import { TerminalWriter } from "@/services/terminalWriter";
import { Notice } from "@/components/ui/Notice";
import { Panel } from "@/components/ui/Panel";
import { TerminalFrame } from "./TerminalFrame";
import classes from "./LiveTerminal.module.css";

const ACK_BYTES = 64 * 1024;
// Output older than this was already shown to whoever was there: its questions were answered, or not, by them.
const HISTORY_MS = 5000;

/** The container's terminal as it runs; after the end it keeps what was there last. */
export function LiveTerminal({ scan, live }: { scan: Scan; live: LiveSocket }) {
	const { t } = useTranslation();
	const [size, setSize] = useState({ columns: scan.columns, rows: scan.rows });
	const [skipped, setSkipped] = useState(0);
	const [error, setError] = useState<string>();
	const ended = scanHasEnded(scan);
	const mayType = scan.tty && !ended && scan.permissions.includes("terminal.input");
	const types = mayType && scan.state === "running";
	const connection = useRef<Connection>(undefined);
	const scanId = useRef(scan.id);

	useEffect(() => {
		connection.current?.setTyping(types);
	}, [types]);

	return (
		<Panel
			title={t("terminal.title")}
			flush
			grow
			actions={
				<span className="muted">
					{t(
						types
							? "terminal.youType"
							: mayType
								? "terminal.youTypeSoon"
								: ended
									? "terminal.ended"
									: "terminal.watching",
					)}
					{" · "}
					{`${size.columns} × ${size.rows}`}
				</span>
			}
		>
			{error && <Notice tone="warn">{error}</Notice>}
			{skipped > 0 && <Notice tone="warn">{t("terminal.skipped", { bytes: formatBytes(skipped) })}</Notice>}
			<div className={classes.body}>
				<TerminalFrame
					columns={scan.columns}
					rows={scan.rows}
					tty={scan.tty}
					label={t("terminal.title")}
					mayAnswer={() => connection.current?.mayAnswer() ?? false}
					onReady={(terminal, box) => {
						const made = connect(scanId.current, live, terminal, box, {
							onSize: (columns, rows) => {
								setSize({ columns, rows });
							},
							onSkip: (bytes) => {
								setSkipped((before) => before + bytes);
							},
							onError: setError,
						});
						connection.current = made;
						made.setTyping(types);
						return made.close;
					}}
				/>
			</div>
		</Panel>
	);
}

interface Connection {
	setTyping: (typing: boolean) => void;
	mayAnswer: () => boolean;
	close: () => void;
}

interface Events {
	onSize: (columns: number, rows: number) => void;
	onSkip: (bytes: number) => void;
	onError: (message: string) => void;
}

/** Joins an xterm and the live socket: output and its acknowledgement, typing, size. */
function connect(scan: string, live: LiveSocket, terminal: Terminal, box: HTMLElement, events: Events): Connection {
	const fit = new FitAddon();
	terminal.loadAddon(fit);
	let typing = false;
	let acked = 0;
	let newest = 0;
	let sizeTimer: ReturnType<typeof setTimeout> | undefined;

	const writer = new TerminalWriter(terminal, {
		onParsed: (offset) => {
			if (offset - acked < ACK_BYTES && !writer.idle) return;
			acked = offset;
			subscription.ackTerminal(offset);
		},
		onResize: events.onSize,
	});
	const subscription = live.subscribeScan(
		scan,
		{ terminal: true },
		{
			onTerminal: (pieces) => {
				const last = pieces.at(-1);
				if (last) newest = timestampToMs(last.ts);
				writer.enqueue(pieces);
			},
			onTerminalSkip: (from, to) => {
				events.onSkip(to - from);
				acked = to;
				subscription.ackTerminal(to);
			},
			onError: (message) => {
				events.onError(message);
			},
		},
	);

	const tellSize = () => {
		clearTimeout(sizeTimer);
		sizeTimer = setTimeout(() => {
			if (!typing) return;
			fit.fit();
			events.onSize(terminal.cols, terminal.rows);
			live.resize(scan, terminal.cols, terminal.rows);
		}, 120);
	};
	const observer = new ResizeObserver(tellSize);
	observer.observe(box);
	const input = [
		terminal.onData((data) => typing && live.sendInput(scan, textToBase64(data))),
		terminal.onBinary((data) => typing && live.sendInput(scan, binaryToBase64(data))),
	];
	const stopStatus = live.onStatus(() => {
		if (live.status() === "open") tellSize();
	});

	return {
		setTyping(next) {
			typing = next;
			terminal.options.disableStdin = !next;
			terminal.options.cursorBlink = next;
			if (next) tellSize();
		},
		// Only one viewer may answer, so the one that has the focus, and only to what is asked now.
		mayAnswer: () => typing && box.contains(document.activeElement) && Date.now() - newest < HISTORY_MS,
		close() {
			clearTimeout(sizeTimer);
			observer.disconnect();
			stopStatus();
			for (const each of input) each.dispose();
			subscription.close();
		},
	};
}
