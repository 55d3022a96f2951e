// SPDX-License-Identifier: Apache-2.0
#include "detector/container_manager/leftovers.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/support/check_main.h"

static const char *owner_of(const struct container_spec *spec)
{
	const char *label = spec->labels.items[spec->labels.count - 1];
	ck_assert_int_eq(strncmp(label, LABEL_OWNER "=", strlen(LABEL_OWNER) + 1), 0);
	return label + strlen(LABEL_OWNER) + 1;
}

START_TEST(an_owner_is_alive_while_just_that_process_lives)
{
	AUTO_VALUE(container_spec) struct container_spec spec = {0};
	struct error err;
	ck_assert_int_eq(leftovers_label(&spec, "8d6f2c1e", "local", &err), 0);
	ck_assert_str_eq(spec.labels.items[0], "syscope.scan=8d6f2c1e");
	ck_assert_str_eq(spec.labels.items[1], "syscope.detector=local");
	const char *owner = owner_of(&spec);
	ck_assert(leftovers_owner_alive(owner));
	// Another process that has the same number: another start time.
	char other[160];
	(void)snprintf(other, sizeof(other), "%s1", owner);
	ck_assert(!leftovers_owner_alive(other));
	// The same after a reboot.
	(void)snprintf(other, sizeof(other), "%s", owner);
	other[0] = other[0] == 'f' ? '0' : 'f';
	ck_assert(!leftovers_owner_alive(other));
}
END_TEST

START_TEST(a_dead_process_and_rubbish_are_not_alive)
{
	static const char *const rubbish[] = {"", "/", "//", "a/b/c", "a/-1/1", "a/99999999999/1", "a/1"};
	int ends[2];
	char owner[160] = "";
	ck_assert_int_eq(pipe(ends), 0);
	pid_t child = fork();
	if (child == 0) {
		AUTO_VALUE(container_spec) struct container_spec spec = {0};
		struct error err;
		(void)leftovers_label(&spec, "s", "d", &err);
		(void)!write(ends[1], owner_of(&spec), strlen(owner_of(&spec)));
		_exit(0);
	}
	ck_assert_int_eq(waitpid(child, NULL, 0), child);
	ck_assert_int_gt(read(ends[0], owner, sizeof(owner) - 1), 0);
	ck_assert(!leftovers_owner_alive(owner));
	for (size_t i = 0; i < sizeof(rubbish) / sizeof(*rubbish); i++)
		ck_assert(!leftovers_owner_alive(rubbish[i]));
}
END_TEST

START_TEST(labels_take_only_plain_words)
{
	AUTO_VALUE(container_spec) struct container_spec spec = {0};
	struct error err;
	ck_assert_int_eq(leftovers_label(&spec, "a b", "local", &err), -EINVAL);
	ck_assert_int_eq(leftovers_label(&spec, "s", "x\"]}", &err), -EINVAL);
	ck_assert_int_eq(leftovers_label(&spec, "s", "", &err), -EINVAL);
	ck_assert_uint_eq(spec.labels.count, 0);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, an_owner_is_alive_while_just_that_process_lives);
	tcase_add_test(tests, a_dead_process_and_rubbish_are_not_alive);
	tcase_add_test(tests, labels_take_only_plain_words);
}
