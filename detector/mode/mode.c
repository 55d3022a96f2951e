// SPDX-License-Identifier: Apache-2.0
#include "detector/mode/mode.h"

#include "common/base/error.h"

#include <signal.h>
#include <stdio.h>

int mode_fail(const struct error *err)
{
	(void)fprintf(stderr, "syscope-detector: %s\n", err->text);
	return EXIT_DETECTOR;
}

void mode_ignore_broken_pipes(void)
{
	(void)sigaction(SIGPIPE, &(struct sigaction){.sa_handler = SIG_IGN}, NULL);
}
