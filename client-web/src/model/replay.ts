// SPDX-License-Identifier: Apache-2.0
// The clock of a terminal recording: which pieces are due at a position, and how long pauses are shortened. Pure; the
// player component feeds what is due into xterm.
import type { TerminalPiece } from "./types";

export interface Recording {
	pieces: TerminalPiece[];
	/** ms since the first piece, one for each piece, never falling. */
	times: number[];
	durationMs: number;
}

/** Times from the recorded ns; a pause longer than `maxIdleMs` counts as that long. */
export function makeRecording(pieces: readonly TerminalPiece[], maxIdleMs = Infinity): Recording {
	const times: number[] = [];
	let position = 0;
	let previous: bigint | undefined;
	for (const piece of pieces) {
		const ts = BigInt(piece.ts);
		if (previous !== undefined) position += Math.min(Math.max(0, Number(ts - previous) / 1e6), maxIdleMs);
		// Two writers (stdout and stderr) may be a little out of order: time never runs backwards here.
		if (previous === undefined || ts > previous) previous = ts;
		times.push(position);
	}
	return { pieces: [...pieces], times, durationMs: position };
}

/** How many pieces are due at this position: the index of the first that is not. */
export function dueAt(recording: Recording, positionMs: number): number {
	let low = 0;
	let high = recording.times.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((recording.times[middle] ?? Infinity) <= positionMs) low = middle + 1;
		else high = middle;
	}
	return low;
}

export interface Step {
	/** The terminal is to be cleared first: the position lies before what it shows. */
	reset: boolean;
	from: number;
	to: number;
}

/** Walks a recording: forward by writing what is due, backward by starting over. */
export class ReplayCursor {
	private written = 0;
	positionMs = 0;

	constructor(private recording: Recording) {}

	seek(positionMs: number): Step {
		this.positionMs = Math.min(Math.max(0, positionMs), this.recording.durationMs);
		const due = dueAt(this.recording, this.positionMs);
		const reset = due < this.written;
		const step = { reset, from: reset ? 0 : this.written, to: due };
		this.written = due;
		return step;
	}

	advance(elapsedMs: number, speed: number): Step {
		return this.seek(this.positionMs + elapsedMs * speed);
	}

	get atEnd(): boolean {
		return this.positionMs >= this.recording.durationMs && this.written >= this.recording.pieces.length;
	}

	/** Another clock for the same pieces (pauses shortened or not): what is shown stays shown. */
	retime(recording: Recording): void {
		this.recording = recording;
		this.positionMs = this.written > 0 ? (recording.times[this.written - 1] ?? 0) : 0;
	}
}
