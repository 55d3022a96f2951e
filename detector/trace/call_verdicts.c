// SPDX-License-Identifier: Apache-2.0
// Three-valued logic over all calls at once. What the number decides is asked of the filter's own program, call by call, so both
// always mean the same.
#include "detector/trace/call_verdicts.h"

#include <string.h>

#include "common/filter/filter_program.h"

#define CALLS  (CALL_ABIS * CALL_NUMBERS)
#define WORDS  (CALLS / 64)
#define BEYOND ((int32_t)CALL_NUMBERS)

bool call_verdicts_field(const struct filter_field *field)
{
	switch (field->id) {
	case FIELD_EVT_TYPE:
	case FIELD_EVT_CATEGORY:
	case FIELD_EVT_DIR:
	case FIELD_EVT_ABI:
	case FIELD_EVT_KIND:
	case FIELD_EVT_IS_IO:
	case FIELD_EVT_IS_IO_READ:
	case FIELD_EVT_IS_IO_WRITE:
	case FIELD_SIGNAL_NAME: // a call has none
		return true;
	default:
		return false;
	}
}

static bool is_about_number(const struct filter_node *node)
{
	if (node->kind == FILTER_NODE_CHECK)
		return call_verdicts_field(node->field);
	for (size_t i = 0; i < node->n; i++)
		if (!is_about_number(node->children[i]))
			return false;
	return true;
}

// Numbers without a name all look alike, but to who asks for one of them by "syscall_0x1000", or for parts of names.
static bool is_same_beyond(const struct filter_node *node)
{
	for (size_t i = 0; i < node->n; i++)
		if (!is_same_beyond(node->children[i]))
			return false;
	if (node->kind != FILTER_NODE_CHECK || node->field->id != FIELD_EVT_TYPE)
		return true;
	if (node->op != FILTER_EQ && node->op != FILTER_NE && node->op != FILTER_IN && node->op != FILTER_INTERSECTS &&
	    node->op != FILTER_STARTSWITH && node->op != FILTER_EXISTS)
		return false;
	for (size_t i = 0; i < node->n_values; i++)
		if (strncmp(node->values[i].text, "syscall_", strlen("syscall_")) == 0)
			return false;
	return true;
}

static bool holds(const struct filter_program *program, uint8_t abi, int32_t nr, struct filter_scratch *scratch)
{
	struct event event = {.kind = EVENT_SYSCALL, .abi = abi, .nr = nr, .duration = EVENT_DURATION_UNKNOWN};
	return filter_match(program, &event, scratch);
}

static void ask_program(const struct filter_node *node, struct call_verdicts *verdicts)
{
	const struct filter filter = {.root = (struct filter_node *)node};
	AUTO(filter_program) struct filter_program *program = filter_program_new(&filter);
	AUTO_VALUE(filter_scratch) struct filter_scratch scratch;
	filter_scratch_init(&scratch);
	memset(verdicts, 0, sizeof(*verdicts));
	for (uint32_t at = 0; at < CALLS; at++)
		if (holds(program, (uint8_t)(at / CALL_NUMBERS), (int32_t)(at % CALL_NUMBERS), &scratch))
			verdicts->may[at / 64] |= 1ull << at % 64;
	memcpy(verdicts->must, verdicts->may, sizeof(verdicts->must));
	unsigned beyond = 0;
	for (uint8_t abi = 0; abi < CALL_ABIS; abi++)
		beyond += holds(program, abi, BEYOND, &scratch);
	bool same = is_same_beyond(node);
	verdicts->may_beyond = !same || beyond > 0;
	verdicts->must_beyond = same && beyond == CALL_ABIS;
}

static void fill(struct call_verdicts *verdicts, bool value)
{
	memset(verdicts->may, value ? 0xff : 0, sizeof(verdicts->may));
	memset(verdicts->must, value ? 0xff : 0, sizeof(verdicts->must));
	verdicts->may_beyond = verdicts->must_beyond = value;
}

static void combine(struct call_verdicts *into, const struct call_verdicts *from, bool any)
{
	uint64_t *may = into->may, *must = into->must;
	for (size_t i = 0; i < WORDS; i++) {
		may[i] = any ? may[i] | from->may[i] : may[i] & from->may[i];
		must[i] = any ? must[i] | from->must[i] : must[i] & from->must[i];
	}
	into->may_beyond = any ? into->may_beyond || from->may_beyond : into->may_beyond && from->may_beyond;
	into->must_beyond = any ? into->must_beyond || from->must_beyond : into->must_beyond && from->must_beyond;
}

void call_verdicts_invert(struct call_verdicts *verdicts)
{
	for (size_t i = 0; i < WORDS; i++) {
		uint64_t may = verdicts->may[i];
		verdicts->may[i] = ~verdicts->must[i];
		verdicts->must[i] = ~may;
	}
	bool may_beyond = verdicts->may_beyond;
	verdicts->may_beyond = !verdicts->must_beyond;
	verdicts->must_beyond = !may_beyond;
}

void call_verdicts_of(const struct filter_node *node, struct call_verdicts *ret_verdicts)
{
	if (node->kind == FILTER_NODE_ALL || is_about_number(node)) {
		ask_program(node, ret_verdicts);
		return;
	}
	if (node->kind == FILTER_NODE_CHECK) {
		fill(ret_verdicts, true);
		memset(ret_verdicts->must, 0, sizeof(ret_verdicts->must));
		ret_verdicts->must_beyond = false;
		return;
	}
	if (node->kind == FILTER_NODE_NOT) {
		call_verdicts_of(node->children[0], ret_verdicts);
		call_verdicts_invert(ret_verdicts);
		return;
	}
	bool any = node->kind == FILTER_NODE_OR;
	fill(ret_verdicts, !any);
	for (size_t i = 0; i < node->n; i++) {
		struct call_verdicts child;
		call_verdicts_of(node->children[i], &child);
		combine(ret_verdicts, &child, any);
	}
}

bool call_verdicts_decide(const struct call_verdicts *verdicts)
{
	return memcmp(verdicts->may, verdicts->must, sizeof(verdicts->may)) == 0 &&
	       verdicts->may_beyond == verdicts->must_beyond;
}
