// SPDX-License-Identifier: Apache-2.0
#include "server/repository/filter_cells.h"

#include "common/base/alloc.h"
#include "server/repository/call_key.h"
#include "server/repository/chunk_facts.h"

#include <assert.h>
#include <stdlib.h>

#define CALLS (CHUNK_ABIS * CHUNK_CALLS_MAX)

static bool all_success(const struct filter_node *check)
{
	for (size_t i = 0; i < check->n_values; i++) {
		if (!check->values[i].success)
			return false;
	}
	return check->n_values > 0;
}

static bool check_fits(const struct filter_node *check)
{
	switch (check->field->id) {
	case FIELD_EVT_TYPE:
	case FIELD_EVT_CATEGORY:
	case FIELD_EVT_DIR:
	case FIELD_EVT_FAILED:
	case FIELD_EVT_IS_IO:
	case FIELD_EVT_IS_IO_READ:
	case FIELD_EVT_IS_IO_WRITE:
	case FIELD_EVT_ABI:
	case FIELD_EVT_KIND:
	case FIELD_SIGNAL_NAME:
		return true;
	case FIELD_EVT_RES:
		return (check->op == FILTER_EQ || check->op == FILTER_NE || check->op == FILTER_IN) &&
		       all_success(check);
	default:
		return false;
	}
}

bool filter_cells_fit(const struct filter_node *node)
{
	if (node->kind == FILTER_NODE_CHECK)
		return check_fits(node);
	for (size_t i = 0; i < node->n; i++) {
		if (!filter_cells_fit(node->children[i]))
			return false;
	}
	return true;
}

bool filter_cell_match(const struct filter_program *program, int64_t call, bool failed, struct filter_scratch *scratch)
{
	const struct event event = {
	    .kind = call_key_kind(call), .abi = call_key_abi(call), .nr = call_key_nr(call), .ret = failed ? -1 : 0};
	return filter_match(program, &event, scratch);
}

size_t filter_cells_count(void)
{
	return CALLS + CHUNK_SIGNALS_MAX + 1;
}

int64_t filter_cells_call(size_t i)
{
	if (i < CALLS)
		return call_key(EVENT_SYSCALL, (uint8_t)(i / CHUNK_CALLS_MAX), (int32_t)(i % CHUNK_CALLS_MAX));
	return i < CALLS + CHUNK_SIGNALS_MAX ? call_key(EVENT_SIGNAL, 0, (int32_t)(i - CALLS))
					     : call_key(EVENT_EXIT, 0, 0);
}

void filter_cells_of(const struct filter_node *const *parts, size_t n, struct filter_cells *ret_cells)
{
	AUTO(filter) struct filter *filter = filter_and(parts, n);
	AUTO(filter_program) struct filter_program *program = filter_program_new(filter);
	AUTO_VALUE(filter_scratch) struct filter_scratch scratch;
	size_t count = filter_cells_count();
	filter_scratch_init(&scratch);
	ret_cells->failed = xcalloc(count, sizeof(bool));
	ret_cells->passed = xcalloc(count, sizeof(bool));
	for (size_t i = 0; i < count; i++) {
		int64_t call = filter_cells_call(i);
		ret_cells->passed[i] = filter_cell_match(program, call, false, &scratch);
		ret_cells->failed[i] =
		    call_key_kind(call) == EVENT_SYSCALL && filter_cell_match(program, call, true, &scratch);
	}
}

void filter_cells_done(struct filter_cells *cells)
{
	free(cells->failed);
	free(cells->passed);
	*cells = (struct filter_cells){0};
}
