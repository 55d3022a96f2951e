// SPDX-License-Identifier: Apache-2.0
#include "common/base/histogram.h"

uint64_t histogram_quantile(const uint64_t *buckets, size_t n, double q, uint64_t max)
{
	uint64_t total = 0;
	for (size_t i = 0; i < n; i++)
		total += buckets[i];
	double rank = q * (double)total;
	double below = 0;
	for (size_t i = 0; i < n; i++) {
		double count = (double)buckets[i];
		if (!buckets[i] || below + count < rank) {
			below += count;
			continue;
		}
		double low = i ? (double)(1ull << i) : 0;
		double high = (double)(1ull << (i + 1));
		double value = low + (high - low) * (rank - below) / count;
		return max && value > (double)max ? max : (uint64_t)value;
	}
	return max;
}
