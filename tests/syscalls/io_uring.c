// SPDX-License-Identifier: Apache-2.0
// io_uring and the older asynchronous input and output, where they are refused.
#include "tests/syscalls/rows.h"

#include <linux/io_uring.h>
#include <stdint.h>

static const uint32_t params[30] = {0, 0, 0x803, 5, 6, 0, 0, 0, 0, 0}, attach[30] = {0, 0, 0x20, 0, 0, 0, 3, 1};
static const int fds[] = {0, -1, 1};
static const struct io_uring_restriction rules[] = {
    {.opcode = 0, .register_op = 1}, {.opcode = 1, .sqe_op = 2}, {.opcode = 2, .sqe_flags = 0x81}, {.opcode = 9}};
static const struct io_uring_rsrc_update ring[] = {{-1, 0, 0}, {1, 2, 1}};
static const uint64_t set[] = {0x4001};

int main(void)
{
	const struct call_row rows[] = {
	    {"io_uring_setup(0, {flags=IORING_SETUP_IOPOLL|IORING_SETUP_SQPOLL|IORING_SETUP_CQE32, sq_thread_cpu=0x5, "
	     "sq_thread_idle=6})",
	     SYS_io_uring_setup,
	     {0, (long)params}},
	    {"io_uring_setup(8, {flags=IORING_SETUP_ATTACH_WQ, sq_thread_cpu=0, sq_thread_idle=0, wq_fd=3, resv=[0x1, "
	     "0, 0]})",
	     SYS_io_uring_setup,
	     {8, (long)attach}},
	    {"io_uring_setup(8, 0x1000)", SYS_io_uring_setup, {8, BAD}},
	    {"io_uring_enter(-1, 1, 2, IORING_ENTER_GETEVENTS|IORING_ENTER_EXT_ARG, NULL, 0)",
	     SYS_io_uring_enter,
	     {-1, 1, 2, 9, 0, 0}},
	    {"io_uring_enter(-1, 1, 2, IORING_ENTER_GETEVENTS|0x1000, [HUP TERM], 8)",
	     SYS_io_uring_enter,
	     {-1, 1, 2, 0x1001, (long)set, 8}},
	    {"io_uring_enter(-1, 1, 2, IORING_ENTER_GETEVENTS|0x1000, 0x1000, 8)",
	     SYS_io_uring_enter,
	     {-1, 1, 2, 0x1001, BAD, 8}},
	    {"io_uring_register(-1, IORING_REGISTER_BUFFERS, 0x1000, 1)", SYS_io_uring_register, {-1, 0, BAD, 1}},
	    {"io_uring_register(-1, IORING_UNREGISTER_BUFFERS, 0x1000, 0)", SYS_io_uring_register, {-1, 1, BAD, 0}},
	    {"io_uring_register(-1, IORING_REGISTER_FILES, [0, -1, 1], 3)",
	     SYS_io_uring_register,
	     {-1, 2, (long)fds, 3}},
	    {"io_uring_register(-1, IORING_REGISTER_EVENTFD, [0], 1)", SYS_io_uring_register, {-1, 4, (long)fds, 1}},
	    {"io_uring_register(-1, IORING_REGISTER_PROBE, 0x1000, 5)", SYS_io_uring_register, {-1, 8, BAD, 5}},
	    {"io_uring_register(-1, IORING_REGISTER_RESTRICTIONS, [{opcode=IORING_RESTRICTION_REGISTER_OP, "
	     "register_op=IORING_UNREGISTER_BUFFERS}, {opcode=IORING_RESTRICTION_SQE_OP, sqe_op=IORING_OP_WRITEV}, "
	     "{opcode=IORING_RESTRICTION_SQE_FLAGS_ALLOWED, sqe_flags=IOSQE_FIXED_FILE|0x80}, {opcode=0x9 /* "
	     "IORING_RESTRICTION_??? */ /* op: 0 */}], 4)",
	     SYS_io_uring_register,
	     {-1, 11, (long)rules, 4}},
	    {"io_uring_register(-1, IORING_REGISTER_FILES2, 0x1000, 31)", SYS_io_uring_register, {-1, 13, BAD, 31}},
	    {"io_uring_register(-1, IORING_REGISTER_RING_FDS, [{offset=-1, data=0}, {offset=1, resv=0x2, data=1}], 2)",
	     SYS_io_uring_register,
	     {-1, 20, (long)ring, 2}},
	    {"io_uring_register(-1, IORING_UNREGISTER_RING_FDS, [{offset=4294967295}, {offset=1, resv=0x2, data=0x1}], "
	     "2)",
	     SYS_io_uring_register,
	     {-1, 21, (long)ring, 2}},
	    {"io_uring_register(-1, 0x63 /* IORING_REGISTER_??? */, 0x1000, 2)",
	     SYS_io_uring_register,
	     {-1, 99, BAD, 2}},
	    {"io_setup(0, 0x1000)", SYS_io_setup, {0, BAD}},
	    {"io_destroy(NULL)", SYS_io_destroy, {0}},
	    {"io_getevents(NULL, 1, 2, 0x1000, NULL)", SYS_io_getevents, {0, 1, 2, BAD, 0}},
	    {"io_cancel(NULL, 0x1000, 0x1000)", SYS_io_cancel, {0, BAD, BAD}},
	};
	MAKE_CALLS(rows);
	return expect_done();
}
