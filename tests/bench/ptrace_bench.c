// SPDX-License-Identifier: Apache-2.0
// What a call costs under ptrace: one that the scan does not choose, and one that it does, beside strace with and without its seccomp
// filter. Interleaved rounds; the best of each counts, as the machine may be busy.
// ptrace_bench [ROUNDS [DETECTOR]]; as ptrace_bench --worker CALLS it is what is traced.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define UNMATCHED_CALLS 2000000u
#define MATCHED_CALLS   20000u
#define PARTS           100u // short ones, so that some fall where nothing else runs
#define RESULT_FD       9

static double now_ns(void)
{
	struct timespec time;
	(void)clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static int work(unsigned calls)
{
	double best = 1e18;
	for (unsigned part = 0; part < PARTS; part++) {
		double begin = now_ns();
		for (unsigned i = 0; i < calls / PARTS; i++)
			(void)syscall(SYS_getppid);
		double each = (now_ns() - begin) / (calls / PARTS);
		best = each < best ? each : best;
	}
	(void)dprintf(RESULT_FD, "%.1f\n", best);
	return 0;
}

#define SELF     "@SELF@"
#define DETECTOR "@DETECTOR@"

static const struct bench_row {
	const char *name;
	unsigned calls;
	const char *command[12];
} rows[] = {
    {"untraced", UNMATCHED_CALLS, {SELF}},
    {"unmatched: syscope",
     UNMATCHED_CALLS,
     {DETECTOR, "exec", "--backend", "ptrace", "-e", "trace=openat", "-o", "/dev/null", SELF}},
    {"unmatched: strace --seccomp-bpf",
     UNMATCHED_CALLS,
     {"strace", "-f", "--seccomp-bpf", "-e", "trace=openat", "-o", "/dev/null", SELF}},
    {"unmatched: strace", MATCHED_CALLS, {"strace", "-f", "-e", "trace=openat", "-o", "/dev/null", SELF}},
    {"matched: syscope",
     MATCHED_CALLS,
     {DETECTOR, "exec", "--backend", "ptrace", "-e", "trace=getppid", "-o", "/dev/null", SELF}},
    {"matched: syscope, all calls", MATCHED_CALLS, {DETECTOR, "exec", "--backend", "ptrace", "-o", "/dev/null", SELF}},
    {"matched: syscope, count only",
     MATCHED_CALLS,
     {DETECTOR, "exec", "--backend", "ptrace", "-c", "-o", "/dev/null", SELF}},
    {"matched: strace --seccomp-bpf",
     MATCHED_CALLS,
     {"strace", "-f", "--seccomp-bpf", "-e", "trace=getppid", "-o", "/dev/null", SELF}},
    {"matched: strace", MATCHED_CALLS, {"strace", "-f", "-o", "/dev/null", SELF}},
};
#define ROWS (sizeof(rows) / sizeof(rows[0]))

static void run(const struct bench_row *row, const char *self, const char *detector)
{
	char calls[16];
	const char *argv[16];
	size_t n = 0;
	(void)snprintf(calls, sizeof(calls), "%u", row->calls);
	for (; row->command[n]; n++) {
		argv[n] = row->command[n];
		if (strcmp(argv[n], SELF) == 0)
			argv[n] = self;
		else if (strcmp(argv[n], DETECTOR) == 0)
			argv[n] = detector;
	}
	argv[n++] = "--worker";
	argv[n++] = calls;
	argv[n] = NULL;
	(void)execvp(argv[0], (char *const *)argv);
	_exit(127);
}

// ns a call, as the worker measured it; 0 when it did not run.
static double measure(const struct bench_row *row, const char *self, const char *detector)
{
	int fds[2];
	char text[64] = "";
	if (pipe(fds) < 0)
		return 0;
	pid_t pid = fork();
	if (pid == 0) {
		(void)dup2(fds[1], RESULT_FD);
		(void)close(fds[0]);
		(void)close(fds[1]);
		run(row, self, detector);
	}
	(void)close(fds[1]);
	if (read(fds[0], text, sizeof(text) - 1) < 0)
		text[0] = '\0';
	(void)close(fds[0]);
	(void)waitpid(pid, NULL, 0);
	return strtod(text, NULL);
}

int main(int argc, char **argv)
{
	double best[ROWS] = {0};
	char self[4096], detector[4200];
	if (argc == 3 && strcmp(argv[1], "--worker") == 0)
		return work((unsigned)strtoul(argv[2], NULL, 10));
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	self[len < 0 ? 0 : len] = '\0';
	char *slash = strrchr(self, '/');
	(void)snprintf(detector, sizeof(detector), "%.*s/syscope-detector", slash ? (int)(slash - self) : 0, self);
	unsigned rounds = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 5;
	for (unsigned round = 0; round < rounds; round++) {
		for (size_t i = 0; i < ROWS; i++) {
			double each = measure(&rows[i], self, argc > 2 ? argv[2] : detector);
			if (each > 0 && (best[i] == 0 || each < best[i]))
				best[i] = each;
		}
	}
	for (size_t i = 0; i < ROWS; i++)
		(void)printf("%-34s %10.0f ns a call, %+10.0f\n", rows[i].name, best[i], best[i] - best[0]);
	return 0;
}
