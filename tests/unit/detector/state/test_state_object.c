// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/detector/state/state_maker.h"

#include <fcntl.h>
#include <sys/mman.h>

static struct event two_paths(struct state *state, struct built *built, const char *name, unsigned first,
			      const char *path, unsigned second, const char *path2)
{
	built_call(built, name, 0);
	built_args(built, (uint64_t)AT_FDCWD, 0, (uint64_t)AT_FDCWD, 0, 0, 0);
	built_string(built, (uint8_t)first, path);
	built_string(built, (uint8_t)second, path2);
	return state_made_call(state, built, PID, PID);
}

START_TEST(calls_with_two_paths_name_both)
{
	struct built built;
	AUTO(state) struct state *state = state_made();
	state_chdir(state, &built, PID, "/w");
	struct event event = two_paths(state, &built, "renameat2", 1, "a", 3, "/b");
	ck_assert_int_eq(event.object->fd, -1);
	ck_assert_str_eq(event.object->name, "");
	ck_assert_str_eq(event.object->path, "/w/a");
	ck_assert_str_eq(event.object->path2, "/b");
	event = two_paths(state, &built, "linkat", 1, "a", 3, "../b");
	ck_assert_str_eq(event.object->path2, "/b");
}
END_TEST

START_TEST(a_symbolic_link_points_from_where_it_lies)
{
	struct built built;
	AUTO(state) struct state *state = state_made();
	state_chdir(state, &built, PID, "/w");
	built_call(&built, "symlinkat", 0);
	built_args(&built, 0x1000, (uint64_t)AT_FDCWD, 0x2000, 0, 0, 0);
	built_string(&built, 0, "../target");
	built_string(&built, 2, "links/one");
	struct event event = state_made_call(state, &built, PID, PID);
	ck_assert_str_eq(event.object->path2, "/w/links/one");
	ck_assert_str_eq(event.object->path, "/w/target");
}
END_TEST

START_TEST(what_is_mounted_may_be_no_path)
{
	struct built built;
	AUTO(state) struct state *state = state_made();
	state_chdir(state, &built, PID, "/w");
	built_call(&built, "mount", 0);
	built_string(&built, 0, "proc");
	built_string(&built, 1, "p");
	struct event event = state_made_call(state, &built, PID, PID);
	ck_assert_str_eq(event.object->path, "proc");
	ck_assert_str_eq(event.object->path2, "/w/p");
	built_call(&built, "mount", 0);
	built_string(&built, 0, "./img");
	built_string(&built, 1, "/p");
	event = state_made_call(state, &built, PID, PID);
	ck_assert_str_eq(event.object->path, "/w/img");
}
END_TEST

START_TEST(an_empty_path_is_the_descriptor)
{
	struct built built;
	AUTO(state) struct state *state = state_made();
	(void)state_open(state, &built, PID, "/etc/passwd", O_RDONLY, 3);
	built_call(&built, "newfstatat", 0);
	built_args(&built, 3, 0x1000, 0x2000, AT_EMPTY_PATH, 0, 0);
	built_string(&built, 1, "");
	struct event event = state_made_call(state, &built, PID, PID);
	ck_assert_int_eq(event.object->fd, 3);
	ck_assert_str_eq(event.object->name, "/etc/passwd");
	ck_assert_str_eq(event.object->path, "/etc/passwd");
}
END_TEST

START_TEST(memory_that_maps_no_file_has_no_object)
{
	struct built built;
	AUTO(state) struct state *state = state_made();
	(void)state_open(state, &built, PID, "/lib/x.so", O_RDONLY, 3);
	built_call(&built, "mmap", 0x1000);
	built_args(&built, 0, 4096, PROT_READ, MAP_PRIVATE, 3, 0);
	ck_assert_str_eq(state_made_call(state, &built, PID, PID).object->name, "/lib/x.so");
	built_args(&built, 0, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, 3, 0);
	ck_assert_ptr_null(state_made_call(state, &built, PID, PID).object);
	ck_assert_ptr_null(state_call_args(state, &built, PID, "getpid", 1, 0, 0, 0).object);
}
END_TEST

START_TEST(a_relative_path_without_a_known_folder_is_not_known)
{
	struct built built;
	AUTO(state) struct state *state = state_made();
	struct event event = state_open(state, &built, PID, "x", O_RDONLY, -ENOENT);
	ck_assert_str_eq(event.object->path, "");
	built_call(&built, "openat", -EBADF);
	built_args(&built, 77, 0x1000, 0, 0, 0, 0);
	built_string(&built, 1, "x");
	event = state_made_call(state, &built, PID, PID);
	ck_assert_str_eq(event.object->path, "");
}
END_TEST

START_TEST(foreign_calls_work_on_the_same_descriptors)
{
	struct built built;
	AUTO(state) struct state *state = state_made();
	(void)state_open(state, &built, PID, "/a", O_RDONLY, 3);
	built_call(&built, "read", 0);
	built.record.abi = RECORD_ABI_I386;
	built.record.nr = syscall_number(RECORD_ABI_I386, "read");
	built_args(&built, 3, 0, 0, 0, 0, 0);
	ck_assert_str_eq(state_made_call(state, &built, PID, PID).object->name, "/a");
	built.record.nr = syscall_number(RECORD_ABI_I386, "close");
	(void)state_made_call(state, &built, PID, PID);
	ck_assert_str_eq(state_call_args(state, &built, PID, "read", 0, 3, 0, 0).object->name, "");
	static const int32_t odd[] = {-1, INT32_MIN, INT32_MAX, 511, 512, 1023, 1024, 0x40000000, 0x40000203};
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		for (uint8_t abi = RECORD_ABI_NATIVE; abi <= RECORD_ABI_X32; abi++) {
			built_call(&built, "read", 0);
			built.record.abi = abi;
			built.record.nr = odd[i];
			ck_assert_ptr_nonnull(state_made_call(state, &built, PID, PID).process);
		}
	}
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, calls_with_two_paths_name_both);
	tcase_add_test(tests, a_symbolic_link_points_from_where_it_lies);
	tcase_add_test(tests, what_is_mounted_may_be_no_path);
	tcase_add_test(tests, an_empty_path_is_the_descriptor);
	tcase_add_test(tests, memory_that_maps_no_file_has_no_object);
	tcase_add_test(tests, a_relative_path_without_a_known_folder_is_not_known);
	tcase_add_test(tests, foreign_calls_work_on_the_same_descriptors);
}
