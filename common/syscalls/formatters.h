// SPDX-License-Identifier: Apache-2.0
// What the formatters share: one format_<type> for each type of types.spec, one result_<type> for each return type, shown_*
// for optional arguments, text_* for calls whose text is not just their arguments. Internal to common/syscalls.
#pragma once

#include "common/syscalls/constants_lists.h"
#include "common/syscalls/formatters_list.h"
#include "common/syscalls/print.h"
#include "common/syscalls/table.h"

bool shown_creates(const struct event *event);
bool shown_remap_moves(const struct event *event);
bool shown_makes_device(const struct event *event);
bool shown_fcntl_has_arg(const struct event *event);
bool shown_prctl_has(const struct event *event);
bool shown_futex_has_4(const struct event *event);
bool shown_futex_has_5(const struct event *event);
bool shown_futex_has_6(const struct event *event);

void text_clone(struct printer *p);
// --- SIGCHLD {si_signo=SIGCHLD, …} ---
void print_delivered_signal(struct printer *p);
// One argument as its type says; the register when the call has no such argument.
void format_argument(struct printer *p, unsigned arg);
