// SPDX-License-Identifier: Apache-2.0
// The seccomp filter of programs that we start: calls that the scan wants stop for the tracer, all others run at full speed. It is made of
// what the kernel's cache of always-allowed calls understands, so an unwanted call is decided by one look at a bitmap.
#pragma once

#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct source_plan;

#define PTRACE_FILTER_MAX 4096u // instructions, the kernel's limit

// Does a task with the filter stop at this call? at = abi * CALL_NUMBERS + number.
bool ptrace_seccomp_stops(const struct source_plan *plan, unsigned at);
// The number of instructions; 0 when there is nothing to leave out, or the plan needs more than the kernel takes. Pure.
size_t ptrace_seccomp_make(const struct source_plan *plan, struct sock_filter out[static PTRACE_FILTER_MAX]);
