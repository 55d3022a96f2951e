// SPDX-License-Identifier: Apache-2.0
// What the server sends on /api/v1/live, checked before anything believes it.
import * as v from "valibot";
import type { Counter, Detector, EventObject, EventProcess, Gap, Scan, SyscallEvent, TerminalPiece } from "./types";

const nanoseconds = v.pipe(v.string(), v.regex(/^[0-9]{1,20}$/));
const id = v.number();

const port = v.nullable(v.number());

const process = v.object({
	pid: v.number(),
	ppid: v.nullable(v.number()),
	uid: v.nullable(v.number()),
	user: v.string(),
	exe: v.string(),
	args: v.string(),
	cwd: v.string(),
	container_id: v.string(),
	container_name: v.string(),
	container_image: v.string(),
	parents: v.array(v.object({ pid: v.number(), exe: v.string(), args: v.string() })),
}) satisfies v.GenericSchema<unknown, EventProcess>;

const object = v.object({
	fd: v.nullable(v.number()),
	type: v.string(),
	name: v.string(),
	path: v.string(),
	path2: v.string(),
	protocol: v.string(),
	local_ip: v.string(),
	local_port: port,
	remote_ip: v.string(),
	remote_port: port,
	role: v.picklist(["", "client", "server"]),
}) satisfies v.GenericSchema<unknown, EventObject>;

const event = v.object({
	seq: v.number(),
	ts: nanoseconds,
	duration: v.nullable(v.number()),
	kind: v.picklist(["syscall", "signal", "exit"]),
	pid: v.number(),
	tid: v.number(),
	comm: v.string(),
	syscall: v.string(),
	category: v.string(),
	abi: v.string(),
	args: v.array(v.object({ name: v.string(), text: v.string() })),
	result: v.string(),
	failed: v.boolean(),
	errno: v.nullable(v.string()),
	text: v.string(),
	process: v.nullable(process),
	object: v.nullable(object),
}) satisfies v.GenericSchema<unknown, SyscallEvent>;

const gap = v.object({
	first_seq: v.number(),
	count: v.number(),
	from_ts: nanoseconds,
	to_ts: nanoseconds,
	stage: v.picklist(["kernel", "queue", "spool", "limit"]),
	calls: v.array(v.object({ syscall: v.string(), abi: v.string(), count: v.number() })),
}) satisfies v.GenericSchema<unknown, Gap>;

const counter = v.object({
	syscall: v.string(),
	abi: v.string(),
	calls: v.number(),
	errors: v.number(),
	lost: v.number(),
	filtered: v.number(),
	time_ns: v.number(),
	mean_ns: v.number(),
	p50_ns: v.number(),
	p99_ns: v.number(),
	max_ns: v.number(),
	histogram: v.array(v.number()),
}) satisfies v.GenericSchema<unknown, Counter>;

const piece = v.variant("kind", [
	v.object({ kind: v.picklist(["tty", "stdout", "stderr"]), offset: v.number(), ts: nanoseconds, data: v.string() }),
	v.object({ kind: v.literal("resize"), offset: v.number(), ts: nanoseconds, columns: v.number(), rows: v.number() }),
]) satisfies v.GenericSchema<unknown, TerminalPiece>;

// Scans and detectors replace what REST gave for the same id: only the fields that decide where they go are checked.
const entity = <T>() => v.custom<T>((value) => typeof (value as { id?: unknown } | null)?.id === "string");

export const liveMessage = v.variant("type", [
	v.object({ type: v.literal("subscribed"), id }),
	v.object({
		type: v.literal("events"),
		id,
		events: v.array(event),
		gaps: v.array(gap),
		shown: v.number(),
		of: v.number(),
		unread: v.number(),
		last_seq: v.number(),
	}),
	v.object({ type: v.literal("counters"), id, ts: nanoseconds, final: v.boolean(), counters: v.array(counter) }),
	v.object({ type: v.literal("terminal"), id, pieces: v.array(piece) }),
	v.object({ type: v.literal("terminal.skip"), id, from: v.number(), to: v.number() }),
	v.object({ type: v.literal("scan"), id, scan: entity<Scan>() }),
	v.object({ type: v.literal("detector"), id, detector: entity<Detector>() }),
	v.object({
		type: v.literal("error"),
		id: v.optional(id),
		code: v.string(),
		message: v.string(),
		at: v.optional(v.number(), 0),
		len: v.optional(v.number(), 0),
		expected: v.optional(v.string(), ""),
		nearest: v.optional(v.string(), ""),
	}),
]);

export type LiveMessage = v.InferOutput<typeof liveMessage>;

export function parseLiveMessage(text: string): LiveMessage | undefined {
	let json: unknown;
	try {
		json = JSON.parse(text);
	} catch {
		return undefined;
	}
	const parsed = v.safeParse(liveMessage, json);
	return parsed.success ? parsed.output : undefined;
}
