// SPDX-License-Identifier: Apache-2.0
// Latency histograms: bucket i counts calls that took from 2^i up to 2^(i+1) ns.
import { formatDuration } from "./format";

export interface Bucket {
	index: number;
	fromNs: number;
	toNs: number;
	label: string;
	count: number;
	/** Of all calls, 0 to 1. */
	share: number;
	/** Of the fullest bucket, 0 to 1: the height of a bar. */
	height: number;
}

/** The buckets between the first and last that hold anything. */
export function usedBuckets(histogram: readonly number[]): Bucket[] {
	const total = histogram.reduce((sum, count) => sum + count, 0);
	if (total === 0) return [];
	const first = histogram.findIndex((count) => count > 0);
	const last = histogram.findLastIndex((count) => count > 0);
	const top = Math.max(...histogram);
	return histogram.slice(first, last + 1).map((count, i) => {
		const index = first + i;
		const fromNs = index === 0 ? 0 : 2 ** index;
		const toNs = 2 ** (index + 1);
		const label = `${formatDuration(fromNs)} – ${formatDuration(toNs)}`;
		return { index, fromNs, toNs, label, count, share: count / total, height: count / top };
	});
}
