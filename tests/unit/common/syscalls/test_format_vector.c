// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/syscalls/event_builder.h"

#include <sys/socket.h>
#include <sys/uio.h>

START_TEST(vectors_show_each_element_as_far_as_the_call_got)
{
	struct built built;
	struct iovec vector[2] = {{(void *)0x1000, 3}, {(void *)0x2000, 100}};
	built_call(&built, "writev", 103);
	built_args(&built, 1, 0x9000, 2, 0, 0, 0);
	built_piece(&built, 1, RECORD_DATA_IOVEC, 0, 0, vector, sizeof(vector));
	built_piece(&built, 1, RECORD_DATA_ELEMENT, 0, 0, "abc", 3);
	built_piece(&built, 1, RECORD_DATA_ELEMENT, RECORD_DATA_TRUNCATED, 1, "0123456789012345678901234567890123", 34);
	built_reads(&built, "writev(1, [{iov_base=\"abc\", iov_len=3}, "
			    "{iov_base=\"01234567890123456789012345678901\"..., iov_len=100}], "
			    "2) = 103");
	built_call(&built, "readv", 5);
	built_args(&built, 1, 0x9000, 2, 0, 0, 0);
	built_piece(&built, 1, RECORD_DATA_IOVEC, 0, 0, vector, sizeof(vector));
	built_piece(&built, 1, RECORD_DATA_ELEMENT, 0, 0, "abc", 3);
	built_piece(&built, 1, RECORD_DATA_ELEMENT, 0, 1, "de", 2);
	built_reads(&built, "readv(1, [{iov_base=\"abc\", iov_len=3}, {iov_base=\"de\", iov_len=100}], 2) = 5");
}
END_TEST

START_TEST(a_vector_longer_than_its_copy_ends_in_dots)
{
	struct built built;
	struct iovec vector = {(void *)0x1000, 1};
	built_call(&built, "writev", 2);
	built_args(&built, 1, 0x9000, 2, 0, 0, 0);
	built_piece(&built, 1, RECORD_DATA_IOVEC, RECORD_DATA_TRUNCATED, 0, &vector, sizeof(vector));
	built_reads(&built, "writev(1, [{iov_base=0x1000, iov_len=1}, ...], 2) = 2");
}
END_TEST

START_TEST(messages_show_name_buffers_and_control)
{
	struct built built;
	struct iovec vector = {(void *)0x1000, 1};
	struct msghdr header = {
	    .msg_iov = (void *)0x2000, .msg_iovlen = 1, .msg_control = (void *)0x3000, .msg_controllen = 24};
	struct {
		struct cmsghdr head;
		int fds[2];
	} control = {{24, SOL_SOCKET, SCM_RIGHTS}, {0, 1}};
	built_call(&built, "sendmsg", 1);
	built_args(&built, 3, 0x9000, 0, 0, 0, 0);
	built_bytes(&built, 1, &header, sizeof(header));
	built_piece(&built, 1, RECORD_DATA_CONTROL, 0, 0, &control, sizeof(control));
	built_piece(&built, 1, RECORD_DATA_IOVEC, 0, 0, &vector, sizeof(vector));
	built_piece(&built, 1, RECORD_DATA_ELEMENT, 0, 0, "k", 1);
	built_reads(&built,
		    "sendmsg(3, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base=\"k\", iov_len=1}], msg_iovlen=1, "
		    "msg_control=[{cmsg_len=24, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[0, 1]}], "
		    "msg_controllen=24, msg_flags=0}, 0) = 1");
}
END_TEST

START_TEST(a_failed_receive_shows_only_the_room_for_the_name)
{
	struct built built;
	struct msghdr header = {.msg_namelen = 128};
	built_call(&built, "recvmsg", -11);
	built_args(&built, 3, 0x9000, 0x40, 0, 0, 0);
	built_piece(&built, 1, RECORD_DATA_BYTES, RECORD_DATA_ENTRY, 0, &header, sizeof(header));
	built_reads(&built,
		    "recvmsg(3, {msg_namelen=128}, MSG_DONTWAIT) = -1 EAGAIN (Resource temporarily unavailable)");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, vectors_show_each_element_as_far_as_the_call_got);
	tcase_add_test(tests, a_vector_longer_than_its_copy_ends_in_dots);
	tcase_add_test(tests, messages_show_name_buffers_and_control);
	tcase_add_test(tests, a_failed_receive_shows_only_the_room_for_the_name);
}
