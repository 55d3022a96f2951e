// SPDX-License-Identifier: Apache-2.0
// What this host lacks for eBPF, in words that say what to do.
#pragma once

#include "common/base/error.h"

#include <stdbool.h>

#define HOST_BTF "/sys/kernel/btf/vmlinux"

bool host_has_btf(void);
// -EPERM or -ENOENT with a reason when eBPF cannot work here; 0 does not promise that it does.
int host_require_ebpf(struct error *err);
// Turns a failed step into an error: `code` (positive), `step` as in "load the eBPF programs".
int host_explain(struct error *err, int code, const char *step);
// The number in a file of one line such as /proc/sys/kernel/pid_max; fallback when there is none.
// Tried on a child: can this process trace at all?
int host_require_ptrace(struct error *err);
bool host_ptrace_others(void); // and processes that it did not start?
unsigned long host_read_number(const char *path, unsigned long fallback);
// By its release's name. False when that cannot be read.
bool host_kernel_at_least(unsigned long major, unsigned long minor);
// Does this process have the capability (CAP_*)?
bool host_has_capability(unsigned capability);
