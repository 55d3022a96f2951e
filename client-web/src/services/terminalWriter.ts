// SPDX-License-Identifier: Apache-2.0
// Feeds recorded pieces into an xterm in their order: output in large writes, a resize only after what came before it
// has been parsed. Tells how far the terminal has really got, which is what the server's window counts.
import { base64ToBytes } from "@/model/base64";
import { isOutput, type TerminalPiece } from "@/model/types";

export interface TerminalSink {
	write(data: Uint8Array | string, done: () => void): void;
	resize(columns: number, rows: number): void;
	reset(): void;
}

export interface TerminalWriterOptions {
	onParsed?: (offset: number) => void;
	onResize?: (columns: number, rows: number) => void;
	onIdle?: () => void;
}

const WRITE_BYTES = 64 * 1024;

export class TerminalWriter {
	private queue: TerminalPiece[] = [];
	private busy = false;
	private generation = 0;

	constructor(
		private readonly sink: TerminalSink,
		private readonly options: TerminalWriterOptions = {},
	) {}

	enqueue(pieces: readonly TerminalPiece[]): void {
		for (const piece of pieces) this.queue.push(piece);
		this.pump();
	}

	/** Forgets what is queued and clears the terminal. A write under way still ends, unheard. */
	reset(): void {
		this.queue = [];
		this.generation++;
		this.busy = false;
		this.sink.reset();
	}

	get idle(): boolean {
		return !this.busy && this.queue.length === 0;
	}

	private pump(): void {
		if (this.busy) return;
		let at = 0;
		for (; at < this.queue.length; at++) {
			const piece = this.queue[at];
			if (piece?.kind !== "resize") break;
			this.sink.resize(piece.columns, piece.rows);
			this.options.onResize?.(piece.columns, piece.rows);
		}
		const parts: Uint8Array[] = [];
		let length = 0;
		let end = 0;
		for (; at < this.queue.length && length < WRITE_BYTES; at++) {
			const piece = this.queue[at];
			if (!piece || !isOutput(piece)) break;
			const bytes = base64ToBytes(piece.data);
			parts.push(bytes);
			length += bytes.length;
			end = piece.offset + bytes.length;
		}
		this.queue.splice(0, at);
		if (parts.length === 0) {
			this.options.onIdle?.();
			return;
		}
		this.busy = true;
		const generation = this.generation;
		this.sink.write(concatenate(parts, length), () => {
			if (generation !== this.generation) return;
			this.busy = false;
			this.options.onParsed?.(end);
			this.pump();
		});
	}
}

function concatenate(parts: readonly Uint8Array[], length: number): Uint8Array {
	const all = new Uint8Array(length);
	let at = 0;
	for (const part of parts) {
		all.set(part, at);
		at += part.length;
	}
	return all;
}
