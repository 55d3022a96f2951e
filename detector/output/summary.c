// SPDX-License-Identifier: Apache-2.0
#include "detector/output/summary.h"

#include "common/base/alloc.h"
#include "common/base/clock.h"
#include "common/base/histogram.h"
#include "common/syscalls/syscalls.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int summary_sort_by_name(const char *word, enum summary_sort *ret_sort)
{
	static const struct {
		const char *word;
		enum summary_sort sort;
	} words[] = {
	    {"time", SUMMARY_BY_TIME},   {"time-total", SUMMARY_BY_TIME}, {"calls", SUMMARY_BY_CALLS},
	    {"count", SUMMARY_BY_CALLS}, {"errors", SUMMARY_BY_ERRORS},   {"error", SUMMARY_BY_ERRORS},
	    {"name", SUMMARY_BY_NAME},   {"syscall", SUMMARY_BY_NAME},    {"syscall-name", SUMMARY_BY_NAME},
	    {"none", SUMMARY_UNSORTED},  {"nothing", SUMMARY_UNSORTED},
	};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(word, words[i].word) == 0) {
			*ret_sort = words[i].sort;
			return 0;
		}
	}
	return -EINVAL;
}

static int descending(uint64_t a, uint64_t b)
{
	return a < b ? 1 : a > b ? -1 : 0;
}

static int by_name(const void *left, const void *right)
{
	const struct wire_counter *a = left;
	const struct wire_counter *b = right;
	char name[64];
	(void)snprintf(name, sizeof(name), "%s", syscall_name(a->abi, a->nr));
	return strcmp(name, syscall_name(b->abi, b->nr));
}

static int by_calls(const void *left, const void *right)
{
	const struct wire_counter *a = left;
	const struct wire_counter *b = right;
	int r = descending(a->calls, b->calls);
	return r ? r : by_name(left, right);
}

static int by_errors(const void *left, const void *right)
{
	const struct wire_counter *a = left;
	const struct wire_counter *b = right;
	int r = descending(a->errors, b->errors);
	return r ? r : by_calls(left, right);
}

static int by_time(const void *left, const void *right)
{
	const struct wire_counter *a = left;
	const struct wire_counter *b = right;
	int r = descending(a->time_ns, b->time_ns);
	return r ? r : by_calls(left, right);
}

static void print_count(uint64_t count, int width, struct buffer *out)
{
	if (count)
		(void)buffer_printf(out, "%*" PRIu64 " ", width, count);
	else
		(void)buffer_printf(out, "%*s ", width, "");
}

static void print_row(const struct wire_counter *row, uint64_t whole_ns, const char *name, struct buffer *out)
{
	double share = whole_ns ? 100.0 * (double)row->time_ns / (double)whole_ns : 0.0;
	uint64_t p50 = histogram_quantile(row->histogram, WIRE_HISTOGRAM, 0.50, row->max_ns);
	uint64_t p99 = histogram_quantile(row->histogram, WIRE_HISTOGRAM, 0.99, row->max_ns);
	(void)buffer_printf(out, "%6.2f %11.6f %11" PRIu64 " %9" PRIu64 " ", share,
			    (double)row->time_ns / (double)NS_PER_S,
			    row->calls ? (uint64_t)(row->time_ns / row->calls / NS_PER_US) : 0, row->calls);
	print_count(row->errors, 9, out);
	(void)buffer_printf(out, "%9.1f %9.1f %9.1f ", (double)p50 / 1e3, (double)p99 / 1e3, (double)row->max_ns / 1e3);
	print_count(row->lost, 9, out);
	(void)buffer_printf(out, "%s\n", name);
}

static void add_up(struct wire_counter *total, const struct wire_counter *row)
{
	total->calls += row->calls;
	total->errors += row->errors;
	total->lost += row->lost;
	total->time_ns += row->time_ns;
	if (row->max_ns > total->max_ns)
		total->max_ns = row->max_ns;
	for (int i = 0; i < WIRE_HISTOGRAM; i++)
		total->histogram[i] += row->histogram[i];
}

void summary_print(const struct wire_counter *counters, size_t n, enum summary_sort sort, struct buffer *out)
{
	static int (*const orders[])(const void *, const void *) = {[SUMMARY_BY_TIME] = by_time,
								    [SUMMARY_BY_CALLS] = by_calls,
								    [SUMMARY_BY_ERRORS] = by_errors,
								    [SUMMARY_BY_NAME] = by_name,
								    [SUMMARY_UNSORTED] = NULL};
	static const char ruler[] = "------ ----------- ----------- --------- --------- --------- --------- --------- "
				    "--------- ----------------\n";
	AUTO_FREE struct wire_counter *rows = xcalloc(n, sizeof(*rows));
	struct wire_counter total = {0};
	if (n)
		memcpy(rows, counters, n * sizeof(*rows));
	if (orders[sort])
		qsort(rows, n, sizeof(*rows), orders[sort]);
	for (size_t i = 0; i < n; i++)
		add_up(&total, &rows[i]);
	(void)buffer_append_text(
	    out,
	    "% time     seconds  usecs/call     calls    errors    p50 us    p99 us    max us      lost syscall\n");
	(void)buffer_append_text(out, ruler);
	for (size_t i = 0; i < n; i++)
		print_row(&rows[i], total.time_ns, syscall_name(rows[i].abi, rows[i].nr), out);
	(void)buffer_append_text(out, ruler);
	print_row(&total, total.time_ns, "total", out);
}
