// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/capture/capture_case.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/log.h"

// Ends of processes that the source's tracer reaped: they are ours, and waitpid would take stops away from it.
static struct {
	struct loop *loop;
	struct {
		pid_t pid;
		int status;
	} ends[8192];
	size_t n;
} traced;

int main(void)
{
	log_setup(getenv("LOG"));
	Suite *suite = suite_create("capture");
	TCase *tests = tcase_create(TEST_CASE);
	tcase_set_timeout(tests, 120);
	register_tests(tests);
	suite_add_tcase(suite, tests);
	SRunner *runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	int failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

bool capture_by_ptrace(void)
{
	const char *backend = getenv("CAPTURE_BACKEND");
	return backend && strcmp(backend, "ptrace") == 0;
}

static void on_end(void *ctx, pid_t pid, int status, size_t living)
{
	(void)ctx;
	(void)living;
	ck_assert_uint_lt(traced.n, sizeof(traced.ends) / sizeof(traced.ends[0]));
	traced.ends[traced.n].pid = pid;
	traced.ends[traced.n++].status = status;
}

void capture_open_with(struct capture *capture, const struct source_settings *settings)
{
	struct error err = {0};
	capture->loop = loop_new();
	int r = source_open(capture->loop, capture_by_ptrace() ? &ptrace_source_ops : &ebpf_source_ops, settings,
			    &capture->source, &err);
	ck_assert_msg(r == 0, "source_open: %s", err.text);
	source_on_end(capture->source, on_end, NULL);
	traced.loop = capture->loop;
	traced.n = 0;
}

// With CAPTURE_KEEP (and CK_FORK=no) the programs are loaded once for all tests that want the same ring: an emulator takes 7 s for it.
static struct kept_capture {
	struct capture capture;
	uint64_t ring_bytes;
} kept_captures[2];

static struct kept_capture *kept_capture_of(uint64_t ring_bytes)
{
	struct kept_capture *free = NULL;
	for (size_t i = 0; getenv("CAPTURE_KEEP") && i < sizeof(kept_captures) / sizeof(kept_captures[0]); i++) {
		if (kept_captures[i].capture.source && kept_captures[i].ring_bytes == ring_bytes)
			return &kept_captures[i];
		if (!kept_captures[i].capture.source && !free)
			free = &kept_captures[i];
	}
	return free;
}

void capture_open(struct capture *capture, uint64_t ring_bytes)
{
	struct kept_capture *kept = kept_capture_of(ring_bytes);
	struct source_settings settings = {.ring_bytes = ring_bytes};
	const char *hook = getenv("CAPTURE_HOOK"); // btf or classic: runs the same tests on the one or the other
	if (kept && kept->capture.source) {
		*capture = kept->capture;
		traced.loop = capture->loop;
		traced.n = 0;
		return;
	}
	if (hook)
		settings.hook = strcmp(hook, "classic") == 0 ? SOURCE_HOOK_CLASSIC : SOURCE_HOOK_BTF;
	capture_open_with(capture, &settings);
	if (kept)
		*kept = (struct kept_capture){.capture = *capture, .ring_bytes = ring_bytes};
}

void capture_close(struct capture *capture)
{
	for (size_t i = 0; i < sizeof(kept_captures) / sizeof(kept_captures[0]); i++)
		if (capture->source == kept_captures[i].capture.source)
			return;
	source_close(capture->source);
	loop_free(capture->loop);
}

static void keep(struct kept *kept, struct record *record)
{
	if (kept->n == kept->room) {
		kept->room = kept->room ? kept->room * 2 : 1024;
		kept->records = realloc(kept->records, kept->room * sizeof(kept->records[0]));
		ck_assert_ptr_nonnull(kept->records);
	}
	kept->records[kept->n++] = record;
}

static void on_record(void *ctx, const struct record *record)
{
	struct record *copy = malloc(record->size);
	ck_assert_ptr_nonnull(copy);
	memcpy(copy, record, record->size);
	keep(ctx, copy);
}

static void on_loss(void *ctx, const struct source_loss *loss)
{
	struct kept *kept = ctx;
	uint64_t sum = 0;
	for (size_t i = 0; i < loss->n_calls; i++)
		sum += loss->calls[i].lost;
	ck_assert_uint_eq(sum, loss->count);
	ck_assert_uint_le(loss->from_ts, loss->to_ts);
	kept->lost += loss->count;
	if (kept->n_losses < 64)
		kept->losses[kept->n_losses++] = *loss;
	keep(kept, NULL);
}

void kept_free(struct kept *kept)
{
	for (size_t i = 0; i < kept->n; i++)
		free(kept->records[i]);
	free(kept->records);
	memset(kept, 0, sizeof(*kept));
}

struct source_scan *capture_scan(struct capture *capture, const struct scope *scope, const struct source_plan *plan,
				 struct kept *kept)
{
	struct source_scan *scan = NULL;
	struct error err = {0};
	struct source_sink sink = {.record = on_record, .loss = on_loss, .ctx = kept};
	int r = source_add_scan(capture->source, scope, plan, &sink, &scan, &err);
	ck_assert_msg(r == 0, "source_add_scan: %s", err.text);
	return scan;
}

struct source_scan *capture_tree(struct capture *capture, pid_t pid, bool latency, struct kept *kept)
{
	struct scope scope = {.kind = SCOPE_TREE, .pid = pid};
	struct source_plan plan = {.latency = latency, .string_limit = 256};
	return capture_scan(capture, &scope, &plan, kept);
}

struct child child_new(void (*work)(void *), void *ctx)
{
	int pipe_fds[2];
	ck_assert_int_eq(pipe2(pipe_fds, O_CLOEXEC), 0);
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		char byte;
		if (syscall(SYS_read, pipe_fds[0], &byte, 1) != 1)
			_exit(99);
		work(ctx);
		syscall(SYS_exit_group, 0);
	}
	(void)close(pipe_fds[0]);
	// Until it sleeps in the read, its calls before that could be counted.
	char path[64], text[64] = "", waiting[16];
	(void)snprintf(waiting, sizeof(waiting), "%d ", SYS_read);
	(void)snprintf(path, sizeof(path), "/proc/%d/syscall", (int)pid);
	for (int i = 0; i < 5000 && strncmp(text, waiting, strlen(waiting)) != 0; i++) {
		(void)usleep(200);
		int fd = open(path, O_RDONLY);
		if (fd >= 0 && read(fd, text, sizeof(text) - 1) < 0)
			text[0] = '\0';
		(void)close(fd);
	}
	ck_assert_msg(strncmp(text, waiting, strlen(waiting)) == 0, "the child does not wait: %s", text);
	return (struct child){.pid = pid, .go = pipe_fds[1]};
}

void child_go(struct child *child)
{
	ck_assert_int_eq(write(child->go, "x", 1), 1);
	(void)close(child->go);
}

static bool is_traced(pid_t pid)
{
	char path[64], text[1024] = "";
	(void)snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || read(fd, text, sizeof(text) - 1) < 0)
		text[0] = '\0';
	(void)close(fd);
	const char *line = strstr(text, "TracerPid:\t");
	return line && line[strlen("TracerPid:\t")] != '0';
}

int child_wait(struct child *child)
{
	int status = 0;
	if (!capture_by_ptrace()) {
		ck_assert_int_eq(waitpid(child->pid, &status, 0), child->pid);
		return status;
	}
	for (;;) {
		for (size_t i = 0; i < traced.n; i++)
			if (traced.ends[i].pid == child->pid)
				return traced.ends[i].status;
		if (!is_traced(child->pid) && waitpid(child->pid, &status, WNOHANG | __WNOTHREAD) == child->pid)
			return status;
		loop_run_once(traced.loop, 5);
	}
}

void child_wait_traced(struct child *child)
{
	while (capture_by_ptrace() && !is_traced(child->pid))
		loop_run_once(traced.loop, 5);
}

const struct record *kept_type(const struct kept *kept, int type, size_t n)
{
	for (size_t i = 0; i < kept->n; i++)
		if (kept->records[i] && kept->records[i]->type == type && n-- == 0)
			return kept->records[i];
	return NULL;
}

const struct record *kept_call(const struct kept *kept, int nr, size_t n)
{
	for (size_t i = 0; i < kept->n; i++)
		if (kept->records[i] && kept->records[i]->type == RECORD_SYSCALL && kept->records[i]->nr == nr &&
		    n-- == 0)
			return kept->records[i];
	return NULL;
}

size_t kept_calls(const struct kept *kept, int nr)
{
	size_t n = 0;
	for (size_t i = 0; i < kept->n; i++)
		n += kept->records[i] && kept->records[i]->type == RECORD_SYSCALL &&
		     (nr < 0 || kept->records[i]->nr == nr);
	return n;
}

int record_bytes(const struct record *record, unsigned arg, unsigned kind, unsigned sub, const uint8_t **ret_bytes,
		 unsigned *ret_status)
{
	for (uint32_t at = sizeof(*record); at + sizeof(struct record_data) <= record->size;) {
		const struct record_data *piece = (const void *)((const uint8_t *)record + at);
		at += (uint32_t)sizeof(*piece) + ((piece->len + 7) & ~7u);
		ck_assert_uint_le(at, record->size);
		if (piece->arg != arg || piece->kind != kind || piece->sub != sub)
			continue;
		*ret_bytes = (const uint8_t *)(piece + 1);
		if (ret_status)
			*ret_status = piece->status;
		return (int)piece->len;
	}
	return -1;
}

void assert_text(const struct record *record, unsigned arg, const char *text)
{
	const uint8_t *bytes = NULL;
	unsigned status = 0;
	ck_assert_ptr_nonnull(record);
	int len = record_bytes(record, arg, RECORD_DATA_STRING, 0, &bytes, &status);
	ck_assert_uint_eq(status, 0);
	ck_assert_int_eq(len, (int)strlen(text));
	ck_assert_mem_eq(bytes, text, (size_t)len);
}

uint64_t counted(struct source_scan *scan, int nr, uint64_t *ret_errors, uint64_t *ret_lost)
{
	static struct source_counter rows[3 * RECORD_SYSCALLS];
	size_t n = source_counters(scan, rows, 3 * RECORD_SYSCALLS);
	uint64_t calls = 0, errors = 0, lost = 0;
	for (size_t i = 0; i < n; i++) {
		if (nr >= 0 && (rows[i].nr != nr || rows[i].abi != RECORD_ABI_NATIVE))
			continue;
		calls += rows[i].calls;
		errors += rows[i].errors;
		lost += rows[i].lost;
	}
	if (ret_errors)
		*ret_errors = errors;
	if (ret_lost)
		*ret_lost = lost;
	return calls;
}

struct source_counter counter_for(struct source_scan *scan, int nr)
{
	static struct source_counter rows[3 * RECORD_SYSCALLS];
	size_t n = source_counters(scan, rows, 3 * RECORD_SYSCALLS);
	for (size_t i = 0; i < n; i++)
		if (rows[i].nr == nr && rows[i].abi == RECORD_ABI_NATIVE)
			return rows[i];
	return (struct source_counter){.nr = nr};
}

const char *v2_root(void)
{
	struct stat status;
	return stat("/sys/fs/cgroup/unified/cgroup.procs", &status) == 0 ? "/sys/fs/cgroup/unified" : "/sys/fs/cgroup";
}

void cgroup_make(char *ret_path, size_t size, const char *below)
{
	static int number;
	(void)snprintf(ret_path, size, "%s/syscope-test-%d-%d", below ? below : v2_root(), (int)getpid(), number++);
	ck_assert_msg(mkdir(ret_path, 0755) == 0, "%s: %s", ret_path, strerror(errno));
}

void cgroup_enter(const char *path, pid_t pid)
{
	char file[512];
	(void)snprintf(file, sizeof(file), "%s/cgroup.procs", path);
	int fd = open(file, O_WRONLY | O_CLOEXEC);
	ck_assert_msg(fd >= 0 && dprintf(fd, "%d", (int)pid) > 0, "%s: %s", file, strerror(errno));
	(void)close(fd);
}

void cgroup_remove(const char *path)
{
	for (int i = 0; i < 200 && rmdir(path) < 0 && errno == EBUSY; i++)
		(void)usleep(10000);
}
