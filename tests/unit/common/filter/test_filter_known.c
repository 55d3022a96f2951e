// SPDX-License-Identifier: Apache-2.0
#include "common/filter/filter_known.h"

#include "common/base/alloc.h"
#include "tests/unit/common/filter/filter_support.h"

struct seen {
	const struct filter_field *field;
	const char *argument;
	unsigned n;
	bool openat, signal;
	char before[64];
};

static void see(void *ctx, const char *value, const char *help)
{
	struct seen *seen = ctx;
	struct filter_value read;
	struct filter_error problem;
	ck_assert_msg(filter_value_parse(seen->field, seen->argument, FILTER_EQ, xstrdup(value), strlen(value), &read,
					 &problem) == 0,
		      "%s: %s", seen->field->name, value);
	filter_value_done(&read);
	ck_assert_str_ne(seen->before, value);
	ck_assert(strlen(value) < 96 && strlen(help) < 160);
	(void)snprintf(seen->before, sizeof(seen->before), "%s", value);
	seen->n++;
	seen->openat |= strcmp(value, "openat") == 0 && strcmp(help, "file") == 0;
	seen->signal |= strcmp(value, "signal") == 0;
}

static void known_values_are_values_at(int i)
{
	struct seen seen = {.field = &filter_fields[i]};
	filter_known_values(seen.field, NULL, see, &seen);
	if (i == FIELD_EVT_TYPE)
		ck_assert(seen.openat && seen.signal && seen.n > 400);
	if (i == FIELD_PROC_NAME || i == FIELD_USER_UID || i == FIELD_EVT_ARG)
		ck_assert_uint_eq(seen.n, 0);
	if (i == FIELD_EVT_CATEGORY || i == FIELD_SIGNAL_NAME || i == FIELD_EVT_RES || i == FIELD_FD_TYPE)
		ck_assert_uint_gt(seen.n, 9);
}

// In one process: a fork for each row takes minutes under the sanitizers.
START_TEST(known_values_are_values)
{
	for (int i = 0; i < (int)FILTER_FIELDS; i++)
		known_values_are_values_at(i);
}
END_TEST

START_TEST(flags_are_known_by_the_arguments_name)
{
	struct seen seen = {.field = &filter_fields[FIELD_EVT_ARG], .argument = "whence"};
	filter_known_values(seen.field, seen.argument, see, &seen);
	ck_assert_uint_ge(seen.n, 5);
	seen = (struct seen){.field = seen.field, .argument = "nosuch"};
	filter_known_values(seen.field, seen.argument, see, &seen);
	ck_assert_uint_eq(seen.n, 0);
}
END_TEST

static void count(void *ctx, const char *name, const char *help)
{
	(void)help;
	ck_assert(name[0]);
	++*(unsigned *)ctx;
}

START_TEST(arguments_are_known)
{
	unsigned n = 0;
	filter_known_arguments(count, &n);
	ck_assert_uint_gt(n, 100);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, known_values_are_values);
	tcase_add_test(tests, flags_are_known_by_the_arguments_name);
	tcase_add_test(tests, arguments_are_known);
}
