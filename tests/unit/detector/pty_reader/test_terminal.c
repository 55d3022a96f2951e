// SPDX-License-Identifier: Apache-2.0
// The terminal over a socket pair: the test plays Podman's end.
#include "detector/pty_reader/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/unit/support/check_main.h"

struct room {
	struct loop *loop;
	struct terminal *terminal;
	int peer;
	struct buffer output;
	char kinds[64]; // one letter a piece
	uint64_t last_ts;
	unsigned closed;
	struct error problem;
	unsigned rooms;
	bool pause_at_once;
};

static void on_output(void *ctx, const struct terminal_piece *piece)
{
	struct room *room = ctx;
	size_t n = strlen(room->kinds);
	ck_assert_uint_eq(room->closed, 0);
	ck_assert_uint_eq(piece->offset, room->output.len);
	ck_assert_uint_ge(piece->ts, room->last_ts);
	room->last_ts = piece->ts;
	if (n + 1 < sizeof(room->kinds))
		room->kinds[n] = "toer"[piece->kind];
	ck_assert_int_eq(buffer_append(&room->output, piece->bytes, piece->len), 0);
	if (room->pause_at_once)
		terminal_pause(room->terminal);
}

static void on_closed(void *ctx, const struct error *problem)
{
	struct room *room = ctx;
	room->closed++;
	if (problem)
		room->problem = *problem;
}

static void on_room(void *ctx)
{
	struct room *room = ctx;
	room->rooms++;
}

static void room_init(struct room *room, bool tty, const char *early)
{
	int ends[2];
	struct podman_connection connection = {.fd = -1};
	struct terminal_sink sink = {.output = on_output, .closed = on_closed, .input_room = on_room, .ctx = room};
	*room = (struct room){.loop = loop_new()};
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
	buffer_init(&room->output, 16u << 20);
	buffer_init(&connection.early, 1024);
	(void)buffer_append_text(&connection.early, early);
	connection.fd = ends[0];
	room->peer = ends[1];
	room->terminal = terminal_new(room->loop, &connection, tty, &sink);
	ck_assert_int_eq(connection.fd, -1);
	ck_assert_uint_eq(room->output.len, 0); // nothing comes inside terminal_new
}

static void room_done(struct room *room)
{
	terminal_free(room->terminal);
	if (room->peer >= 0)
		(void)close(room->peer);
	buffer_done(&room->output);
	loop_free(room->loop);
}

static void turn(struct room *room, int times)
{
	for (int i = 0; i < times; i++)
		loop_run_once(room->loop, 5);
}

static void say(struct room *room, const char *bytes, size_t len)
{
	ck_assert_int_eq(send(room->peer, bytes, len, MSG_NOSIGNAL), (ssize_t)len);
}

START_TEST(output_comes_in_order_to_the_last_byte_and_then_the_end)
{
	struct room room;
	room_init(&room, true, "early ");
	say(&room, "later ", 6);
	turn(&room, 3);
	say(&room, "last", 4);
	(void)close(room.peer);
	room.peer = -1;
	turn(&room, 3);
	ck_assert_str_eq(buffer_text(&room.output), "early later last");
	ck_assert_uint_eq(room.closed, 1);
	ck_assert_int_eq(room.problem.code, 0);
	ck_assert(terminal_is_closed(room.terminal));
	ck_assert_uint_eq(terminal_counters(room.terminal).output_bytes, 16);
	room_done(&room);
}
END_TEST

START_TEST(streams_without_a_terminal_are_told_apart)
{
	struct room room;
	room_init(&room, false, "");
	say(&room, "\1\0\0\0\0\0\0\3out\2\0\0\0\0\0\0\3err", 22);
	(void)close(room.peer);
	room.peer = -1;
	turn(&room, 3);
	ck_assert_str_eq(buffer_text(&room.output), "outerr");
	ck_assert_str_eq(room.kinds, "oe");
	ck_assert_uint_eq(room.closed, 1);
	ck_assert_int_eq(room.problem.code, 0);
	room_done(&room);
}
END_TEST

START_TEST(a_stream_that_breaks_off_or_makes_no_sense_is_a_problem)
{
	struct room cut, rubbish;
	room_init(&cut, false, "");
	say(&cut, "\1\0\0\0\0\0\0\5out", 11);
	(void)close(cut.peer);
	cut.peer = -1;
	turn(&cut, 3);
	ck_assert_str_eq(buffer_text(&cut.output), "out");
	ck_assert_int_eq(cut.problem.code, EBADMSG);
	room_done(&cut);
	room_init(&rubbish, false, "HTTP/1.1 200 OK");
	turn(&rubbish, 3);
	ck_assert_uint_eq(rubbish.closed, 1);
	ck_assert_int_eq(rubbish.problem.code, EBADMSG);
	room_done(&rubbish);
}
END_TEST

START_TEST(a_paused_terminal_reads_nothing_and_goes_on_where_it_was)
{
	struct room room;
	room_init(&room, true, "");
	room.pause_at_once = true;
	say(&room, "one", 3);
	turn(&room, 3);
	say(&room, "two", 3);
	(void)close(room.peer);
	room.peer = -1;
	turn(&room, 5);
	ck_assert_str_eq(buffer_text(&room.output), "one");
	ck_assert_uint_eq(room.closed, 0);
	room.pause_at_once = false;
	terminal_resume(room.terminal);
	turn(&room, 3);
	ck_assert_str_eq(buffer_text(&room.output), "onetwo");
	ck_assert_uint_eq(room.closed, 1);
	room_done(&room);
}
END_TEST

START_TEST(input_waits_in_a_bounded_queue_and_tells_when_there_is_room)
{
	struct room room;
	struct error err;
	room_init(&room, true, "");
	turn(&room, 1);
	char *piece = calloc(1, TERMINAL_INPUT_MAX);
	ck_assert_int_eq(terminal_write(room.terminal, piece, TERMINAL_INPUT_MAX, &err), 0);
	ck_assert_int_eq(terminal_write(room.terminal, "x", 1, &err), -EAGAIN);
	ck_assert_uint_eq(terminal_counters(room.terminal).input_refused, 1);
	ck_assert_uint_eq(room.rooms, 0);
	size_t taken = 0;
	for (int i = 0; i < 1000 && taken < TERMINAL_INPUT_MAX; i++) {
		turn(&room, 1);
		ssize_t got = recv(room.peer, piece, TERMINAL_INPUT_MAX, 0);
		taken += got > 0 ? (size_t)got : 0;
	}
	ck_assert_uint_eq(taken, TERMINAL_INPUT_MAX);
	ck_assert_uint_eq(room.rooms, 1);
	ck_assert_uint_eq(terminal_counters(room.terminal).input_bytes, TERMINAL_INPUT_MAX);
	free(piece);
	room_done(&room);
}
END_TEST

START_TEST(closing_the_input_comes_after_what_waits)
{
	struct room room;
	struct error err;
	char got[16] = "";
	room_init(&room, false, "");
	ck_assert_int_eq(terminal_write(room.terminal, "bye", 3, &err), 0);
	terminal_close_input(room.terminal);
	ck_assert_int_eq(terminal_write(room.terminal, "x", 1, &err), -EPIPE);
	turn(&room, 3);
	ck_assert_int_eq(recv(room.peer, got, sizeof(got), 0), 3);
	ck_assert_str_eq(got, "bye");
	ck_assert_int_eq(recv(room.peer, got, sizeof(got), 0), 0);
	say(&room, "\1\0\0\0\0\0\0\2ok", 10); // output goes on
	turn(&room, 3);
	ck_assert_str_eq(buffer_text(&room.output), "ok");
	ck_assert_uint_eq(room.closed, 0);
	room_done(&room);
}
END_TEST

START_TEST(input_that_nobody_can_take_any_more_is_counted)
{
	struct room room;
	struct error err;
	room_init(&room, true, "");
	turn(&room, 1);
	ck_assert_int_eq(terminal_write(room.terminal, "lost", 4, &err), 0);
	(void)close(room.peer);
	room.peer = -1;
	turn(&room, 3);
	ck_assert_uint_eq(room.closed, 1);
	ck_assert_uint_eq(terminal_counters(room.terminal).input_lost, 4);
	ck_assert_int_eq(terminal_write(room.terminal, "x", 1, &err), -EPIPE);
	room_done(&room);
}
END_TEST

START_TEST(a_size_is_noted_where_the_output_stands)
{
	struct room room;
	room_init(&room, true, "abc");
	turn(&room, 1);
	terminal_note_size(room.terminal, 100, 30);
	ck_assert_str_eq(room.kinds, "tr");
	room_done(&room);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, output_comes_in_order_to_the_last_byte_and_then_the_end);
	tcase_add_test(tests, streams_without_a_terminal_are_told_apart);
	tcase_add_test(tests, a_stream_that_breaks_off_or_makes_no_sense_is_a_problem);
	tcase_add_test(tests, a_paused_terminal_reads_nothing_and_goes_on_where_it_was);
	tcase_add_test(tests, input_waits_in_a_bounded_queue_and_tells_when_there_is_room);
	tcase_add_test(tests, closing_the_input_comes_after_what_waits);
	tcase_add_test(tests, input_that_nobody_can_take_any_more_is_counted);
	tcase_add_test(tests, a_size_is_noted_where_the_output_stands);
}
