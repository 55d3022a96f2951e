// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/syscalls/event_builder.h"

#include <fcntl.h>

START_TEST(a_call_reads_as_strace_prints_it)
{
	struct built built;
	built_call(&built, "openat", 3);
	built_args(&built, (uint64_t)-100, 0x1000, 02000000, 0, 0, 0);
	built_string(&built, 1, "/etc/passwd");
	built_reads(&built, "openat(AT_FDCWD, \"/etc/passwd\", O_RDONLY|O_CLOEXEC) = 3");
	built.record.args[2] = 0101;
	built.record.args[3] = 0640;
	built_reads(&built, "openat(AT_FDCWD, \"/etc/passwd\", O_WRONLY|O_CREAT, 0640) = 3");
	built.record.args[2] = 0x40000000;
	built_reads(&built, "openat(AT_FDCWD, \"/etc/passwd\", O_RDONLY|0x40000000) = 3");
}
END_TEST

START_TEST(failures_name_the_error_and_restarts_show_a_question_mark)
{
	struct built built;
	built_call(&built, "close", -9);
	built_args(&built, 99, 0, 0, 0, 0, 0);
	built_reads(&built, "close(99) = -1 EBADF (Bad file descriptor)");
	built.record.ret = -512;
	built_reads(&built, "close(99) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)");
	built.record.ret = -3000;
	built_reads(&built, "close(99) = -1 (errno 3000)");
}
END_TEST

START_TEST(a_call_that_never_ended_leaves_unsaid_what_it_would_have_filled)
{
	struct built built;
	built_call(&built, "read", 0);
	built.record.flags = RECORD_F_NO_RETURN;
	built_args(&built, 3, 0x1000, 10, 0, 0, 0);
	built_reads(&built, "read(3,  <unfinished ...>) = ?");
	built_call(&built, "recvmsg", 0);
	built.record.flags = RECORD_F_NO_RETURN;
	built_args(&built, 3, 0x1000, 0, 0, 0, 0);
	built_reads(&built, "recvmsg(3,  <unfinished ...>) = ?");
	built_call(&built, "close", 0);
	built.record.flags = RECORD_F_NO_RETURN;
	built_args(&built, 3, 0, 0, 0, 0, 0);
	built_reads(&built, "close(3) = ?");
}
END_TEST

START_TEST(the_equals_sign_stands_in_the_column_asked_for)
{
	struct built built;
	struct decode_options options = {.align = 40};
	built_call(&built, "close", 0);
	built_args(&built, 3, 0, 0, 0, 0, 0);
	built_reads_with(&built, &options, "close(3)                                = 0");
	options.column = 10;
	built_reads_with(&built, &options, "close(3)                      = 0");
	options.align = 5;
	built_reads_with(&built, &options, "close(3) = 0");
}
END_TEST

START_TEST(calls_that_do_not_return_show_a_question_mark)
{
	struct built built;
	built_call(&built, "exit_group", 0);
	built.record.flags = RECORD_F_NO_RETURN;
	built_args(&built, 1, 0, 0, 0, 0, 0);
	built_reads(&built, "exit_group(1) = ?");
}
END_TEST

START_TEST(memory_that_could_not_be_read_shows_its_address)
{
	struct built built;
	built_call(&built, "openat", 3);
	built_args(&built, (uint64_t)-100, 0x7ffc1234, 0, 0, 0, 0);
	built_reads(&built, "openat(AT_FDCWD, 0x7ffc1234, O_RDONLY) = 3");
	built_piece(&built, 1, RECORD_DATA_STRING, RECORD_DATA_FAULT, 0, NULL, 0);
	built_reads(&built, "openat(AT_FDCWD, 0x7ffc1234, O_RDONLY) = 3");
	built_call(&built, "newfstatat", 0);
	built_args(&built, (uint64_t)-100, 0, 0x2000, 0, 0, 0);
	built_bytes(&built, 2, "short", 5);
	built_reads(&built, "newfstatat(AT_FDCWD, NULL, 0x2000, 0) = 0");
}
END_TEST

START_TEST(an_unknown_call_shows_its_registers)
{
	struct built built;
	built_call(&built, "close", -38);
	built.record.nr = 500;
	built_args(&built, 1, 0, 0xff, 0, 0, 0);
	built_reads(&built, "syscall_0x1f4(0x1, 0, 0xff, 0, 0, 0) = -1 ENOSYS (Function not implemented)");
	struct event event = built_event(&built);
	ck_assert_uint_eq(syscall_arg_count(&event), 6);
	ck_assert_str_eq(syscall_arg_name(&event, 2), "arg3");
}
END_TEST

START_TEST(arguments_can_be_had_one_by_one)
{
	AUTO_VALUE(buffer) struct buffer out;
	struct built built;
	buffer_init(&out, 4096);
	built_call(&built, "openat", 5);
	built_args(&built, (uint64_t)-100, 0x1000, 0, 0777, 0, 0);
	built_string(&built, 1, "a");
	struct event event = built_event(&built);
	ck_assert_uint_eq(syscall_arg_count(&event), 3); // no mode without O_CREAT
	ck_assert_str_eq(syscall_arg_name(&event, 1), "path");
	syscall_format_arg(&event, 1, NULL, &out);
	ck_assert_str_eq(buffer_text(&out), "\"a\"");
	buffer_clear(&out);
	syscall_format_result(&event, NULL, &out);
	ck_assert_str_eq(buffer_text(&out), "5");
}
END_TEST

static void append_path(void *ctx, const struct event *event, int fd, bool result, struct buffer *out)
{
	(void)event;
	ck_assert_int_eq(*(int *)ctx, 1);
	(void)buffer_printf(out, "</dev/%s%d>", result ? "new" : "fd", fd);
}

START_TEST(descriptors_are_named_when_somebody_knows_them)
{
	struct built built;
	int token = 1;
	struct decode_options options = {.fd_path = append_path, .fd_ctx = &token};
	built_call(&built, "dup", 4);
	built_args(&built, 3, 0, 0, 0, 0, 0);
	built_reads_with(&built, &options, "dup(3</dev/fd3>) = 4</dev/new4>");
	built_call(&built, "fcntl", 5);
	built_args(&built, 3, F_DUPFD_CLOEXEC, 5, 0, 0, 0);
	built_reads_with(&built, &options, "fcntl(3</dev/fd3>, F_DUPFD_CLOEXEC, 5) = 5</dev/new5>");
	built_call(&built, "unlinkat", 0);
	built_args(&built, (uint64_t)AT_FDCWD, 0, 0, 0, 0, 0);
	built_reads_with(&built, &options, "unlinkat(AT_FDCWD</dev/fd-100>, NULL, 0) = 0");
}
END_TEST

START_TEST(ends_of_tasks_tell_how)
{
	struct built built = {0};
	built.record.type = RECORD_EXIT;
	built.record.ret = 3 << 8;
	built_reads(&built, "+++ exited with 3 +++");
	built.record.ret = 9;
	built_reads(&built, "+++ killed by SIGKILL +++");
	built.record.ret = 11 | 0x80;
	built_reads(&built, "+++ killed by SIGSEGV (core dumped) +++");
}
END_TEST

#if defined(__x86_64__)
START_TEST(calls_of_the_i386_abi_have_names_and_arguments)
{
	struct built built;
	built_call(&built, "close", 0);
	built.record.abi = RECORD_ABI_I386;
	built.record.nr = 6;
	built_args(&built, 3, 0, 0, 0, 0, 0);
	built_reads(&built, "close(3) = 0");
	built.record.nr = 90; // the old mmap: one pointer
	built_args(&built, 0xffe0, 0, 0, 0, 0, 0);
	built_reads(&built, "mmap(0xffe0, 0, 0, 0, 0, 0) = 0");
}
END_TEST
#endif

void register_tests(TCase *tests)
{
	tcase_add_test(tests, a_call_reads_as_strace_prints_it);
	tcase_add_test(tests, failures_name_the_error_and_restarts_show_a_question_mark);
	tcase_add_test(tests, a_call_that_never_ended_leaves_unsaid_what_it_would_have_filled);
	tcase_add_test(tests, the_equals_sign_stands_in_the_column_asked_for);
	tcase_add_test(tests, calls_that_do_not_return_show_a_question_mark);
	tcase_add_test(tests, memory_that_could_not_be_read_shows_its_address);
	tcase_add_test(tests, an_unknown_call_shows_its_registers);
	tcase_add_test(tests, arguments_can_be_had_one_by_one);
	tcase_add_test(tests, descriptors_are_named_when_somebody_knows_them);
	tcase_add_test(tests, ends_of_tasks_tell_how);
#if defined(__x86_64__)
	tcase_add_test(tests, calls_of_the_i386_abi_have_names_and_arguments);
#endif
}
