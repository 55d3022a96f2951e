// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { signalName } from "./signals";

describe("signalName", () => {
	it.each([
		[1, "SIGHUP"],
		[9, "SIGKILL"],
		[11, "SIGSEGV"],
		[15, "SIGTERM"],
		[31, "SIGSYS"],
		[40, "signal 40"],
	])("%d is %s", (signal, name) => {
		expect(signalName(signal)).toBe(name);
	});
});
