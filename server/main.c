// SPDX-License-Identifier: Apache-2.0
// syscope-server: the first word chooses the command.
#include "common/base/log.h"
#include "server/command.h"
#include "server/config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *help;
} commands[] = {
    {"serve", command_serve, "serve the web client, the API and the detectors"},
    {"migrate", command_migrate, "bring the database's schema up to date (serve does it too)"},
    {"user", command_user, "list, add and change users"},
    {"token", command_token, "make a set-up link or an enrolment token"},
    {"check", command_check, "are the settings and the database in order?"},
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static void print_help(FILE *out)
{
	(void)fprintf(out, "syscope-server %s\n\nUsage: syscope-server COMMAND [--config FILE] [--SETTING VALUE] …\n\n",
		      SYSCOPE_VERSION);
	for (size_t i = 0; i < COMMANDS; i++)
		(void)fprintf(out, "  %-9s %s\n", commands[i].name, commands[i].help);
	(void)fprintf(out, "\nSettings: in the file as `name = value`, in the environment as SYSCOPE_SERVER_NAME.\n");
	config_print_help(server_config_keys, out);
}

static int is_any(const char *word, const char *a, const char *b, const char *c)
{
	return strcmp(word, a) == 0 || strcmp(word, b) == 0 || strcmp(word, c) == 0;
}

int main(int argc, char **argv)
{
	log_setup(getenv("LOG"));
	(void)sigaction(SIGPIPE, &(struct sigaction){.sa_handler = SIG_IGN}, NULL);
	const char *word = argc > 1 ? argv[1] : "";
	if (is_any(word, "help", "--help", "-h")) {
		print_help(stdout);
		return EXIT_OK;
	}
	if (is_any(word, "version", "--version", "-V")) {
		(void)printf("syscope-server %s\n", SYSCOPE_VERSION);
		return EXIT_OK;
	}
	for (int i = 2; i < argc; i++) {
		if (strcmp(argv[i], "--help") == 0) {
			print_help(stdout);
			return EXIT_OK;
		}
	}
	for (size_t i = 0; i < COMMANDS; i++)
		if (strcmp(word, commands[i].name) == 0)
			return commands[i].run(argc - 2, argv + 2);
	if (word[0])
		(void)fprintf(stderr, "syscope-server: there is no command \"%.60s\"\n\n", word);
	print_help(stderr);
	return EXIT_USAGE;
}
