// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SyscallEvent } from "@/model/types";
import { createEventStore } from "./eventStore";

const message = (seq: number, of = 1) => ({
	events: [{ seq, ts: String(seq) } as SyscallEvent],
	gaps: [],
	shown: 1,
	of: of - 1,
	unread: 1,
	last_seq: seq,
});

describe("the event store", () => {
	beforeEach(() => vi.useFakeTimers());
	afterEach(() => vi.useRealTimers());

	it("publishes many messages as one change", () => {
		const store = createEventStore();
		const listener = vi.fn();
		store.subscribe(listener);
		for (let seq = 1; seq <= 500; seq++) store.append(message(seq));
		expect(listener).not.toHaveBeenCalled();
		vi.advanceTimersByTime(100);
		expect(listener).toHaveBeenCalledTimes(1);
		expect(store.snapshot().rows).toHaveLength(500);
		expect(store.snapshot().firstTs).toBe("1");
	});

	it("adds up what was shown and what there was", () => {
		const store = createEventStore(2);
		store.append(message(40, 40));
		store.append(message(80, 40));
		store.append(message(81));
		vi.advanceTimersByTime(100);
		expect(store.snapshot()).toMatchObject({ shown: 3, of: 81, lastSeq: 81, evicted: 1 });
	});

	it("stays silent after dispose", () => {
		const store = createEventStore();
		const listener = vi.fn();
		store.subscribe(listener);
		store.append(message(1));
		store.dispose();
		vi.advanceTimersByTime(1000);
		expect(listener).not.toHaveBeenCalled();
	});
});
