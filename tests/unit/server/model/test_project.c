// SPDX-License-Identifier: Apache-2.0
#include "server/model/project.h"

#include "tests/unit/support/check_main.h"

#include <string.h>

START_TEST(names_are_one_line_descriptions_may_have_several)
{
	struct error err = {0};
	ck_assert_int_eq(project_name_check("Größe 7", &err), 0);
	ck_assert_int_eq(project_name_check("", &err), -EINVAL);
	ck_assert_int_eq(project_name_check("a\nb", &err), -EINVAL);
	ck_assert_int_eq(project_description_check("", &err), 0);
	ck_assert_int_eq(project_description_check("one\r\n\ttwo\n\n", &err), 0);
	ck_assert_int_eq(project_description_check("one\n\x1b[2J", &err), -EINVAL);
	char longest[PROJECT_DESCRIPTION_MAX + 2];
	memset(longest, 'a', sizeof(longest));
	longest[PROJECT_DESCRIPTION_MAX + 1] = '\0';
	ck_assert_int_eq(project_description_check(longest, &err), -EINVAL);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, names_are_one_line_descriptions_may_have_several);
}
