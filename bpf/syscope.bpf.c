/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One object: all hooks share the maps. */
#include "bpf/process.bpf.c" // NOLINT
#include "bpf/signal.bpf.c"  // NOLINT
#include "bpf/syscall.bpf.c" // NOLINT: on purpose

char LICENSE[] SEC("license") = "GPL";
