// SPDX-License-Identifier: Apache-2.0
// What the formatters share: one format_<type> for each type of types.spec, one result_<type> for each return type, shown_*
// for optional arguments, text_* for calls whose text is not just their arguments. Internal to common/syscalls.
#pragma once

#include "common/syscalls/constants_lists.h"
#include "common/syscalls/formatters_list.h"
#include "common/syscalls/print.h"
#include "common/syscalls/table.h"

bool shown_creates(const struct event *event, unsigned arg);
bool shown_remap_moves(const struct event *event, unsigned arg);
bool shown_sigreturn(const struct event *event, unsigned arg);
bool shown_makes_device(const struct event *event, unsigned arg);
bool shown_fcntl(const struct event *event, unsigned arg);
bool shown_prctl(const struct event *event, unsigned arg);
bool shown_arch_prctl(const struct event *event, unsigned arg);
bool shown_ioctl(const struct event *event, unsigned arg);
bool shown_mq_creates(const struct event *event, unsigned arg);
bool shown_kcmp(const struct event *event, unsigned arg);
bool shown_keyctl(const struct event *event, unsigned arg);
bool shown_membarrier(const struct event *event, unsigned arg);
bool shown_futex(const struct event *event, unsigned arg);
bool shown_quota(const struct event *event, unsigned arg);
bool shown_reboot(const struct event *event, unsigned arg);
bool shown_syslog(const struct event *event, unsigned arg);

void text_clone(struct printer *p);
// --- SIGCHLD {si_signo=SIGCHLD, …} ---
void print_delivered_signal(struct printer *p);
// One argument as its type says; the register when the call has no such argument.
void format_argument(struct printer *p, unsigned arg);
