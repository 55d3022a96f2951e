// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { usedBuckets } from "./histogram";

describe("usedBuckets", () => {
	it("is empty when nothing was timed", () => {
		expect(usedBuckets(new Array<number>(40).fill(0))).toEqual([]);
	});
	it("keeps the empty buckets in between, and none outside", () => {
		const histogram = new Array<number>(40).fill(0);
		histogram[10] = 30;
		histogram[12] = 10;
		const buckets = usedBuckets(histogram);
		expect(buckets.map((b) => b.count)).toEqual([30, 0, 10]);
		expect(buckets.map((b) => b.share)).toEqual([0.75, 0, 0.25]);
		expect(buckets[0]).toMatchObject({ fromNs: 1024, toNs: 2048, label: "1.02 µs – 2.05 µs", height: 1 });
	});
});
