// SPDX-License-Identifier: Apache-2.0
// Feeds a live stream to React: messages go into the ring as they come, the page hears of it at most 15 times a second
// (every animation frame would cost most of a core at 5 000 events a second).
import { EventRing, type StreamRow } from "@/model/eventRing";
import type { EventsMessage } from "./liveSocket";

const PUBLISH_MS = 66;
/** At the latest, however busy the page is. */
const PUBLISH_SLOWEST_MS = 500;
export const STREAM_CAPACITY = 10_000;

export interface StreamSnapshot {
	rows: StreamRow[];
	/** Events received by this page, and how many the scan had in that time: more means the server sampled. */
	shown: number;
	of: number;
	lastSeq: number;
	firstTs: string | undefined;
	evicted: number;
}

export interface EventStore {
	append: (message: EventsMessage) => void;
	clear: () => void;
	subscribe: (listener: () => void) => () => void;
	snapshot: () => StreamSnapshot;
	dispose: () => void;
}

const EMPTY: StreamSnapshot = { rows: [], shown: 0, of: 0, lastSeq: 0, firstTs: undefined, evicted: 0 };

export function createEventStore(capacity = STREAM_CAPACITY): EventStore {
	const ring = new EventRing(capacity);
	const listeners = new Set<() => void>();
	let current = EMPTY;
	let shown = 0;
	let of = 0;
	let lastSeq = 0;
	let firstTs: string | undefined;
	let timer: ReturnType<typeof setTimeout> | undefined;

	let due = 0;
	let wait = PUBLISH_MS;

	// A page that comes too late is busy with what it was told: it needs time for its reader too.
	const publish = () => {
		timer = undefined;
		wait = Math.min(PUBLISH_SLOWEST_MS, PUBLISH_MS + 2 * Math.max(0, Date.now() - due));
		current = { rows: ring.snapshot(), shown, of, lastSeq, firstTs, evicted: ring.evicted };
		for (const listener of [...listeners]) listener();
	};
	const schedule = () => {
		if (timer !== undefined) return;
		due = Date.now() + wait;
		timer = setTimeout(publish, wait);
	};

	return {
		append(message) {
			firstTs ??= message.events[0]?.ts;
			ring.append(message.events, message.gaps);
			shown += message.shown;
			of += message.of + message.unread;
			lastSeq = Math.max(lastSeq, message.last_seq);
			schedule();
		},
		clear() {
			ring.clear();
			shown = 0;
			of = 0;
			firstTs = undefined;
			schedule();
		},
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		snapshot: () => current,
		dispose() {
			clearTimeout(timer);
			timer = undefined;
		},
	};
}
