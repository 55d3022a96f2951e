// SPDX-License-Identifier: Apache-2.0
#include "detector/output/held_exits.h"

#include "tests/unit/support/check_main.h"

static struct held_exits held;

static struct event end_of(uint32_t pid, uint32_t tid, uint16_t flags)
{
	return (struct event){.kind = EVENT_EXIT, .pid = pid, .tid = tid, .flags = flags, .ret = 256};
}

START_TEST(only_first_tasks_before_the_last_one_wait)
{
	struct event event, thread = end_of(7, 8, 0), last = end_of(7, 8, RECORD_F_LEADER),
			    alone = end_of(9, 9, RECORD_F_LEADER);
	struct event first = end_of(7, 7, 0), call = {.kind = EVENT_SYSCALL, .pid = 7, .tid = 7};
	ck_assert(!held_exits_add(&held, &thread) && !held_exits_add(&held, &last));
	ck_assert(!held_exits_add(&held, &alone) && !held_exits_add(&held, &call));
	ck_assert(held_exits_add(&held, &first));
	ck_assert(!held_exits_take(&held, 8, &event));
	ck_assert(held_exits_take(&held, 7, &event) && event.tid == 7 && event.ret == 256);
	ck_assert(!held_exits_take(&held, 7, &event));
}
END_TEST

START_TEST(without_room_an_end_is_shown_at_once)
{
	struct event event;
	for (uint32_t pid = 1; pid <= HELD_EXITS_MAX; pid++) {
		struct event first = end_of(pid, pid, 0);
		ck_assert(held_exits_add(&held, &first));
	}
	struct event more = end_of(5000, 5000, 0);
	ck_assert(!held_exits_add(&held, &more));
	for (uint32_t pid = 1; pid <= HELD_EXITS_MAX; pid++)
		ck_assert(held_exits_take(&held, pid, &event) && event.pid == pid);
	ck_assert_uint_eq(held.n, 0);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, only_first_tasks_before_the_last_one_wait);
	tcase_add_test(tests, without_room_an_end_is_shown_at_once);
}
