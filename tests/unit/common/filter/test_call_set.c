// SPDX-License-Identifier: Apache-2.0
#include "common/filter/call_set.h"

#include "common/syscalls/syscalls.h"
#include "tests/unit/support/check_main.h"

static struct call_set set_of(const char *list)
{
	static struct call_set set;
	struct error err;
	ck_assert_msg(call_set_from_trace(list, &set, &err) == 0, "%s", list);
	return set;
}

static bool has(const struct call_set *set, uint8_t abi, const char *call)
{
	return call_set_has(set, abi, syscall_number(abi, call));
}

START_TEST(a_list_chooses_calls_of_every_way)
{
	struct call_set set = set_of("openat,%stat");
	ck_assert(has(&set, RECORD_ABI_NATIVE, "openat") && has(&set, RECORD_ABI_I386, "openat"));
	ck_assert(has(&set, RECORD_ABI_I386, "stat") && !has(&set, RECORD_ABI_NATIVE, "read"));
	ck_assert(!call_set_has(&set, 0, -1) && !call_set_has(&set, 0, 1 << 20));
	set = set_of("!openat");
	ck_assert(!has(&set, RECORD_ABI_NATIVE, "openat") && has(&set, RECORD_ABI_NATIVE, "read"));
	ck_assert(call_set_has(&set, 0, 1 << 20));
}
END_TEST

START_TEST(a_list_may_name_the_way)
{
	struct call_set set = set_of("openat@32");
	ck_assert(!has(&set, RECORD_ABI_NATIVE, "openat") && has(&set, RECORD_ABI_I386, "openat"));
}
END_TEST

START_TEST(what_is_no_call_is_told)
{
	struct call_set set;
	struct error err;
	ck_assert_int_eq(call_set_from_trace("opennat", &set, &err), -EINVAL);
	ck_assert_ptr_nonnull(strstr(err.text, "did you mean openat?"));
}
END_TEST

START_TEST(all_and_none)
{
	struct call_set set;
	call_set_fill(&set, true);
	ck_assert(call_set_has(&set, 2, 1000) && call_set_has(&set, 9, 0));
	call_set_fill(&set, false);
	ck_assert(!call_set_has(&set, 2, 1000) && !call_set_has(&set, 9, 0));
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, a_list_chooses_calls_of_every_way);
	tcase_add_test(tests, a_list_may_name_the_way);
	tcase_add_test(tests, what_is_no_call_is_told);
	tcase_add_test(tests, all_and_none);
}
