// SPDX-License-Identifier: Apache-2.0
#include "common/syscalls/shape.h"

#include "common/syscalls/syscalls.h"
#include "tests/unit/support/check_main.h"

static const struct {
	const char *name;
	struct syscall_shape shape;
} rows[] = {
    {"read", {0, {-1, -1}, {-1, -1}, false}},    {"openat", {-1, {1, -1}, {0, -1}, true}},
    {"renameat2", {-1, {1, 3}, {0, 2}, false}},  {"symlinkat", {-1, {0, 2}, {-1, 1}, false}},
    {"mount", {-1, {0, 1}, {-1, -1}, false}},    {"mmap", {4, {-1, -1}, {-1, -1}, false}},
    {"accept4", {0, {-1, -1}, {-1, -1}, true}},  {"epoll_ctl", {0, {-1, -1}, {-1, -1}, false}},
    {"getpid", {-1, {-1, -1}, {-1, -1}, false}},
};

START_TEST(the_spec_tells_descriptors_and_paths)
{
	const struct syscall_shape *want = &rows[_i].shape;
	struct syscall_shape shape = syscall_shape(RECORD_ABI_NATIVE, syscall_number(RECORD_ABI_NATIVE, rows[_i].name));
	ck_assert_int_eq(shape.fd, want->fd);
	ck_assert_int_eq(shape.returns_fd, want->returns_fd);
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(shape.paths[i], want->paths[i]);
		ck_assert_int_eq(shape.folders[i], want->folders[i]);
	}
}
END_TEST

START_TEST(foreign_numbers_have_native_namesakes)
{
	int32_t read = syscall_number(RECORD_ABI_NATIVE, "read");
	ck_assert_int_eq(syscall_native_number(RECORD_ABI_NATIVE, read), read);
	ck_assert_int_eq(syscall_native_number(RECORD_ABI_I386, syscall_number(RECORD_ABI_I386, "read")), read);
	ck_assert_int_lt(syscall_native_number(RECORD_ABI_I386, 999), 0);
	ck_assert_int_eq(syscall_shape(RECORD_ABI_I386, -1).fd, -1);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_loop_test(tests, the_spec_tells_descriptors_and_paths, 0, sizeof(rows) / sizeof(rows[0]));
	tcase_add_test(tests, foreign_numbers_have_native_namesakes);
}
