// SPDX-License-Identifier: Apache-2.0
// The tree is walked with its nots pushed down to the conditions; each condition becomes one that holds for every chunk with a match,
// and "true" always is one. So and/or of them is sound, and any part may be left out.
#include "server/repository/filter_prune.h"

#include "common/base/alloc.h"
#include "server/repository/call_key.h"
#include "server/repository/chunk_facts.h"
#include "server/repository/filter_cells.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define PARAMS_MAX 24u  // of one condition
#define FACTS_MAX  64u  // values that one condition looks for: more cost as much as opening the chunk
#define CALLS_MAX  600u // likewise of calls, which chunks have few of
#define CELLS_MAX  32u  // tables of cells for one filter
#define SQL_MAX    (64u << 10)

struct param {
	enum { PARAM_NUMBER, PARAM_FACTS, PARAM_CALLS } kind;
	int64_t number;
	int32_t *facts;
	int64_t *calls;
	size_t n;
};

struct filter_prune {
	int first;
	char *sql;
	struct param params[PARAMS_MAX];
	unsigned n_params;
	unsigned n_cells;
};

// A condition in the making: NULL = true, what leaves nothing out.
typedef char *condition;

static condition walk(struct filter_prune *prune, const struct filter_node *node, bool negated);

// --- parameters ---

static bool has_room(const struct filter_prune *prune, unsigned n)
{
	return prune->n_params + n <= PARAMS_MAX;
}

// What was given up needs no parameters: the last ones are taken back.
static condition give_up(struct filter_prune *prune, unsigned n_params)
{
	while (prune->n_params > n_params) {
		struct param *param = &prune->params[--prune->n_params];
		free(param->facts);
		free(param->calls);
	}
	return NULL;
}

static int next_number(const struct filter_prune *prune)
{
	return prune->first + (int)prune->n_params;
}

static int add_number(struct filter_prune *prune, int64_t number)
{
	int place = next_number(prune);
	prune->params[prune->n_params++] = (struct param){.kind = PARAM_NUMBER, .number = number};
	return place;
}

static int add_facts(struct filter_prune *prune, const int32_t *facts, size_t n)
{
	int place = next_number(prune);
	int32_t *copy = xcalloc(n + 1, sizeof(*copy));
	memcpy(copy, facts, n * sizeof(*copy));
	prune->params[prune->n_params++] = (struct param){.kind = PARAM_FACTS, .facts = copy, .n = n};
	return place;
}

// Those of the list whose answer is `wanted`.
static int add_calls(struct filter_prune *prune, const bool *answers, bool wanted)
{
	int place = next_number(prune);
	struct param *param = &prune->params[prune->n_params++];
	*param = (struct param){.kind = PARAM_CALLS, .calls = xcalloc(filter_cells_count(), sizeof(int64_t))};
	for (size_t i = 0; i < filter_cells_count(); i++) {
		if (answers[i] == wanted)
			param->calls[param->n++] = filter_cells_call(i);
	}
	return place;
}

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
static condition has_call(struct filter_prune *prune, const char *column, const bool *answers, bool *ret_odd)
{
	size_t yes = count_true(answers), no = filter_cells_count() - yes;
	if ((yes < no ? yes : no) > CALLS_MAX || !has_room(prune, 1))
		return NULL;
	if (yes < no) {
		*ret_odd = true;
		return yes ? xasprintf("%s && $%d::bigint[]", column, add_calls(prune, answers, true)) : xstrdup("");
	}
	return xasprintf("NOT (%s <@ $%d::bigint[])", column, add_calls(prune, answers, false));
}

static bool is_same(const struct filter_cells *cells)
{
	for (size_t i = 0; i < filter_cells_count(); i++) {
		if (call_key_kind(filter_cells_call(i)) == EVENT_SYSCALL && cells->failed[i] != cells->passed[i])
			return false;
	}
	return true;
}

static void append(struct buffer *out, const char *between, const char *text)
{
	if (!text[0])
		return;
	if (out->len > 0)
		(void)buffer_append_text(out, between);
	(void)buffer_append_text(out, text);
}

static condition cells_odd(struct filter_prune *prune)
{
	int32_t odd = chunk_fact_odd_call();
	return xasprintf("facts IS NULL OR facts && $%d::int[]", add_facts(prune, &odd, 1));
}

// scan_chunk.calls has everything, failed_calls and passed_calls only system calls.
static condition cells_condition(struct filter_prune *prune, const struct filter_cells *cells)
{
	bool odd = false, sure = true;
	unsigned before = prune->n_params;
	AUTO_VALUE(buffer) struct buffer sql = {.max = SQL_MAX};
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
			append(&sql, " OR ", part);
	}
	if (!sure || (odd && !has_room(prune, 1)))
		return give_up(prune, before);
	if (odd) {
		AUTO_FREE char *part = cells_odd(prune);
		append(&sql, " OR ", part);
	}
	return xasprintf("(%s)", buffer_text(&sql));
}

static condition of_cells(struct filter_prune *prune, const struct filter_node *const *parts, size_t n, bool negated)
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
	condition made = cells_condition(prune, &cells);
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
static condition of_range(struct filter_prune *prune, const struct filter_node *check, bool negated, const char *lowest,
			  const char *highest)
{
	struct span span = span_of(check);
	if (check->n_values == 0 || !has_room(prune, 2))
		return NULL;
	switch (negated ? opposite(check->op) : check->op) {
	case FILTER_EQ:
	case FILTER_IN:
	case FILTER_INTERSECTS:
		return xasprintf("(%s <= $%d::bigint AND %s >= $%d::bigint)", lowest, add_number(prune, span.high),
				 highest, add_number(prune, span.low));
	case FILTER_LT:
		return xasprintf("%s < $%d::bigint", lowest, add_number(prune, span.high));
	case FILTER_LE:
		return xasprintf("%s <= $%d::bigint", lowest, add_number(prune, span.high));
	case FILTER_GT:
		return xasprintf("%s > $%d::bigint", highest, add_number(prune, span.low));
	case FILTER_GE:
		return xasprintf("%s >= $%d::bigint", highest, add_number(prune, span.low));
	default:
		return NULL;
	}
}

// A call without a duration matches no comparison, but every negated one.
static condition of_duration(struct filter_prune *prune, const struct filter_node *check)
{
	struct span span = span_of(check);
	const char *op = check->op == FILTER_GT ? ">" : ">=";
	if (check->op == FILTER_NE || check->op == FILTER_EXISTS || check->n_values == 0 || !has_room(prune, 1))
		return NULL;
	if (check->op == FILTER_LT || check->op == FILTER_LE)
		span.low = 0; // any known one may be as short
	return xasprintf("(max_duration IS NULL OR max_duration %s $%d::bigint)", op, add_number(prune, span.low));
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
static size_t facts_of(const struct filter_node *check, int32_t *ret_facts, size_t max)
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

static condition of_facts(struct filter_prune *prune, const int32_t *facts, size_t n)
{
	if (n == 0 || !has_room(prune, 1))
		return NULL;
	return xasprintf("(facts IS NULL OR facts && $%d::int[])", add_facts(prune, facts, n));
}

// --- the tree ---

static condition of_check(struct filter_prune *prune, const struct filter_node *check, bool negated)
{
	int32_t facts[FACTS_MAX];
	if (filter_cells_fit(check))
		return of_cells(prune, &check, 1, negated);
	switch (check->field->id) {
	case FIELD_EVT_TIME:
		return of_range(prune, check, negated, "min_ts", "max_ts");
	case FIELD_EVT_NUM:
		return of_range(prune, check, negated, "first_seq", "last_seq");
	case FIELD_EVT_LATENCY:
		return negated ? NULL : of_duration(prune, check);
	default:
		return negated ? NULL : of_facts(prune, facts, facts_of(check, facts, FACTS_MAX));
	}
}

// The children that only ask for calls, together: "a failed openat" is more than "an openat, and a failure".
static size_t take_cells(const struct filter_node *node, const struct filter_node **ret_parts)
{
	size_t n = 0;
	for (size_t i = 0; i < node->n; i++) {
		if (filter_cells_fit(node->children[i]))
			ret_parts[n++] = node->children[i];
	}
	return n;
}

// All must be possible; what leaves nothing out is left out.
static condition of_all(struct filter_prune *prune, const struct filter_node *node, bool negated)
{
	AUTO_VALUE(buffer) struct buffer sql = {.max = SQL_MAX};
	AUTO_FREE const struct filter_node **parts = xcalloc(node->n, sizeof(*parts));
	size_t n = negated ? 0 : take_cells(node, parts);
	if (n > 0) {
		AUTO_FREE char *part = of_cells(prune, parts, n, false);
		if (part)
			append(&sql, " AND ", part);
	}
	for (size_t i = 0; i < node->n; i++) {
		if (!negated && filter_cells_fit(node->children[i]))
			continue;
		AUTO_FREE char *part = walk(prune, node->children[i], negated);
		if (part)
			append(&sql, " AND ", part);
	}
	return sql.len > 0 && !sql.failed ? xasprintf("(%s)", buffer_text(&sql)) : NULL;
}

// Facts of several children are looked for in one go.
static size_t join_facts(const struct filter_node *node, bool *ret_taken, int32_t *ret_facts)
{
	size_t n = 0;
	for (size_t i = 0; i < node->n; i++) {
		const struct filter_node *child = node->children[i];
		size_t more = child->kind == FILTER_NODE_CHECK && !filter_cells_fit(child)
				  ? facts_of(child, ret_facts + n, FACTS_MAX - n)
				  : 0;
		ret_taken[i] = more > 0;
		n += more;
	}
	return n;
}

// One must be possible: as soon as one child leaves nothing out, neither does the whole.
static condition of_any(struct filter_prune *prune, const struct filter_node *node, bool negated)
{
	AUTO_VALUE(buffer) struct buffer sql = {.max = SQL_MAX};
	AUTO_FREE bool *taken = xcalloc(node->n, sizeof(*taken));
	int32_t facts[FACTS_MAX];
	unsigned before = prune->n_params;
	size_t n = negated ? 0 : join_facts(node, taken, facts);
	if (n > 0) {
		AUTO_FREE char *part = of_facts(prune, facts, n);
		if (!part)
			return NULL;
		append(&sql, " OR ", part);
	}
	for (size_t i = 0; i < node->n; i++) {
		if (taken[i])
			continue;
		AUTO_FREE char *part = walk(prune, node->children[i], negated);
		if (!part)
			return give_up(prune, before);
		append(&sql, " OR ", part);
	}
	return sql.len > 0 && !sql.failed ? xasprintf("(%s)", buffer_text(&sql)) : give_up(prune, before);
}

static condition walk(struct filter_prune *prune, const struct filter_node *node, bool negated)
{
	switch (node->kind) {
	case FILTER_NODE_ALL:
		return negated ? xstrdup("false") : NULL;
	case FILTER_NODE_NOT:
		return walk(prune, node->children[0], !negated);
	case FILTER_NODE_CHECK:
		return of_check(prune, node, negated);
	default:
		if (filter_cells_fit(node))
			return of_cells(prune, &node, 1, negated);
		return (node->kind == FILTER_NODE_AND) != negated ? of_all(prune, node, negated)
								  : of_any(prune, node, negated);
	}
}

struct filter_prune *filter_prune_new(const struct filter *filter, int first)
{
	struct filter_prune *prune = xcalloc(1, sizeof(*prune));
	prune->first = first;
	prune->sql = walk(prune, filter->root, false);
	return prune;
}

void filter_prune_free(struct filter_prune *prune)
{
	if (!prune)
		return;
	(void)give_up(prune, 0);
	free(prune->sql);
	free(prune);
}

const char *filter_prune_sql(const struct filter_prune *prune)
{
	return prune->sql ? prune->sql : "true";
}

bool filter_prune_is_idle(const struct filter_prune *prune)
{
	return !prune->sql;
}

void filter_prune_bind(const struct filter_prune *prune, struct db_params *params)
{
	assert(params->n == prune->first - 1);
	for (unsigned i = 0; i < prune->n_params; i++) {
		const struct param *param = &prune->params[i];
		switch (param->kind) {
		case PARAM_NUMBER:
			db_param_i64(params, param->number);
			break;
		case PARAM_FACTS:
			db_param_i32_array(params, param->facts, param->n);
			break;
		case PARAM_CALLS:
			db_param_i64_array(params, param->calls, param->n);
			break;
		}
	}
}
