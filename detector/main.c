// SPDX-License-Identifier: Apache-2.0
// syscope-detector: the first word chooses the mode.
#include "common/base/log.h"
#include "detector/mode/mode.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *help;
} modes[] = {
    {"run", mode_run, "start a container and trace it from its first instruction"},
    {"exec", mode_exec, "run a plain program and trace it and its children"},
    {"host", mode_host, "trace every system call of this host"},
    {"check", mode_check, "can this host be traced, and if not, why"},
    {"enroll", mode_enroll, "make this host known to a server, with a token from there"},
    {"connect", mode_connect, "serve that server: scans, containers, terminals"},
};

#define MODES (sizeof(modes) / sizeof(modes[0]))

static void print_usage(FILE *out)
{
	(void)fprintf(out,
		      "syscope-detector %s: the system calls of Linux containers\n\n"
		      "Usage: syscope-detector MODE [options] …\n\n",
		      SYSCOPE_VERSION);
	for (size_t i = 0; i < MODES; i++)
		(void)fprintf(out, "  %-9s %s\n", modes[i].name, modes[i].help);
	(void)fprintf(out, "\nsyscope-detector MODE --help tells the options of each.\n");
}

int main(int argc, char **argv)
{
	log_setup(getenv("LOG"));
	if (argc < 2) {
		print_usage(stderr);
		return EXIT_DETECTOR;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
		print_usage(stdout);
		return 0;
	}
	if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
		(void)printf("syscope-detector %s\n", SYSCOPE_VERSION);
		return 0;
	}
	for (size_t i = 0; i < MODES; i++)
		if (strcmp(argv[1], modes[i].name) == 0)
			return modes[i].run(argc - 1, argv + 1);
	(void)fprintf(stderr, "syscope-detector: there is no mode \"%.80s\"\n\n", argv[1]);
	print_usage(stderr);
	return EXIT_DETECTOR;
}
