// SPDX-License-Identifier: Apache-2.0
#include "detector/state/if_names.h"

#include "tests/unit/support/check_main.h"

START_TEST(a_line_for_each_interface)
{
	static const char list[] = "Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter\n"
				   "1\tlo        :     1      V3\n\t\t\t\t010000E0     1 0:00000000\t\t0\n"
				   "12\teth0      :     2      V3\n";
	char name[IF_NAME_SIZE];
	ck_assert(if_name_parse(list, 1, name));
	ck_assert_str_eq(name, "lo");
	ck_assert(if_name_parse(list, 12, name));
	ck_assert_str_eq(name, "eth0");
	ck_assert(!if_name_parse(list, 2, name));
	ck_assert(!if_name_parse("3\n", 3, name));
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, a_line_for_each_interface);
}
