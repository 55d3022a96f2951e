// SPDX-License-Identifier: Apache-2.0
// The kernel's part of a filter, and what is left of it for user space, choose the same events as the whole filter asked of everything.
#include "tests/integration/capture/capture_case.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/filter/filter_program.h"
#include "common/syscalls/syscalls.h"
#include "detector/trace/filter_kernel.h"

static const char *const filters[] = {
    "",
    "evt.type=openat",
    "evt.type in (openat, close, getppid)",
    "evt.type!=getppid",
    "evt.category=file",
    "not evt.category in (file, fd)",
    "evt.type startswith set or evt.type=signal",
    "evt.failed=true",
    "evt.failed=false and evt.type=openat",
    "evt.res=ENOENT",
    "evt.res!=SUCCESS and evt.res!=ENOENT",
    "evt.rawres>2",
    "evt.failed=true or evt.kind!=syscall",
    "evt.kind!=syscall",
    "proc.pid=$",
    "proc.pid!=$",
    "thread.tid in (1, $, 2)",
    "proc.name=renamed",
    "proc.name!=renamed and evt.kind=syscall",
    "proc.name startswith ren",
    "evt.latency>=1ms",
    "evt.latency<2us and evt.type=getppid",
    "evt.latency exists",
    "fd.num=77",
    "fd.num in (0, 77) or fd.num>100",
    "not fd.num exists",
    "fs.path.nameraw=/etc/passwd",
    "fs.path.nameraw!=/etc/passwd",
    "fs.path.nameraw startswith /etc",
    "fs.path.nameraw pmatch (/etc/, /no/such)",
    "not fs.path.nameraw in (/etc/passwd, /) and evt.type in (openat, faccessat)",
    "fs.path.nameraw=/bin/true",
    "evt.type=openat and fs.path.nameraw startswith /etc and evt.failed=true and fd.num!=3",
    "(evt.type=openat and evt.failed=true) or evt.type=ppoll",
    "evt.type in (ppoll, write) and evt.rawres>=0 and proc.name!=renamed",
    "evt.type=write and evt.buffer contains here",
    "evt.type=execve or evt.type=exit_group or evt.kind=exit",
    "evt.type=writev and evt.rawres=9",
};

static void in_folder(void)
{
	struct iovec pieces[2] = {{(void *)"four", 4}, {(void *)"five!", 5}};
	struct pollfd none = {.fd = -1, .events = POLLIN};
	long fd = syscall(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY);
	(void)syscall(SYS_dup3, fd, 77, 0);
	(void)syscall(SYS_read, 77, (char[8]){0}, 8);
	(void)syscall(SYS_openat, AT_FDCWD, "/etc/no-such-file", O_RDONLY);
	(void)syscall(SYS_openat, AT_FDCWD, "/no/such/file", O_RDONLY);
	(void)syscall(SYS_openat, AT_FDCWD, "/etc/../etc/passwd", O_RDONLY | O_DIRECTORY);
	(void)syscall(SYS_openat, AT_FDCWD, (void *)8, O_RDONLY);
	(void)syscall(SYS_openat, AT_FDCWD, "", O_RDONLY);
	(void)syscall(SYS_faccessat, AT_FDCWD, "/", F_OK);
	(void)syscall(SYS_renameat2, AT_FDCWD, "/etc/no-such-file", AT_FDCWD, "/etc/passwd-2", 0);
	long null = syscall(SYS_openat, AT_FDCWD, "/dev/null", O_WRONLY);
	(void)syscall(SYS_write, null, "syscope was here", 16);
	(void)syscall(SYS_writev, null, pieces, 2);
	(void)syscall(SYS_write, 500, "x", 1);
	(void)syscall(SYS_ppoll, &none, 1, &(struct timespec){.tv_nsec = 2000000}, NULL, 0);
	(void)syscall(SYS_ppoll, &none, 1, &(struct timespec){0}, NULL, 0);
	(void)syscall(SYS_close, 77);
	(void)syscall(SYS_close, fd);
	(void)syscall(SYS_close, null);
}

static void on_usr1(int number)
{
	(void)number;
}

static void work(void *ctx)
{
	(void)ctx;
	(void)signal(SIGUSR1, on_usr1);
	in_folder();
	(void)syscall(SYS_kill, getpid(), SIGUSR1);
	for (int i = 0; i < 50; i++)
		(void)syscall(SYS_getppid);
	(void)prctl(PR_SET_NAME, "renamed");
	in_folder();
	pid_t pid = fork();
	if (pid == 0) {
		(void)prctl(PR_SET_NAME, "rename-no-more");
		(void)syscall(SYS_execve, "/no/such/program", (char *[]){NULL}, (char *[]){NULL});
		(void)syscall(SYS_execve, "/bin/true", (char *[]){(char *)"true", NULL}, (char *[]){NULL});
		_exit(1);
	}
	(void)waitpid(pid, NULL, 0);
	(void)syscall(SYS_setresuid, -1, 4242, -1);
	in_folder();
	(void)syscall(SYS_setresuid, -1, 0, -1);
	(void)syscall(1 << 20);
	(void)syscall(-7);
}

struct split {
	struct filter *whole, *rest;
	struct kernel_filter kernel;
};

static struct split split_of(const char *text)
{
	struct split split = {0};
	struct error err = {0};
	ck_assert_msg(filter_parse(text, strlen(text), NULL, &split.whole, NULL, &err) == 0, "%s: %s", text, err.text);
	filter_kernel_split(split.whole, &split.kernel, &split.rest);
	return split;
}

static void split_done(struct split *split)
{
	filter_free(split->whole);
	filter_free(split->rest);
}

// The records of `kept` that the filter lets pass, by time; RECORD_FORK and RECORD_EXEC are no events.
static size_t chosen(const struct kept *kept, const struct filter *filter, const struct record **ret_records)
{
	AUTO(filter_program) struct filter_program *program = filter_program_new(filter);
	AUTO_VALUE(filter_scratch) struct filter_scratch scratch;
	filter_scratch_init(&scratch);
	size_t n = 0;
	for (size_t i = 0; i < kept->n; i++) {
		struct event event;
		ck_assert_ptr_nonnull(kept->records[i]);
		if (syscall_decode(kept->records[i], 0, &event) == 0 && filter_match(program, &event, &scratch))
			ret_records[n++] = kept->records[i];
	}
	return n;
}

static void assert_same_events(const char *text, const struct split *split, const struct kept *through_kernel,
			       const struct kept *everything)
{
	const struct record **a = calloc(through_kernel->n + 1, sizeof(*a)),
			    **b = calloc(everything->n + 1, sizeof(*b));
	size_t n_a = chosen(through_kernel, split->rest, a), n_b = chosen(everything, split->whole, b);
	for (size_t i = 0; i < n_a && i < n_b; i++)
		ck_assert_msg(a[i]->ts == b[i]->ts && a[i]->tid == b[i]->tid && a[i]->nr == b[i]->nr &&
				  a[i]->size == b[i]->size,
			      "%s: event %zu is %s, not %s", text, i, syscall_name(a[i]->abi, a[i]->nr),
			      syscall_name(b[i]->abi, b[i]->nr));
	ck_assert_msg(n_a == n_b, "%s: %zu events, not %zu", text, n_a, n_b);
	free(a);
	free(b);
}

// The model is what the programs did: which calls they handed on is known from the other scan, which got all.
static void assert_model(const char *text, const struct kernel_filter *kernel, const struct kept *through_kernel,
			 const struct kept *everything)
{
	size_t at = 0;
	for (size_t i = 0; i < everything->n; i++) {
		struct event event;
		const struct record *record = everything->records[i];
		if (record->type != RECORD_SYSCALL)
			continue;
		ck_assert_int_eq(syscall_decode(record, 0, &event), 0);
		while (at < through_kernel->n && through_kernel->records[at]->type != RECORD_SYSCALL)
			at++;
		bool passed = at < through_kernel->n && through_kernel->records[at]->ts == record->ts &&
			      through_kernel->records[at]->tid == record->tid;
		ck_assert_msg(passed == filter_kernel_model(kernel, &event), "%s: the kernel says %d of %s = %lld",
			      text, passed, syscall_name(event.abi, event.nr), (long long)event.ret);
		at += passed;
	}
}

static void assert_counters(const char *text, struct source_scan *scan, const struct kept *kept)
{
	static struct source_counter rows[3 * RECORD_SYSCALLS];
	size_t n = source_counters(scan, rows, 3 * RECORD_SYSCALLS);
	uint64_t calls = 0, filtered = 0, lost = 0;
	for (size_t i = 0; i < n; i++) {
		calls += rows[i].calls;
		filtered += rows[i].filtered;
		lost += rows[i].lost;
	}
	ck_assert_msg(calls == kept_calls(kept, -1) + lost + filtered, "%s: counted %llu, filtered %llu, got %zu", text,
		      (unsigned long long)calls, (unsigned long long)filtered, kept_calls(kept, -1));
	ck_assert_uint_eq(lost, 0);
}

#define FILTERS (sizeof(filters) / sizeof(filters[0]))
#define AT_ONCE (RECORD_SCANS - 1u) // and one scan that gets everything

struct filtered {
	char text[256];
	struct split split;
	struct kept kept;
	struct source_scan *scan;
};

static void fill_text(struct filtered *filtered, const char *form, pid_t pid)
{
	size_t before = strcspn(form, "$"); // stands for the child
	if (form[before])
		(void)snprintf(filtered->text, sizeof(filtered->text), "%.*s%d%s", (int)before, form, (int)pid,
			       form + before + 1);
	else
		(void)snprintf(filtered->text, sizeof(filtered->text), "%s", form);
}

static void compare(size_t first, bool latency)
{
	static struct filtered rows[AT_ONCE];
	struct capture capture;
	struct kept everything = {0};
	size_t n = FILTERS - first < AT_ONCE ? FILTERS - first : AT_ONCE;
	capture_open(&capture, 0);
	struct child child = child_new(work, NULL);
	struct scope scope = {.kind = SCOPE_TREE, .pid = child.pid};
	struct source_plan plan = {.latency = latency, .string_limit = 64};
	struct source_scan *all = capture_scan(&capture, &scope, &plan, &everything);
	for (size_t i = 0; i < n; i++) {
		fill_text(&rows[i], filters[first + i], child.pid);
		rows[i].split = split_of(rows[i].text);
		plan.kernel = &rows[i].split.kernel;
		rows[i].scan = capture_scan(&capture, &scope, &plan, &rows[i].kept);
	}
	child_go(&child);
	ck_assert_int_eq(child_wait(&child), 0);
	source_stop_scan(all);
	assert_counters("everything", all, &everything);
	for (size_t i = 0; i < n; i++) {
		source_stop_scan(rows[i].scan);
		assert_same_events(rows[i].text, &rows[i].split, &rows[i].kept, &everything);
		assert_model(rows[i].text, &rows[i].split.kernel, &rows[i].kept, &everything);
		assert_counters(rows[i].text, rows[i].scan, &rows[i].kept);
		source_remove_scan(rows[i].scan);
		kept_free(&rows[i].kept);
		split_done(&rows[i].split);
	}
	source_remove_scan(all);
	kept_free(&everything);
	capture_close(&capture);
}

START_TEST(the_same_events_come_as_without_the_kernels_help)
{
	compare((size_t)(_i / 2) * AT_ONCE, _i % 2);
}
END_TEST

// The kernel knows each task's user; events know it by the state of processes only, so this is counted by hand.
START_TEST(the_effective_user_chooses)
{
	struct capture capture;
	struct kept kept = {0};
	struct split split = split_of("user.uid=4242");
	capture_open(&capture, 0);
	struct child child = child_new(work, NULL);
	struct scope scope = {.kind = SCOPE_TREE, .pid = child.pid};
	struct source_plan plan = {.string_limit = 64, .kernel = &split.kernel};
	struct source_scan *scan = capture_scan(&capture, &scope, &plan, &kept);
	child_go(&child);
	ck_assert_int_eq(child_wait(&child), 0);
	source_stop_scan(scan);
	ck_assert_uint_eq(kept_calls(&kept, SYS_setresuid), 1); // the first, at whose end it is 4242
	ck_assert_uint_eq(kept_calls(&kept, SYS_faccessat), 1);
	ck_assert_uint_eq(kept_calls(&kept, SYS_getppid), 0);
	assert_counters("user.uid", scan, &kept);
	source_remove_scan(scan);
	kept_free(&kept);
	split_done(&split);
	capture_close(&capture);
}
END_TEST

START_TEST(state_calls_come_whatever_the_filter_says)
{
	struct capture capture;
	struct kept kept = {0};
	struct split split = split_of("evt.type=getppid and proc.pid=1");
	uint64_t state[RECORD_SYSCALLS / 64] = {0};
	state[SYS_openat / 64] |= 1ull << (SYS_openat % 64);
	state[SYS_execve / 64] |= 1ull << (SYS_execve % 64);
	capture_open(&capture, 0);
	struct child child = child_new(work, NULL);
	struct scope scope = {.kind = SCOPE_TREE, .pid = child.pid};
	struct source_plan plan = {.string_limit = 64, .kernel = &split.kernel, .state_calls = state};
	struct source_scan *scan = capture_scan(&capture, &scope, &plan, &kept);
	child_go(&child);
	ck_assert_int_eq(child_wait(&child), 0);
	source_stop_scan(scan);
	ck_assert_uint_eq(counter_for(scan, SYS_openat).filtered, 0);
	ck_assert_uint_ge(kept_calls(&kept, SYS_openat), 3 * 7);
	ck_assert_uint_eq(kept_calls(&kept, SYS_execve), 2);
	ck_assert_uint_eq(kept_calls(&kept, -1), kept_calls(&kept, SYS_openat) + 2);
	ck_assert_uint_eq(counter_for(scan, SYS_getppid).filtered, 50);
	ck_assert_ptr_nonnull(kept_type(&kept, RECORD_FORK, 0));
	ck_assert_ptr_nonnull(kept_type(&kept, RECORD_EXEC, 0));
	assert_counters("state calls", scan, &kept);
	source_remove_scan(scan);
	kept_free(&kept);
	split_done(&split);
	capture_close(&capture);
}
END_TEST

#define MANY 20000

static void busy(void *ctx)
{
	(void)ctx;
	for (int i = 0; i < MANY; i++) {
		(void)syscall(SYS_getppid);
		(void)syscall(SYS_close, syscall(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY));
	}
}

// Nobody empties the smallest ring meanwhile: one record in a hundred would overflow it.
static void filter_busily(const char *text, bool latency)
{
	struct capture capture;
	struct kept kept = {0};
	struct split split = split_of(text);
	capture_open(&capture, 1);
	struct child child = child_new(busy, NULL);
	struct scope scope = {.kind = SCOPE_TREE, .pid = child.pid};
	struct source_plan plan = {.latency = latency, .string_limit = 64, .kernel = &split.kernel};
	struct source_scan *scan = capture_scan(&capture, &scope, &plan, &kept);
	child_go(&child);
	ck_assert_int_eq(child_wait(&child), 0);
	source_stop_scan(scan);
	ck_assert_uint_eq(kept_calls(&kept, -1), 0);
	ck_assert_uint_eq(kept.lost, 0);
	static const int numbers[] = {SYS_getppid, SYS_close, SYS_openat};
	for (int i = 0; i < 3; i++) {
		ck_assert_uint_eq(counter_for(scan, numbers[i]).calls, MANY);
		ck_assert_uint_eq(counter_for(scan, numbers[i]).filtered, MANY);
	}
	assert_counters(text, scan, &kept);
	source_remove_scan(scan);
	kept_free(&kept);
	split_done(&split);
	capture_close(&capture);
}

START_TEST(what_is_filtered_out_takes_no_room)
{
	static const char *const rows[] = {"evt.type=write",
					   "evt.res=EPERM",
					   "proc.pid=1",
					   "evt.latency>10s",
					   "fs.path.nameraw=/etc/group and not evt.type in (execve, execveat)",
					   "proc.name=nobody and evt.failed=true"};
	filter_busily(rows[_i], _i % 2 || _i == 3);
}
END_TEST

// Two scans that want different things of the same task.
START_TEST(each_scan_has_its_own_filter)
{
	struct capture capture;
	struct kept kept[3] = {0};
	struct split splits[3] = {split_of("evt.type=getppid"), split_of("evt.failed=true"),
				  split_of("fs.path.nameraw=/etc/passwd and evt.type=openat")};
	struct source_scan *scans[3];
	capture_open(&capture, 0);
	struct child child = child_new(work, NULL);
	struct scope scope = {.kind = SCOPE_TREE, .pid = child.pid};
	for (int i = 0; i < 3; i++) {
		struct source_plan plan = {.string_limit = 64, .kernel = &splits[i].kernel};
		scans[i] = capture_scan(&capture, &scope, &plan, &kept[i]);
	}
	child_go(&child);
	ck_assert_int_eq(child_wait(&child), 0);
	for (int i = 0; i < 3; i++)
		source_stop_scan(scans[i]);
	ck_assert_uint_eq(kept_calls(&kept[0], -1), 50);
	ck_assert_uint_eq(kept_calls(&kept[1], SYS_getppid), 0);
	ck_assert_uint_ge(kept_calls(&kept[1], SYS_openat), 3 * 5);
	ck_assert_uint_eq(kept_calls(&kept[2], -1), 3);
	assert_text(kept_call(&kept[2], SYS_openat, 0), 1, "/etc/passwd");
	for (int i = 0; i < 3; i++) {
		assert_counters("three", scans[i], &kept[i]);
		source_remove_scan(scans[i]);
		kept_free(&kept[i]);
		split_done(&splits[i]);
	}
	capture_close(&capture);
}
END_TEST

void register_tests(TCase *tests)
{
	int groups = (FILTERS + AT_ONCE - 1) / AT_ONCE;
	tcase_add_loop_test(tests, the_same_events_come_as_without_the_kernels_help, 0, groups * 2);
	tcase_add_test(tests, the_effective_user_chooses);
	tcase_add_test(tests, state_calls_come_whatever_the_filter_says);
	tcase_add_loop_test(tests, what_is_filtered_out_takes_no_room, 0, 6);
	tcase_add_test(tests, each_scan_has_its_own_filter);
}
