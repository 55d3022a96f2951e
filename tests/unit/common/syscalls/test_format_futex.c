// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/syscalls/event_builder.h"

#include <linux/futex.h>

static void futex_reads(const uint64_t args[RECORD_ARGS], const char *expected)
{
	struct built built;
	built_call(&built, "futex", 0);
	memcpy(built.record.args, args, sizeof(built.record.args));
	built_reads(&built, expected);
}

START_TEST(each_operation_shows_the_arguments_it_uses)
{
	futex_reads((uint64_t[]){0x10, FUTEX_WAKE_PRIVATE, 1, 9, 9, 9}, "futex(0x10, FUTEX_WAKE_PRIVATE, 1) = 0");
	futex_reads((uint64_t[]){0x10, FUTEX_WAIT, 2, 0, 9, 9}, "futex(0x10, FUTEX_WAIT, 2, NULL) = 0");
	futex_reads(
	    (uint64_t[]){0x10, FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME, 0, 0, 9, 0xffffffff},
	    "futex(0x10, FUTEX_WAIT_BITSET_PRIVATE|FUTEX_CLOCK_REALTIME, 0, NULL, FUTEX_BITSET_MATCH_ANY) = 0");
	futex_reads((uint64_t[]){0x10, FUTEX_CMP_REQUEUE_PRIVATE, 1, 2, 0x20, 0},
		    "futex(0x10, FUTEX_CMP_REQUEUE_PRIVATE, 1, 2, 0x20, 0) = 0");
	futex_reads(
	    (uint64_t[]){0x10, FUTEX_WAKE_OP_PRIVATE, 1, 1, 0x20, 0x4000001},
	    "futex(0x10, FUTEX_WAKE_OP_PRIVATE, 1, 1, 0x20, FUTEX_OP_SET<<28|0<<12|FUTEX_OP_CMP_GT<<24|0x1) = 0");
}
END_TEST

START_TEST(what_is_not_used_is_told_to_those_who_list_arguments)
{
	struct built built;
	built_call(&built, "futex", 0);
	built_args(&built, 0x10, FUTEX_WAIT_BITSET, 0, 0, 9, 1);
	struct event event = built_event(&built);
	ck_assert_uint_eq(syscall_arg_count(&event), 6);
	ck_assert(syscall_arg_shown(&event, 3));
	ck_assert(!syscall_arg_shown(&event, 4));
	ck_assert(syscall_arg_shown(&event, 5));
}
END_TEST

START_TEST(waiters_show_what_they_wait_for)
{
	struct built built;
	uint64_t waiters[6] = {1, 0x1000, 0x82, 5, 0x2000, 0x700000002};
	built_call(&built, "futex_waitv", -EAGAIN);
	built_args(&built, 0x3000, 2, 0, 0, 1, 0);
	built_bytes(&built, 0, waiters, sizeof(waiters));
	built_reads(&built,
		    "futex_waitv([{val=0x1, uaddr=0x1000, flags=FUTEX_32|FUTEX_PRIVATE_FLAG}, {val=0x5, uaddr=0x2000, "
		    "flags=FUTEX_32, "
		    "__reserved=0x7}], 2, 0, NULL, CLOCK_MONOTONIC) = -1 EAGAIN (Resource temporarily unavailable)");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, waiters_show_what_they_wait_for);
	tcase_add_test(tests, each_operation_shows_the_arguments_it_uses);
	tcase_add_test(tests, what_is_not_used_is_told_to_those_who_list_arguments);
}
