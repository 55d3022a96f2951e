// SPDX-License-Identifier: Apache-2.0
// Printers that more than one file of formatters uses. Internal to common/syscalls.
#pragma once

#include "common/syscalls/print.h"

void print_open_flags(struct printer *p, uint64_t flags);
void print_clone_flags(struct printer *p, uint64_t flags);
void print_personality(struct printer *p, uint32_t value);
void print_sched_policy(struct printer *p, uint32_t policy);
void print_clock(struct printer *p, int clock);
