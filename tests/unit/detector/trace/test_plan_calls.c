// SPDX-License-Identifier: Apache-2.0
#include "detector/trace/plan_calls.h"

#include <string.h>
#include <sys/syscall.h>

#include "bpf/shared.h"
#include "detector/trace/source.h"
#include "tests/unit/support/check_main.h"

static struct kernel_filter kernel;

START_TEST(without_a_filter_all_are_wanted)
{
	struct source_plan plan = {0};
	ck_assert(plan_wants_call(&plan, SYS_read));
	ck_assert(plan_wants_beyond(&plan));
	plan.count_only = true;
	ck_assert(!plan_wants_call(&plan, SYS_read));
	ck_assert(!plan_wants_beyond(&plan));
}
END_TEST

START_TEST(the_filter_names_those_that_are)
{
	struct source_plan plan = {.kernel = &kernel};
	uint64_t state_calls[RECORD_SYSCALLS / 64] = {0};
	memset(&kernel, 0, sizeof(kernel));
	ck_assert(plan_wants_call(&plan, SYS_read)); // it does not ask for calls
	kernel.on = KERNEL_ON_CALLS;
	kernel.calls[SYS_read / 64] = 1ull << (SYS_read % 64);
	ck_assert(plan_wants_call(&plan, SYS_read));
	ck_assert(!plan_wants_call(&plan, SYS_write));
	ck_assert(!plan_wants_beyond(&plan));
	state_calls[SYS_write / 64] = 1ull << (SYS_write % 64);
	plan.state_calls = state_calls;
	ck_assert(plan_wants_call(&plan, SYS_write));
	ck_assert(!plan_wants_call(&plan, CALL_NUMBERS + SYS_write)); // native ones only
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, without_a_filter_all_are_wanted);
	tcase_add_test(tests, the_filter_names_those_that_are);
}
