// SPDX-License-Identifier: Apache-2.0
#include "server/service/filter_request.h"

#include "common/loop/task.h"
#include "server/model/text.h"
#include "server/repository/chunk_repository.h"
#include "server/repository/filter_cells.h"
#include "server/repository/filter_repository.h"

#include <stdio.h>
#include <string.h>

uint32_t filter_utf16_length(const char *text, size_t bytes)
{
	uint32_t units = 0;
	for (size_t i = 0; i < bytes; i++) {
		uint8_t byte = (uint8_t)text[i];
		units += (byte & 0xc0) != 0x80; // the first byte of a character
		units += byte >= 0xf0;          // beyond the basic plane: a pair
	}
	return units;
}

size_t filter_utf16_bytes(const char *text, size_t len, uint64_t units)
{
	size_t at = 0;
	while (at < len) {
		size_t next = at + 1;
		while (next < len && ((uint8_t)text[next] & 0xc0) == 0x80)
			next++;
		uint64_t need = (uint8_t)text[at] >= 0xf0 ? 2 : 1;
		if (need > units)
			break;
		units -= need;
		at = next;
	}
	return at;
}

// As its first byte says.
static size_t character_length(const char *text, size_t left)
{
	uint8_t first = (uint8_t)text[0];
	size_t n = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
	return n < left ? n : left;
}

// A text that was cut to fit may end inside a character.
static void end_whole(char *text)
{
	size_t len = strlen(text), last = len;
	while (last > 0 && ((uint8_t)text[last - 1] & 0xc0) == 0x80)
		last--;
	if (last > 0 && !text_is_clean(text + last - 1, len - last + 1))
		text[last - 1] = '\0';
}

static int find_macro(void *ctx, const char *name, size_t len, struct buffer *ret_text)
{
	const struct saved_filter_list *list = ctx;
	for (size_t i = 0; i < list->n; i++) {
		const struct saved_filter *filter = &list->items[i];
		if (strlen(filter->name) == len && memcmp(filter->name, name, len) == 0)
			return buffer_append_text(ret_text, filter->text);
	}
	return -ENOENT;
}

struct filter_macros filter_request_macros(const struct saved_filter_list *list)
{
	return (struct filter_macros){.find = find_macro, .ctx = (void *)(uintptr_t)list};
}

static int tell(struct filter_fault *fault, const char *text, const struct filter_error *details, struct error *err)
{
	size_t len = strlen(text);
	size_t at = details->at < len ? details->at : len;
	size_t end = details->len < len - at ? at + details->len : len;
	*fault = (struct filter_fault){
	    .known = true,
	    .at = filter_utf16_length(text, at),
	    .len = filter_utf16_length(text + at, end - at),
	};
	(void)snprintf(fault->message, sizeof(fault->message), "position %u: %s", fault->at + 1, details->text);
	if (details->nearest[0]) {
		size_t used = strlen(fault->message);
		(void)snprintf(fault->message + used, sizeof(fault->message) - used, "; did you mean %s?",
			       details->nearest);
	}
	memcpy(fault->expected, details->expected, sizeof(fault->expected));
	memcpy(fault->nearest, details->nearest, sizeof(fault->nearest));
	end_whole(fault->message);
	end_whole(fault->expected);
	end_whole(fault->nearest);
	return error_set(err, EINVAL, "filter: %.240s", fault->message);
}

// What came in an address may be any bytes.
static int check_utf8(const char *text, struct filter_fault *fault, struct error *err)
{
	size_t sound = 0;
	size_t len = strlen(text);
	if (len > FILTER_TEXT_MAX) {
		struct filter_error details = {.at = FILTER_TEXT_MAX};
		(void)snprintf(details.text, sizeof(details.text), "a filter has at most %u bytes", FILTER_TEXT_MAX);
		return tell(fault, "", &details, err);
	}
	while (sound < len) {
		bool blank = strchr("\t\n\r", text[sound]) != NULL;
		size_t n = blank ? 1 : character_length(text + sound, len - sound);
		if (!blank && !text_is_clean(text + sound, n)) {
			struct filter_error details = {.at = (uint32_t)sound, .len = 1};
			(void)snprintf(details.text, sizeof(details.text),
				       "here is a byte that is no text (UTF-8, without control characters)");
			return tell(fault, text, &details, err);
		}
		sound += n;
	}
	return 0;
}

int filter_request_parse_with(const struct saved_filter_list *macros, const char *text, struct filter **ret_filter,
			      struct filter_fault *ret_fault, struct error *err)
{
	static const struct saved_filter_list none = {0};
	struct filter_macros find = filter_request_macros(macros ? macros : &none);
	struct filter_error details = {0};
	const char *read = text ? text : "";
	*ret_fault = (struct filter_fault){0};
	int r = check_utf8(read, ret_fault, err);
	if (r < 0)
		return r;
	r = filter_parse(read, strlen(read), &find, ret_filter, &details, err);
	return r < 0 ? tell(ret_fault, read, &details, err) : 0;
}

void filter_query_done(struct filter_query *query)
{
	filter_prune_free(query->prune);
	filter_program_free(query->program);
	filter_free(query->filter);
	*query = (struct filter_query){0};
}

struct parsing {
	const struct saved_filter_list *macros;
	const char *text;
	bool compile;
	struct filter_query query;
	struct filter_fault *fault;
	struct error *err;
	int r;
};

static void parse(void *ctx)
{
	struct parsing *p = ctx;
	struct filter_query *query = &p->query;
	p->r = filter_request_parse_with(p->macros, p->text, &query->filter, p->fault, p->err);
	if (p->r < 0 || !p->compile)
		return;
	query->program = filter_program_new(query->filter);
	query->prune = filter_prune_new(query->filter, CHUNK_READ_PARAMS + 1);
	query->by_call = filter_cells_fit(query->filter->root);
}

static bool is_blank(const char *text)
{
	return !text || text[strspn(text, " \t\r\n")] == '\0';
}

// Most filters name no other: they need no look at the store. On the pool: expressions are compiled on the way, which may take time.
static int parse_in_project(struct db *db, const struct uuid *project, struct parsing *parsing)
{
	AUTO_VALUE(saved_filter_list) struct saved_filter_list macros = {0};
	if (is_blank(parsing->text)) {
		parse(parsing);
		return parsing->r;
	}
	task_offload(db_loop(db), parse, parsing);
	if (parsing->r == 0)
		return 0;
	struct error away = {0};
	int r = filter_repository_list(db, project, &macros, &away);
	if (r < 0) {
		*parsing->fault = (struct filter_fault){0};
		*parsing->err = away;
		return r;
	}
	if (macros.n == 0)
		return parsing->r;
	parsing->macros = &macros;
	task_offload(db_loop(db), parse, parsing);
	return parsing->r;
}

int filter_request_parse(struct db *db, const struct uuid *project, const char *text, struct filter **ret_filter,
			 struct filter_fault *ret_fault, struct error *err)
{
	struct parsing parsing = {.text = text, .fault = ret_fault, .err = err};
	int r = parse_in_project(db, project, &parsing);
	if (r == 0)
		*ret_filter = parsing.query.filter;
	return r;
}

int filter_request_compile(struct db *db, const struct uuid *project, const char *text, struct filter_query *ret_query,
			   struct filter_fault *ret_fault, struct error *err)
{
	struct parsing parsing = {.text = text, .compile = true, .fault = ret_fault, .err = err};
	int r = parse_in_project(db, project, &parsing);
	if (r == 0)
		*ret_query = parsing.query;
	return r;
}
