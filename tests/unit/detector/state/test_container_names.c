// SPDX-License-Identifier: Apache-2.0
#include "detector/state/container_names.h"

#include "tests/unit/support/check_main.h"

#include <stdio.h>

START_TEST(a_container_is_found_by_its_short_id)
{
	struct container_names *names = container_names_new();
	ck_assert_ptr_null(container_names_find(names, "0123456789ab"));
	container_names_put(names, "0123456789abcdef0123456789abcdef", "web", "nginx");
	ck_assert_str_eq(container_names_find(names, "0123456789ab")->name, "web");
	container_names_put(names, "0123456789ab", "shop", "nginx");
	ck_assert_str_eq(container_names_find(names, "0123456789ab")->name, "shop");
	ck_assert_str_eq(container_names_find(names, "0123456789ab")->image, "nginx");
	container_names_free(names);
}
END_TEST

START_TEST(the_oldest_is_forgotten_for_want_of_room)
{
	struct container_names *names = container_names_new();
	char id[13];
	for (unsigned i = 0; i < 1025; i++) {
		(void)snprintf(id, sizeof(id), "%012x", i);
		container_names_put(names, id, id, "image");
	}
	ck_assert_ptr_null(container_names_find(names, "000000000000"));
	ck_assert_str_eq(container_names_find(names, "000000000001")->name, "000000000001");
	ck_assert_str_eq(container_names_find(names, "000000000400")->name, "000000000400");
	container_names_free(names);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, a_container_is_found_by_its_short_id);
	tcase_add_test(tests, the_oldest_is_forgotten_for_want_of_room);
}
