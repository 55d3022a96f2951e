// SPDX-License-Identifier: Apache-2.0
// What of a capture filter the kernel decides: the conjuncts that it can decide exactly become a kernel_filter, which the trace source
// takes with a scan's plan; the rest stays for filter_program. What the kernel can only narrow down, it does, and the conjunct stays.
// A call the kernel filter refuses is counted and costs no room in the ring. Signals and ends of tasks always pass.
#pragma once

#include "bpf/shared.h"
#include "common/filter/filter_ast.h"

struct event;

// For every event without a process and an object, and for every one whose process and object are what they are said to be:
// filter = model(kernel) and rest. ret_rest: what is left for user space (filter_all when nothing is). Owned by the caller.
void filter_kernel_split(const struct filter *filter, struct kernel_filter *ret_kernel, struct filter **ret_rest);
// The model: does the kernel let this call through? The same decision as the BPF program's, from the event.
bool filter_kernel_model(const struct kernel_filter *kernel, const struct event *event);
// For --explain, a line a conjunct: "kernel   evt.type in (openat, read)", "both     …" (the kernel narrows down), "program  …".
void filter_kernel_explain(const struct filter *filter, struct buffer *out);
// Whether the filter asks for more than the call and its task: then processes and descriptors must be kept track of.
bool filter_kernel_needs_state(const struct filter *filter);
bool filter_kernel_needs_latency(const struct filter *filter); // the plan's
// Does it ask for nothing but calls by their number? Then counters by call say it all.
bool filter_kernel_is_calls(const struct filter *filter);
// For who keeps a state and so knows more of descriptors than the call's argument: takes from the kernel what it cannot know.
void filter_kernel_relax(struct kernel_filter *kernel);
