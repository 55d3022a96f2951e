// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/syscalls/event_builder.h"

START_TEST(events_are_as_many_as_came)
{
	struct built built;
	uint64_t events[] = {1, 0x5000, 8, 0};
	built_call(&built, "io_getevents", 1);
	built_args(&built, 0x7000, 1, 4, 0x6000, 0, 0);
	built_bytes(&built, 3, events, sizeof(events));
	built_reads(&built, "io_getevents(0x7000, 1, 4, [{data=0x1, obj=0x5000, res=8, res2=0}], NULL) = 1");
	built.record.ret = -22;
	built_reads(&built, "io_getevents(0x7000, 1, 4, 0x6000, NULL) = -1 EINVAL (Invalid argument)");
}
END_TEST

START_TEST(a_ring_shows_the_kernels_half_only_after_success)
{
	struct built built;
	uint32_t params[30] = {8, 16, 0x41, 0, 5, 1};
	built_call(&built, "io_uring_setup", -22);
	built_args(&built, 8, 0x5000, 0, 0, 0, 0);
	built_bytes(&built, 1, params, sizeof(params));
	built_reads(&built, "io_uring_setup(8, {flags=IORING_SETUP_IOPOLL|IORING_SETUP_R_DISABLED, sq_thread_cpu=0, "
			    "sq_thread_idle=5}) = -1 EINVAL (Invalid argument)");
	built.record.ret = 3;
	built_reads(
	    &built,
	    "io_uring_setup(8, {flags=IORING_SETUP_IOPOLL|IORING_SETUP_R_DISABLED, sq_thread_cpu=0, sq_thread_idle=5, "
	    "sq_entries=8, cq_entries=16, features=IORING_FEAT_SINGLE_MMAP, sq_off={head=0, tail=0, ring_mask=0, "
	    "ring_entries=0, flags=0, dropped=0, array=0}, cq_off={head=0, tail=0, ring_mask=0, ring_entries=0, "
	    "overflow=0, cqes=0, flags=0}}) = 3");
}
END_TEST

START_TEST(requests_show_what_they_write)
{
	struct built built;
	uint64_t pointers[] = {0x6000, 0x7000};
	uint8_t iocb[64] = {[0] = 1, [16] = 1, [20] = 3, [25] = 0x50, [32] = 5};
	built_call(&built, "io_submit", 1);
	built_args(&built, 0x8000, 2, 0x5000, 0, 0, 0);
	built_bytes(&built, 2, pointers, sizeof(pointers));
	built_piece(&built, 2, RECORD_DATA_NESTED, 0, 0, iocb, sizeof(iocb));
	built_piece(&built, 2, RECORD_DATA_ELEMENT, 0, 0, "hello", 5);
	built_piece(&built, 2, RECORD_DATA_NESTED, RECORD_DATA_FAULT, 1, NULL, 0);
	built_reads(&built, "io_submit(0x8000, 2, [{aio_data=0x1, aio_lio_opcode=IOCB_CMD_PWRITE, aio_fildes=3, "
			    "aio_buf=\"hello\", aio_nbytes=5, aio_offset=0}, 0x7000]) = 1");
	built.record.args[1] = UINT64_MAX;
	built_reads(&built, "io_submit(0x8000, -1, 0x5000) = 1");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, events_are_as_many_as_came);
	tcase_add_test(tests, requests_show_what_they_write);
	tcase_add_test(tests, a_ring_shows_the_kernels_half_only_after_success);
}
