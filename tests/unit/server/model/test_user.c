// SPDX-License-Identifier: Apache-2.0
#include "server/model/user.h"

#include "tests/unit/support/check_main.h"

#include <string.h>

START_TEST(user_names_are_lower_case_words)
{
	struct error err = {0};
	char name[USERNAME_MAX + 1] = "before";
	ck_assert_int_eq(username_normalize("Vera.K-2@example", name, &err), 0);
	ck_assert_str_eq(name, "vera.k-2@example");
	char longest[USERNAME_MAX + 2];
	memset(longest, 'a', sizeof(longest));
	longest[USERNAME_MAX + 1] = '\0';
	const char *const bad[] = {NULL, "", ".a", "a b", "a/b", "ä", "a\n", longest};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		ck_assert_int_eq(username_normalize(bad[i], name, &err), -EINVAL);
		ck_assert_int_eq(strncmp(err.text, "username: ", 10), 0);
	}
	ck_assert_str_eq(name, "vera.k-2@example");
	longest[USERNAME_MAX] = '\0';
	ck_assert_int_eq(username_normalize(longest, name, &err), 0);
}
END_TEST

START_TEST(weak_passwords_are_refused)
{
	struct error err = {0};
	char longest[PASSWORD_MAX + 2];
	memset(longest, 'x', sizeof(longest));
	longest[0] = 'y';
	longest[PASSWORD_MAX + 1] = '\0';
	const char *const bad[] = {
	    NULL,   "", "short", "elevenchars", "Password1234", "aaaaaaaaaaaaaa", "administrator", "vera.k-2@example",
	    longest};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		ck_assert_msg(password_check(bad[i], "vera.k-2@example", &err) == -EINVAL, "%zu", i);
		ck_assert_int_eq(strncmp(err.text, "password: ", 10), 0);
	}
	longest[PASSWORD_MAX] = '\0';
	ck_assert_int_eq(password_check(longest, "vera", &err), 0);
	ck_assert_int_eq(password_check("all lower case is fine", "vera", &err), 0); // no rules of composition
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, user_names_are_lower_case_words);
	tcase_add_test(tests, weak_passwords_are_refused);
}
