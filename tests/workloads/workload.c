// SPDX-License-Identifier: Apache-2.0
// What the tests let containers do: a number of getppid calls, then a number of bytes to standard output, in lines that tell
// their own place. `workload GETPPIDS BYTES [SECONDS]` spreads the calls over that many seconds.
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define PIECES 100

static void pause_for(double seconds)
{
	struct timespec wait = {.tv_sec = (time_t)seconds,
				.tv_nsec = (long)((seconds - (double)(time_t)seconds) * 1e9)};
	(void)nanosleep(&wait, NULL);
}

int main(int argc, char **argv)
{
	long calls = argc > 1 ? strtol(argv[1], NULL, 10) : 0;
	long bytes = argc > 2 ? strtol(argv[2], NULL, 10) : 0;
	double seconds = argc > 3 ? strtod(argv[3], NULL) : 0;
	for (long i = 0; i < calls; i++) {
		(void)syscall(SYS_getppid);
		if (seconds > 0 && calls >= PIECES && i % (calls / PIECES) == 0)
			pause_for(seconds / PIECES);
	}
	for (long line = 0; bytes > 0; line++) {
		char text[64];
		int len = snprintf(text, sizeof(text), "%015ld %046ld\n", line, line * line);
		if (len > bytes)
			len = (int)bytes;
		for (int done = 0; done < len;) {
			ssize_t n = write(STDOUT_FILENO, text + done, (size_t)(len - done));
			if (n < 0)
				return 1;
			done += (int)n;
		}
		bytes -= len;
	}
	return 0;
}
