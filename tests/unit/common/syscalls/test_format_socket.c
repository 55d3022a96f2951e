// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/syscalls/event_builder.h"

#include <arpa/inet.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <sys/un.h>

static void address_reads(const void *address, size_t len, const char *expected)
{
	struct built built;
	char line[512];
	built_call(&built, "connect", 0);
	built_args(&built, 3, 0x7fff10, len, 0, 0, 0);
	built_bytes(&built, 1, address, len);
	(void)snprintf(line, sizeof(line), "connect(3, %s, %zu) = 0", expected, len);
	built_reads(&built, line);
}

START_TEST(addresses_read_by_family)
{
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(80), .sin_addr = {htonl(INADDR_LOOPBACK)}};
	address_reads(&in, sizeof(in), "{sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr(\"127.0.0.1\")}");
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_port = htons(53), .sin6_addr = IN6ADDR_LOOPBACK_INIT};
	address_reads(&in6, sizeof(in6),
		      "{sa_family=AF_INET6, sin6_port=htons(53), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, \"::1\", "
		      "&sin6_addr), "
		      "sin6_scope_id=0}");
	struct sockaddr_un un = {.sun_family = AF_UNIX, .sun_path = "/run/x"};
	address_reads(&un, sizeof(un), "{sa_family=AF_UNIX, sun_path=\"/run/x\"}");
	address_reads("\1\0\0abs\0x", 8, "{sa_family=AF_UNIX, sun_path=@\"abs\\0x\"}");
	address_reads("\1\0", 2, "{sa_family=AF_UNIX}");
	struct sockaddr_nl nl = {.nl_family = AF_NETLINK, .nl_groups = 1};
	address_reads(&nl, sizeof(nl), "{sa_family=AF_NETLINK, nl_pid=0, nl_groups=0x000001}");
}
END_TEST

START_TEST(short_and_strange_addresses_show_what_is_there)
{
	address_reads("\1", 1, "0x7fff10");
	address_reads("\2\0\0\120", 4, "{sa_family=AF_INET, sa_data=\"\\0P\"}");
	address_reads("\x63\0ab", 4, "{sa_family=0x63 /* AF_??? */, sa_data=\"ab\"}");
}
END_TEST

START_TEST(sockets_name_type_and_protocol)
{
	struct built built;
	built_call(&built, "socket", 3);
	built_args(&built, 2, 02004001, 6, 0, 0, 0);
	built_reads(&built, "socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC|SOCK_NONBLOCK, IPPROTO_TCP) = 3");
	built_args(&built, 16, 3, 0, 0, 0, 0);
	built_reads(&built, "socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE) = 3");
	built_args(&built, 1, 1, 0, 0, 0, 0);
	built_reads(&built, "socket(AF_UNIX, SOCK_STREAM, 0) = 3");
}
END_TEST

START_TEST(lengths_show_what_was_given_and_what_came_back)
{
	struct built built;
	struct sockaddr_in in = {.sin_family = AF_INET};
	int before = 128, after = 16;
	built_call(&built, "accept4", 5);
	built_args(&built, 3, 0x1000, 0x2000, 02000000, 0, 0);
	built_bytes(&built, 1, &in, sizeof(in));
	built_piece(&built, 2, RECORD_DATA_BYTES, RECORD_DATA_ENTRY, 0, &before, 4);
	built_bytes(&built, 2, &after, 4);
	built_reads(&built,
		    "accept4(3, {sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr(\"0.0.0.0\")}, [128 => 16], "
		    "SOCK_CLOEXEC) = 5");
	built_call(&built, "accept4", -11);
	built_args(&built, 3, 0x1000, 0x2000, 0, 0, 0);
	built_piece(&built, 2, RECORD_DATA_BYTES, RECORD_DATA_ENTRY, 0, &before, 4);
	built_reads(&built, "accept4(3, 0x1000, [128], 0) = -1 EAGAIN (Resource temporarily unavailable)");
}
END_TEST

START_TEST(socket_options_are_named_by_level)
{
	struct built built;
	int one = 1, linger[2] = {1, 5};
	built_call(&built, "setsockopt", 0);
	built_args(&built, 3, 1, 2, 0x1000, 4, 0);
	built_bytes(&built, 3, &one, 4);
	built_reads(&built, "setsockopt(3, SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0");
	built_args(&built, 3, 6, 1, 0x1000, 4, 0);
	built_reads(&built, "setsockopt(3, SOL_TCP, TCP_NODELAY, [1], 4) = 0");
	built_args(&built, 3, 99, 77, 0x1000, 4, 0);
	built_reads(&built, "setsockopt(3, 0x63 /* SOL_?? */, 77, [1], 4) = 0");
	built_call(&built, "setsockopt", 0);
	built_args(&built, 3, 1, 13, 0x1000, 8, 0);
	built_bytes(&built, 3, linger, 8);
	built_reads(&built, "setsockopt(3, SOL_SOCKET, SO_LINGER, {l_onoff=1, l_linger=5}, 8) = 0");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, addresses_read_by_family);
	tcase_add_test(tests, short_and_strange_addresses_show_what_is_there);
	tcase_add_test(tests, sockets_name_type_and_protocol);
	tcase_add_test(tests, lengths_show_what_was_given_and_what_came_back);
	tcase_add_test(tests, socket_options_are_named_by_level);
}
