// SPDX-License-Identifier: Apache-2.0
#include "detector/state/netlink_fds.h"

#include "common/syscalls/syscalls.h"

#include "tests/unit/support/check_main.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>

static struct netlink_fds *fds;

static struct record call(uint32_t pid, int32_t nr, int64_t ret, uint64_t a, uint64_t b, uint64_t c)
{
	struct record record = {
	    .size = sizeof(record), .type = RECORD_SYSCALL, .pid = pid, .tid = pid, .nr = nr, .ret = ret};
	record.args[0] = a;
	record.args[1] = b;
	record.args[2] = c;
	return record;
}

static void apply(const struct record *record)
{
	netlink_fds_apply(fds, record, NULL);
}

// The protocol that a message on the descriptor is known to be of; 0 = none.
static uint8_t known(uint32_t pid, int fd)
{
	struct record record = call(pid, SYS_sendto, 20, (uint64_t)fd, 0, 0);
	struct event event;
	ck_assert_int_eq(syscall_decode(&record, 0, &event), 0);
	netlink_fds_apply(fds, &record, &event);
	return event.object ? event.object->protocol : 0;
}

START_TEST(sockets_are_known_until_they_are_closed)
{
	struct record record = call(7, SYS_socket, 3, AF_NETLINK, SOCK_RAW, 4);
	fds = netlink_fds_new();
	apply(&record);
	ck_assert_uint_eq(known(7, 3), EVENT_PROTOCOL_NETLINK + 4);
	ck_assert_uint_eq(known(8, 3), 0);
	record = call(7, SYS_dup, 9, 3, 0, 0);
	apply(&record);
	record = call(7, SYS_close, 0, 3, 0, 0);
	apply(&record);
	ck_assert_uint_eq(known(7, 3), 0);
	ck_assert_uint_eq(known(7, 9), EVENT_PROTOCOL_NETLINK + 4);
	record = call(7, SYS_socket, 9, AF_INET, SOCK_STREAM, 0);
	apply(&record);
	ck_assert_uint_eq(known(7, 9), 0);
	netlink_fds_free(fds);
}
END_TEST

START_TEST(children_have_what_their_parent_has)
{
	struct record record = call(7, SYS_socket, 3, AF_NETLINK, SOCK_RAW, 0);
	fds = netlink_fds_new();
	apply(&record);
	record = call(7, 0, 0, 20, 20, 0);
	record.type = RECORD_FORK;
	apply(&record);
	ck_assert_uint_eq(known(20, 3), EVENT_PROTOCOL_NETLINK);
	record.type = RECORD_EXIT;
	record.flags = RECORD_F_LEADER;
	apply(&record);
	ck_assert_uint_eq(known(7, 3), 0);
	ck_assert_uint_eq(known(20, 3), EVENT_PROTOCOL_NETLINK);
	netlink_fds_free(fds);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, sockets_are_known_until_they_are_closed);
	tcase_add_test(tests, children_have_what_their_parent_has);
}
