// SPDX-License-Identifier: Apache-2.0
// syscope-detector: the first word chooses the mode.
#include "common/base/log.h"
#include "common/filter/filter_text.h"
#include "detector/mode/manual.h"
#include "detector/mode/mode.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} modes[] = {
    {"run", mode_run},     {"attach", mode_attach}, {"exec", mode_exec},       {"host", mode_host},
    {"check", mode_check}, {"enroll", mode_enroll}, {"connect", mode_connect}, {"complete", mode_complete},
};

#define MODES (sizeof(modes) / sizeof(modes[0]))

static void print_usage(FILE *out)
{
	(void)fprintf(out,
		      "syscope-detector %s: the system calls of Linux containers\n\n"
		      "Usage: syscope-detector MODE [options] …\n\n",
		      SYSCOPE_VERSION);
	for (const struct mode_manual *manual = mode_manuals; manual->name; manual++)
		(void)fprintf(out, "  %-9s %s\n", manual->name, manual->summary);
	(void)fprintf(out,
		      "\nsyscope-detector MODE --help tells the options of each, man syscope-detector the rest.\n");
}

static void refuse(const char *word)
{
	struct filter_nearest nearest;
	filter_nearest_init(&nearest, word, strlen(word));
	for (const struct mode_manual *manual = mode_manuals; manual->name; manual++)
		filter_nearest_offer(&nearest, manual->name);
	(void)fprintf(stderr, "syscope-detector: there is no mode \"%.80s\"%s%s%s\n", word,
		      nearest.name[0] ? "; did you mean " : "", nearest.name, nearest.name[0] ? "?" : "");
	if (!nearest.name[0])
		(void)fprintf(stderr, "syscope-detector --help lists them\n");
}

// Else what is opened first would be taken for standard error.
static void open_standard_fds(void)
{
	int fd;
	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd > STDERR_FILENO)
		(void)close(fd);
}

int main(int argc, char **argv)
{
	open_standard_fds();
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
	refuse(argv[1]);
	return EXIT_DETECTOR;
}
