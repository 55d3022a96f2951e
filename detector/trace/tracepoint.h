// SPDX-License-Identifier: Apache-2.0
// Classic tracepoints by name, also where nobody mounted tracefs.
#pragma once

#include "common/base/error.h"

// A perf event on the tracepoint, for an eBPF program to sit on: an fd of the caller's, or -errno.
int tracepoint_open(const char *group, const char *name, struct error *err);
