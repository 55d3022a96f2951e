// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/detector/state/state_maker.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

static struct sockaddr_in inet_end(const char *ip, uint16_t port)
{
	struct sockaddr_in end = {.sin_family = AF_INET, .sin_port = htons(port)};
	ck_assert_int_eq(inet_pton(AF_INET, ip, &end.sin_addr), 1);
	return end;
}

static void tell_file(struct built *built, uint8_t sub, const struct record_file *file)
{
	built_piece(built, 0, RECORD_DATA_FILE, 0, sub, file, sizeof(*file));
}

static struct event make_socket(struct state *state, struct built *built, int family, int type, int fd, uint64_t inode)
{
	struct record_file file = {.inode = inode, .family = (uint16_t)family, .type = (uint16_t)(type & 0xf)};
	built_call(built, "socket", fd);
	built_args(built, (uint64_t)family, (uint64_t)type, 0, 0, 0, 0);
	tell_file(built, 0, &file);
	return state_made_call(state, built, PID, PID);
}

static struct event with_address(struct state *state, struct built *built, const char *name, int64_t ret, int fd,
				 const void *address, size_t len, const struct record_file *file)
{
	built_call(built, name, ret);
	built_args(built, (uint64_t)fd, 0x1000, len, 0, 0, 0);
	built_bytes(built, 1, address, len);
	if (file)
		tell_file(built, 0, file);
	return state_made_call(state, built, PID, PID);
}

START_TEST(a_client_has_both_ends)
{
	struct built built;
	AUTO(state) struct state *state = state_made();
	struct event event = make_socket(state, &built, AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 3, 77);
	ck_assert_int_eq(event.object->fd, 3);
	ck_assert_int_eq(event.object->type, EVENT_OBJECT_IPV4);
	ck_assert_int_eq(event.object->protocol, IPPROTO_TCP);
	ck_assert_str_eq(event.object->name, "socket:[77]");
	ck_assert_uint_eq(event.data_len, 0); // what the kernel told is no part of the call
	struct sockaddr_in there = inet_end("10.0.0.1", 443);
	struct record_file file = {.inode = 77,
				   .family = AF_INET,
				   .local_port = 4000,
				   .remote_port = 443,
				   .local = {127, 0, 0, 1},
				   .remote = {10, 0, 0, 1}};
	event = with_address(state, &built, "connect", -EINPROGRESS, 3, &there, sizeof(there), &file);
	ck_assert_str_eq(event.object->name, "127.0.0.1:4000->10.0.0.1:443");
	ck_assert_int_eq(event.object->role, EVENT_ROLE_CLIENT);
	ck_assert_uint_eq(event.object->local_port, 4000);
	ck_assert_uint_eq(event.object->remote_port, 443);
	ck_assert_uint_eq(event.object->remote[0], 10);
	event = state_call_args(state, &built, PID, "write", 5, 3, 0, 5);
	ck_assert_str_eq(event.object->name, "127.0.0.1:4000->10.0.0.1:443");
	event = with_address(state, &built, "connect", -ECONNREFUSED, 3, &there, sizeof(there), NULL);
	ck_assert_str_eq(event.object->name, "127.0.0.1:4000->10.0.0.1:443");
}
END_TEST

START_TEST(a_server_has_been_called_by_its_client)
{
	struct built built;
	AUTO(state) struct state *state = state_made();
	struct sockaddr_in here = inet_end("0.0.0.0", 80), there = inet_end("10.0.0.9", 5555);
	(void)make_socket(state, &built, AF_INET, SOCK_STREAM, 3, 77);
	struct event event = with_address(state, &built, "bind", 0, 3, &here, sizeof(here), NULL);
	ck_assert_str_eq(event.object->name, "0.0.0.0:80");
	event = state_call_args(state, &built, PID, "listen", 0, 3, 5, 0);
	ck_assert_int_eq(event.object->role, EVENT_ROLE_SERVER);
	built_call(&built, "accept4", 4);
	built_args(&built, 3, 0x1000, 0x2000, SOCK_CLOEXEC, 0, 0);
	built_bytes(&built, 1, &there, sizeof(there));
	struct record_file file = {.inode = 78,
				   .family = AF_INET,
				   .local_port = 80,
				   .remote_port = 5555,
				   .local = {10, 0, 0, 1},
				   .remote = {10, 0, 0, 9}};
	tell_file(&built, 0, &file);
	event = state_made_call(state, &built, PID, PID);
	ck_assert_int_eq(event.object->fd, 4);
	ck_assert_int_eq(event.object->role, EVENT_ROLE_SERVER);
	ck_assert_int_eq(event.object->protocol, IPPROTO_TCP);
	ck_assert_str_eq(event.object->name, "10.0.0.9:5555->10.0.0.1:80");
	ck_assert_uint_eq(event.object->local_port, 80);
	ck_assert_uint_eq(event.object->remote_port, 5555);
	// Nothing told of an accept that failed: it is about the socket it was made on.
	event = state_call_args(state, &built, PID, "accept", -EAGAIN, 3, 0, 0);
	ck_assert_int_eq(event.object->fd, 3);
	ck_assert_str_eq(event.object->name, "0.0.0.0:80");
}
END_TEST

START_TEST(without_the_kernels_word_the_arguments_tell)
{
	struct built built;
	AUTO(state) struct state *state = state_made();
	struct sockaddr_in here = inet_end("127.0.0.1", 80), there = inet_end("127.0.0.1", 5555);
	built_call(&built, "socket", 3);
	built_args(&built, AF_INET, SOCK_STREAM, 0, 0, 0, 0);
	struct event event = state_made_call(state, &built, PID, PID);
	ck_assert_str_eq(event.object->name, "");
	(void)with_address(state, &built, "bind", 0, 3, &here, sizeof(here), NULL);
	built_call(&built, "accept", 4);
	built_args(&built, 3, 0x1000, 0x2000, 0, 0, 0);
	built_bytes(&built, 1, &there, sizeof(there));
	event = state_made_call(state, &built, PID, PID);
	ck_assert_str_eq(event.object->name, "127.0.0.1:5555->127.0.0.1:80");
	event = with_address(state, &built, "connect", 0, 3, &there, sizeof(there), NULL);
	ck_assert_str_eq(event.object->name, "127.0.0.1:80->127.0.0.1:5555");
	here.sin_port = htons(81);
	event = with_address(state, &built, "getsockname", 0, 3, &here, sizeof(here), NULL);
	ck_assert_str_eq(event.object->name, "127.0.0.1:81->127.0.0.1:5555");
	there.sin_family = AF_UNSPEC;
	event = with_address(state, &built, "connect", 0, 3, &there, sizeof(there), NULL);
	ck_assert_str_eq(event.object->name, "127.0.0.1:81");
}
END_TEST

START_TEST(a_datagrams_other_end_is_of_that_call)
{
	struct built built;
	AUTO(state) struct state *state = state_made();
	struct sockaddr_in there = inet_end("8.8.8.8", 53);
	(void)make_socket(state, &built, AF_INET, SOCK_DGRAM, 3, 77);
	built_call(&built, "sendto", 5);
	built_args(&built, 3, 0x1000, 5, 0, 0x2000, sizeof(there));
	built_bytes(&built, 1, "query", 5);
	built_bytes(&built, 4, &there, sizeof(there));
	struct event event = state_made_call(state, &built, PID, PID);
	ck_assert_int_eq(event.object->protocol, IPPROTO_UDP);
	ck_assert_uint_eq(event.object->remote_port, 53);
	ck_assert_str_eq(event.object->name, "0.0.0.0:0->8.8.8.8:53");
	built_call(&built, "sendmsg", 5);
	built_args(&built, 3, 0x1000, 0, 0, 0, 0);
	built_piece(&built, 1, RECORD_DATA_NAME, 0, 0, &there, sizeof(there));
	event = state_made_call(state, &built, PID, PID);
	ck_assert_uint_eq(event.object->remote_port, 53);
	event = state_call_args(state, &built, PID, "write", -EDESTADDRREQ, 3, 0, 5);
	ck_assert_uint_eq(event.object->remote_port, 0);
	ck_assert_str_eq(event.object->name, "socket:[77]");
}
END_TEST

START_TEST(unix_sockets_are_named_by_their_path)
{
	struct built built;
	int fds[2] = {5, 6};
	AUTO(state) struct state *state = state_made();
	struct sockaddr_un un = {.sun_family = AF_UNIX, .sun_path = "/run/x.sock"};
	(void)make_socket(state, &built, AF_UNIX, SOCK_STREAM, 3, 77);
	struct event event = with_address(state, &built, "connect", 0, 3, &un, 14, NULL);
	ck_assert_int_eq(event.object->type, EVENT_OBJECT_UNIX);
	ck_assert_str_eq(event.object->name, "/run/x.sock");
	ck_assert_int_eq(event.object->role, EVENT_ROLE_CLIENT);
	struct record_file one = {.inode = 80, .family = AF_UNIX}, two = {.inode = 81, .family = AF_UNIX};
	built_call(&built, "socketpair", 0);
	built_args(&built, AF_UNIX, SOCK_DGRAM, 0, 0x1000, 0, 0);
	built_bytes(&built, 3, fds, sizeof(fds));
	tell_file(&built, 0, &one);
	tell_file(&built, 1, &two);
	event = state_made_call(state, &built, PID, PID);
	ck_assert_ptr_null(event.object);
	event = state_call_args(state, &built, PID, "read", 0, 5, 0, 0);
	ck_assert_str_eq(event.object->name, "socket:[80]");
	event = state_call_args(state, &built, PID, "read", 0, 6, 0, 0);
	ck_assert_str_eq(event.object->name, "socket:[81]");
}
END_TEST

START_TEST(damaged_addresses_change_nothing)
{
	struct built built;
	AUTO(state) struct state *state = state_made();
	struct sockaddr_in there = inet_end("8.8.8.8", 53);
	(void)make_socket(state, &built, AF_INET, SOCK_STREAM, 3, 77);
	struct event event = with_address(state, &built, "connect", 0, 3, &there, 5, NULL);
	ck_assert_str_eq(event.object->name, "socket:[77]");
	there.sin_family = AF_INET6;
	event = with_address(state, &built, "connect", 0, 3, &there, sizeof(there), NULL);
	ck_assert_str_eq(event.object->name, "socket:[77]");
	event = with_address(state, &built, "bind", 0, 9, &there, sizeof(there), NULL);
	ck_assert_int_eq(event.object->type, EVENT_OBJECT_NONE);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, a_client_has_both_ends);
	tcase_add_test(tests, a_server_has_been_called_by_its_client);
	tcase_add_test(tests, without_the_kernels_word_the_arguments_tell);
	tcase_add_test(tests, a_datagrams_other_end_is_of_that_call);
	tcase_add_test(tests, unix_sockets_are_named_by_their_path);
	tcase_add_test(tests, damaged_addresses_change_nothing);
}
