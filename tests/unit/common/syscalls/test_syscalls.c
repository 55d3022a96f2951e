// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/syscalls/event_builder.h"

START_TEST(names_and_numbers_agree_both_ways)
{
	for (int32_t nr = 0; nr < RECORD_SYSCALLS; nr++) {
		const char *name = syscall_name(RECORD_ABI_NATIVE, nr);
		if (strncmp(name, "syscall_0x", 10) != 0)
			ck_assert_int_eq(syscall_number(RECORD_ABI_NATIVE, name), nr);
	}
	ck_assert_int_eq(syscall_number(RECORD_ABI_NATIVE, "no_such_call"), -ENOENT);
	ck_assert_str_eq(syscall_name(RECORD_ABI_NATIVE, 473), "syscall_0x1d9");
	ck_assert_str_eq(syscall_name(RECORD_ABI_NATIVE, -1), "syscall_0xffffffff");
}
END_TEST

#if defined(__x86_64__)
START_TEST(each_abi_has_its_own_numbers)
{
	ck_assert_str_eq(syscall_name(RECORD_ABI_NATIVE, 1), "write");
	ck_assert_str_eq(syscall_name(RECORD_ABI_I386, 1), "exit");
	ck_assert_str_eq(syscall_name(RECORD_ABI_I386, 102), "socketcall");
	ck_assert_str_eq(syscall_name(RECORD_ABI_X32, 1), "write");
	ck_assert_str_eq(syscall_name(RECORD_ABI_X32, 0x40000000 | 520), "execve");
	ck_assert_int_eq(syscall_number(RECORD_ABI_I386, "write"), 4);
}
END_TEST
#endif

START_TEST(categories_group_the_calls_of_every_abi)
{
	ck_assert_str_eq(syscall_category(RECORD_ABI_NATIVE, syscall_number(RECORD_ABI_NATIVE, "openat")), "file");
	ck_assert_str_eq(syscall_category(RECORD_ABI_NATIVE, syscall_number(RECORD_ABI_NATIVE, "connect")), "net");
	ck_assert_str_eq(syscall_category(RECORD_ABI_NATIVE, 473), "other");
	ck_assert_str_eq(syscall_category(RECORD_ABI_I386, syscall_number(RECORD_ABI_I386, "mmap")), "memory");
	ck_assert_str_eq(syscall_category(RECORD_ABI_I386, 100000), "other");
}
END_TEST

START_TEST(errors_have_the_names_that_users_know)
{
	ck_assert_str_eq(errno_name(2), "ENOENT");
	ck_assert_str_eq(errno_name(11), "EAGAIN");
	ck_assert_str_eq(errno_name(512), "ERESTARTSYS");
	ck_assert_str_eq(errno_name(1234), "ERRNO_1234");
	ck_assert_int_eq(errno_by_name("EACCES"), 13);
	ck_assert_int_eq(errno_by_name("ENOSUCHERROR"), -ENOENT);
}
END_TEST

START_TEST(what_is_copied_covers_the_arguments_that_point_somewhere)
{
	const struct capture_row *rows = syscall_capture.rows;
	const struct capture_row *openat = &rows[syscall_number(RECORD_ABI_NATIVE, "openat")];
	ck_assert_int_eq(openat->args[0].kind, CAPTURE_NONE);
	ck_assert_int_eq(openat->args[1].kind, CAPTURE_STRING);
	ck_assert_int_eq(openat->args[1].when, CAPTURE_IN);
	const struct capture_arg *read_buffer = &rows[syscall_number(RECORD_ABI_NATIVE, "read")].args[1];
	ck_assert_int_eq(read_buffer->kind, CAPTURE_BYTES);
	ck_assert_int_eq(read_buffer->when, CAPTURE_OUT | CAPTURE_LIMITED);
	ck_assert_int_eq(read_buffer->source, CAPTURE_SIZE_RET);
	const struct capture_arg *length = &rows[syscall_number(RECORD_ABI_NATIVE, "accept4")].args[2];
	ck_assert_int_eq(length->when, CAPTURE_IN | CAPTURE_OUT | CAPTURE_ENTRY);
	const struct capture_arg *address = &rows[syscall_number(RECORD_ABI_NATIVE, "accept4")].args[1];
	ck_assert_int_eq(address->kind, CAPTURE_SOCKADDR_OUT);
	ck_assert_int_eq(address->len_arg, 2);
	const struct capture_arg *header = &rows[syscall_number(RECORD_ABI_NATIVE, "recvmsg")].args[1];
	ck_assert_int_eq(header->kind, CAPTURE_MSGHDR);
	ck_assert(header->when & CAPTURE_ENTRY);
	const struct capture_arg *environ = &rows[syscall_number(RECORD_ABI_NATIVE, "execve")].args[2];
	ck_assert_int_eq(environ->kind, CAPTURE_STRINGS);
}
END_TEST

START_TEST(what_is_copied_is_bounded_and_well_formed)
{
	const struct capture_row *rows = syscall_capture.rows;
	for (int nr = 0; nr < RECORD_SYSCALLS; nr++) {
		for (unsigned i = 0; i < RECORD_ARGS; i++) {
			const struct capture_arg *arg = &rows[nr].args[i];
			if (arg->source != CAPTURE_SIZE_FIELD)
				ck_assert_uint_lt(arg->len_arg, RECORD_ARGS);
			ck_assert_uint_le(arg->size, CAPTURE_MAX);
			if (arg->kind != CAPTURE_NONE)
				ck_assert(arg->when & (CAPTURE_IN | CAPTURE_OUT | CAPTURE_ENTRY));
		}
	}
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, names_and_numbers_agree_both_ways);
#if defined(__x86_64__)
	tcase_add_test(tests, each_abi_has_its_own_numbers);
#endif
	tcase_add_test(tests, categories_group_the_calls_of_every_abi);
	tcase_add_test(tests, errors_have_the_names_that_users_know);
	tcase_add_test(tests, what_is_copied_covers_the_arguments_that_point_somewhere);
	tcase_add_test(tests, what_is_copied_is_bounded_and_well_formed);
}
