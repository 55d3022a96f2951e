// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/syscalls/event_builder.h"

#include <netinet/in.h>
#include <sys/socket.h>

struct header {
	uint64_t name;
	uint32_t name_len, pad1;
	uint64_t iov, iov_count, control, control_len;
	uint32_t flags, pad2;
};

struct element {
	uint64_t base, len;
};

struct mheader {
	struct header header;
	uint32_t len, pad;
};

static void add_vector(struct built *built, const char *text)
{
	struct element vector = {0x100, strlen(text)};
	built_piece(built, 1, RECORD_DATA_IOVEC, 0, 0, &vector, sizeof(vector));
	built_piece(built, 1, RECORD_DATA_ELEMENT, 0, 0, text, strlen(text));
}

START_TEST(several_messages_read_as_an_array)
{
	struct built built;
	struct mheader array[2] = {{{.iov = 0x10, .iov_count = 1}, 3, 0}, {{.iov = 0x20, .iov_count = 1}, 0, 0}};
	built_call(&built, "sendmmsg", 1);
	built_args(&built, 3, 0x1000, 2, 0, 0, 0);
	built_bytes(&built, 1, array, sizeof(array));
	for (uint8_t i = 0; i < 2; i++) {
		built_piece(&built, 1, RECORD_DATA_MESSAGE, 0, i, &array[i].header, sizeof(array[i].header));
		add_vector(&built, i ? "four" : "one");
	}
	built_reads(
	    &built,
	    "sendmmsg(3, [{msg_hdr={msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base=\"one\", iov_len=3}], "
	    "msg_iovlen=1, msg_controllen=0, msg_flags=0}, msg_len=3}, {msg_hdr={msg_name=NULL, msg_namelen=0, "
	    "msg_iov=[{iov_base=\"four\", iov_len=4}], msg_iovlen=1, msg_controllen=0, msg_flags=0}}], 2, 0) = 1");
}
END_TEST

START_TEST(received_ones_show_what_came_and_the_time_left)
{
	struct built built;
	struct mheader array[1] = {{{.iov = 0x10, .iov_count = 1}, 2, 0}};
	int64_t before[2] = {1, 0}, left[2] = {0, 999};
	built_call(&built, "recvmmsg", 1);
	built_args(&built, 3, 0x1000, 4, 0, 0x2000, 0);
	built_bytes(&built, 1, array, sizeof(array));
	built_piece(&built, 1, RECORD_DATA_MESSAGE, 0, 0, &array[0].header, sizeof(array[0].header));
	add_vector(&built, "one");
	built_piece(&built, 4, RECORD_DATA_BYTES, RECORD_DATA_ENTRY, 0, before, sizeof(before));
	built_bytes(&built, 4, left, sizeof(left));
	built_reads(&built,
		    "recvmmsg(3, [{msg_hdr={msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base=\"on\", iov_len=3}], "
		    "msg_iovlen=1, msg_controllen=0, msg_flags=0}, msg_len=2}], 4, 0, {tv_sec=1, tv_nsec=0}) = 1 (left "
		    "{tv_sec=0, tv_nsec=999})");
}
END_TEST

static void control_reads(const void *control, size_t len, const char *expected)
{
	struct built built;
	struct header header = {.control = 0x5000, .control_len = len};
	char line[1024];
	built_call(&built, "sendmsg", 0);
	built_args(&built, 3, 0x1000, 0, 0, 0, 0);
	built_bytes(&built, 1, &header, sizeof(header));
	built_piece(&built, 1, RECORD_DATA_CONTROL, 0, 0, control, len);
	(void)snprintf(line, sizeof(line),
		       "sendmsg(3, {msg_name=NULL, msg_namelen=0, msg_iov=NULL, msg_iovlen=0, msg_control=%s, "
		       "msg_controllen=%zu, msg_flags=0}, 0) = 0",
		       expected, len);
	built_reads(&built, line);
}

START_TEST(control_messages_read_by_level_and_type)
{
	struct {
		uint64_t len;
		int level, type;
		uint32_t data[4];
	} cmsg = {20, SOL_SOCKET, SCM_RIGHTS, {7}};
	control_reads(&cmsg, 24, "[{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[7]}]");
	cmsg.level = IPPROTO_IP;
	cmsg.type = IP_TTL;
	control_reads(&cmsg, 24, "[{cmsg_len=20, cmsg_level=SOL_IP, cmsg_type=IP_TTL, cmsg_data=[7]}]");
	cmsg.level = 999;
	control_reads(&cmsg, 24, "[{cmsg_len=20, cmsg_level=0x3e7 /* SOL_??? */, cmsg_type=0x2}]");
	cmsg.len = 4;
	control_reads(&cmsg, 24, "[{cmsg_len=4, cmsg_level=0x3e7 /* SOL_??? */, cmsg_type=0x2}, ... /* 0x5010 */]");
	control_reads(&cmsg, 8, "0x5000");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, several_messages_read_as_an_array);
	tcase_add_test(tests, received_ones_show_what_came_and_the_time_left);
	tcase_add_test(tests, control_messages_read_by_level_and_type);
}
