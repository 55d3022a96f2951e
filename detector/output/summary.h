// SPDX-License-Identifier: Apache-2.0
// The table of -c: strace's columns, from the kernel's exact counters, with p50, p99, max and lost added before the name; and the same as JSON.
#pragma once

#include "common/base/buffer.h"
#include "common/base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SUMMARY_BUCKETS 40u // [i] = calls with 2^i <= ns < 2^(i+1)
#define SUMMARY_ERRNOS  16u
#define SUMMARY_COLUMNS 16u // that may be chosen

// What is known of one call.
struct summary_row {
	uint8_t abi;
	int32_t nr;
	uint64_t calls, errors, denied, lost, filtered, time_ns, min_ns, max_ns;
	uint64_t histogram[SUMMARY_BUCKETS];
	struct {
		uint16_t code; // 0 = this and all behind it are empty
		uint64_t calls;
	} errnos[SUMMARY_ERRNOS]; // their sum may be less than `errors`
};

enum summary_column {
	SUMMARY_TIME_PERCENT,
	SUMMARY_TOTAL_TIME,
	SUMMARY_MIN_TIME,
	SUMMARY_MAX_TIME,
	SUMMARY_AVG_TIME,
	SUMMARY_CALLS,
	SUMMARY_ERRORS,
	SUMMARY_NAME,
	SUMMARY_P50,
	SUMMARY_P99,
	SUMMARY_MAX, // in microseconds, as p50 and p99
	SUMMARY_LOST,
	SUMMARY_DENIED,  // by seccomp; among the usual ones only where some were
	SUMMARY_NOTHING, // for sorting
};

struct summary_options {
	enum summary_column sort;
	uint8_t columns[SUMMARY_COLUMNS]; // enum summary_column
	uint8_t n_columns;                // 0 = the usual ones
	bool errnos;                      // a table of errors behind it
};

// -S and -U, with strace's words and p50, p99, max, lost, denied. -EINVAL with a text when a word is none of them.
int summary_sort_by_name(const char *word, enum summary_column *ret_sort, struct error *err);
int summary_columns_parse(const char *list, struct summary_options *options, struct error *err);
void summary_print(const struct summary_row *rows, size_t n, const struct summary_options *options, struct buffer *out);
// "calls":[{…},…] without anything around it.
void summary_append_json(const struct summary_row *rows, size_t n, struct buffer *out);
