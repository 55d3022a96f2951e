// SPDX-License-Identifier: Apache-2.0
// The process's own streams are replaced by a pseudo-terminal, pipes or files, in the test's own process.
#include "detector/pty_reader/local_terminal.h"

#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "common/loop/task.h"
#include "tests/unit/support/check_main.h"

struct desk {
	struct loop *loop;
	struct local_terminal *terminal;
	char input[64];
	unsigned ends, rooms;
	uint16_t columns, rows;
	bool drained;
};

static void on_input(void *ctx, const uint8_t *bytes, size_t len)
{
	struct desk *desk = ctx;
	size_t have = strlen(desk->input);
	ck_assert_uint_lt(have + len, sizeof(desk->input));
	memcpy(desk->input + have, bytes, len);
}

static void on_end(void *ctx)
{
	struct desk *desk = ctx;
	desk->ends++;
}

static void on_resized(void *ctx, uint16_t columns, uint16_t rows)
{
	struct desk *desk = ctx;
	desk->columns = columns;
	desk->rows = rows;
}

static void on_room(void *ctx)
{
	struct desk *desk = ctx;
	desk->rooms++;
}

static int desk_open(struct desk *desk, bool raw, struct error *err)
{
	struct local_terminal_events events = {
	    .input = on_input, .input_end = on_end, .resized = on_resized, .output_room = on_room, .ctx = desk};
	*desk = (struct desk){.loop = loop_new()};
	return local_terminal_new(desk->loop, raw, &events, &desk->terminal, err);
}

static void desk_close(struct desk *desk)
{
	local_terminal_free(desk->terminal);
	loop_free(desk->loop);
}

static void turn(struct desk *desk, int times)
{
	for (int i = 0; i < times; i++)
		loop_run_once(desk->loop, 5);
}

START_TEST(raw_mode_passes_keys_and_sizes_and_is_given_back)
{
	int master, slave;
	struct winsize size = {.ws_col = 90, .ws_row = 25};
	struct termios before, during, after;
	struct desk desk;
	struct error err;
	ck_assert_int_eq(openpty(&master, &slave, NULL, NULL, &size), 0);
	ck_assert_int_eq(dup2(slave, STDIN_FILENO), STDIN_FILENO);
	ck_assert_int_eq(tcgetattr(slave, &before), 0);
	ck_assert_int_eq(desk_open(&desk, true, &err), 0);
	ck_assert_int_eq(tcgetattr(slave, &during), 0);
	ck_assert(!(during.c_lflag & (ICANON | ECHO | ISIG)));
	ck_assert_int_eq(write(master, "\3a", 2), 2); // ctrl-c is the container's
	turn(&desk, 3);
	ck_assert_str_eq(desk.input, "\3a");
	size.ws_col = 120;
	ck_assert_int_eq(ioctl(slave, TIOCSWINSZ, &size), 0);
	ck_assert_int_eq(raise(SIGWINCH), 0);
	turn(&desk, 3);
	ck_assert_uint_eq(desk.columns, 120);
	ck_assert_uint_eq(desk.rows, 25);
	desk_close(&desk);
	ck_assert_int_eq(tcgetattr(slave, &after), 0);
	ck_assert_uint_eq(before.c_lflag, after.c_lflag);
	ck_assert_uint_eq(before.c_iflag, after.c_iflag);
}
END_TEST

START_TEST(raw_mode_without_a_terminal_is_refused)
{
	struct desk desk;
	struct error err;
	int null = open("/dev/null", O_RDONLY);
	ck_assert_int_eq(dup2(null, STDIN_FILENO), STDIN_FILENO);
	ck_assert_int_lt(desk_open(&desk, true, &err), 0);
	ck_assert_ptr_nonnull(strstr(err.text, "not a terminal"));
	loop_free(desk.loop);
}
END_TEST

START_TEST(input_from_a_pipe_or_a_file_ends)
{
	int ends[2];
	struct desk desk;
	struct error err;
	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
	ck_assert_int_eq(desk_open(&desk, false, &err), 0);
	local_terminal_pause_input(desk.terminal);
	ck_assert_int_eq(write(ends[1], "pipe", 4), 4);
	(void)close(ends[1]);
	turn(&desk, 3);
	ck_assert_str_eq(desk.input, "");
	local_terminal_resume_input(desk.terminal);
	turn(&desk, 5);
	ck_assert_str_eq(desk.input, "pipe");
	ck_assert_uint_eq(desk.ends, 1);
	desk_close(&desk);

	char path[] = "/tmp/syscope-unit-XXXXXX";
	int file = mkstemp(path);
	ck_assert_int_eq(write(file, "file", 4), 4);
	ck_assert_int_eq(lseek(file, 0, SEEK_SET), 0);
	(void)unlink(path);
	ck_assert_int_eq(dup2(file, STDIN_FILENO), STDIN_FILENO);
	ck_assert_int_eq(desk_open(&desk, false, &err), 0);
	turn(&desk, 10);
	ck_assert_str_eq(desk.input, "file");
	ck_assert_uint_eq(desk.ends, 1);
	desk_close(&desk);
}
END_TEST

static void drains(void *ctx)
{
	struct desk *desk = ctx;
	local_terminal_drain(desk->terminal);
	desk->drained = true;
}

START_TEST(output_to_a_slow_reader_waits_without_stopping_the_loop)
{
	int ends[2];
	struct desk desk;
	struct error err;
	const size_t total = 1u << 20;
	char *bytes = calloc(1, total);
	int saved = dup(STDOUT_FILENO);
	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(dup2(ends[1], STDOUT_FILENO), STDOUT_FILENO);
	(void)close(ends[1]);
	ck_assert_int_eq(desk_open(&desk, false, &err), 0);
	local_terminal_pause_input(desk.terminal);
	ck_assert_int_gt(local_terminal_write(desk.terminal, LOCAL_STDOUT, bytes, total), LOCAL_TERMINAL_HIGH);
	task_spawn(desk.loop, drains, &desk);
	turn(&desk, 3);
	ck_assert(!desk.drained);
	size_t got = 0;
	ck_assert_int_eq(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
	for (int i = 0; i < 2000 && !desk.drained; i++) {
		ssize_t n = read(ends[0], bytes, total);
		got += n > 0 ? (size_t)n : 0;
		turn(&desk, 1);
	}
	for (ssize_t n; (n = read(ends[0], bytes, total)) > 0;)
		got += (size_t)n;
	ck_assert_uint_eq(got, total);
	ck_assert(desk.drained);
	ck_assert_uint_eq(desk.rooms, 1);
	ck_assert_int_eq(sigaction(SIGPIPE, &(struct sigaction){.sa_handler = SIG_IGN}, NULL), 0);
	(void)close(ends[0]);
	int64_t r = 0;
	for (int i = 0; i < 10 && r >= 0; i++) {
		r = local_terminal_write(desk.terminal, LOCAL_STDOUT, "x", 1);
		turn(&desk, 1);
	}
	ck_assert_int_eq(r, -EPIPE);
	desk_close(&desk);
	(void)dup2(saved, STDOUT_FILENO);
	free(bytes);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, raw_mode_passes_keys_and_sizes_and_is_given_back);
	tcase_add_test(tests, raw_mode_without_a_terminal_is_refused);
	tcase_add_test(tests, input_from_a_pipe_or_a_file_ends);
	tcase_add_test(tests, output_to_a_slow_reader_waits_without_stopping_the_loop);
}
