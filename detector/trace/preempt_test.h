// SPDX-License-Identifier: Apache-2.0
// The self-test that chooses the kind of program: see bpf/preempt.bpf.c.
#pragma once

#include <stdbool.h>

// True when tp_btf programs of the syscall tracepoints can be preempted here, so that they would miss calls. Takes about 60 ms.
bool preempt_test(void);
