// SPDX-License-Identifier: Apache-2.0
// The smallest programs on the hooks of system calls: the limits that no tracer of their kind can better.
#pragma once

enum empty_hook {
	EMPTY_RETURN, // `return 0`
	EMPTY_CLOCK,  // reads the clock once: what every tracer that stamps its events does
};

// Attaches one to tp_btf/TRACEPOINT, "sys_exit" or "sys_enter". Returns the link's descriptor, -1 when it cannot; close detaches.
int empty_hook_attach(enum empty_hook hook, const char *tracepoint);
