// SPDX-License-Identifier: Apache-2.0
// The form of a new scan and what it asks of the server.
import { formatCommandLine, parseCommandLine } from "./commandLine";
import type { Scan, ScanCreate } from "./types";

export interface ScanForm {
	projectId: string;
	detectorId: string;
	image: string;
	command: string;
	tty: boolean;
	network: "none" | "bridge";
	timeLimitS: number | null;
	eventLimit: number | null;
	memoryMib: number | null;
	latency: boolean;
	stringLimit: number;
	ringBytes: number | null;
	/** Only what matches is recorded; empty: everything. */
	filter: string;
}

const MIB = 1024 * 1024;
/** null: the detector's own setting. A small one loses events on purpose, and says how many. */
export const RING_SIZES: readonly (number | null)[] = [null, 64 * 1024, 256 * 1024, MIB, 8 * MIB, 32 * MIB, 128 * MIB];

export const DEFAULT_SCAN: ScanForm = {
	projectId: "",
	detectorId: "",
	image: "",
	command: "",
	tty: true,
	network: "none",
	timeLimitS: 300,
	eventLimit: null,
	memoryMib: null,
	latency: true,
	stringLimit: 256,
	ringBytes: null,
	filter: "",
};

export function toScanCreate(form: ScanForm): ScanCreate {
	return {
		detector_id: form.detectorId,
		image: form.image.trim(),
		command: parseCommandLine(form.command).argv,
		tty: form.tty,
		columns: 80,
		rows: 24,
		time_limit_s: form.timeLimitS,
		event_limit: form.eventLimit,
		network: form.network,
		memory_bytes: form.memoryMib === null ? null : form.memoryMib * MIB,
		latency: form.latency,
		string_limit: form.stringLimit,
		ring_bytes: form.ringBytes,
		filter: form.filter.trim(),
	};
}

/** The same scan once more. */
export function likeScan(scan: Scan): ScanForm {
	return {
		projectId: scan.project_id,
		detectorId: scan.detector_id,
		image: scan.image,
		command: formatCommandLine(scan.command),
		tty: scan.tty,
		network: scan.network,
		timeLimitS: scan.time_limit_s,
		eventLimit: scan.event_limit,
		memoryMib: scan.memory_bytes === null ? null : Math.max(1, Math.round(scan.memory_bytes / MIB)),
		latency: scan.latency,
		stringLimit: scan.string_limit,
		ringBytes: scan.ring_bytes !== null && RING_SIZES.includes(scan.ring_bytes) ? scan.ring_bytes : null,
		filter: scan.filter,
	};
}
