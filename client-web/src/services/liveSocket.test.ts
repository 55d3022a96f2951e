// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createLiveSocket } from "./liveSocket";

class FakeWebSocket {
	readyState = 0;
	sent: Record<string, unknown>[] = [];
	onopen?: () => void;
	onmessage?: (event: { data: unknown }) => void;
	onclose?: () => void;
	send(text: string) {
		this.sent.push(JSON.parse(text) as Record<string, unknown>);
	}
	close() {
		this.drop();
	}
	accept() {
		this.readyState = 1;
		this.onopen?.();
	}
	drop() {
		this.readyState = 3;
		this.onclose?.();
	}
	say(message: object) {
		this.onmessage?.({ data: JSON.stringify(message) });
	}
}

const connections: FakeWebSocket[] = [];
const latest = () => connections.at(-1) as FakeWebSocket;
const make = () =>
	createLiveSocket({
		url: "ws://x",
		random: () => 0,
		connect: () => {
			connections.push(new FakeWebSocket());
			return latest() as unknown as WebSocket;
		},
	});
const events = (id: number, last_seq: number) => ({
	type: "events",
	id,
	events: [],
	gaps: [],
	shown: 0,
	of: 0,
	unread: 0,
	last_seq,
});
const output = (offset: number, text: string) => ({ kind: "tty", offset, ts: "1", data: btoa(text) });

describe("the live socket", () => {
	beforeEach(() => {
		vi.useFakeTimers();
		connections.length = 0;
	});
	afterEach(() => vi.useRealTimers());

	it("subscribes when the connection is there", () => {
		const socket = make();
		socket.subscribeScan("s", { events: true, filter: "evt.type = read" }, {});
		expect(latest().sent).toEqual([]);
		latest().accept();
		expect(latest().sent).toEqual([
			{
				op: "subscribe",
				id: 1,
				scan: "s",
				events: true,
				terminal: false,
				counters: false,
				from_seq: 1,
				terminal_offset: 0,
				filter: "evt.type = read",
			},
		]);
	});

	it("goes on from where it was after a reconnect", () => {
		const socket = make();
		const onTerminal = vi.fn();
		socket.subscribeScan("s", { events: true, terminal: true }, { onTerminal });
		latest().accept();
		latest().say(events(1, 41));
		latest().say({ type: "terminal", id: 1, pieces: [output(0, "hello"), output(5, "wo")] });
		latest().drop();
		expect(socket.status()).toBe("waiting");
		vi.advanceTimersByTime(300);
		expect(connections).toHaveLength(2);
		latest().accept();
		expect(latest().sent[0]).toMatchObject({ op: "subscribe", id: 1, from_seq: 42, terminal_offset: 7 });
		onTerminal.mockClear();
		latest().say({ type: "terminal", id: 1, pieces: [output(5, "wo"), output(7, "rld")] });
		expect(onTerminal).toHaveBeenCalledWith([output(7, "rld")]);
	});

	it("ignores rubbish, other subscriptions and unknown messages", () => {
		const socket = make();
		const onEvents = vi.fn();
		socket.subscribeScan("s", { events: true }, { onEvents });
		latest().accept();
		latest().onmessage?.({ data: "{" });
		latest().onmessage?.({ data: new ArrayBuffer(4) });
		latest().say({ type: "news", id: 1 });
		latest().say({ ...events(1, 1), events: [{ seq: "one" }] });
		latest().say(events(99, 1));
		expect(onEvents).not.toHaveBeenCalled();
		latest().say(events(1, 1));
		expect(onEvents).toHaveBeenCalledTimes(1);
	});

	it("changes the filter of a running subscription, and keeps it over a reconnect", () => {
		const socket = make();
		const subscription = socket.subscribeScan("s", { events: true }, {});
		latest().accept();
		latest().say({ type: "subscribed", id: 1 });
		subscription.setFilter("evt.failed = true");
		expect(latest().sent.at(-1)).toEqual({ op: "filter", id: 1, filter: "evt.failed = true" });
		latest().drop();
		vi.advanceTimersByTime(300);
		latest().accept();
		expect(latest().sent).toMatchObject([{ op: "subscribe", filter: "evt.failed = true" }]);
	});

	it("says what is wrong with a filter, and asks anew when the server never took the first", () => {
		const socket = make();
		const onError = vi.fn();
		const subscription = socket.subscribeScan("s", { events: true, filter: "evt.tipe = x" }, { onError });
		latest().accept();
		const fault = { message: "position 1: no", at: 0, len: 8, expected: "a field", nearest: "evt.type" };
		latest().say({ type: "error", id: 1, code: "bad_filter", ...fault });
		expect(onError).toHaveBeenCalledWith("position 1: no", expect.objectContaining(fault));
		subscription.setFilter("evt.type = read");
		expect(latest().sent.at(-1)).toMatchObject({ op: "subscribe", id: 1, filter: "evt.type = read" });
		latest().say({ type: "subscribed", id: 1 });
		latest().say({ type: "error", id: 1, code: "bad_filter", ...fault });
		subscription.setFilter("");
		expect(latest().sent.at(-1)).toEqual({ op: "filter", id: 1, filter: "" });
	});

	it("waits longer each time, but not for ever", () => {
		make();
		for (let i = 0; i < 12; i++) {
			latest().drop();
			vi.advanceTimersByTime(60_000);
		}
		expect(connections).toHaveLength(13);
	});

	it("does not type into nothing, and stays closed when closed", () => {
		const socket = make();
		expect(socket.sendInput("s", "YQ==")).toBe(false);
		latest().accept();
		expect(socket.sendInput("s", "YQ==")).toBe(true);
		socket.close();
		vi.advanceTimersByTime(60_000);
		expect(connections).toHaveLength(1);
		expect(socket.status()).toBe("closed");
	});

	it("unsubscribes and hears no more", () => {
		const socket = make();
		const onEvents = vi.fn();
		const subscription = socket.subscribeScan("s", {}, { onEvents });
		latest().accept();
		subscription.close();
		expect(latest().sent.at(-1)).toEqual({ op: "unsubscribe", id: 1 });
		latest().say(events(1, 5));
		expect(onEvents).not.toHaveBeenCalled();
	});
});
