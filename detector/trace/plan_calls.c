// SPDX-License-Identifier: Apache-2.0
#include "detector/trace/plan_calls.h"

#include "bpf/shared.h"
#include "detector/trace/source.h"

bool plan_wants_call(const struct source_plan *plan, unsigned at)
{
	const struct kernel_filter *kernel = plan->kernel;
	if (plan->count_only)
		return false;
	if (!kernel || !(kernel->on & KERNEL_ON_CALLS))
		return true;
	if (at < RECORD_SYSCALLS && plan->state_calls && (plan->state_calls[at / 64] >> at % 64 & 1))
		return true;
	return kernel->calls[at / 64] >> at % 64 & 1;
}

bool plan_wants_beyond(const struct source_plan *plan)
{
	return !plan->count_only &&
	       (!plan->kernel || !(plan->kernel->on & KERNEL_ON_CALLS) || plan->kernel->calls_beyond);
}
