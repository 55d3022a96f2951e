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
// The names of a socket option's level; NULL when the level is not known.
const struct constants *socket_options(int level);
// An array of numbers of 4 bytes: [1, 2].
void print_ids(struct printer *p, const struct piece *piece, size_t count);

// A signal's details, from a siginfo in memory or from a record.
struct signal_info {
	int signo, code, error;
	int pid;
	uint32_t uid;
	uint64_t address;
	int64_t status;
	int64_t utime, stime;
	int timer, overrun;
	uint64_t value;
	long band;
	int fd;
};
void print_signal_info(struct printer *p, const struct signal_info *info);
