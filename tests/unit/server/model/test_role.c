// SPDX-License-Identifier: Apache-2.0
#include "server/model/role.h"

#include "tests/unit/support/check_main.h"

#include <string.h>

START_TEST(names_are_read_back)
{
	struct error err = {0};
	for (int i = 0; i < ROLE_COUNT; i++) {
		enum role role = ROLE_COUNT;
		ck_assert_int_eq(role_parse(role_name((enum role)i), &role, &err), 0);
		ck_assert_int_eq(role, i);
		ck_assert_str_ne(role_title(role), "");
	}
	enum role role = ROLE_VIEWER;
	ck_assert_int_eq(role_parse("Admin", &role, &err), -EINVAL);
	ck_assert_int_eq(role_parse(NULL, &role, &err), -EINVAL);
	ck_assert_int_eq(role, ROLE_VIEWER);
}
END_TEST

static bool has(enum role role, bool global, const char *name)
{
	const char *names[PERMISSION_COUNT];
	size_t n = role_permissions(role, global, names);
	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

START_TEST(roles_have_the_documented_permissions)
{
	ck_assert(has(ROLE_ADMIN, true, "user.manage"));
	ck_assert(has(ROLE_OPERATOR, true, "project.create"));
	ck_assert(!has(ROLE_OPERATOR, true, "user.view"));
	ck_assert(has(ROLE_ANALYST, true, "detector.view"));
	ck_assert(!has(ROLE_VIEWER, true, "detector.view"));
	ck_assert(has(ROLE_ANALYST, false, "terminal.input"));
	ck_assert(has(ROLE_VIEWER, false, "terminal.view"));
	ck_assert(!has(ROLE_VIEWER, false, "terminal.input"));
	ck_assert(!has(ROLE_OPERATOR, false, "member.manage"));
	ck_assert(!has(ROLE_ADMIN, true, "scan.view")); // of the other kind
}
END_TEST

START_TEST(an_admin_may_everything_and_every_permission_has_a_name)
{
	for (int i = 0; i < PERMISSION_COUNT; i++) {
		ck_assert(role_allows(ROLE_ADMIN, (enum permission)i));
		ck_assert_ptr_nonnull(permission_name((enum permission)i));
	}
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, names_are_read_back);
	tcase_add_test(tests, roles_have_the_documented_permissions);
	tcase_add_test(tests, an_admin_may_everything_and_every_permission_has_a_name);
}
