// SPDX-License-Identifier: Apache-2.0
#include "detector/mode/completion.h"

#include "tests/unit/support/check_main.h"

#include <stdio.h>
#include <string.h>

#define WORDS 8

static const struct {
	const char *words[WORDS];
	const char *first, *only_if; // the first line up to its tab; a line that must be there as well
} lines[] = {
    {{"ex"}, "exec", NULL},
    {{""}, "run", "connect"},
    {{"exec", "--form"}, "--format", NULL},
    {{"exec", "--format", ""}, "text", "json"},
    {{"exec", "--format=j"}, "--format=json", NULL},
    {{"exec", "-e", "tra"}, "trace=", NULL},
    {{"exec", "-e", "%fi"}, "%file", NULL},
    {{"exec", "-e", "trace=read,opena"}, "trace=read,openat", "trace=read,openat2"},
    {{"exec", "-e", "trace=!%net"}, "trace=!%network", "trace=!%net"},
    {{"exec", "-e", "signal=SIGCHL"}, "signal=SIGCHLD", NULL},
    {{"exec", "-e", "status=successful,f"}, "status=successful,failed", NULL},
    {{"exec", "-e", "quiet=pers"}, "quiet=personality", NULL},
    {{"exec", "--filter", "evt.type = renam"}, "evt.type = rename", NULL},
    {{"exec", "--filter=evt.faile"}, "--filter=evt.failed", NULL},
    {{"exec", "-o", ""}, ":files ", NULL},
    {{"exec", "-ffo", ""}, ":files ", NULL},
    {{"exec", "--output="}, ":files --output=", NULL},
    {{"exec", "-u", "roo"}, ":users ", NULL},
    {{"exec", ""}, ":commands ", NULL},
    {{"exec", "--", ""}, ":commands ", NULL},
    {{"exec", "-e", "open", "ls", "-"}, ":files ", NULL},
    {{"run", "--rm", ""}, ":images ", NULL},
    {{"run", "--pull", "mis"}, "missing", NULL},
    {{"run", "debian", ""}, ":files ", NULL},
    {{"host", ""}, NULL, NULL},
    {{"nosuchmode", ""}, NULL, NULL},
    {{"exec", "--nosuchoption", "x", "y"}, ":files ", NULL},
};

START_TEST(candidates_fit_the_place)
{
	char *words[WORDS];
	int n = 0;
	AUTO_VALUE(buffer) struct buffer out;
	buffer_init(&out, 1u << 20);
	for (; n < WORDS && lines[_i].words[n]; n++)
		words[n] = (char *)lines[_i].words[n];
	complete_words(n, words, &out);
	if (!lines[_i].first) {
		ck_assert_uint_eq(out.len, 0);
		return;
	}
	const char *text = buffer_text(&out);
	size_t len = strlen(lines[_i].first);
	ck_assert_msg(strncmp(text, lines[_i].first, len) == 0 && strchr("\t\n", text[len]), "%s: %.60s",
		      lines[_i].first, text);
	if (lines[_i].only_if)
		ck_assert_msg(strstr(text, lines[_i].only_if) != NULL, "%s", lines[_i].only_if);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_loop_test(tests, candidates_fit_the_place, 0, sizeof(lines) / sizeof(lines[0]));
}
