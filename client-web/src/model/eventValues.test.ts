// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { eventValues, sameFd, sameProcess } from "./eventValues";
import type { SyscallEvent } from "./types";

const OPENAT: SyscallEvent = {
	seq: 7,
	ts: "1",
	duration: 900,
	kind: "syscall",
	pid: 41,
	tid: 42,
	comm: "cat",
	syscall: "openat",
	category: "file",
	abi: "native",
	args: [
		{ name: "dirfd", text: "AT_FDCWD" },
		{ name: "path", text: '"/not/\\"there\\303\\244\\33"' },
		{ name: "flags", text: "O_RDONLY|O_CLOEXEC" },
	],
	result: "-1 ENOENT (No such file or directory)",
	failed: true,
	errno: "ENOENT",
	text: "",
	process: null,
	object: null,
};
const conditions = (event: SyscallEvent) =>
	Object.fromEntries(eventValues(event).map((each) => [each.key, each.condition]));

describe("the values of an event", () => {
	it("each have their condition", () => {
		expect(conditions(OPENAT)).toEqual({
			tid: "thread.tid = 42",
			comm: "proc.name = cat",
			call: "evt.type = openat",
			"arg 0": "evt.arg.dirfd = AT_FDCWD",
			"arg 1": 'evt.arg.path = "/not/\\"there\\xc3\\xa4\\x1b"',
			"arg 2": 'evt.arg.flags = "O_RDONLY|O_CLOEXEC"',
			result: "evt.res = ENOENT",
			category: "evt.category = file",
			pid: "proc.pid = 41",
		});
	});

	it.each([
		["3", "evt.rawres = 3"],
		["0x7f12345000", "evt.rawres = 0x7f12345000"],
		["3</etc/passwd>", "evt.rawres = 3"],
		["?", undefined],
	])("have a result %s", (result, condition) => {
		expect(conditions({ ...OPENAT, failed: false, errno: null, result })["result"]).toBe(condition);
	});

	it.each([
		['"plain"', "evt.arg.buf = plain"],
		['"cut shor"...', 'evt.arg.buf startswith "cut shor"'],
		['"a\\nb\\v"', 'evt.arg.buf = "a\\nb\\x0b"'],
		["0x7ffe", "evt.arg.buf = 0x7ffe"],
		["{st_mode=S_IFREG|0644, ...}", undefined],
		['["sh", "-c"]', undefined],
	])("have an argument %s", (text, condition) => {
		expect(conditions({ ...OPENAT, args: [{ name: "buf", text }] })["arg 0"]).toBe(condition);
	});

	it("name the process and the object", () => {
		const event: SyscallEvent = {
			...OPENAT,
			process: {
				pid: 41,
				ppid: 1,
				uid: 0,
				user: "root",
				exe: "/bin/my cat",
				args: "cat x",
				cwd: "/",
				container_id: "0123456789abcdef",
				container_name: "",
				container_image: "",
				parents: [],
			},
			object: {
				fd: 5,
				type: "ipv4",
				name: "127.0.0.1:4000->10.0.0.1:443",
				path: "",
				path2: "",
				protocol: "tcp",
				local_ip: "127.0.0.1",
				local_port: 4000,
				remote_ip: "10.0.0.1",
				remote_port: 443,
				role: "client",
			},
		};
		expect(conditions(event)).toMatchObject({
			exe: 'proc.exepath = "/bin/my cat"',
			user: "user.name = root",
			container: "container.id = 0123456789ab",
			fdName: 'fd.name = "127.0.0.1:4000->10.0.0.1:443"',
			remoteIp: "fd.rip = 10.0.0.1",
			remotePort: "fd.rport = 443",
		});
		expect(sameProcess(event)).toBe("proc.pid = 41");
		expect(sameFd(event)).toBe("proc.pid = 41 and fd.num = 5");
		expect(sameFd(OPENAT)).toBe(undefined);
	});

	it("are few where the event is no call", () => {
		expect(conditions({ ...OPENAT, kind: "signal", syscall: "" })["call"]).toBe("evt.kind = signal");
	});
});
