// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/syscalls/event_builder.h"

START_TEST(a_handle_is_as_long_as_it_says)
{
	struct built built;
	uint8_t handle[12] = {4, [4] = 1, [8] = 0xab, 0, 0, 1}, room[8] = {128};
	built_call(&built, "open_by_handle_at", 4);
	built_args(&built, 3, 0x5000, 0, 0, 0, 0);
	built_bytes(&built, 1, handle, sizeof(handle));
	built_reads(&built, "open_by_handle_at(3, {handle_bytes=4, handle_type=1, f_handle=\"\\xab\\x00\\x00\\x01\"}, "
			    "O_RDONLY) = 4");
	built_call(&built, "name_to_handle_at", 0);
	built_args(&built, 3, 0, 0x5000, 0, 0, 0);
	built_piece(&built, 2, RECORD_DATA_BYTES, RECORD_DATA_ENTRY, 0, room, sizeof(room));
	built_bytes(&built, 2, handle, sizeof(handle));
	built_reads(&built, "name_to_handle_at(3, NULL, {handle_bytes=128 => 4, handle_type=1, "
			    "f_handle=\"\\xab\\x00\\x00\\x01\"}, NULL, 0) = 0");
}
END_TEST

START_TEST(a_handle_that_is_cut_off_is_told)
{
	struct built built;
	uint8_t handle[8] = {4, [4] = 1};
	built_call(&built, "open_by_handle_at", -116);
	built_args(&built, 3, 0x5000, 0, 0, 0, 0);
	built_bytes(&built, 1, handle, sizeof(handle));
	built_reads(&built,
		    "open_by_handle_at(3, {handle_bytes=4, handle_type=1, f_handle=???}, O_RDONLY) = -1 ESTALE (Stale "
		    "file handle)");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, a_handle_is_as_long_as_it_says);
	tcase_add_test(tests, a_handle_that_is_cut_off_is_told);
}
