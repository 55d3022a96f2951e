// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/detector/state/state_maker.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/socket.h>

static void reads(struct state *state, struct built *built, enum state_fd_style style, const char *expected)
{
	AUTO_VALUE(buffer) struct buffer out;
	struct state_fd_printer printer = {.state = state, .style = style};
	struct decode_options options = {.string_limit = 32, .fd_path = state_print_fd, .fd_ctx = &printer};
	struct event event = state_made_call(state, built, PID, PID);
	buffer_init(&out, 4096);
	syscall_format(&event, &options, &out);
	ck_assert_str_eq(buffer_text(&out), expected);
}

START_TEST(arguments_read_as_they_were_given_and_results_as_they_are)
{
	struct built built;
	AUTO(state) struct state *state = state_made();
	state_chdir(state, &built, PID, "/no/such");
	built_call(&built, "openat", 3);
	built_args(&built, (uint64_t)AT_FDCWD, 0x1000, O_RDONLY, 0, 0, 0);
	built_string(&built, 1, "a>b\n");
	reads(state, &built, STATE_FD_PATHS,
	      "openat(AT_FDCWD</no/such>, \"a>b\\n\", O_RDONLY) = 3</no/such/a\\x3eb\\x0a>");
	(void)state_open(state, &built, PID, "/no/such/b", O_RDONLY, 4);
	built_call(&built, "dup3", 4);
	built_args(&built, 3, 4, 0, 0, 0, 0);
	reads(state, &built, STATE_FD_PATHS,
	      "dup3(3</no/such/a\\x3eb\\x0a>, 4</no/such/b>, 0) = 4</no/such/a\\x3eb\\x0a>");
	built_call(&built, "close", 0);
	built_args(&built, 4, 0, 0, 0, 0, 0);
	reads(state, &built, STATE_FD_PATHS, "close(4</no/such/a\\x3eb\\x0a>) = 0");
	built_call(&built, "close", -EBADF);
	built_args(&built, 4, 0, 0, 0, 0, 0);
	reads(state, &built, STATE_FD_PATHS, "close(4) = -1 EBADF (Bad file descriptor)");
}
END_TEST

static void connected(struct state *state, struct built *built, int family, uint64_t type, int fd)
{
	struct record_file file = {.inode = 77, .family = (uint16_t)family, .local_port = 4000, .remote_port = 443};
	struct sockaddr_in there = {.sin_family = AF_INET, .sin_port = htons(443)};
	built_call(built, "socket", fd);
	built_args(built, (uint64_t)family, type, 0, 0, 0, 0);
	(void)state_made_call(state, built, PID, PID);
	file.local[family == AF_INET ? 0 : 15] = family == AF_INET ? 127 : 1;
	file.remote[family == AF_INET ? 3 : 15] = 9;
	built_call(built, "connect", 0);
	built_args(built, (uint64_t)fd, 0x1000, sizeof(there), 0, 0, 0);
	if (family == AF_INET)
		built_bytes(built, 1, &there, sizeof(there));
	built_piece(built, 0, RECORD_DATA_FILE, 0, 0, &file, sizeof(file));
	(void)state_made_call(state, built, PID, PID);
	built_call(built, "close", 0);
	built_args(built, (uint64_t)fd, 0, 0, 0, 0, 0);
}

START_TEST(sockets_read_by_number_or_by_their_ends)
{
	struct built built;
	AUTO(state) struct state *state = state_made();
	connected(state, &built, AF_INET, SOCK_STREAM, 3);
	reads(state, &built, STATE_FD_PATHS, "close(3<socket:[77]>) = 0");
	connected(state, &built, AF_INET, SOCK_STREAM, 3);
	reads(state, &built, STATE_FD_DETAILS, "close(3<TCP:[127.0.0.0:4000->0.0.0.9:443]>) = 0");
	connected(state, &built, AF_INET6, SOCK_DGRAM, 3);
	reads(state, &built, STATE_FD_DETAILS, "close(3<UDPv6:[[::1]:4000->[::9]:443]>) = 0");
	connected(state, &built, AF_UNIX, SOCK_STREAM, 3);
	reads(state, &built, STATE_FD_DETAILS, "close(3<UNIX-STREAM:[77]>) = 0");
	connected(state, &built, AF_NETLINK, SOCK_RAW, 3);
	reads(state, &built, STATE_FD_DETAILS, "close(3<NETLINK:[77]>) = 0");
}
END_TEST

START_TEST(devices_and_nameless_files_read_as_strace_has_them)
{
	struct built built;
	AUTO(state) struct state *state = state_made();
	(void)state_open(state, &built, PID, "/dev/null", O_RDONLY, 3);
	built_call(&built, "fsync", 0);
	built_args(&built, 3, 0, 0, 0, 0, 0);
	reads(state, &built, STATE_FD_PATHS, "fsync(3</dev/null>) = 0");
	reads(state, &built, STATE_FD_DETAILS, "fsync(3</dev/null<char 1:3>>) = 0");
	built_call(&built, "memfd_create", 3);
	built_string(&built, 0, "x");
	(void)state_made_call(state, &built, PID, PID);
	built_call(&built, "fsync", 0);
	built_args(&built, 3, 0, 0, 0, 0, 0);
	reads(state, &built, STATE_FD_PATHS, "fsync(3</memfd:x>(deleted)) = 0");
	(void)state_call_args(state, &built, PID, "pidfd_open", 3, 4711, 0, 0);
	built_call(&built, "fsync", 0);
	built_args(&built, 3, 0, 0, 0, 0, 0);
	reads(state, &built, STATE_FD_PATHS, "fsync(3<anon_inode:[pidfd]>) = 0");
	reads(state, &built, STATE_FD_DETAILS, "fsync(3<pid:4711>) = 0");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, arguments_read_as_they_were_given_and_results_as_they_are);
	tcase_add_test(tests, sockets_read_by_number_or_by_their_ends);
	tcase_add_test(tests, devices_and_nameless_files_read_as_strace_has_them);
}
