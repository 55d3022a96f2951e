// SPDX-License-Identifier: Apache-2.0
#include "common/base/alloc.h"
#include "server/repository/call_key.h"
#include "server/repository/chunk_facts.h"
#include "server/repository/filter_cells.h"
#include "server/repository/filter_prune_internal.h"

#include <stdlib.h>
#include <string.h>

#define CALLS_MAX 600u // that one condition looks for: chunks have few
#define CELLS_MAX 32u  // tables of cells for one filter

// --- calls and failure ---

static size_t count_true(const bool *answers)
{
	size_t n = 0;
	for (size_t i = 0; i < filter_cells_count(); i++)
		n += answers[i];
	return n;
}

// "Is there one of the calls whose answer is true?" over a column of call keys: by the shorter list. A call that no list has may be one:
// the second form says so by itself, the first needs *ret_odd.
static char *has_call(struct filter_prune *prune, const char *column, const bool *answers, bool *ret_odd)
{
	size_t yes = count_true(answers), no = filter_cells_count() - yes;
	if ((yes < no ? yes : no) > CALLS_MAX || !prune_has_room(prune, 1))
		return NULL;
	if (yes < no) {
		*ret_odd = true;
		return yes ? xasprintf("%s && $%d::bigint[]", column, prune_add_calls(prune, answers, true))
			   : xstrdup("");
	}
	return xasprintf("NOT (%s <@ $%d::bigint[])", column, prune_add_calls(prune, answers, false));
}

static bool is_same(const struct filter_cells *cells)
{
	for (size_t i = 0; i < filter_cells_count(); i++) {
		if (call_key_kind(filter_cells_call(i)) == EVENT_SYSCALL && cells->failed[i] != cells->passed[i])
			return false;
	}
	return true;
}

static char *cells_odd(struct filter_prune *prune)
{
	int32_t odd = chunk_fact_odd_call();
	return xasprintf("facts IS NULL OR facts && $%d::int[]", prune_add_facts(prune, &odd, 1));
}

// scan_chunk.calls has everything, failed_calls and passed_calls only system calls.
static char *cells_condition(struct filter_prune *prune, const struct filter_cells *cells)
{
	bool odd = false, sure = true;
	unsigned before = prune->n_params;
	AUTO_VALUE(buffer) struct buffer sql = {.max = PRUNE_SQL_MAX};
	AUTO_FREE bool *others = xcalloc(filter_cells_count(), sizeof(bool));
	AUTO_FREE bool *passed = xcalloc(filter_cells_count(), sizeof(bool));
	for (size_t i = 0; i < filter_cells_count(); i++) {
		bool call = call_key_kind(filter_cells_call(i)) == EVENT_SYSCALL;
		passed[i] = call && cells->passed[i];
		others[i] = !call && cells->passed[i];
	}
	const struct {
		const char *column;
		const bool *answers;
	} split[] = {{"failed_calls", cells->failed}, {"passed_calls", passed}, {"calls", others}},
	  whole[] = {{"calls", cells->passed}};
	bool same = is_same(cells);
	for (size_t i = 0; i < (same ? 1 : 3); i++) {
		AUTO_FREE char *part = has_call(prune, same ? whole[i].column : split[i].column,
						same ? whole[i].answers : split[i].answers, &odd);
		sure = sure && part;
		if (part)
			prune_append(&sql, " OR ", part);
	}
	if (!sure || (odd && !prune_has_room(prune, 1)))
		return prune_give_up(prune, before);
	if (odd) {
		AUTO_FREE char *part = cells_odd(prune);
		prune_append(&sql, " OR ", part);
	}
	return xasprintf("(%s)", buffer_text(&sql));
}

char *prune_cells(struct filter_prune *prune, const struct filter_node *const *parts, size_t n, bool negated)
{
	struct filter_cells cells;
	if (prune->n_cells++ >= CELLS_MAX)
		return NULL;
	filter_cells_of(parts, n, &cells);
	for (size_t i = 0; negated && i < filter_cells_count(); i++) {
		bool call = call_key_kind(filter_cells_call(i)) == EVENT_SYSCALL;
		cells.passed[i] = !cells.passed[i];
		cells.failed[i] = call && !cells.failed[i];
	}
	char *made = cells_condition(prune, &cells);
	filter_cells_done(&cells);
	return made;
}

// --- numbers that every event has, and the longest duration ---

struct span {
	int64_t low, high; // values of the condition
};

static struct span span_of(const struct filter_node *check)
{
	struct span span = {INT64_MAX, INT64_MIN};
	for (size_t i = 0; i < check->n_values; i++) {
		int64_t number = check->values[i].number;
		span.low = number < span.low ? number : span.low;
		span.high = number > span.high ? number : span.high;
	}
	return span;
}

static enum filter_op opposite(enum filter_op op)
{
	switch (op) {
	case FILTER_LT:
		return FILTER_GE;
	case FILTER_LE:
		return FILTER_GT;
	case FILTER_GT:
		return FILTER_LE;
	case FILTER_GE:
		return FILTER_LT;
	case FILTER_NE:
		return FILTER_EQ;
	default:
		return FILTER_OPS; // tells nothing
	}
}

// A chunk has every number from its lowest to its highest, for all we know.
static char *of_range(struct filter_prune *prune, const struct filter_node *check, bool negated, const char *lowest,
		      const char *highest)
{
	struct span span = span_of(check);
	if (check->n_values == 0 || !prune_has_room(prune, 2))
		return NULL;
	switch (negated ? opposite(check->op) : check->op) {
	case FILTER_EQ:
	case FILTER_IN:
	case FILTER_INTERSECTS:
		return xasprintf("(%s <= $%d::bigint AND %s >= $%d::bigint)", lowest,
				 prune_add_number(prune, span.high), highest, prune_add_number(prune, span.low));
	case FILTER_LT:
		return xasprintf("%s < $%d::bigint", lowest, prune_add_number(prune, span.high));
	case FILTER_LE:
		return xasprintf("%s <= $%d::bigint", lowest, prune_add_number(prune, span.high));
	case FILTER_GT:
		return xasprintf("%s > $%d::bigint", highest, prune_add_number(prune, span.low));
	case FILTER_GE:
		return xasprintf("%s >= $%d::bigint", highest, prune_add_number(prune, span.low));
	default:
		return NULL;
	}
}

// A call without a duration matches no comparison, but every negated one.
static char *of_duration(struct filter_prune *prune, const struct filter_node *check)
{
	struct span span = span_of(check);
	const char *op = check->op == FILTER_GT ? ">" : ">=";
	if (check->op == FILTER_NE || check->op == FILTER_EXISTS || check->n_values == 0 || !prune_has_room(prune, 1))
		return NULL;
	if (check->op == FILTER_LT || check->op == FILTER_LE)
		span.low = 0; // any known one may be as short
	return xasprintf("(max_duration IS NULL OR max_duration %s $%d::bigint)", op,
			 prune_add_number(prune, span.low));
}

// --- facts ---

static bool fact_of(const struct filter_node *check, enum filter_field_id field, const struct filter_value *value,
		    int32_t *ret_fact)
{
	static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
	struct filter_field_value read = {.form = FILTER_VALUE_NUMBER, .number = value->number};
	switch (check->field->type) {
	case FILTER_TEXT:
		read = (struct filter_field_value){.form = FILTER_VALUE_TEXT, .text = value->text, .len = value->len};
		break;
	case FILTER_NUMBER:
	case FILTER_PORT:
		break;
	case FILTER_RESULT:
		if (value->success)
			return false;
		break;
	case FILTER_ADDRESS:
		read = (struct filter_field_value){
		    .form = FILTER_VALUE_ADDRESS, .address = value->address, .family = value->family};
		if (value->prefix && value->prefix != (value->family == 6 ? 128 : 32))
			return false; // a network
		if (read.family == 6 && memcmp(value->address, mapped, sizeof(mapped)) == 0) {
			read.address += sizeof(mapped);
			read.family = 4;
		}
		break;
	default:
		return false;
	}
	if (field == FIELD_EVT_RES && (read.number >= 0 || read.number < -4095))
		return false; // only errors are kept
	*ret_fact = chunk_fact(field, &read);
	return true;
}

// The facts of which a chunk with a match has at least one. 0 = no such list.
size_t prune_facts_of(const struct filter_node *check, int32_t *ret_facts, size_t max)
{
	enum filter_field_id field;
	bool equal = check->op == FILTER_EQ || check->op == FILTER_IN || check->op == FILTER_INTERSECTS;
	if (!equal || !chunk_facts_has(check->field->id, &field) || check->n_values == 0 || check->n_values + 1 > max)
		return 0;
	// proc.aname[0] is the process itself.
	if (check->index == 0)
		return 0;
	for (size_t i = 0; i < check->n_values; i++) {
		if (!fact_of(check, field, &check->values[i], &ret_facts[i]))
			return 0;
	}
	ret_facts[check->n_values] = chunk_fact_many(field);
	return check->n_values + 1;
}

char *prune_facts(struct filter_prune *prune, const int32_t *facts, size_t n)
{
	if (n == 0 || !prune_has_room(prune, 1))
		return NULL;
	return xasprintf("(facts IS NULL OR facts && $%d::int[])", prune_add_facts(prune, facts, n));
}

// --- one condition ---

char *prune_check(struct filter_prune *prune, const struct filter_node *check, bool negated)
{
	int32_t facts[PRUNE_FACTS_MAX];
	if (filter_cells_fit(check))
		return prune_cells(prune, &check, 1, negated);
	switch (check->field->id) {
	case FIELD_EVT_TIME:
		return of_range(prune, check, negated, "min_ts", "max_ts");
	case FIELD_EVT_NUM:
		return of_range(prune, check, negated, "first_seq", "last_seq");
	case FIELD_EVT_LATENCY:
		return negated ? NULL : of_duration(prune, check);
	default:
		return negated ? NULL : prune_facts(prune, facts, prune_facts_of(check, facts, PRUNE_FACTS_MAX));
	}
}
