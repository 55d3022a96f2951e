// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/syscalls/event_builder.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

static void message_reads(int protocol, const void *bytes, size_t len, const char *expected)
{
	AUTO_VALUE(buffer) struct buffer out;
	struct built built;
	char line[2048];
	struct event_object object = {.type = EVENT_OBJECT_SOCKET,
				      .protocol = (uint8_t)(EVENT_PROTOCOL_NETLINK + protocol)};
	buffer_init(&out, 65536);
	built_call(&built, "sendto", (int64_t)len);
	built_args(&built, 3, 0x1000, len, 0, 0, 0);
	built_bytes(&built, 1, bytes, len);
	struct event event = built_event(&built);
	event.object = &object;
	syscall_format(&event, NULL, &out);
	(void)snprintf(line, sizeof(line), "sendto(3, %s, %zu, 0, NULL, 0) = %zu", expected, len, len);
	ck_assert_str_eq(buffer_text(&out), line);
}

START_TEST(route_messages_show_head_and_attributes)
{
	struct {
		struct nlmsghdr head;
		struct rtgenmsg gen;
	} ask = {{20, RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, 1, 0}, {AF_UNSPEC}};
	message_reads(NETLINK_ROUTE, &ask, 20,
		      "[{nlmsg_len=20, nlmsg_type=RTM_GETLINK, nlmsg_flags=NLM_F_REQUEST|NLM_F_DUMP, nlmsg_seq=1, "
		      "nlmsg_pid=0}, {ifi_family=AF_UNSPEC, ...}]");
	struct {
		struct nlmsghdr head;
		struct ifaddrmsg address;
		struct rtattr attr;
		uint8_t ip[4];
	} add = {{32, RTM_NEWADDR, NLM_F_REQUEST | NLM_F_CREATE, 2, 0},
		 {AF_INET, 8, 0, 0, 9},
		 {8, IFA_LOCAL},
		 {127, 0, 0, 1}};
	message_reads(NETLINK_ROUTE, &add, sizeof(add),
		      "[{nlmsg_len=32, nlmsg_type=RTM_NEWADDR, nlmsg_flags=NLM_F_REQUEST|NLM_F_CREATE, nlmsg_seq=2, "
		      "nlmsg_pid=0}, {ifa_family=AF_INET, ifa_prefixlen=8, ifa_flags=0, ifa_scope=RT_SCOPE_UNIVERSE, "
		      "ifa_index=9}, [{nla_len=8, nla_type=IFA_LOCAL}, inet_addr(\"127.0.0.1\")]]");
}
END_TEST

START_TEST(errors_show_the_message_that_they_answer)
{
	struct {
		struct nlmsghdr head;
		int32_t error;
		struct nlmsghdr asked;
	} answer = {{36, NLMSG_ERROR, NLM_F_CAPPED, 1, 7}, -19, {32, RTM_GETLINK, NLM_F_REQUEST, 1, 0}};
	message_reads(
	    NETLINK_ROUTE, &answer, 36,
	    "[{nlmsg_len=36, nlmsg_type=NLMSG_ERROR, nlmsg_flags=NLM_F_CAPPED, nlmsg_seq=1, nlmsg_pid=7}, "
	    "{error=-ENODEV, msg={nlmsg_len=32, nlmsg_type=RTM_GETLINK, nlmsg_flags=NLM_F_REQUEST, nlmsg_seq=1, "
	    "nlmsg_pid=0}}]");
}
END_TEST

START_TEST(what_is_no_message_is_bytes)
{
	message_reads(NETLINK_ROUTE, "abc", 3, "\"\\x61\\x62\\x63\"");
	message_reads(NETLINK_KOBJECT_UEVENT, "add@/x", 6, "\"add@/x\"");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, route_messages_show_head_and_attributes);
	tcase_add_test(tests, errors_show_the_message_that_they_answer);
	tcase_add_test(tests, what_is_no_message_is_bytes);
}
