// SPDX-License-Identifier: Apache-2.0
// The detector's modes: each gets its command line (argv[0] is the mode's name) and answers the exit status.
#pragma once

// Exit statuses as Podman's: nothing ran because of us, it cannot be run, it is not there.
enum { EXIT_DETECTOR = 125, EXIT_CANNOT_RUN = 126, EXIT_NOT_FOUND = 127 };

int mode_host(int argc, char **argv);
int mode_run(int argc, char **argv);
int mode_attach(int argc, char **argv);
int mode_exec(int argc, char **argv);
int mode_check(int argc, char **argv);
int mode_enroll(int argc, char **argv);
int mode_connect(int argc, char **argv);
int mode_complete(int argc, char **argv); // for shells: not shown

// A reader that goes away shows as EPIPE, not as a signal.
void mode_ignore_broken_pipes(void);

// Says the error on standard error, as `syscope-detector: text`; answers the exit status for it.
struct error;
int mode_fail(const struct error *err);
