// SPDX-License-Identifier: Apache-2.0
// complete: what may follow on a command line, for the shells (deploy/completion).
#include "detector/mode/completion.h"
#include "detector/mode/mode.h"

#include <stdio.h>

#define OUTPUT_MAX (1u << 20)

int mode_complete(int argc, char **argv)
{
	AUTO_VALUE(buffer) struct buffer out;
	buffer_init(&out, OUTPUT_MAX);
	complete_words(argc - 1, argv + 1, &out);
	(void)fwrite(out.data, 1, out.len, stdout);
	return 0;
}
