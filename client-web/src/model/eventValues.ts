// SPDX-License-Identifier: Apache-2.0
// What of an event can be filtered by: each value with the condition that stands for it.
import { equals, quoteValue } from "./filter";
import type { SyscallEvent } from "./types";

export interface EventValue {
	/** Where in the row it stands: call, result, tid, comm, arg 0 … */
	key: string;
	/** The field of the language. */
	field: string;
	/** As it is shown. */
	text: string;
	condition: string;
}

function value(key: string, field: string, text: string | number): EventValue {
	return { key, field, text: String(text), condition: equals(field, text) };
}

/** The values of the row itself in the order of reading, then those that only the details show. */
export function eventValues(event: SyscallEvent): EventValue[] {
	const found: EventValue[] = [value("tid", "thread.tid", event.tid), value("comm", "proc.name", event.comm)];
	if (event.kind === "syscall") {
		found.push(value("call", "evt.type", event.syscall));
		event.args.forEach((arg, i) => found.push(...argumentValue(arg.name, arg.text, i)));
		found.push(...resultValue(event));
		if (event.category) found.push(value("category", "evt.category", event.category));
	} else found.push(value("call", "evt.kind", event.kind));
	return [...found, ...processValues(event), ...objectValues(event)];
}

export function processValues({ pid, process }: SyscallEvent): EventValue[] {
	const found = [value("pid", "proc.pid", pid)];
	if (!process) return found;
	if (process.exe) found.push(value("exe", "proc.exepath", process.exe));
	if (process.args) found.push(value("args", "proc.cmdline", process.args));
	if (process.cwd) found.push(value("cwd", "proc.cwd", process.cwd));
	if (process.ppid !== null) found.push(value("ppid", "proc.ppid", process.ppid));
	if (process.user) found.push(value("user", "user.name", process.user));
	if (process.uid !== null) found.push(value("uid", "user.uid", process.uid));
	if (process.container_id) found.push(value("container", "container.id", process.container_id.slice(0, 12)));
	if (process.container_name) found.push(value("containerName", "container.name", process.container_name));
	if (process.container_image) found.push(value("containerImage", "container.image", process.container_image));
	return found;
}

export function objectValues({ object }: SyscallEvent): EventValue[] {
	if (!object) return [];
	const found: EventValue[] = [];
	if (object.fd !== null) found.push(value("fd", "fd.num", object.fd));
	if (object.type) found.push(value("fdType", "fd.type", object.type));
	if (object.name) found.push(value("fdName", "fd.name", object.name));
	if (object.path) found.push(value("path", "fs.path.name", object.path));
	if (object.path2) found.push(value("path2", "fs.path.target", object.path2));
	if (object.local_ip) found.push(value("localIp", "fd.lip", object.local_ip));
	if (object.local_port !== null) found.push(value("localPort", "fd.lport", object.local_port));
	if (object.remote_ip) found.push(value("remoteIp", "fd.rip", object.remote_ip));
	if (object.remote_port !== null) found.push(value("remotePort", "fd.rport", object.remote_port));
	if (object.protocol) found.push(value("protocol", "fd.l4proto", object.protocol));
	return found;
}

function resultValue(event: SyscallEvent): EventValue[] {
	if (event.failed) return event.errno ? [value("result", "evt.res", event.errno)] : [];
	const number = /^(-?\d+|0x[0-9a-f]+)(?![\w.])/.exec(event.result)?.[1];
	return number === undefined ? [] : [value("result", "evt.rawres", number)];
}

function argumentValue(name: string, text: string, i: number): EventValue[] {
	const field = /^\w+$/.test(name) ? `evt.arg.${name}` : `evt.arg[${i}]`;
	const literal = shownLiteral(text);
	return literal === undefined ? [] : [{ key: `arg ${i}`, field, text, condition: `${field} ${literal}` }];
}

/**
 * An argument as strace shows it, as operator and value. A string that was cut short can only be what it begins with; a struct
 * or an array is no single value.
 */
function shownLiteral(text: string): string | undefined {
	const string = /^"((?:[^"\\]|\\.)*)"(\.\.\.)?$/s.exec(text);
	if (string) return `${string[2] ? "startswith" : "="} ${fromStrace(string[1] ?? "")}`;
	return /^[\w|+.-]+$/.test(text) ? `= ${quoteValue(text)}` : undefined;
}

/** The escapes of C that the language does not have become \x1b; bytes stay bytes. */
function fromStrace(inner: string): string {
	const hex = (code: number) => `\\x${(code & 255).toString(16).padStart(2, "0")}`;
	const rest: Record<string, string> = { v: "\\x0b", a: "\\x07", e: "\\x1b" };
	const written = inner.replace(/\\(?:([0-7]{1,3})|x([0-9a-fA-F]{2})|(.))/gs, (all, octal, hexed, letter) => {
		if (octal !== undefined) return hex(parseInt(String(octal), 8));
		if (hexed !== undefined) return hex(parseInt(String(hexed), 16));
		return rest[String(letter)] ?? String(all);
	});
	return quoteValue(written) === written ? written : `"${written}"`;
}

/** All that this process did; all that it did with this descriptor. */
export function sameProcess(event: SyscallEvent): string {
	return equals("proc.pid", event.pid);
}
export function sameFd(event: SyscallEvent): string | undefined {
	const fd = event.object?.fd;
	return fd === undefined || fd === null ? undefined : `${sameProcess(event)} and ${equals("fd.num", fd)}`;
}
