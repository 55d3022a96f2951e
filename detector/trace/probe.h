// SPDX-License-Identifier: Apache-2.0
// What of this host's abilities to trace there is: for `check` and for the server's list of detectors.
#pragma once

#include <stdbool.h>

struct trace_capabilities {
	char kernel[65]; // release
	char arch[65];
	bool btf;
	bool ebpf;            // the programs load: tried, not guessed
	char ebpf_error[256]; // "" or why not, and what to do
	bool ptrace;          // other processes may be traced: tried, and asked of yama
	char ptrace_error[256];
	const char *cgroup; // "v2", "hybrid", "v1" or "none"; static
	const char
	    *hook; // "tp_btf" or "tracepoint": which kind of program this kernel needs; "" when eBPF does not work
};

// Takes about a quarter of a second: it loads the programs.
void trace_probe(struct trace_capabilities *ret_capabilities);
