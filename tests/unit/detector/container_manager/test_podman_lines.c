// SPDX-License-Identifier: Apache-2.0
#include "detector/container_manager/podman_lines.h"

#include <string.h>

#include "tests/unit/support/check_main.h"

static int on_line(void *ctx, const char *line, size_t len, struct error *err)
{
	struct buffer *all = ctx;
	if (strcmp(line, "stop") == 0)
		return error_set(err, EIO, "stopped");
	(void)buffer_append(all, line, len);
	(void)buffer_append_byte(all, '|');
	return 0;
}

START_TEST(lines_come_whole_however_they_are_cut)
{
	static const char text[] = "{\"a\":1}\n\n{\"b\":2}\nlast";
	for (size_t step = 1; step < sizeof(text); step++) {
		struct podman_lines lines;
		struct buffer all;
		struct error err;
		podman_lines_init(&lines);
		buffer_init(&all, 1024);
		for (size_t at = 0; at < sizeof(text) - 1; at += step) {
			size_t left = sizeof(text) - 1 - at;
			ck_assert_int_eq(
			    podman_lines_push(&lines, text + at, left < step ? left : step, on_line, &all, &err), 0);
		}
		ck_assert_int_eq(podman_lines_end(&lines, on_line, &all, &err), 0);
		ck_assert_str_eq(buffer_text(&all), "{\"a\":1}|{\"b\":2}|last|");
		podman_lines_done(&lines);
		buffer_done(&all);
	}
}
END_TEST

START_TEST(an_endless_line_and_a_refused_line_end_it)
{
	struct podman_lines lines;
	struct buffer all;
	struct error err;
	static char endless[65537];
	memset(endless, 'x', sizeof(endless));
	podman_lines_init(&lines);
	buffer_init(&all, 1u << 20);
	ck_assert_int_eq(podman_lines_push(&lines, endless, sizeof(endless), on_line, &all, &err), -EMSGSIZE);
	podman_lines_done(&lines);
	podman_lines_init(&lines);
	ck_assert_int_eq(podman_lines_push(&lines, "go\nstop\nmore\n", 13, on_line, &all, &err), -EIO);
	ck_assert_str_eq(buffer_text(&all), "go|");
	podman_lines_done(&lines);
	buffer_done(&all);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, lines_come_whole_however_they_are_cut);
	tcase_add_test(tests, an_endless_line_and_a_refused_line_end_it);
}
