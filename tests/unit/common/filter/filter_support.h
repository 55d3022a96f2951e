// SPDX-License-Identifier: Apache-2.0
// Some macros, and a filter's canonical text in one call.
#pragma once

#include "common/filter/filter_text.h"
#include "tests/unit/support/check_main.h"

#include <stdio.h>
#include <string.h>

static const char *const test_macros[][2] = {
    {"shells", "(bash, sh)"},
    {"more_shells", "shells, 'z sh'"},
    {"is_root", "user.uid = 0"},
    {"either", "proc.name = a or proc.name = b"},
    {"one", "not two"},
    {"two", "is_root and (three)"},
    {"three", "one"},
    {"round", "(square, x)"},
    {"square", "(y, round)"},
    {"broken", "proc.nam = 1"},
    {"blank", " "},
    {"rest", "is_root )"},
    {"deep", "deeper"},
    {"deeper", "is_root"},
};

static inline int test_macro_find(void *ctx, const char *name, size_t len, struct buffer *ret_text)
{
	(void)ctx;
	for (size_t i = 0; i < sizeof(test_macros) / sizeof(test_macros[0]); i++)
		if (strlen(test_macros[i][0]) == len && memcmp(test_macros[i][0], name, len) == 0)
			return buffer_append_text(ret_text, test_macros[i][1]);
	return -ENOENT;
}

static const struct filter_macros all_test_macros = {.find = test_macro_find};

static inline struct filter *parse_good(const char *text)
{
	struct filter *filter = NULL;
	struct error err;
	int r = filter_parse(text, strlen(text), &all_test_macros, &filter, NULL, &err);
	ck_assert_msg(r == 0, "%s: %s", text, r < 0 ? err.text : "");
	return filter;
}

// Valid until the next call.
static inline const char *canonical(const char *text)
{
	static char line[4096];
	AUTO(filter) struct filter *filter = parse_good(text);
	AUTO_VALUE(buffer) struct buffer out;
	buffer_init(&out, 1u << 20);
	filter_print(filter, &out);
	(void)snprintf(line, sizeof(line), "%s", buffer_text(&out));
	return line;
}
