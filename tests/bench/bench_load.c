// SPDX-License-Identifier: Apache-2.0
// bench_load FILE getppid|files|run …: does the work and writes into FILE how many ns of wall time it took. As it measures itself, what a
// tracer needs to start and to end is not part of it. Work: getppid N, files N (open, read, close), run PROGRAM [ARGUMENT…].
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void tight(long n)
{
	for (long i = 0; i < n; i++)
		(void)syscall(SYS_getppid);
}

static void files(long n)
{
	char bytes[512];
	for (long i = 0; i < n; i++) {
		int fd = open("/etc/hostname", O_RDONLY | O_CLOEXEC);
		(void)!read(fd, bytes, sizeof(bytes));
		(void)close(fd);
	}
}

static int run(char **argv)
{
	int status = 0;
	pid_t pid = fork();
	if (pid == 0) {
		execvp(argv[0], argv);
		_exit(127);
	}
	return pid < 0 || waitpid(pid, &status, 0) < 0 || status ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int work(char **argv)
{
	if (strcmp(argv[0], "getppid") == 0)
		tight(atol(argv[1]));
	else if (strcmp(argv[0], "files") == 0)
		files(atol(argv[1]));
	else
		return run(argv + 1);
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	struct timespec a, b;
	if (argc < 4) {
		(void)fputs("usage: bench_load FILE getppid N | files N | run PROGRAM [ARGUMENT...]\n", stderr);
		return EXIT_FAILURE;
	}
	(void)clock_gettime(CLOCK_MONOTONIC, &a);
	int status = work(argv + 2);
	(void)clock_gettime(CLOCK_MONOTONIC, &b);
	FILE *file = fopen(argv[1], "we");
	if (!file)
		return EXIT_FAILURE;
	(void)fprintf(file, "%lld\n", (long long)(b.tv_sec - a.tv_sec) * 1000000000 + (b.tv_nsec - a.tv_nsec));
	return fclose(file) == 0 ? status : EXIT_FAILURE;
}
