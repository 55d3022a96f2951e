// SPDX-License-Identifier: Apache-2.0
#include "common/base/histogram.h"
#include "common/syscalls/syscalls.h"
#include "detector/output/json_subject.h"
#include "detector/output/summary.h"

#include <inttypes.h>

static const char *const abi_names[] = {
    [RECORD_ABI_NATIVE] = "native", [RECORD_ABI_I386] = "i386", [RECORD_ABI_X32] = "x32"};

static void append_errnos(const struct summary_row *row, struct buffer *out)
{
	uint64_t others = row->errors;
	(void)buffer_append_text(out, ",\"errnos\":{");
	for (unsigned i = 0; i < SUMMARY_ERRNOS && row->errnos[i].code; i++) {
		others -= row->errnos[i].calls < others ? row->errnos[i].calls : others;
		(void)buffer_printf(out, "%s\"%s\":%" PRIu64, i ? "," : "", errno_name(row->errnos[i].code),
				    row->errnos[i].calls);
	}
	if (others)
		(void)buffer_printf(out, "%s\"other\":%" PRIu64, row->errnos[0].code ? "," : "", others);
	(void)buffer_append_byte(out, '}');
}

// Without the zeros at its end.
static void append_histogram(const struct summary_row *row, struct buffer *out)
{
	unsigned n = SUMMARY_BUCKETS;
	while (n > 0 && !row->histogram[n - 1])
		n--;
	(void)buffer_append_text(out, ",\"histogram\":[");
	for (unsigned i = 0; i < n; i++)
		(void)buffer_printf(out, "%s%" PRIu64, i ? "," : "", row->histogram[i]);
	(void)buffer_append_byte(out, ']');
}

static void append_row(const struct summary_row *row, struct buffer *out)
{
	uint64_t p50 = histogram_quantile(row->histogram, SUMMARY_BUCKETS, 0.50, row->max_ns);
	uint64_t p99 = histogram_quantile(row->histogram, SUMMARY_BUCKETS, 0.99, row->max_ns);
	(void)buffer_append_text(out, "{\"syscall\":");
	json_append_string(out, syscall_name(row->abi, row->nr), SIZE_MAX);
	(void)buffer_printf(out,
			    ",\"abi\":\"%s\",\"calls\":%" PRIu64 ",\"errors\":%" PRIu64 ",\"denied\":%" PRIu64
			    ",\"lost\":%" PRIu64 ",\"filtered\":%" PRIu64 ",\"time\":%" PRIu64 ",\"min\":%" PRIu64
			    ",\"mean\":%" PRIu64 ",\"p50\":%" PRIu64 ",\"p99\":%" PRIu64 ",\"max\":%" PRIu64,
			    row->abi < 3 ? abi_names[row->abi] : "", row->calls, row->errors, row->denied, row->lost,
			    row->filtered, row->time_ns, row->min_ns,
			    row->calls ? (uint64_t)(row->time_ns / row->calls) : 0, p50, p99, row->max_ns);
	append_errnos(row, out);
	append_histogram(row, out);
	(void)buffer_append_byte(out, '}');
}

void summary_append_json(const struct summary_row *rows, size_t n, struct buffer *out)
{
	(void)buffer_append_text(out, "\"calls\":[");
	for (size_t i = 0; i < n; i++) {
		if (i)
			(void)buffer_append_byte(out, ',');
		append_row(&rows[i], out);
	}
	(void)buffer_append_byte(out, ']');
}
