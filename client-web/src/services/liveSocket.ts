// SPDX-License-Identifier: Apache-2.0
// One WebSocket to /api/v1/live for the whole page: subscriptions, typing, reconnection. After a reconnect each
// subscription is made again from where it was, so nothing is missing and nothing comes twice.
import type { FilterFault } from "@/model/filter";
import { parseLiveMessage, type LiveMessage } from "@/model/liveMessages";
import type { Detector, Gap, Scan, SyscallEvent, TerminalPiece } from "@/model/types";

export type LiveStatus = "connecting" | "open" | "waiting" | "closed";

export interface EventsMessage {
	events: SyscallEvent[];
	gaps: Gap[];
	shown: number;
	of: number;
	/** Stored, but not looked at by the server for lack of time. */
	unread: number;
	last_seq: number;
}
export type CountersMessage = Extract<LiveMessage, { type: "counters" }>;

export interface ScanHandlers {
	onEvents?: (message: EventsMessage) => void;
	onCounters?: (message: CountersMessage) => void;
	onTerminal?: (pieces: TerminalPiece[]) => void;
	onTerminalSkip?: (from: number, to: number) => void;
	onScan?: (scan: Scan) => void;
	/** Something was refused; fault says what is wrong with a filter, when that is it. */
	onError?: (message: string, fault: FilterFault | undefined) => void;
}

export interface OverviewHandlers {
	onScan?: (scan: Scan) => void;
	onDetector?: (detector: Detector) => void;
}

export interface ScanWish {
	events?: boolean;
	terminal?: boolean;
	counters?: boolean;
	/** The first event wanted; 1 when absent. */
	fromSeq?: number;
	/** In the filter language; empty: everything. */
	filter?: string;
}

export interface ScanSubscription {
	/** Changes what comes from now on; the subscription goes on. */
	setFilter(filter: string): void;
	ackTerminal(offset: number): void;
	close(): void;
}

export interface LiveSocket {
	subscribeScan(scan: string, wish: ScanWish, handlers: ScanHandlers): ScanSubscription;
	subscribeOverview(handlers: OverviewHandlers): { close(): void };
	sendInput(scan: string, base64: string): boolean;
	resize(scan: string, columns: number, rows: number): boolean;
	status(): LiveStatus;
	onStatus(listener: () => void): () => void;
	close(): void;
}

interface Subscription {
	request: () => object;
	receive: (message: LiveMessage) => void;
}

export interface LiveSocketOptions {
	url?: string;
	connect?: (url: string) => WebSocket;
	random?: () => number;
}

const RETRY_FIRST_MS = 500;
const RETRY_MAX_MS = 30_000;

function defaultUrl(): string {
	return `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/api/v1/live`;
}

export function createLiveSocket(options: LiveSocketOptions = {}): LiveSocket {
	const url = options.url ?? defaultUrl();
	const connect = options.connect ?? ((to: string) => new WebSocket(to));
	const random = options.random ?? Math.random;
	const subscriptions = new Map<number, Subscription>();
	const listeners = new Set<() => void>();
	let socket: WebSocket | undefined;
	let status: LiveStatus = "connecting";
	let retryMs = RETRY_FIRST_MS;
	let retryTimer: ReturnType<typeof setTimeout> | undefined;
	let nextId = 1;

	const setStatus = (next: LiveStatus) => {
		if (status === next) return;
		status = next;
		for (const listener of [...listeners]) listener();
	};

	const send = (message: object): boolean => {
		if (socket?.readyState !== 1) return false;
		socket.send(JSON.stringify(message));
		return true;
	};

	const open = () => {
		setStatus("connecting");
		const current = connect(url);
		socket = current;
		current.onopen = () => {
			retryMs = RETRY_FIRST_MS;
			setStatus("open");
			for (const subscription of subscriptions.values()) send(subscription.request());
		};
		current.onmessage = ({ data }: MessageEvent<unknown>) => {
			const message = typeof data === "string" ? parseLiveMessage(data) : undefined;
			// Not ours to understand: a newer server may say more than this page knows.
			if (!message) return;
			if (message.id !== undefined) subscriptions.get(message.id)?.receive(message);
		};
		current.onclose = () => {
			if (socket !== current) return;
			socket = undefined;
			if (status === "closed") return;
			setStatus("waiting");
			// Full jitter, so that all pages do not come back at the same moment after a restart.
			retryTimer = setTimeout(open, RETRY_FIRST_MS / 2 + random() * retryMs);
			retryMs = Math.min(retryMs * 2, RETRY_MAX_MS);
		};
	};

	const add = (make: (id: number) => Subscription): number => {
		const id = nextId++;
		const subscription = make(id);
		subscriptions.set(id, subscription);
		send(subscription.request());
		return id;
	};

	const remove = (id: number) => {
		if (subscriptions.delete(id)) send({ op: "unsubscribe", id });
	};

	open();

	return {
		subscribeScan(scan, wish, handlers) {
			let filter = wish.filter ?? "";
			let accepted = false;
			let refused = false;
			let fromSeq = wish.fromSeq ?? 1;
			let terminalOffset = 0;
			const request = (id: number) => {
				accepted = false;
				refused = false;
				return {
					op: "subscribe",
					id,
					scan,
					events: wish.events ?? false,
					terminal: wish.terminal ?? false,
					counters: wish.counters ?? false,
					from_seq: fromSeq,
					terminal_offset: terminalOffset,
					filter,
				};
			};
			const id = add((id) => ({
				request: () => request(id),
				receive: (message) => {
					switch (message.type) {
						case "subscribed":
							accepted = true;
							return;
						case "events":
							fromSeq = Math.max(fromSeq, message.last_seq + 1);
							return handlers.onEvents?.(message);
						case "counters":
							return handlers.onCounters?.(message);
						case "terminal": {
							const fresh = message.pieces.filter((piece) => piece.offset >= terminalOffset);
							for (const piece of fresh) terminalOffset = Math.max(terminalOffset, endOf(piece));
							return handlers.onTerminal?.(fresh);
						}
						case "terminal.skip":
							terminalOffset = Math.max(terminalOffset, message.to);
							return handlers.onTerminalSkip?.(message.from, message.to);
						case "scan":
							return handlers.onScan?.(message.scan);
						case "error":
							// What the server never took has nothing to change: the next filter asks for it anew.
							refused = !accepted;
							return handlers.onError?.(message.message, message.code === "bad_filter" ? message : undefined);
						default:
							return;
					}
				},
			}));
			return {
				setFilter: (next) => {
					filter = next;
					send(refused ? request(id) : { op: "filter", id, filter });
				},
				ackTerminal: (offset) => {
					send({ op: "terminal.ack", id, offset });
				},
				close: () => {
					remove(id);
				},
			};
		},
		subscribeOverview(handlers) {
			const id = add((id) => ({
				request: () => ({ op: "subscribe", id, channel: "overview" }),
				receive: (message) => {
					if (message.type === "scan") handlers.onScan?.(message.scan);
					else if (message.type === "detector") handlers.onDetector?.(message.detector);
				},
			}));
			return {
				close: () => {
					remove(id);
				},
			};
		},
		sendInput: (scan, data) => send({ op: "terminal.input", scan, data }),
		resize: (scan, columns, rows) => send({ op: "terminal.resize", scan, columns, rows }),
		status: () => status,
		onStatus(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		close() {
			setStatus("closed");
			clearTimeout(retryTimer);
			socket?.close();
			socket = undefined;
			subscriptions.clear();
		},
	};
}

/** The offset behind a piece: three bytes for every four characters, less the padding. */
function endOf(piece: TerminalPiece): number {
	if (piece.kind === "resize") return piece.offset;
	const padding = piece.data.endsWith("==") ? 2 : piece.data.endsWith("=") ? 1 : 0;
	return piece.offset + (piece.data.length / 4) * 3 - padding;
}
