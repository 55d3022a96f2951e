// SPDX-License-Identifier: Apache-2.0
// Quantiles of a log2 histogram: bucket i holds the values v with 2^i <= v < 2^(i+1), bucket 0 also 0.
#pragma once

#include <stddef.h>
#include <stdint.h>

// The value below which the share q (0 … 1) lies, interpolated within its bucket; never above max (0 = not known). 0 when empty.
uint64_t histogram_quantile(const uint64_t *buckets, size_t n, double q, uint64_t max);
