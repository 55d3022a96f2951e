// SPDX-License-Identifier: Apache-2.0
import { queryOptions } from "@tanstack/react-query";
import type { TerminalPiece } from "@/model/types";
import { api, call } from "./http";

const PAGE_BYTES = 1_048_576;
/** A tab should not hold a recording of any size: what is beyond is said, not loaded. */
export const RECORDING_MAX_BYTES = 64 * 1024 * 1024;

export interface LoadedRecording {
	pieces: TerminalPiece[];
	loadedBytes: number;
	totalBytes: number;
	truncated: boolean;
}

/** The whole recording, page by page. */
export const recordingQuery = (scan_id: string) =>
	queryOptions({
		queryKey: ["terminal", scan_id],
		gcTime: 60_000,
		staleTime: Infinity,
		queryFn: async ({ signal }): Promise<LoadedRecording> => {
			const pieces: TerminalPiece[] = [];
			let from_offset = 0;
			for (;;) {
				const query = { from_offset, limit_bytes: PAGE_BYTES };
				const page = await call(api.GET("/scans/{scan_id}/terminal", { params: { path: { scan_id }, query }, signal }));
				pieces.push(...page.pieces);
				const onward = page.next_offset > from_offset;
				from_offset = page.next_offset;
				const atEnd = page.done || page.next_offset >= page.end_offset || !onward;
				if (atEnd || from_offset >= RECORDING_MAX_BYTES)
					return { pieces, loadedBytes: from_offset, totalBytes: page.end_offset, truncated: !atEnd };
			}
		},
	});
