// SPDX-License-Identifier: Apache-2.0
#include "detector/container_manager/container_spec.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/support/check_main.h"

START_TEST(environment_is_given_or_taken_over)
{
	AUTO_VALUE(container_spec) struct container_spec spec = {0};
	struct error err;
	ck_assert_int_eq(setenv("SYSCOPE_TEST_THERE", "yes", 1), 0);
	ck_assert_int_eq(container_spec_add_env(&spec, "A=b=c", &err), 0);
	ck_assert_int_eq(container_spec_add_env(&spec, "SYSCOPE_TEST_THERE", &err), 0);
	ck_assert_int_eq(container_spec_add_env(&spec, "SYSCOPE_TEST_NOT_THERE", &err), 0);
	ck_assert_int_eq(container_spec_add_env(&spec, "=x", &err), -EINVAL);
	ck_assert_uint_eq(spec.env.count, 2);
	ck_assert_str_eq(spec.env.items[0], "A=b=c");
	ck_assert_str_eq(spec.env.items[1], "SYSCOPE_TEST_THERE=yes");
}
END_TEST

START_TEST(volumes_are_read_as_podman_does)
{
	AUTO_VALUE(container_spec) struct container_spec spec = {0};
	struct error err;
	ck_assert_int_eq(container_spec_add_volume(&spec, "/a:/b", &err), 0);
	ck_assert_int_eq(container_spec_add_volume(&spec, "/a:/b:ro,rbind", &err), 0);
	ck_assert_int_eq(container_spec_add_volume(&spec, ".:/here", &err), 0);
	ck_assert_uint_eq(spec.n_mounts, 3);
	ck_assert_str_eq(spec.mounts[1].source, "/a");
	ck_assert_str_eq(spec.mounts[1].destination, "/b");
	ck_assert_uint_eq(spec.mounts[1].options.count, 2);
	ck_assert_int_eq(spec.mounts[2].source[0], '/');
	static const char *const bad[] = {"", "/a", ":/b", "/a:b", "/a:/b:rw,what", "./no/such/folder:/b"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		ck_assert_int_lt(container_spec_add_volume(&spec, bad[i], &err), 0);
	ck_assert_uint_eq(spec.n_mounts, 3);
}
END_TEST

START_TEST(security_options_and_networks_are_podmans)
{
	AUTO_VALUE(container_spec) struct container_spec spec = {0};
	struct error err;
	ck_assert_int_eq(container_spec_add_security_option(&spec, "seccomp=unconfined", &err), 0);
	ck_assert_str_eq(spec.seccomp_profile, "unconfined");
	ck_assert_int_eq(container_spec_add_security_option(&spec, "no-new-privileges", &err), 0);
	ck_assert(spec.no_new_privileges);
	ck_assert_int_eq(container_spec_add_security_option(&spec, "no-new-privileges=false", &err), 0);
	ck_assert(!spec.no_new_privileges);
	ck_assert_int_eq(container_spec_add_security_option(&spec, "apparmor=x", &err), 0);
	ck_assert_int_eq(container_spec_add_security_option(&spec, "label=disable", &err), 0);
	ck_assert_int_eq(container_spec_add_security_option(&spec, "sandbox=on", &err), -EINVAL);
	ck_assert_ptr_nonnull(strstr(err.text, "seccomp=FILE"));
	ck_assert_int_eq(container_spec_set_network(&spec, "host", &err), 0);
	ck_assert_int_eq(spec.network, CONTAINER_NETWORK_HOST);
	ck_assert_int_eq(container_spec_set_network(&spec, "moon", &err), -EINVAL);
}
END_TEST

START_TEST(a_list_is_bounded)
{
	struct text_list list = {0};
	for (int i = 0; i < TEXT_LIST_MAX; i++)
		ck_assert_int_eq(text_list_add(&list, "x"), 0);
	ck_assert_int_eq(text_list_add(&list, "x"), -E2BIG);
	ck_assert_uint_eq(list.count, TEXT_LIST_MAX);
	text_list_done(&list);
}
END_TEST

START_TEST(a_file_of_environment_is_read_line_by_line)
{
	char path[] = "/tmp/syscope-env.XXXXXX";
	struct error err;
	AUTO_VALUE(container_spec) struct container_spec spec = {0};
	static const char text[] = "# a comment\n\nA=1\r\n  B=two words\nC";
	int fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, sizeof(text) - 1), sizeof(text) - 1);
	(void)close(fd);
	ck_assert_int_eq(setenv("C", "3", 1), 0);
	ck_assert_int_eq(container_spec_add_env_file(&spec, path, &err), 0);
	ck_assert_uint_eq(spec.env.count, 3);
	ck_assert_str_eq(spec.env.items[0], "A=1");
	ck_assert_str_eq(spec.env.items[1], "B=two words");
	ck_assert_str_eq(spec.env.items[2], "C=3");
	(void)unlink(path);
	ck_assert_int_eq(container_spec_add_env_file(&spec, path, &err), -ENOENT);
	ck_assert_ptr_nonnull(strstr(err.text, "cannot read /tmp/syscope-env."));
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, a_file_of_environment_is_read_line_by_line);
	tcase_add_test(tests, environment_is_given_or_taken_over);
	tcase_add_test(tests, volumes_are_read_as_podman_does);
	tcase_add_test(tests, security_options_and_networks_are_podmans);
	tcase_add_test(tests, a_list_is_bounded);
}
