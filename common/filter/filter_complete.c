// SPDX-License-Identifier: Apache-2.0
// Walks the text as the parser would, but never stops at what is wrong, until the cursor is reached; then the place in the grammar says
// what can stand there, and the piece of a word before the cursor which of it.
#include "common/filter/filter_complete.h"

#include "common/base/alloc.h"
#include "common/filter/filter_known.h"
#include "common/filter/filter_text.h"

#include <stdio.h>
#include <string.h>

enum place {
	AT_CONDITION, // a field, a macro, not, (
	AT_OPERATOR,
	AT_VALUE,
	AT_LIST, // ( or a macro
	AT_LIST_VALUE,
	AT_LIST_NEXT,   // , or )
	AT_CONJUNCTION, // and, or, )
	AT_NOTHING,
};

// How well a candidate fits, best first.
enum rank { RANK_START, RANK_PART, RANK_INSIDE, RANKS };

struct completer {
	struct filter_lexer lexer;
	size_t cursor;
	enum place place;
	unsigned open; // parentheses
	const struct filter_field *field;
	char *argument; // of the field, or NULL
	enum filter_op op;
	const char *const *macros;
	size_t n_macros;
	// What a candidate replaces, and what of it stands before the cursor.
	size_t from, to;
	const char *typed;
	size_t typed_len;
	enum rank rank; // the one that is collected
	struct filter_completion *out;
};

// --- what can stand at the place ---

static enum rank rank_of(const struct completer *completer, const char *text)
{
	size_t n = completer->typed_len;
	if (strncasecmp(text, completer->typed, n) == 0)
		return RANK_START;
	enum rank rank = RANKS;
	for (const char *at = text + 1; *text && rank > RANK_PART && strlen(at) >= n; at++) {
		if (strncasecmp(at, completer->typed, n) != 0)
			continue;
		if (strchr("._", at[-1]))
			rank = RANK_PART;
		else if (n > 1) // one letter is in nearly everything
			rank = RANK_INSIDE;
	}
	return rank;
}

static void offer(struct completer *completer, enum filter_candidate_kind kind, const char *text, const char *help)
{
	struct filter_completion *out = completer->out;
	if (rank_of(completer, text) != completer->rank || strlen(text) >= sizeof(out->candidates->text))
		return;
	if (out->n == FILTER_CANDIDATES_MAX) {
		out->left_out++;
		return;
	}
	struct filter_candidate *candidate = &out->candidates[out->n++];
	candidate->kind = kind;
	(void)snprintf(candidate->text, sizeof(candidate->text), "%s", text);
	(void)snprintf(candidate->help, sizeof(candidate->help), "%s", help);
}

static void offer_value(void *ctx, const char *value, const char *help)
{
	offer(ctx, FILTER_CANDIDATE_VALUE, value, help);
}

static void offer_argument(void *ctx, const char *name, const char *help)
{
	(void)help;
	char text[64];
	(void)snprintf(text, sizeof(text), "%s.%s", filter_fields[FIELD_EVT_ARG].name, name);
	offer(ctx, FILTER_CANDIDATE_FIELD, text, "");
}

static void offer_macros(struct completer *completer)
{
	for (size_t i = 0; i < completer->n_macros; i++)
		offer(completer, FILTER_CANDIDATE_MACRO, completer->macros[i], "a saved filter");
}

static void offer_fields(struct completer *completer)
{
	for (size_t i = 0; i < FILTER_FIELDS; i++) {
		const struct filter_field *field = &filter_fields[i];
		char text[64];
		(void)snprintf(text, sizeof(text), "%s%s", field->name,
			       field->argument == FILTER_ARGUMENT_NAME ? "." : "");
		offer(completer, FILTER_CANDIDATE_FIELD, text, field->help);
	}
	size_t arg = strlen(filter_fields[FIELD_EVT_ARG].name) + 1;
	if (completer->typed_len >= arg && strncmp(completer->typed, "evt.arg.", arg) == 0)
		filter_known_arguments(offer_argument, completer);
}

static void offer_condition(struct completer *completer)
{
	offer_fields(completer);
	offer(completer, FILTER_CANDIDATE_WORD, "not", "what does not match");
	offer(completer, FILTER_CANDIDATE_WORD, "(", "");
	offer_macros(completer);
}

static void offer_ops(struct completer *completer)
{
	for (int op = 0; op < FILTER_OPS; op++)
		if (!completer->field || filter_op_fits((enum filter_op)op, completer->field->type))
			offer(completer, FILTER_CANDIDATE_OPERATOR, filter_op_name((enum filter_op)op),
			      filter_op_help((enum filter_op)op));
}

static void offer_values(struct completer *completer)
{
	if (completer->field)
		filter_known_values(completer->field, completer->argument, offer_value, completer);
}

static void offer_at_place(struct completer *completer)
{
	switch (completer->place) {
	case AT_CONDITION:
		offer_condition(completer);
		break;
	case AT_OPERATOR:
		offer_ops(completer);
		break;
	case AT_VALUE:
		offer_values(completer);
		break;
	case AT_LIST:
		offer(completer, FILTER_CANDIDATE_WORD, "(", "a list of values");
		offer_macros(completer);
		break;
	case AT_LIST_VALUE:
		offer_values(completer);
		offer_macros(completer);
		break;
	case AT_LIST_NEXT:
		offer(completer, FILTER_CANDIDATE_WORD, ",", "one more value");
		offer(completer, FILTER_CANDIDATE_WORD, ")", "the end of the list");
		break;
	case AT_CONJUNCTION:
		offer(completer, FILTER_CANDIDATE_WORD, "and", "both must match");
		offer(completer, FILTER_CANDIDATE_WORD, "or", "one must match");
		if (completer->open)
			offer(completer, FILTER_CANDIDATE_WORD, ")", "");
		break;
	case AT_NOTHING:
		break;
	}
}

// --- the walk ---

// The cursor is in or right behind the span, which can still grow.
static bool is_reached(const struct completer *completer, struct filter_span span)
{
	return completer->cursor <= span.at + span.len;
}

static void complete_span(struct completer *completer, size_t from, size_t to, size_t typed_from)
{
	completer->from = from;
	completer->to = to;
	completer->typed = completer->lexer.text + typed_from;
	completer->typed_len = completer->cursor - typed_from;
}

static void set_field(struct completer *completer, struct filter_span span)
{
	bool named;
	free(take_ptr(&completer->argument));
	completer->field = filter_find_field(completer->lexer.text, &span, &named);
	if (named)
		completer->argument = xstrndup(completer->lexer.text + span.at, span.len);
}

// False when the cursor is in it.
static bool walk_index(struct completer *completer)
{
	struct filter_span span;
	if (!filter_take_index(&completer->lexer, &span) || completer->cursor < completer->lexer.pos)
		return false;
	const char *name = completer->lexer.text + span.at;
	if (!completer->argument && span.len && (name[0] < '0' || name[0] > '9')) // evt.arg[flags]
		completer->argument = xstrndup(name, span.len);
	return true;
}

// Each walks over one word or sign; false when the cursor is reached.
static bool walk_condition(struct completer *completer)
{
	if (filter_take(&completer->lexer, '(')) {
		completer->open++;
		return true;
	}
	struct filter_span word = filter_take_word(&completer->lexer);
	if (word.len == 0) {
		completer->lexer.pos++; // nothing that could stand here
		return true;
	}
	if (is_reached(completer, word)) {
		complete_span(completer, word.at, word.at + word.len, word.at);
		return false;
	}
	const char *text = completer->lexer.text + word.at;
	if (filter_is_keyword(text, word.len))
		return true;
	set_field(completer, word);
	if (filter_take(&completer->lexer, '[') && !walk_index(completer)) {
		completer->place = AT_NOTHING;
		return false;
	}
	completer->place = completer->field || memchr(text, '.', word.len) ? AT_OPERATOR : AT_CONJUNCTION;
	return true;
}

static bool walk_operator(struct completer *completer)
{
	struct filter_span span = filter_take_op(&completer->lexer, &completer->op);
	bool is_word = span.len && filter_is_word(completer->lexer.text[span.at]);
	if (is_word && is_reached(completer, span)) {
		complete_span(completer, span.at, span.at + span.len, span.at);
		return false;
	}
	if (completer->op == FILTER_OPS && !is_word)
		completer->lexer.pos++;
	bool list = completer->op < FILTER_OPS && filter_op_is_list(completer->op);
	completer->place = completer->op == FILTER_EXISTS ? AT_CONJUNCTION : list ? AT_LIST : AT_VALUE;
	return true;
}

// Of flags only the one at the cursor: O_CREAT|O_EX.
static void narrow_to_flag(struct completer *completer)
{
	const char *text = completer->lexer.text;
	for (size_t at = completer->cursor; at > completer->from; at--) {
		if (text[at - 1] != '|')
			continue;
		complete_span(completer, at, completer->to, at);
		break;
	}
	const char *next = memchr(text + completer->cursor, '|', completer->to - completer->cursor);
	if (next)
		completer->to = (size_t)(next - text);
}

static bool walk_value(struct completer *completer)
{
	AUTO_VALUE(buffer) struct buffer value;
	buffer_init(&value, FILTER_TEXT_MAX);
	struct filter_span span;
	enum filter_value_form form = filter_take_value(&completer->lexer, &span, &value);
	bool list = completer->place == AT_LIST_VALUE;
	if (form == FILTER_VALUE_NONE) {
		if (list && filter_take(&completer->lexer, ')'))
			completer->place = AT_CONJUNCTION;
		else
			completer->lexer.pos++;
		return true;
	}
	size_t end = span.at + span.len;
	bool closed = form == FILTER_VALUE_QUOTED && completer->cursor == end;
	if (is_reached(completer, span) && !closed) {
		// A quote without an end has all the rest in it: only what stands before the cursor is meant.
		complete_span(completer, span.at, form == FILTER_VALUE_OPEN ? completer->cursor : end,
			      span.at + (form != FILTER_VALUE_BARE));
		if (form == FILTER_VALUE_BARE && completer->field && completer->field->type == FILTER_ARGUMENT)
			narrow_to_flag(completer);
		return false;
	}
	completer->place = list ? AT_LIST_NEXT : AT_CONJUNCTION;
	return true;
}

// Over a word, or over one byte that is none; false when the cursor is in it.
static bool walk_word(struct completer *completer, struct filter_span *ret_word)
{
	*ret_word = filter_take_word(&completer->lexer);
	if (ret_word->len == 0) {
		completer->lexer.pos++;
		return true;
	}
	if (!is_reached(completer, *ret_word))
		return true;
	complete_span(completer, ret_word->at, ret_word->at + ret_word->len, ret_word->at);
	return false;
}

static bool walk_list(struct completer *completer)
{
	if (filter_take(&completer->lexer, '(')) {
		completer->place = AT_LIST_VALUE;
		return true;
	}
	struct filter_span word;
	if (!walk_word(completer, &word))
		return false;
	if (word.len > 0)
		completer->place = AT_CONJUNCTION;
	return true;
}

static bool walk_list_next(struct completer *completer)
{
	if (filter_take(&completer->lexer, ','))
		completer->place = AT_LIST_VALUE;
	else if (filter_take(&completer->lexer, ')'))
		completer->place = AT_CONJUNCTION;
	else
		completer->lexer.pos++;
	return true;
}

static bool walk_conjunction(struct completer *completer)
{
	if (filter_take(&completer->lexer, ')')) {
		completer->open -= completer->open > 0;
		return true;
	}
	struct filter_span word;
	if (!walk_word(completer, &word))
		return false;
	if (filter_is_keyword(completer->lexer.text + word.at, word.len))
		completer->place = AT_CONDITION;
	return true;
}

static bool (*const walks[])(struct completer *completer) = {
    [AT_CONDITION] = walk_condition,
    [AT_OPERATOR] = walk_operator,
    [AT_VALUE] = walk_value,
    [AT_LIST] = walk_list,
    [AT_LIST_VALUE] = walk_value,
    [AT_LIST_NEXT] = walk_list_next,
    [AT_CONJUNCTION] = walk_conjunction,
};

static void walk(struct completer *completer)
{
	do {
		filter_skip_blanks(&completer->lexer);
		if (completer->lexer.pos >= completer->cursor) {
			complete_span(completer, completer->cursor, completer->cursor, completer->cursor);
			return;
		}
	} while (walks[completer->place](completer));
}

void filter_complete(const char *text, size_t len, size_t cursor, const char *const *macros, size_t n_macros,
		     struct filter_completion *ret_completion)
{
	len = len < FILTER_TEXT_MAX ? len : FILTER_TEXT_MAX;
	cursor = cursor < len ? cursor : len;
	while (cursor > 0 && cursor < len && ((uint8_t)text[cursor] & 0xc0) == 0x80) // in the middle of a character
		cursor--;
	*ret_completion =
	    (struct filter_completion){.candidates = xcalloc(FILTER_CANDIDATES_MAX, sizeof(struct filter_candidate))};
	struct completer completer = {.lexer = {.text = text, .len = len},
				      .cursor = cursor,
				      .macros = macros,
				      .n_macros = n_macros,
				      .from = cursor,
				      .to = cursor,
				      .typed = "",
				      .out = ret_completion};
	walk(&completer);
	for (int rank = 0; rank < RANKS; rank++) {
		completer.rank = (enum rank)rank;
		offer_at_place(&completer);
	}
	free(completer.argument);
	ret_completion->from = (uint32_t)completer.from;
	ret_completion->to = (uint32_t)completer.to;
}

void filter_completion_done(struct filter_completion *completion)
{
	free(completion->candidates);
	*completion = (struct filter_completion){0};
}
