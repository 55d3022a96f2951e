// SPDX-License-Identifier: Apache-2.0
#include "detector/pty_reader/local_terminal.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "common/base/alloc.h"
#include "common/base/buffer.h"
#include "common/loop/waiter.h"

#define OUTPUT_MAX (64u << 20) // never reached by a writer that pauses
#define WRITE_SIZE 4096u       // PIPE_BUF: a pipe that can be written takes this much without waiting
#define TURN_BYTES (256u * 1024u)

struct output {
	struct local_terminal *terminal;
	int fd;
	bool waitable; // not a regular file
	bool dead;
	struct buffer buffer;
	struct loop_poll *poll;
};

struct local_terminal {
	struct loop *loop;
	struct local_terminal_events events;
	bool raw;
	struct termios saved;
	bool input_waitable;
	bool input_paused;
	bool input_ended;
	struct loop_poll *input_poll;
	struct loop_timer *input_timer; // for input that cannot be waited for, a file
	struct loop_signal *resize;
	struct output outputs[2];
	bool above; // more than LOCAL_TERMINAL_HIGH waited
	struct waiter drained;
	uint8_t piece[65536];
};

static bool is_waitable(int fd)
{
	int epoll = epoll_create1(EPOLL_CLOEXEC);
	struct epoll_event event = {.events = EPOLLIN};
	bool waitable = epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0;
	(void)close(epoll);
	return waitable;
}

static bool is_ready(int fd, short events)
{
	struct pollfd pollfd = {.fd = fd, .events = events};
	return poll(&pollfd, 1, 0) == 1;
}

static void set_input(struct local_terminal *terminal);

static void read_input(struct local_terminal *terminal)
{
	if (terminal->input_paused || terminal->input_ended)
		return;
	ssize_t got = read(STDIN_FILENO, terminal->piece, sizeof(terminal->piece));
	if (got > 0) {
		terminal->events.input(terminal->events.ctx, terminal->piece, (size_t)got);
		return;
	}
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	terminal->input_ended = true;
	set_input(terminal);
	if (terminal->events.input_end)
		terminal->events.input_end(terminal->events.ctx);
}

static void on_input(void *ctx, unsigned events)
{
	(void)events;
	read_input(ctx);
}

static void on_input_time(void *ctx)
{
	read_input(ctx);
}

static void set_input(struct local_terminal *terminal)
{
	bool wanted = terminal->events.input && !terminal->input_paused && !terminal->input_ended;
	if (!wanted) {
		loop_poll_free(take_ptr(&terminal->input_poll));
		loop_timer_free(take_ptr(&terminal->input_timer));
	} else if (terminal->input_waitable && !terminal->input_poll) {
		terminal->input_poll = loop_poll_new(terminal->loop, STDIN_FILENO, LOOP_READABLE, on_input, terminal);
	} else if (!terminal->input_waitable && !terminal->input_timer) {
		terminal->input_timer = loop_timer_new(terminal->loop, on_input_time, terminal);
		loop_timer_start(terminal->input_timer, 0, 1);
	}
}

void local_terminal_pause_input(struct local_terminal *terminal)
{
	terminal->input_paused = true;
	set_input(terminal);
}

void local_terminal_resume_input(struct local_terminal *terminal)
{
	terminal->input_paused = false;
	set_input(terminal);
}

static size_t waiting(const struct local_terminal *terminal)
{
	return terminal->outputs[0].buffer.len + terminal->outputs[1].buffer.len;
}

static void give_up(struct output *output)
{
	output->dead = true;
	buffer_clear(&output->buffer);
}

// Writes what goes without waiting, and no more than a turn's share.
static void write_some(struct output *output)
{
	size_t done = 0;
	while (done < output->buffer.len && done < TURN_BYTES) {
		size_t left = output->buffer.len - done, part = left < WRITE_SIZE ? left : WRITE_SIZE;
		if (output->waitable && !is_ready(output->fd, POLLOUT))
			break;
		ssize_t sent = write(output->fd, output->buffer.data + done, part);
		if (sent < 0 && errno == EINTR)
			continue;
		if (sent < 0 && errno == EAGAIN)
			break;
		if (sent < 0) {
			give_up(output);
			return;
		}
		done += (size_t)sent;
	}
	buffer_consume(&output->buffer, done);
}

static void on_writable(void *ctx, unsigned events);

static void set_output(struct output *output)
{
	bool wanted = output->buffer.len > 0;
	if (!wanted)
		loop_poll_free(take_ptr(&output->poll));
	else if (!output->poll)
		output->poll = loop_poll_new(output->terminal->loop, output->fd, LOOP_WRITABLE, on_writable, output);
}

static void on_writable(void *ctx, unsigned events)
{
	struct output *output = ctx;
	struct local_terminal *terminal = output->terminal;
	(void)events;
	write_some(output);
	set_output(output);
	size_t left = waiting(terminal);
	if (left == 0)
		waiter_wake(&terminal->drained);
	if (terminal->above && left < LOCAL_TERMINAL_LOW) {
		terminal->above = false;
		if (terminal->events.output_room)
			terminal->events.output_room(terminal->events.ctx);
	}
}

int64_t local_terminal_write(struct local_terminal *terminal, enum local_stream stream, const void *bytes, size_t len)
{
	struct output *output = &terminal->outputs[stream == LOCAL_STDERR];
	if (output->dead)
		return -EPIPE;
	if (buffer_append(&output->buffer, bytes, len) < 0)
		return -ENOBUFS;
	while (output->buffer.len > 0 && !output->waitable)
		write_some(output); // a file takes everything
	if (output->waitable && !output->poll)
		write_some(output);
	set_output(output);
	if (output->dead)
		return -EPIPE;
	if (waiting(terminal) > LOCAL_TERMINAL_HIGH)
		terminal->above = true;
	return (int64_t)waiting(terminal);
}

void local_terminal_drain(struct local_terminal *terminal)
{
	while (waiting(terminal) > 0)
		waiter_wait(&terminal->drained);
}

int local_terminal_size(uint16_t *ret_columns, uint16_t *ret_rows)
{
	struct winsize size;
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col && size.ws_row) {
			*ret_columns = size.ws_col;
			*ret_rows = size.ws_row;
			return 0;
		}
	}
	return -ENOTTY;
}

static void on_resize(void *ctx, int signal_number)
{
	struct local_terminal *terminal = ctx;
	uint16_t columns, rows;
	(void)signal_number;
	if (local_terminal_size(&columns, &rows) == 0)
		terminal->events.resized(terminal->events.ctx, columns, rows);
}

static int make_raw(struct local_terminal *terminal, struct error *err)
{
	if (tcgetattr(STDIN_FILENO, &terminal->saved) < 0)
		return error_set(err, errno, "standard input is not a terminal (leave out -t, or run it in one)");
	struct termios raw = terminal->saved;
	cfmakeraw(&raw);
	if (tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) < 0)
		return error_set(err, errno, "switch the terminal to raw mode: %s", strerror(errno));
	terminal->raw = true;
	return 0;
}

int local_terminal_new(struct loop *loop, bool raw, const struct local_terminal_events *events,
		       struct local_terminal **ret_terminal, struct error *err)
{
	struct local_terminal *terminal = xcalloc(1, sizeof(*terminal));
	terminal->loop = loop;
	terminal->events = *events;
	waiter_init(&terminal->drained, loop);
	for (int i = 0; i < 2; i++) {
		struct output *output = &terminal->outputs[i];
		output->terminal = terminal;
		output->fd = i == 0 ? STDOUT_FILENO : STDERR_FILENO;
		output->waitable = is_waitable(output->fd);
		buffer_init(&output->buffer, OUTPUT_MAX);
	}
	int r = raw ? make_raw(terminal, err) : 0;
	if (r < 0) {
		local_terminal_free(terminal);
		return r;
	}
	terminal->input_waitable = is_waitable(STDIN_FILENO);
	set_input(terminal);
	if (events->resized)
		terminal->resize = loop_signal_new(loop, SIGWINCH, on_resize, terminal);
	*ret_terminal = terminal;
	return 0;
}

void local_terminal_free(struct local_terminal *terminal)
{
	if (!terminal)
		return;
	if (terminal->raw)
		(void)tcsetattr(STDIN_FILENO, TCSADRAIN, &terminal->saved);
	loop_poll_free(terminal->input_poll);
	loop_timer_free(terminal->input_timer);
	loop_signal_free(terminal->resize);
	for (int i = 0; i < 2; i++) {
		loop_poll_free(terminal->outputs[i].poll);
		buffer_done(&terminal->outputs[i].buffer);
	}
	free(terminal);
}
