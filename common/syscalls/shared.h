// SPDX-License-Identifier: Apache-2.0
// Printers that more than one file of formatters uses. Internal to common/syscalls.
#pragma once

#include "common/syscalls/print.h"

void print_open_flags(struct printer *p, uint64_t flags);
void print_clone_flags(struct printer *p, uint64_t flags);
void print_personality(struct printer *p, uint32_t value);
void print_sched_policy(struct printer *p, uint32_t policy);
// " /* 2026-11-24T08:19:36.000000007+0000 */" behind a time; digits of `part`: 9 for ns, 6 for µs. Nothing for the epoch itself.
void print_time_comment(struct printer *p, int64_t seconds, uint64_t part, int digits);
void print_timespec(struct printer *p, int64_t seconds, int64_t ns);
void print_timeval(struct printer *p, int64_t seconds, int64_t us);
void print_sockaddr(struct printer *p, const uint8_t *bytes, size_t len, uint64_t pointer);
void print_rusage(struct printer *p, const void *rusage);
void print_seccomp_program(struct printer *p, unsigned arg);
// An array of numbers of 4 bytes: [1, 2].
void print_ids(struct printer *p, const struct piece *piece, size_t count);

// A signal's details: the numbers at the beginning of a siginfo and what follows them.
#define SIGINFO_BYTES 128
struct signal_info {
	int signo, code, error;
	uint64_t words[4];
};
// The siginfo at `offset` of the piece; false when it is not there as a whole.
bool print_siginfo(struct printer *p, const struct piece *piece, size_t offset);
