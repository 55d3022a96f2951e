// SPDX-License-Identifier: Apache-2.0
#include "detector/state/user_names.h"

#include "common/event/event.h"
#include "tests/unit/support/check_main.h"

#include <pwd.h>
#include <string.h>
#include <unistd.h>

static const char plain[] = "0 0 4294967295\n";

START_TEST(names_come_from_sound_lines_only)
{
	static const char passwd[] =
	    "root:x:0:0:root:/root:/bin/sh\nodd\n:x:5:5::/:\nbad:x:abc:1::/:\nbig:x:99999999999:1::/:\n"
	    "twin:x:0:0::/:\nnocolon:x:7\nuser:x:1000:1000::/home/user:/bin/sh";
	struct user_names *names = user_names_new();
	struct user_world *world = user_names_add(names, passwd, sizeof(passwd) - 1, plain, plain);
	ck_assert_str_eq(user_world_name(world, 0, 0), "root");
	ck_assert_str_eq(user_world_name(world, 1000, 0), "user");
	ck_assert_str_eq(user_world_name(world, 5, 0), "");
	ck_assert_str_eq(user_world_name(world, 7, 0), "");
	ck_assert_str_eq(user_world_name(world, EVENT_NO_ID, 0), "");
	user_names_free(names);
}
END_TEST

START_TEST(a_user_namespace_has_numbers_of_its_own)
{
	static const char map[] = "         0       1000          1\n         1     100000      65536\n";
	static const char passwd[] = "root:x:0:0::/:\nwww:x:33:33::/:\n";
	struct user_names *names = user_names_new();
	struct user_world *world = user_names_add(names, passwd, sizeof(passwd) - 1, map, map);
	ck_assert_str_eq(user_world_name(world, 1000, 0), "root");
	ck_assert_str_eq(user_world_name(world, 100032, 0), "www");
	ck_assert_str_eq(user_world_name(world, 33, 0), "");
	ck_assert_uint_eq(user_world_uid(world, 33), 100032);
	ck_assert_uint_eq(user_world_gid(world, 0), 1000);
	ck_assert_uint_eq(user_world_uid(world, 70000), EVENT_NO_ID);
	user_names_free(names);
}
END_TEST

START_TEST(a_hostile_file_is_cut_off)
{
	static char passwd[1 << 20];
	struct user_names *names = user_names_new();
	memset(passwd, 'a', sizeof(passwd));
	ck_assert_str_eq(user_world_name(user_names_add(names, passwd, sizeof(passwd), plain, plain), 1, 0), "");
	for (size_t at = 0; at + 8 < sizeof(passwd); at += 8)
		memcpy(passwd + at, "u:x:9:9\n", 8);
	ck_assert_str_eq(user_world_name(user_names_add(names, passwd, sizeof(passwd), plain, plain), 9, 0), "u");
	ck_assert_str_eq(user_world_name(user_names_add(names, "", 0, "", ""), 0, 0), "");
	user_names_free(names);
}
END_TEST

START_TEST(our_own_user_has_its_name)
{
	struct user_names *names = user_names_new();
	const struct passwd *passwd = getpwuid(geteuid());
	struct user_world *world = user_names_world(names, getpid());
	ck_assert_ptr_nonnull(world);
	ck_assert_ptr_eq(user_names_world(names, getpid()), world);
	ck_assert_str_eq(user_world_name(world, geteuid(), getpid()), passwd ? passwd->pw_name : "");
	ck_assert_ptr_null(user_names_world(names, 5000000));
	user_names_free(names);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, names_come_from_sound_lines_only);
	tcase_add_test(tests, a_user_namespace_has_numbers_of_its_own);
	tcase_add_test(tests, a_hostile_file_is_cut_off);
	tcase_add_test(tests, our_own_user_has_its_name);
}
