// SPDX-License-Identifier: Apache-2.0
#include "detector/state/socket_table.h"

#include "common/event/event.h"
#include "tests/unit/support/check_main.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

START_TEST(lines_of_proc_net_are_read)
{
	struct socket_row row;
	char text[80];
	ck_assert(
	    socket_row_parse_inet("   1: 0100007F:1F90 0200000A:01BB 01 00000000:00000000 00:00000000 00000000  1000 "
				  "       0 4242 1 0000000000000000 20 4 30 10 -1",
				  AF_INET, IPPROTO_TCP, &row));
	ck_assert_uint_eq(row.inode, 4242);
	socket_address_print(&row.local, text, sizeof(text));
	ck_assert_str_eq(text, "127.0.0.1:8080");
	socket_address_print(&row.remote, text, sizeof(text));
	ck_assert_str_eq(text, "10.0.0.2:443");
	ck_assert(row.has_remote);
	ck_assert(socket_row_parse_inet(
	    "   0: 00000000000000000000000001000000:0016 00000000000000000000000000000000:0000 0A "
	    "00000000:00000000 00:00000000 00000000     0        0 7 1 0000000000000000 100",
	    AF_INET6, IPPROTO_TCP, &row));
	socket_address_print(&row.local, text, sizeof(text));
	ck_assert_str_eq(text, "[::1]:22");
	ck_assert_uint_eq(row.role, EVENT_ROLE_SERVER);
	ck_assert(!row.has_remote);
	ck_assert(!socket_row_parse_inet("  sl  local_address rem_address   st tx_queue rx_queue", AF_INET, IPPROTO_TCP,
					 &row));
	ck_assert(!socket_row_parse_inet("   1: 01:1F90 02:01BB 01 0:0 0:0 0 0 0 9 1", AF_INET, IPPROTO_TCP, &row));
	ck_assert(
	    socket_row_parse_unix("0000000000000000: 00000002 00000000 00010000 0001 01 33 /run/a b.sock\n", &row));
	ck_assert_uint_eq(row.inode, 33);
	ck_assert_uint_eq(row.type, SOCK_STREAM);
	ck_assert_str_eq(row.local.path, "/run/a b.sock");
	ck_assert(socket_row_parse_unix("0000000000000000: 00000003 00000000 00000000 0002 01 34\n", &row));
	ck_assert_str_eq(row.local.path, "");
	ck_assert(!socket_row_parse_unix("Num       RefCount Protocol Flags    Type St Inode Path\n", &row));
}
END_TEST

START_TEST(addresses_are_read_as_far_as_they_go)
{
	struct socket_address address;
	struct sockaddr_un un = {.sun_family = AF_UNIX, .sun_path = "/tmp/x"};
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(80), .sin_addr.s_addr = htonl(0x7f000001)};
	ck_assert(socket_address_parse((const uint8_t *)&in, sizeof(in), &address));
	ck_assert_uint_eq(address.port, 80);
	ck_assert_uint_eq(address.ip[0], 127);
	ck_assert(!socket_address_parse((const uint8_t *)&in, 4, &address));
	ck_assert(!socket_address_parse((const uint8_t *)&in, 1, &address));
	ck_assert(socket_address_parse((const uint8_t *)&un, 9, &address));
	ck_assert_str_eq(address.path, "/tmp/x");
	ck_assert(socket_address_parse((const uint8_t *)&un, 2, &address));
	ck_assert_str_eq(address.path, "");
	memcpy(un.sun_path, "\0abc\0d", 6);
	ck_assert(socket_address_parse((const uint8_t *)&un, 8, &address));
	ck_assert_str_eq(address.path, "@abc@d");
	memset(un.sun_path, 'p', sizeof(un.sun_path));
	ck_assert(socket_address_parse((const uint8_t *)&un, sizeof(un), &address));
	ck_assert_uint_eq(strlen(address.path), sizeof(un.sun_path));
}
END_TEST

START_TEST(sockets_of_ours_are_found_by_number)
{
	struct socket_table *table = socket_table_new();
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(in);
	struct stat status;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&in, sizeof(in)), 0);
	ck_assert_int_eq(listen(fd, 1), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&in, &len), 0);
	ck_assert_int_eq(fstat(fd, &status), 0);
	const struct socket_row *row = socket_table_find(table, getpid(), status.st_ino);
	ck_assert_ptr_nonnull(row);
	ck_assert_uint_eq(row->local.port, ntohs(in.sin_port));
	ck_assert_uint_eq(row->role, EVENT_ROLE_SERVER);
	ck_assert_ptr_null(socket_table_find(table, getpid(), UINT64_MAX));
	ck_assert_ptr_null(socket_table_find(table, 5000000, status.st_ino));
	(void)close(fd);
	socket_table_free(table);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, lines_of_proc_net_are_read);
	tcase_add_test(tests, addresses_are_read_as_far_as_they_go);
	tcase_add_test(tests, sockets_of_ours_are_found_by_number);
}
