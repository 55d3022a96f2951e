// SPDX-License-Identifier: Apache-2.0
// bench_hooks exit|both: keeps the empty programs attached until its standard input ends. Says "ready" when they are.
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/bench/empty_hooks.h"

int main(int argc, char **argv)
{
	char byte;
	int links[2] = {empty_hook_attach(EMPTY_RETURN, "sys_exit"), -1};
	bool both = argc > 1 && strcmp(argv[1], "both") == 0;
	if (both)
		links[1] = empty_hook_attach(EMPTY_RETURN, "sys_enter");
	if (links[0] < 0 || (both && links[1] < 0)) {
		(void)fputs("bench_hooks: cannot attach; it needs root and eBPF\n", stderr);
		return EXIT_FAILURE;
	}
	(void)puts("ready");
	(void)fflush(stdout);
	while (read(STDIN_FILENO, &byte, 1) > 0)
		;
	return EXIT_SUCCESS;
}
