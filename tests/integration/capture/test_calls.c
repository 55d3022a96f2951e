// SPDX-License-Identifier: Apache-2.0
// Every call of a traced process is recorded, with the memory it points to; the counters are the truth.
#include "bpf/shared.h"
#include "tests/integration/capture/capture_case.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define CALLS 20000

static void many_calls(void *ctx)
{
	long n = *(const long *)ctx;
	for (long i = 0; i < n; i++)
		(void)syscall(SYS_getppid);
}

static const char message[] = "syscope was here";

static void files(void *ctx)
{
	struct iovec pieces[3] = {{(void *)"one ", 4}, {(void *)"two ", 4}, {(void *)"three", 5}};
	char text[64];
	(void)ctx;
	long fd = syscall(SYS_openat, AT_FDCWD, "/tmp", O_TMPFILE | O_RDWR, 0600);
	(void)syscall(SYS_openat, AT_FDCWD, "/no/such/file", O_RDONLY, 0);
	(void)syscall(SYS_write, fd, message, sizeof(message) - 1);
	(void)syscall(SYS_writev, fd, pieces, 3);
	(void)syscall(SYS_pread64, fd, text, sizeof(text), 0);
	(void)syscall(SYS_close, fd);
}

START_TEST(counts_and_records_every_call)
{
	struct capture capture;
	struct kept kept = {0};
	long n = CALLS;
	capture_open(&capture, 0);
	struct child child = child_new(many_calls, &n);
	struct source_scan *scan = capture_tree(&capture, child.pid, false, &kept);
	child_go(&child);
	ck_assert_int_eq(child_wait(&child), 0);
	source_stop_scan(scan);

	uint64_t lost;
	ck_assert_uint_eq(counted(scan, SYS_getppid, NULL, NULL), CALLS);
	ck_assert_uint_eq(kept_calls(&kept, SYS_getppid), CALLS);
	ck_assert_uint_eq(counted(scan, -1, NULL, &lost), CALLS + 2); // and the end of its read, and exit_group
	ck_assert_uint_eq(lost, 0);
	ck_assert_uint_eq(kept_calls(&kept, -1), CALLS + 2);
	ck_assert_uint_eq(source_missed_runs(scan), 0);
	for (size_t i = 1; i < kept.n; i++)
		ck_assert_uint_le(kept.records[i - 1]->ts, kept.records[i]->ts);
	const struct record *first = kept_call(&kept, SYS_getppid, 0);
	ck_assert_int_eq(first->ret, getpid());
	ck_assert_int_eq((int)first->pid, child.pid);
	ck_assert_uint_eq(first->duration, RECORD_NO_DURATION);
	source_remove_scan(scan);
	kept_free(&kept);
	capture_close(&capture);
}
END_TEST

START_TEST(two_tasks_at_once_are_counted_exactly)
{
	struct capture capture;
	struct kept kept[2] = {0};
	struct child children[2];
	struct source_scan *scans[2];
	long n = 100000;
	capture_open(&capture, 32u << 20);
	for (int i = 0; i < 2; i++) {
		children[i] = child_new(many_calls, &n);
		scans[i] = capture_tree(&capture, children[i].pid, i == 1, &kept[i]);
	}
	for (int i = 0; i < 2; i++)
		child_go(&children[i]);
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(child_wait(&children[i]), 0);
	for (int i = 0; i < 2; i++) {
		uint64_t lost;
		source_stop_scan(scans[i]);
		ck_assert_uint_eq(counted(scans[i], SYS_getppid, NULL, &lost), 100000);
		ck_assert_uint_eq(kept_calls(&kept[i], SYS_getppid) + lost, 100000);
		ck_assert_uint_eq(kept[i].lost, lost);
		ck_assert_uint_eq(source_missed_runs(scans[i]), 0);
		for (size_t k = 0; k < kept[i].n; k++)
			ck_assert(!kept[i].records[k] || (int)kept[i].records[k]->pid == children[i].pid);
	}
	for (int i = 0; i < 2; i++) {
		source_remove_scan(scans[i]);
		kept_free(&kept[i]);
	}
	capture_close(&capture);
}
END_TEST

static void check_files(const struct kept *kept)
{
	const uint8_t *bytes = NULL;
	unsigned status = 0;
	assert_text(kept_call(kept, SYS_openat, 0), 1, "/tmp");
	const struct record *failed = kept_call(kept, SYS_openat, 1);
	assert_text(failed, 1, "/no/such/file");
	ck_assert_int_eq(failed->ret, -ENOENT);
	const struct record *call = kept_call(kept, SYS_write, 0);
	ck_assert_int_eq(record_bytes(call, 1, RECORD_DATA_BYTES, 0, &bytes, &status), sizeof(message) - 1);
	ck_assert_mem_eq(bytes, message, sizeof(message) - 1);
	call = kept_call(kept, SYS_writev, 0);
	ck_assert_int_eq(call->ret, 13);
	ck_assert_int_eq(record_bytes(call, 1, RECORD_DATA_IOVEC, 0, &bytes, &status), 48);
	ck_assert_int_eq(record_bytes(call, 1, RECORD_DATA_ELEMENT, 2, &bytes, &status), 5);
	ck_assert_mem_eq(bytes, "three", 5);
	call = kept_call(kept, SYS_pread64, 0);
	ck_assert_int_eq(call->ret, sizeof(message) - 1 + 13);
	ck_assert_int_eq(record_bytes(call, 1, RECORD_DATA_BYTES, 0, &bytes, &status), (int)call->ret);
	ck_assert_mem_eq(bytes, message, sizeof(message) - 1);
	ck_assert_uint_eq(call->flags & (RECORD_F_FAULT | RECORD_F_TRUNCATED), 0);
}

START_TEST(arguments_are_copied)
{
	struct capture capture;
	struct kept kept = {0};
	capture_open(&capture, 0);
	struct child child = child_new(files, NULL);
	struct source_scan *scan = capture_tree(&capture, child.pid, false, &kept);
	child_go(&child);
	ck_assert_int_eq(child_wait(&child), 0);
	source_stop_scan(scan);
	check_files(&kept);
	uint64_t errors;
	ck_assert_uint_eq(counted(scan, SYS_openat, &errors, NULL), 2);
	ck_assert_uint_eq(errors, 1);
	source_remove_scan(scan);
	kept_free(&kept);
	capture_close(&capture);
}
END_TEST

START_TEST(payloads_are_cut_at_the_limit)
{
	struct capture capture;
	struct kept kept = {0};
	struct source_plan plan = {.string_limit = 8};
	const uint8_t *bytes;
	unsigned status;
	capture_open(&capture, 0);
	struct child child = child_new(files, NULL);
	struct scope scope = {.kind = SCOPE_TREE, .pid = child.pid};
	struct source_scan *scan = capture_scan(&capture, &scope, &plan, &kept);
	child_go(&child);
	ck_assert_int_eq(child_wait(&child), 0);
	source_stop_scan(scan);
	const struct record *call = kept_call(&kept, SYS_write, 0);
	ck_assert_int_eq(record_bytes(call, 1, RECORD_DATA_BYTES, 0, &bytes, &status), 8);
	ck_assert_uint_eq(status, RECORD_DATA_TRUNCATED);
	ck_assert_uint_ne(call->flags & RECORD_F_TRUNCATED, 0);
	assert_text(kept_call(&kept, SYS_openat, 1), 1, "/no/such/file"); // paths are no payload
	source_remove_scan(scan);
	kept_free(&kept);
	capture_close(&capture);
}
END_TEST

static void talk(void *ctx)
{
	int sockets[2];
	char text[32];
	struct iovec pieces[2] = {{text, 4}, {text + 4, 28}};
	struct msghdr message_in = {.msg_iov = pieces, .msg_iovlen = 2};
	struct pollfd wait = {.events = POLLIN};
	(void)ctx;
	(void)socketpair(AF_UNIX, SOCK_STREAM, 0, sockets);
	(void)syscall(SYS_sendto, sockets[0], "hello", 5, 0, NULL, 0);
	wait.fd = sockets[1];
	(void)syscall(SYS_poll, &wait, 1, 1000);
	(void)syscall(SYS_recvmsg, sockets[1], &message_in, 0);
}

START_TEST(latency_times_each_call_and_copies_at_entry)
{
	struct capture capture;
	struct kept kept = {0};
	const uint8_t *bytes;
	unsigned status;
	capture_open(&capture, 0);
	struct child child = child_new(talk, NULL);
	struct source_scan *scan = capture_tree(&capture, child.pid, true, &kept);
	child_go(&child);
	ck_assert_int_eq(child_wait(&child), 0);
	source_stop_scan(scan);
	const struct record *call = kept_call(&kept, SYS_read, 0);
	// It was under way already; ptrace interrupts it, so that it begins anew.
	ck_assert_uint_eq(call->flags & RECORD_F_NO_ENTER, capture_by_ptrace() ? 0 : RECORD_F_NO_ENTER);
	call = kept_call(&kept, SYS_sendto, 0);
	ck_assert_uint_ne(call->duration, RECORD_NO_DURATION);
	ck_assert_uint_eq(call->flags & RECORD_F_NO_ENTER, 0);
	struct source_counter counter = counter_for(scan, SYS_sendto);
	ck_assert_uint_eq(counter.time_ns, call->duration);
	ck_assert_uint_eq(counter.max_ns, call->duration);
	ck_assert_uint_eq(counter.histogram[63 - __builtin_clzll(call->duration)], 1);
	call = kept_call(&kept, SYS_recvmsg, 0);
	ck_assert_int_eq(call->ret, 5);
	ck_assert_int_eq(record_bytes(call, 1, RECORD_DATA_ELEMENT, 0, &bytes, &status), 4);
	ck_assert_mem_eq(bytes, "hell", 4);
	ck_assert_int_eq(record_bytes(call, 1, RECORD_DATA_ELEMENT, 1, &bytes, &status), 1);
	ck_assert_mem_eq(bytes, "o", 1);
	source_remove_scan(scan);
	kept_free(&kept);
	capture_close(&capture);
}
END_TEST

START_TEST(only_the_wanted_calls_are_recorded_but_all_are_counted)
{
	struct capture capture;
	struct kept kept = {0};
	struct kernel_filter only = {.on = KERNEL_ON_CALLS};
	only.calls[SYS_openat / 64] |= 1ull << (SYS_openat % 64);
	struct source_plan plan = {.kernel = &only, .string_limit = 32};
	capture_open(&capture, 0);
	struct child child = child_new(files, NULL);
	struct scope scope = {.kind = SCOPE_TREE, .pid = child.pid};
	struct source_scan *scan = capture_scan(&capture, &scope, &plan, &kept);
	child_go(&child);
	ck_assert_int_eq(child_wait(&child), 0);
	source_stop_scan(scan);
	ck_assert_uint_eq(kept_calls(&kept, -1), 2);
	ck_assert_uint_eq(kept_calls(&kept, SYS_openat), 2);
	ck_assert_uint_eq(counted(scan, SYS_writev, NULL, NULL), 1);
	ck_assert_uint_eq(counted(scan, -1, NULL, NULL), 8);
	ck_assert_uint_eq(counter_for(scan, SYS_writev).filtered, 1);
	ck_assert_uint_eq(counter_for(scan, SYS_exit_group).filtered, 1);
	ck_assert_uint_eq(counter_for(scan, SYS_openat).filtered, 0);
	source_remove_scan(scan);
	kept_free(&kept);
	capture_close(&capture);
}
END_TEST

START_TEST(counting_alone_delivers_nothing)
{
	struct capture capture;
	struct kept kept = {0};
	struct source_plan plan = {.count_only = true, .latency = true};
	long n = 1000;
	capture_open(&capture, 0);
	struct child child = child_new(many_calls, &n);
	struct scope scope = {.kind = SCOPE_TREE, .pid = child.pid};
	struct source_scan *scan = capture_scan(&capture, &scope, &plan, &kept);
	child_go(&child);
	ck_assert_int_eq(child_wait(&child), 0);
	source_stop_scan(scan);
	ck_assert_uint_eq(kept.n, 0);
	struct source_counter counter = counter_for(scan, SYS_getppid);
	ck_assert_uint_eq(counter.calls, 1000);
	ck_assert_uint_eq(counter.lost, 0);
	ck_assert_uint_gt(counter.time_ns, 0);
	source_remove_scan(scan);
	capture_close(&capture);
}
END_TEST

static void fail_in_many_ways(void *ctx)
{
	(void)ctx;
	for (int i = 0; i < 5; i++)
		(void)close(-1);
	for (int i = 0; i < 3; i++)
		(void)syscall(SYS_openat, AT_FDCWD, "/no/such/file", O_RDONLY);
	(void)syscall(SYS_openat, AT_FDCWD, "/", O_WRONLY);
	(void)syscall(SYS_openat, -1, "relative", O_RDONLY);
	(void)syscall(SYS_openat, AT_FDCWD, "/", O_RDONLY);
}

static uint64_t calls_with(const struct source_counter *counter, int code)
{
	for (unsigned i = 0; i < SOURCE_ERRNOS && counter->errnos[i].code; i++)
		if (counter->errnos[i].code == code)
			return counter->errnos[i].calls;
	return 0;
}

START_TEST(errors_are_counted_by_kind_and_times_by_the_shortest)
{
	struct capture capture;
	struct kept kept = {0};
	struct source_plan plan = {.count_only = true, .latency = true};
	capture_open(&capture, 0);
	struct child child = child_new(fail_in_many_ways, NULL);
	struct scope scope = {.kind = SCOPE_TREE, .pid = child.pid};
	struct source_scan *scan = capture_scan(&capture, &scope, &plan, &kept);
	child_go(&child);
	ck_assert_int_eq(child_wait(&child), 0);
	source_stop_scan(scan);
	struct source_counter opens = counter_for(scan, SYS_openat), closes = counter_for(scan, SYS_close);
	ck_assert_uint_eq(opens.errors, 5);
	ck_assert_uint_eq(calls_with(&opens, ENOENT), 3);
	ck_assert_uint_eq(calls_with(&opens, EISDIR), 1);
	ck_assert_uint_eq(calls_with(&opens, EBADF), 1);
	ck_assert_uint_eq(calls_with(&closes, EBADF), 5);
	ck_assert_uint_gt(opens.min_ns, 0);
	ck_assert_uint_le(opens.min_ns, opens.time_ns / opens.calls);
	ck_assert_uint_le(opens.time_ns / opens.calls, opens.max_ns);
	source_remove_scan(scan);
	capture_close(&capture);
}
END_TEST

START_TEST(the_loop_delivers_without_being_asked)
{
	struct capture capture;
	struct kept kept = {0};
	long n = CALLS;
	capture_open(&capture, 0);
	struct child child = child_new(many_calls, &n);
	struct source_scan *scan = capture_tree(&capture, child.pid, false, &kept);
	child_go(&child);
	for (int i = 0; i < 5000 && kept_calls(&kept, SYS_getppid) < CALLS; i++)
		loop_run_once(capture.loop, 20);
	ck_assert_uint_eq(kept_calls(&kept, SYS_getppid), CALLS);
	ck_assert_int_eq(child_wait(&child), 0);
	source_remove_scan(scan);
	kept_free(&kept);
	capture_close(&capture);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, counts_and_records_every_call);
	tcase_add_test(tests, two_tasks_at_once_are_counted_exactly);
	tcase_add_test(tests, arguments_are_copied);
	tcase_add_test(tests, payloads_are_cut_at_the_limit);
	tcase_add_test(tests, latency_times_each_call_and_copies_at_entry);
	tcase_add_test(tests, only_the_wanted_calls_are_recorded_but_all_are_counted);
	tcase_add_test(tests, counting_alone_delivers_nothing);
	tcase_add_test(tests, errors_are_counted_by_kind_and_times_by_the_shortest);
	tcase_add_test(tests, the_loop_delivers_without_being_asked);
}
