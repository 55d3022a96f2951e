// SPDX-License-Identifier: Apache-2.0
// A filter as anyone might send it: parsed, printed, parsed again, which must give the same; completed at a place of its own; and read as
// a list of strace's -e trace.
#include "tests/fuzz/fuzz.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/filter/filter_ast.h"
#include "common/filter/filter_complete.h"

#define PRINTED_MAX (1u << 20)

// m: a list; n: a filter that uses the two others; o: itself.
static int find(void *ctx, const char *name, size_t len, struct buffer *ret_text)
{
	(void)ctx;
	static const char *const texts[] = {"(a, 'b c')", "user.uid = 0 or proc.name in (m)", "not o"};
	if (len != 1 || name[0] < 'm' || name[0] > 'o')
		return -ENOENT;
	return buffer_append_text(ret_text, texts[name[0] - 'm']);
}

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void round_trip(const struct filter *filter)
{
	AUTO_VALUE(buffer) struct buffer text, again;
	buffer_init(&text, PRINTED_MAX);
	buffer_init(&again, PRINTED_MAX);
	filter_print(filter, &text);
	AUTO(filter) struct filter *parsed = NULL;
	struct error err;
	if (text.len > FILTER_TEXT_MAX) // escapes and blanks made it longer
		return;
	must(filter_parse(buffer_text(&text), text.len, NULL, &parsed, NULL, &err) == 0);
	must(filter_node_equal(filter->root, parsed->root) && filter->needs == parsed->needs);
	filter_print(parsed, &again);
	must(text.len == again.len && memcmp(buffer_text(&text), buffer_text(&again), text.len) == 0);
	const struct filter_node *part = parsed->root;
	AUTO(filter) struct filter *copy = filter_and(&part, 1);
	must(filter_node_equal(copy->root, part));
}

static void parse(const char *text, size_t len)
{
	struct filter_macros macros = {.find = find};
	struct filter_error details;
	struct error err;
	AUTO(filter) struct filter *filter = NULL;
	int r = filter_parse(text, len, &macros, &filter, &details, &err);
	if (r == 0)
		round_trip(filter);
	else
		must(details.at <= len && details.len <= len - details.at && details.text[0]);
	(void)filter_is_list_text(text, len);
}

static void complete(const char *text, size_t len, size_t cursor)
{
	static const char *const names[] = {"m", "n", "o"};
	AUTO_VALUE(filter_completion) struct filter_completion completion;
	filter_complete(text, len, cursor, names, sizeof(names) / sizeof(names[0]), &completion);
	must(completion.from <= completion.to && completion.to <= len && completion.n <= FILTER_CANDIDATES_MAX);
}

static void trace(const char *text, size_t len)
{
	AUTO_FREE char *list = strndup(text, len);
	AUTO(filter) struct filter *filter = NULL;
	struct error err;
	if (list && filter_from_trace(list, &filter, &err) == 0)
		round_trip(filter);
}

// The first byte says where the cursor is.
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	if (len == 0)
		return 0;
	const char *text = (const char *)bytes + 1;
	parse(text, len - 1);
	complete(text, len - 1, bytes[0]);
	if (len > 1 && text[0] != '/') // a list begins with a word; patterns are the parser's as well
		trace(text, len - 1);
	return 0;
}
