// SPDX-License-Identifier: Apache-2.0
// The last rows of a live stream: events and gaps in the order of their numbers, at most `capacity`, the oldest going
// first. Pure; services/eventStore.ts publishes it to the page.
import type { Gap, SyscallEvent } from "./types";

export type StreamRow = { kind: "event"; seq: number; event: SyscallEvent } | { kind: "gap"; seq: number; gap: Gap };

export class EventRing {
	private rows: StreamRow[] = [];
	private start = 0;
	private lastSeq = 0;
	/** Rows that were here and had to go. */
	evicted = 0;

	constructor(readonly capacity: number) {}

	get length(): number {
		return this.rows.length - this.start;
	}

	/** Adds rows; those already seen (a resent message after a reconnect) are ignored. Returns how many were new. */
	append(events: readonly SyscallEvent[], gaps: readonly Gap[]): number {
		const fresh: StreamRow[] = [];
		for (const event of events) fresh.push({ kind: "event", seq: event.seq, event });
		for (const gap of gaps) fresh.push({ kind: "gap", seq: gap.first_seq, gap });
		fresh.sort((a, b) => a.seq - b.seq);
		let added = 0;
		for (const row of fresh) {
			if (row.seq > this.lastSeq) {
				this.rows.push(row);
				this.lastSeq = row.kind === "gap" ? row.seq + row.gap.count - 1 : row.seq;
				added++;
			} else if (row.kind === "gap" && this.insertLate(row)) added++;
		}
		this.evict();
		return added;
	}

	/** A gap becomes known later than the events behind it: it is put where it belongs. */
	private insertLate(row: StreamRow): boolean {
		let at = this.rows.length;
		while (at > this.start && (this.rows[at - 1]?.seq ?? 0) >= row.seq) at--;
		const there = this.rows[at];
		if (there?.kind === "gap" && there.seq === row.seq) return false;
		// Older than what is still held: its neighbours are gone already.
		if (at === this.start && this.evicted > 0) return false;
		this.rows.splice(at, 0, row);
		return true;
	}

	private evict(): void {
		const over = this.length - this.capacity;
		if (over > 0) {
			this.start += over;
			this.evicted += over;
		}
		// Cut the dead front off now and then, not at every append.
		if (this.start > this.capacity) {
			this.rows = this.rows.slice(this.start);
			this.start = 0;
		}
	}

	snapshot(): StreamRow[] {
		return this.rows.slice(this.start);
	}

	clear(): void {
		this.rows = [];
		this.start = 0;
		this.lastSeq = 0;
		this.evicted = 0;
	}
}
