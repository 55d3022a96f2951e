// SPDX-License-Identifier: Apache-2.0
#include "detector/ws_client/identity.h"

#include "tests/unit/support/check_main.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/detector/ws_client/spool_maker.h"

static void key_path(const struct spool_place *place, char path[static 96])
{
	(void)snprintf(path, 96, "%s/identity.key", place->dir);
}

START_TEST(a_key_is_made_once_and_found_again)
{
	struct spool_place place;
	spool_place_init(&place);
	struct error err = {0};
	AUTO(identity) struct identity *first = NULL;
	AUTO(identity) struct identity *second = NULL;
	char path[96], a[IDENTITY_BASE64_SIZE], b[IDENTITY_BASE64_SIZE];
	ck_assert_int_eq(identity_load(place.dir, &first, &err), -ENOENT);
	ck_assert_ptr_nonnull(strstr(err.text, "enroll"));
	ck_assert_msg(identity_load_or_make(place.dir, &first, &err) == 0, "%s", err.text);
	ck_assert_msg(identity_load(place.dir, &second, &err) == 0, "%s", err.text);
	identity_public_key(first, a);
	identity_public_key(second, b);
	ck_assert_str_eq(a, b);
	ck_assert_uint_eq(strlen(a), 44);
	struct stat st;
	key_path(&place, path);
	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0600);
	spool_place_done(&place);
}
END_TEST

START_TEST(a_folder_that_is_not_there_is_made)
{
	struct spool_place place;
	spool_place_init(&place);
	struct error err = {0};
	char dir[96];
	AUTO(identity) struct identity *identity = NULL;
	(void)snprintf(dir, sizeof(dir), "%s/state", place.dir);
	ck_assert_int_eq(identity_load(dir, &identity, &err), -ENOENT);
	ck_assert_int_eq(identity_load_or_make(dir, &identity, &err), 0);
	spool_place_done(&place);
}
END_TEST

START_TEST(a_key_that_others_may_read_is_refused)
{
	struct spool_place place;
	spool_place_init(&place);
	struct error err = {0};
	char path[96];
	AUTO(identity) struct identity *identity = NULL;
	AUTO(identity) struct identity *again = NULL;
	ck_assert_int_eq(identity_load_or_make(place.dir, &identity, &err), 0);
	key_path(&place, path);
	ck_assert_int_eq(chmod(path, 0644), 0);
	ck_assert_int_eq(identity_load_or_make(place.dir, &again, &err), -EPERM);
	ck_assert_ptr_nonnull(strstr(err.text, "chmod 600"));
	spool_place_done(&place);
}
END_TEST

START_TEST(a_damaged_key_is_refused_and_not_replaced)
{
	static const char *const damaged[] = {"", "rubbish", "syscope-ed25519 AAAA\n", "syscope-ed25519 ====\n"};
	struct spool_place place;
	spool_place_init(&place);
	char path[96];
	key_path(&place, path);
	for (size_t i = 0; i < sizeof(damaged) / sizeof(damaged[0]); i++) {
		struct error err = {0};
		AUTO(identity) struct identity *identity = NULL;
		int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
		ck_assert_int_eq(write(fd, damaged[i], strlen(damaged[i])), (ssize_t)strlen(damaged[i]));
		(void)close(fd);
		ck_assert_int_eq(identity_load_or_make(place.dir, &identity, &err), -EBADMSG);
		ck_assert_ptr_null(identity);
	}
	spool_place_done(&place);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, a_key_is_made_once_and_found_again);
	tcase_add_test(tests, a_folder_that_is_not_there_is_made);
	tcase_add_test(tests, a_key_that_others_may_read_is_refused);
	tcase_add_test(tests, a_damaged_key_is_refused_and_not_replaced);
}
