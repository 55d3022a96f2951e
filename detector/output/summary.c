// SPDX-License-Identifier: Apache-2.0
#include "detector/output/summary.h"

#include "common/base/alloc.h"
#include "common/base/clock.h"
#include "common/base/histogram.h"
#include "common/syscalls/syscalls.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_WIDTH 16

static const uint8_t usual_columns[] = {SUMMARY_TIME_PERCENT, SUMMARY_TOTAL_TIME, SUMMARY_AVG_TIME, SUMMARY_CALLS,
					SUMMARY_ERRORS,       SUMMARY_P50,        SUMMARY_P99,      SUMMARY_MAX,
					SUMMARY_LOST,         SUMMARY_NAME};

static const uint8_t columns_with_denied[] = {SUMMARY_TIME_PERCENT, SUMMARY_TOTAL_TIME, SUMMARY_AVG_TIME, SUMMARY_CALLS,
					      SUMMARY_ERRORS,       SUMMARY_DENIED,     SUMMARY_P50,      SUMMARY_P99,
					      SUMMARY_MAX,          SUMMARY_LOST,       SUMMARY_NAME};

static const struct {
	const char *word;
	enum summary_column column;
} words[] = {
    {"time-percent", SUMMARY_TIME_PERCENT},
    {"time", SUMMARY_TIME_PERCENT},
    {"total-time", SUMMARY_TOTAL_TIME},
    {"time-total", SUMMARY_TOTAL_TIME},
    {"min-time", SUMMARY_MIN_TIME},
    {"shortest", SUMMARY_MIN_TIME},
    {"time-min", SUMMARY_MIN_TIME},
    {"max-time", SUMMARY_MAX_TIME},
    {"longest", SUMMARY_MAX_TIME},
    {"time-max", SUMMARY_MAX_TIME},
    {"avg-time", SUMMARY_AVG_TIME},
    {"time-avg", SUMMARY_AVG_TIME},
    {"calls", SUMMARY_CALLS},
    {"count", SUMMARY_CALLS},
    {"errors", SUMMARY_ERRORS},
    {"error", SUMMARY_ERRORS},
    {"name", SUMMARY_NAME},
    {"syscall", SUMMARY_NAME},
    {"syscall-name", SUMMARY_NAME},
    {"p50", SUMMARY_P50},
    {"p99", SUMMARY_P99},
    {"max", SUMMARY_MAX},
    {"lost", SUMMARY_LOST},
    {"denied", SUMMARY_DENIED},
    {"nothing", SUMMARY_NOTHING},
    {"none", SUMMARY_NOTHING},
};

static int find_word(const char *word, size_t len, enum summary_column *ret_column, struct error *err)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i].word) == len && strncmp(words[i].word, word, len) == 0) {
			*ret_column = words[i].column;
			return 0;
		}
	return error_set(err, EINVAL,
			 "\"%.*s\" is none of time-percent, total-time, min-time, max-time, avg-time, calls, errors, "
			 "name, p50, p99, max, lost, denied",
			 (int)(len < 40 ? len : 40), word);
}

int summary_sort_by_name(const char *word, enum summary_column *ret_sort, struct error *err)
{
	return find_word(word, strlen(word), ret_sort, err);
}

// A column comes once; the name comes last when it is not asked for.
int summary_columns_parse(const char *list, struct summary_options *options, struct error *err)
{
	uint8_t columns[SUMMARY_COLUMNS];
	uint8_t n = 0;
	unsigned seen = 0;
	for (const char *at = list; *at;) {
		enum summary_column column = SUMMARY_NOTHING;
		size_t len = strcspn(at, ",");
		int r = find_word(at, len, &column, err);
		if (r == 0 && (column == SUMMARY_NOTHING || seen >> column & 1))
			r = error_set(err, EINVAL, "\"%.*s\" is no column, or one that is there already", (int)len, at);
		if (r < 0)
			return r;
		columns[n++] = (uint8_t)column;
		seen |= 1u << column;
		at += len + (at[len] == ',');
	}
	if (!(seen >> SUMMARY_NAME & 1))
		columns[n++] = SUMMARY_NAME;
	memcpy(options->columns, columns, n);
	options->n_columns = n;
	return 0;
}

static uint64_t quantile(const struct summary_row *row, double share)
{
	return histogram_quantile(row->histogram, SUMMARY_BUCKETS, share, row->max_ns);
}

static uint64_t mean(const struct summary_row *row)
{
	return row->calls ? row->time_ns / row->calls : 0;
}

static uint64_t value_of(const struct summary_row *row, enum summary_column column)
{
	switch (column) {
	case SUMMARY_TIME_PERCENT:
	case SUMMARY_TOTAL_TIME:
		return row->time_ns;
	case SUMMARY_MIN_TIME:
		return row->min_ns;
	case SUMMARY_MAX_TIME:
	case SUMMARY_MAX:
		return row->max_ns;
	case SUMMARY_AVG_TIME:
		return mean(row);
	case SUMMARY_CALLS:
		return row->calls;
	case SUMMARY_ERRORS:
		return row->errors;
	case SUMMARY_LOST:
		return row->lost;
	case SUMMARY_DENIED:
		return row->denied;
	case SUMMARY_P50:
		return quantile(row, 0.50);
	case SUMMARY_P99:
		return quantile(row, 0.99);
	default:
		return 0;
	}
}

static int by_name(const struct summary_row *a, const struct summary_row *b)
{
	char name[64];
	(void)snprintf(name, sizeof(name), "%s", syscall_name(a->abi, a->nr));
	return strcmp(name, syscall_name(b->abi, b->nr));
}

// Largest first, then by calls, then by name. The sort key comes as qsort_r's context.
static int compare(const void *left, const void *right, void *column)
{
	const struct summary_row *a = left, *b = right;
	const enum summary_column keys[] = {*(enum summary_column *)column, SUMMARY_CALLS};
	for (size_t i = 0; i < 2 && keys[0] != SUMMARY_NAME; i++) {
		uint64_t x = value_of(a, keys[i]), y = value_of(b, keys[i]);
		if (x != y)
			return x < y ? 1 : -1;
	}
	return by_name(a, b);
}

static void print_count(uint64_t count, struct buffer *out)
{
	if (count)
		(void)buffer_printf(out, "%9" PRIu64, count);
	else
		(void)buffer_printf(out, "%9s", "");
}

static void print_cell(const struct summary_row *row, uint64_t whole_ns, enum summary_column column, struct buffer *out)
{
	uint64_t value = value_of(row, column);
	switch (column) {
	case SUMMARY_TIME_PERCENT:
		(void)buffer_printf(out, "%6.2f", whole_ns ? 100.0 * (double)value / (double)whole_ns : 0.0);
		break;
	case SUMMARY_TOTAL_TIME:
		(void)buffer_printf(out, "%11.6f", (double)value / (double)NS_PER_S);
		break;
	case SUMMARY_MIN_TIME:
	case SUMMARY_MAX_TIME:
		(void)buffer_printf(out, "%8.6f", (double)value / (double)NS_PER_S);
		break;
	case SUMMARY_AVG_TIME:
		(void)buffer_printf(out, "%11" PRIu64, (uint64_t)(value / NS_PER_US));
		break;
	case SUMMARY_CALLS:
		(void)buffer_printf(out, "%9" PRIu64, value);
		break;
	case SUMMARY_P50:
	case SUMMARY_P99:
	case SUMMARY_MAX:
		(void)buffer_printf(out, "%9.1f", (double)value / (double)NS_PER_US);
		break;
	default:
		print_count(value, out);
	}
}

static const struct {
	const char *title;
	int width;
} heads[] = {
    [SUMMARY_TIME_PERCENT] = {"% time", 6},  [SUMMARY_TOTAL_TIME] = {"seconds", 11},
    [SUMMARY_MIN_TIME] = {"shortest", 8},    [SUMMARY_MAX_TIME] = {"longest", 8},
    [SUMMARY_AVG_TIME] = {"usecs/call", 11}, [SUMMARY_CALLS] = {"calls", 9},
    [SUMMARY_ERRORS] = {"errors", 9},        [SUMMARY_NAME] = {"syscall", NAME_WIDTH},
    [SUMMARY_P50] = {"p50 us", 9},           [SUMMARY_P99] = {"p99 us", 9},
    [SUMMARY_MAX] = {"max us", 9},           [SUMMARY_LOST] = {"lost", 9},
    [SUMMARY_DENIED] = {"denied", 9},
};

struct table {
	const uint8_t *columns;
	unsigned n;
	uint64_t whole_ns;
	struct buffer *out;
};

static void end_cell(const struct table *table, unsigned i)
{
	(void)buffer_append_byte(table->out, i + 1 == table->n ? '\n' : ' ');
}

static void print_head(const struct table *table)
{
	for (unsigned i = 0; i < table->n; i++) {
		bool name = table->columns[i] == SUMMARY_NAME;
		int width = name && i + 1 == table->n ? 0 : heads[table->columns[i]].width;
		(void)buffer_printf(table->out, name ? "%-*s" : "%*s", width, heads[table->columns[i]].title);
		end_cell(table, i);
	}
}

static void print_ruler(const struct table *table)
{
	for (unsigned i = 0; i < table->n; i++) {
		for (int width = heads[table->columns[i]].width; width > 0; width--)
			(void)buffer_append_byte(table->out, '-');
		end_cell(table, i);
	}
}

static void print_row(const struct table *table, const struct summary_row *row, const char *name)
{
	for (unsigned i = 0; i < table->n; i++) {
		if (table->columns[i] == SUMMARY_NAME)
			(void)buffer_printf(table->out, "%-*s", i + 1 == table->n ? 0 : NAME_WIDTH, name);
		else
			print_cell(row, table->whole_ns, table->columns[i], table->out);
		end_cell(table, i);
	}
}

static void add_up(struct summary_row *total, const struct summary_row *row)
{
	if (row->time_ns && (!total->time_ns || row->min_ns < total->min_ns))
		total->min_ns = row->min_ns;
	total->calls += row->calls;
	total->errors += row->errors;
	total->denied += row->denied;
	total->lost += row->lost;
	total->time_ns += row->time_ns;
	if (row->max_ns > total->max_ns)
		total->max_ns = row->max_ns;
	for (unsigned i = 0; i < SUMMARY_BUCKETS; i++)
		total->histogram[i] += row->histogram[i];
}

static void print_errnos(const struct summary_row *rows, size_t n, struct buffer *out)
{
	(void)buffer_append_text(out, "\n   errors error            syscall\n"
				      "--------- ---------------- ----------------\n");
	for (size_t i = 0; i < n; i++) {
		uint64_t others = rows[i].errors;
		for (unsigned j = 0; j < SUMMARY_ERRNOS && rows[i].errnos[j].code; j++) {
			uint64_t calls = rows[i].errnos[j].calls;
			others -= calls < others ? calls : others;
			(void)buffer_printf(out, "%9" PRIu64 " %-16s %s\n", calls, errno_name(rows[i].errnos[j].code),
					    syscall_name(rows[i].abi, rows[i].nr));
		}
		if (others)
			(void)buffer_printf(out, "%9" PRIu64 " %-16s %s\n", others, "other",
					    syscall_name(rows[i].abi, rows[i].nr));
	}
}

void summary_print(const struct summary_row *counted, size_t n, const struct summary_options *options,
		   struct buffer *out)
{
	AUTO_FREE struct summary_row *rows = xcalloc(n + 1, sizeof(*rows));
	struct summary_row total = {0};
	enum summary_column sort = options->sort;
	if (n)
		memcpy(rows, counted, n * sizeof(*rows));
	if (sort != SUMMARY_NOTHING)
		qsort_r(rows, n, sizeof(*rows), compare, &sort);
	for (size_t i = 0; i < n; i++)
		add_up(&total, &rows[i]);
	struct table table = {.columns = options->n_columns ? options->columns : usual_columns,
			      .n = options->n_columns ? options->n_columns : sizeof(usual_columns),
			      .whole_ns = total.time_ns,
			      .out = out};
	if (!options->n_columns && total.denied) {
		table.columns = columns_with_denied;
		table.n = sizeof(columns_with_denied);
	}
	print_head(&table);
	print_ruler(&table);
	for (size_t i = 0; i < n; i++)
		print_row(&table, &rows[i], syscall_name(rows[i].abi, rows[i].nr));
	print_ruler(&table);
	print_row(&table, &total, "total");
	if (options->errnos)
		print_errnos(rows, n, out);
}
