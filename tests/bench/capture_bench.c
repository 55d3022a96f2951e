// SPDX-License-Identifier: Apache-2.0
// capture_bench [ROUNDS]: what tracing adds to a call, beside empty programs, and ones that only read the clock, on the same hooks in the same run. Needs root.
// Processor time of the traced task; compare the rows of one run, never two runs. On a busy machine trust the best round, on a
// quiet one the median.
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "detector/trace/source.h"
#include "tests/bench/empty_hooks.h"

#define CALLS      50000
#define ROUNDS_MAX 99

enum load { GETPPID, OPEN_CLOSE, WRITE_64, LOADS };
static const char *const load_names[LOADS] = {"getppid", "openat+close", "write 64 B"};

enum mode {
	UNTRACED,
	EMPTY_EXIT,
	EMPTY_BOTH,
	CLOCK_EXIT,
	CLOCK_BOTH,
	OUTSIDE_EXIT,
	OUTSIDE_LATENCY,
	INSIDE_COUNT,
	INSIDE_EXIT,
	INSIDE_LATENCY,
	MODES
};
static const char *const mode_names[MODES] = {"untraced",
					      "empty exit program",
					      "empty enter and exit",
					      "clock read at exit",
					      "clock read at both",
					      "out of scope",
					      "out of scope, latency",
					      "in scope, counted only",
					      "in scope, recorded",
					      "in scope, recorded, latency"};

struct bench {
	struct loop *loop;
	struct source *source;
	pid_t worker, other;
	int ask, answer;
	uint64_t records, lost;
};

static double one_load(enum load load, int null)
{
	static const char bytes[64];
	struct timespec a, b;
	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &a);
	int calls = load == OPEN_CLOSE ? CALLS / 8 : CALLS;
	for (int i = 0; i < calls; i++) {
		if (load == GETPPID)
			(void)syscall(SYS_getppid);
		else if (load == WRITE_64)
			(void)syscall(SYS_write, null, bytes, sizeof(bytes));
		else
			(void)syscall(SYS_close, syscall(SYS_openat, AT_FDCWD, "/etc/hostname", O_RDONLY));
	}
	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &b);
	return ((double)(b.tv_sec - a.tv_sec) * 1e9 + (double)(b.tv_nsec - a.tv_nsec)) / calls;
}

static void work(int ask, int answer)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	char load;
	while (read(ask, &load, 1) == 1) {
		double ns = one_load((enum load)load, null);
		if (write(answer, &ns, sizeof(ns)) != sizeof(ns))
			break;
	}
	_exit(0);
}

static void spawn(struct bench *bench)
{
	int ask[2], answer[2];
	if (pipe(ask) < 0 || pipe(answer) < 0)
		abort();
	bench->worker = fork();
	if (bench->worker == 0) {
		(void)close(ask[1]);
		work(ask[0], answer[1]);
	}
	bench->other = fork();
	if (bench->other == 0) {
		(void)close(ask[1]);
		(void)pause();
		_exit(0);
	}
	bench->ask = ask[1];
	bench->answer = answer[0];
	(void)fcntl(bench->answer, F_SETFL, O_NONBLOCK);
}

static void on_record(void *ctx, const struct record *record)
{
	struct bench *bench = ctx;
	(void)record;
	bench->records++;
}

static void on_loss(void *ctx, const struct source_loss *loss)
{
	struct bench *bench = ctx;
	bench->lost += loss->count;
}

static struct source_scan *scan_for(struct bench *bench, enum mode mode)
{
	struct source_scan *scan = NULL;
	struct error err;
	bool outside = mode == OUTSIDE_EXIT || mode == OUTSIDE_LATENCY;
	struct scope scope = {.kind = SCOPE_TREE, .pid = outside ? bench->other : bench->worker};
	struct source_plan plan = {.latency = mode == OUTSIDE_LATENCY || mode == INSIDE_LATENCY,
				   .count_only = mode == INSIDE_COUNT,
				   .string_limit = 64};
	struct source_sink sink = {.record = on_record, .loss = on_loss, .ctx = bench};
	if (source_add_scan(bench->source, &scope, &plan, &sink, &scan, &err) < 0) {
		(void)fprintf(stderr, "%s\n", err.text);
		exit(1);
	}
	return scan;
}

static double measure(struct bench *bench, enum mode mode, enum load load)
{
	struct source_scan *scan = mode >= OUTSIDE_EXIT ? scan_for(bench, mode) : NULL;
	int links[2] = {-1, -1};
	enum empty_hook hook = mode >= CLOCK_EXIT ? EMPTY_CLOCK : EMPTY_RETURN;
	if (mode >= EMPTY_EXIT && mode <= CLOCK_BOTH)
		links[0] = empty_hook_attach(hook, "sys_exit");
	if (mode == EMPTY_BOTH || mode == CLOCK_BOTH)
		links[1] = empty_hook_attach(hook, "sys_enter");
	char request = (char)load;
	double ns = 0;
	if (write(bench->ask, &request, 1) != 1)
		abort();
	while (read(bench->answer, &ns, sizeof(ns)) != sizeof(ns))
		loop_run_once(bench->loop, 2);
	source_remove_scan(scan);
	for (int i = 0; i < 2; i++)
		if (links[i] >= 0)
			(void)close(links[i]);
	return ns;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

static void print_load(enum load load, double ns[MODES][ROUNDS_MAX], int rounds)
{
	for (int mode = 0; mode < MODES; mode++) {
		double added[2];
		const int at[2] = {0, rounds / 2};
		for (int i = 0; i < 2; i++)
			added[i] = ns[mode][at[i]] - ns[UNTRACED][at[i]];
		(void)printf("%-14s %-30s best %6.0f ns +%5.0f   median %6.0f ns +%5.0f\n", load_names[load],
			     mode_names[mode], ns[mode][0], added[0], ns[mode][at[1]], added[1]);
	}
}

int main(int argc, char **argv)
{
	static double ns[LOADS][MODES][ROUNDS_MAX];
	int rounds = argc > 1 ? atoi(argv[1]) : 21;
	rounds = rounds < 1 ? 1 : rounds > ROUNDS_MAX ? ROUNDS_MAX : rounds;
	struct bench bench = {.loop = loop_new()};
	struct source_settings settings = {.ring_bytes = 16u << 20};
	const char *hook = getenv("CAPTURE_HOOK");
	if (hook)
		settings.hook = strcmp(hook, "classic") == 0 ? SOURCE_HOOK_CLASSIC : SOURCE_HOOK_BTF;
	struct error err;
	spawn(&bench);
	if (source_open(bench.loop, &ebpf_source_ops, &settings, &bench.source, &err) < 0) {
		(void)fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	for (int round = 0; round < rounds; round++)
		for (int load = 0; load < LOADS; load++)
			for (int mode = 0; mode < MODES; mode++)
				ns[load][mode][round] = measure(&bench, (enum mode)mode, (enum load)load);
	for (int load = 0; load < LOADS; load++) {
		for (int mode = 0; mode < MODES; mode++)
			qsort(ns[load][mode], (size_t)rounds, sizeof(double), by_value);
		print_load((enum load)load, ns[load], rounds);
	}
	(void)printf("records %llu, lost %llu\n", (unsigned long long)bench.records, (unsigned long long)bench.lost);
	source_close(bench.source);
	loop_free(bench.loop);
	(void)close(bench.ask);
	(void)kill(bench.other, SIGKILL);
	(void)waitpid(bench.other, NULL, 0);
	(void)waitpid(bench.worker, NULL, 0);
	return 0;
}
