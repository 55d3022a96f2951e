// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { DEFAULT_SCAN, likeScan, toScanCreate, type ScanForm } from "./scanForm";
import type { Scan } from "./types";

const form: ScanForm = {
	...DEFAULT_SCAN,
	projectId: "p",
	detectorId: "d",
	image: " localhost/x:1 ",
	command: "sh -c 'echo hi'",
	memoryMib: 64,
	ringBytes: 65536,
	timeLimitS: null,
};

describe("the form of a new scan", () => {
	it("asks for arguments, not for a line, and for bytes", () => {
		expect(toScanCreate(form)).toMatchObject({
			image: "localhost/x:1",
			command: ["sh", "-c", "echo hi"],
			memory_bytes: 67_108_864,
			ring_bytes: 65536,
			time_limit_s: null,
			network: "none",
		});
	});
	it("can be filled from a scan to do it again", () => {
		const scan = { ...toScanCreate(form), project_id: "p" } as unknown as Scan;
		expect(likeScan(scan)).toEqual({ ...form, image: "localhost/x:1" });
	});
});
