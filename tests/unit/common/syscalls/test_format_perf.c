// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/syscalls/event_builder.h"

#include <linux/perf_event.h>

START_TEST(attributes_are_opened)
{
	struct built built;
	struct perf_event_attr attr = {
	    .type = PERF_TYPE_HARDWARE, .size = 64, .config = 1, .sample_period = 7, .disabled = 1};
	built_call(&built, "perf_event_open", 3);
	built_args(&built, 0x1000, 0, (uint64_t)-1, (uint64_t)-1, 0, 0);
	built_bytes(&built, 0, &attr, 64);
	built_reads(&built,
		    "perf_event_open({type=PERF_TYPE_HARDWARE, size=PERF_ATTR_SIZE_VER0, "
		    "config=PERF_COUNT_HW_INSTRUCTIONS, sample_period=7, sample_type=0, read_format=0, disabled=1, "
		    "precise_ip=0 /* arbitrary skid */, ...}, 0, -1, -1, 0) = 3");
}
END_TEST

START_TEST(a_size_that_the_kernel_refused_shows_its_own)
{
	struct built built;
	struct perf_event_attr attr = {.type = PERF_TYPE_SOFTWARE, .size = 112}, after = {.size = 96};
	AUTO_VALUE(buffer) struct buffer out;
	buffer_init(&out, 4096);
	built_call(&built, "perf_event_open", -E2BIG);
	built_args(&built, 0x1000, 0, 0, 0, 0, 0);
	built_piece(&built, 0, RECORD_DATA_BYTES, RECORD_DATA_ENTRY, 0, &attr, 112);
	built_bytes(&built, 0, &after, 96);
	struct event event = built_event(&built);
	syscall_format(&event, NULL, &out);
	ck_assert_ptr_nonnull(strstr(buffer_text(&out), "size=PERF_ATTR_SIZE_VER5 => PERF_ATTR_SIZE_VER3, "
							"config=PERF_COUNT_SW_CPU_CLOCK"));
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, attributes_are_opened);
	tcase_add_test(tests, a_size_that_the_kernel_refused_shows_its_own);
}
