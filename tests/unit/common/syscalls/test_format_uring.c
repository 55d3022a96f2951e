// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/syscalls/event_builder.h"

#include <linux/io_uring.h>

START_TEST(what_is_registered_depends_on_the_operation)
{
	struct built built;
	int fds[] = {3, -1};
	built_call(&built, "io_uring_register", 0);
	built_args(&built, 4, IORING_REGISTER_FILES, 0x5000, 2, 0, 0);
	built_bytes(&built, 2, fds, sizeof(fds));
	built_reads(&built, "io_uring_register(4, IORING_REGISTER_FILES, [3, -1], 2) = 0");
	uint64_t vectors[] = {0x1000, 512};
	built_call(&built, "io_uring_register", 0);
	built_args(&built, 4, IORING_REGISTER_BUFFERS, 0x5000, 1, 0, 0);
	built_bytes(&built, 2, vectors, sizeof(vectors));
	built_reads(&built, "io_uring_register(4, IORING_REGISTER_BUFFERS, [{iov_base=0x1000, iov_len=512}], 1) = 0");
	built_args(&built, 4, IORING_REGISTER_PERSONALITY, 0, 0, 0, 0);
	built_reads(&built, "io_uring_register(4, IORING_REGISTER_PERSONALITY, NULL, 0) = 0");
}
END_TEST

START_TEST(limits_of_workers_tell_what_they_were)
{
	struct built built;
	uint32_t given[] = {0, 0}, before[] = {8, 1000};
	built_call(&built, "io_uring_register", 0);
	built_args(&built, 4, IORING_REGISTER_IOWQ_MAX_WORKERS, 0x5000, 2, 0, 0);
	built_piece(&built, 2, RECORD_DATA_BYTES, RECORD_DATA_ENTRY, 0, given, sizeof(given));
	built_bytes(&built, 2, before, sizeof(before));
	built_reads(&built,
		    "io_uring_register(4, IORING_REGISTER_IOWQ_MAX_WORKERS, [[IO_WQ_BOUND]=0, [IO_WQ_UNBOUND]=0] => "
		    "[[IO_WQ_BOUND]=8, [IO_WQ_UNBOUND]=1000], 2) = 0");
}
END_TEST

START_TEST(a_probe_lists_operations)
{
	struct built built;
	uint8_t probe[32] = {[0] = 1, [1] = 2, [16] = 0, [20] = 0, [18] = 1, [24] = 1, [26] = 0};
	built_call(&built, "io_uring_register", 0);
	built_args(&built, 4, IORING_REGISTER_PROBE, 0x5000, 2, 0, 0);
	built_bytes(&built, 2, probe, sizeof(probe));
	built_reads(&built,
		    "io_uring_register(4, IORING_REGISTER_PROBE, {last_op=IORING_OP_READV, ops_len=2, "
		    "ops=[{op=IORING_OP_NOP, flags=IO_URING_OP_SUPPORTED}, {op=IORING_OP_READV, flags=0}]}, 2) = 0");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, what_is_registered_depends_on_the_operation);
	tcase_add_test(tests, limits_of_workers_tell_what_they_were);
	tcase_add_test(tests, a_probe_lists_operations);
}
