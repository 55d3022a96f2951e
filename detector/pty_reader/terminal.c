// SPDX-License-Identifier: Apache-2.0
#include "detector/pty_reader/terminal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/base/alloc.h"
#include "common/base/buffer.h"
#include "common/base/clock.h"

#define PIECE_SIZE (64u * 1024u)
#define TURN_READS 4 // pieces of one turn of the loop

struct terminal {
	struct loop *loop;
	struct terminal_sink sink;
	int fd;
	bool tty;
	struct podman_frames frames;
	struct buffer early;
	struct loop_timer *begin; // hands over what came early, then starts reading
	struct loop_poll *poll;   // NULL while neither reading nor writing
	bool paused;
	bool closed;
	bool input_closing;
	bool input_dead;
	bool input_wanted; // something was refused
	struct buffer input;
	struct terminal_counters counters;
	uint64_t ts; // of the piece in hand
	uint8_t piece[PIECE_SIZE];
};

static void on_ready(void *ctx, unsigned events);

// A watch reports a hang-up even when it asks for nothing, so there is none while nothing is wanted.
static void set_watch(struct terminal *terminal)
{
	bool reads = !terminal->paused && !terminal->closed && !terminal->begin;
	bool writes = terminal->input.len > 0 && !terminal->input_dead && !terminal->closed;
	unsigned events = (reads ? LOOP_READABLE : 0u) | (writes ? LOOP_WRITABLE : 0u);
	if (!events) {
		loop_poll_free(terminal->poll);
		terminal->poll = NULL;
	} else if (terminal->poll) {
		loop_poll_set(terminal->poll, events);
	} else {
		terminal->poll = loop_poll_new(terminal->loop, terminal->fd, events, on_ready, terminal);
	}
}

static void emit(struct terminal *terminal, enum terminal_kind kind, const uint8_t *bytes, size_t len)
{
	struct terminal_piece piece = {
	    .kind = kind,
	    .offset = terminal->counters.output_bytes,
	    .ts = terminal->ts,
	    .bytes = bytes,
	    .len = len,
	};
	if (len == 0)
		return;
	terminal->counters.output_bytes += len;
	terminal->sink.output(terminal->sink.ctx, &piece);
}

static void on_frame(void *ctx, enum podman_stream stream, const uint8_t *bytes, size_t len)
{
	emit(ctx, stream == PODMAN_STDERR ? TERMINAL_STDERR : TERMINAL_STDOUT, bytes, len);
}

static int take(struct terminal *terminal, const uint8_t *bytes, size_t len, struct error *err)
{
	terminal->ts = clock_boot_ns();
	if (!terminal->tty)
		return podman_frames_push(&terminal->frames, bytes, len, on_frame, terminal, err);
	emit(terminal, TERMINAL_TTY, bytes, len);
	return 0;
}

static void kill_input(struct terminal *terminal)
{
	terminal->input_dead = true;
	terminal->counters.input_lost += terminal->input.len;
	buffer_clear(&terminal->input);
}

static void close_with(struct terminal *terminal, const struct error *problem)
{
	terminal->closed = true;
	kill_input(terminal);
	set_watch(terminal);
	terminal->sink.closed(terminal->sink.ctx, problem);
}

static void end_of_stream(struct terminal *terminal)
{
	struct error err;
	bool whole = terminal->tty || podman_frames_end(&terminal->frames, &err) == 0;
	close_with(terminal, whole ? NULL : &err);
}

static void read_some(struct terminal *terminal)
{
	struct error err;
	for (int i = 0; i < TURN_READS && !terminal->paused; i++) {
		ssize_t got = recv(terminal->fd, terminal->piece, sizeof(terminal->piece), 0);
		if (got == 0) {
			end_of_stream(terminal);
			return;
		}
		if (got < 0) {
			if (errno == EAGAIN || errno == EINTR)
				return;
			(void)error_set(&err, errno, "the container's terminal broke: %s", strerror(errno));
			close_with(terminal, &err);
			return;
		}
		if (take(terminal, terminal->piece, (size_t)got, &err) < 0) {
			close_with(terminal, &err);
			return;
		}
	}
}

static void write_some(struct terminal *terminal)
{
	while (terminal->input.len > 0) {
		ssize_t sent = send(terminal->fd, terminal->input.data, terminal->input.len, MSG_NOSIGNAL);
		if (sent < 0) {
			if (errno != EAGAIN && errno != EINTR)
				kill_input(terminal);
			break;
		}
		terminal->counters.input_bytes += (size_t)sent;
		buffer_consume(&terminal->input, (size_t)sent);
	}
	if (terminal->input.len == 0 && terminal->input_closing && !terminal->input_dead) {
		(void)shutdown(terminal->fd, SHUT_WR);
		terminal->input_dead = true;
	}
}

static void tell_room(struct terminal *terminal)
{
	if (!terminal->input_wanted || terminal->input.len > TERMINAL_INPUT_MAX / 2)
		return;
	terminal->input_wanted = false;
	if (terminal->sink.input_room)
		terminal->sink.input_room(terminal->sink.ctx);
}

static void on_ready(void *ctx, unsigned events)
{
	struct terminal *terminal = ctx;
	if (events & LOOP_WRITABLE)
		write_some(terminal);
	if ((events & (LOOP_READABLE | LOOP_HANGUP)) && !terminal->paused)
		read_some(terminal);
	if (terminal->closed)
		return;
	tell_room(terminal);
	set_watch(terminal);
}

static void begin(void *ctx)
{
	struct terminal *terminal = ctx;
	struct error err;
	loop_timer_free(take_ptr(&terminal->begin));
	if (terminal->early.len > 0 && take(terminal, terminal->early.data, terminal->early.len, &err) < 0) {
		close_with(terminal, &err);
		return;
	}
	buffer_done(&terminal->early);
	set_watch(terminal);
}

struct terminal *terminal_new(struct loop *loop, struct podman_connection *connection, bool tty,
			      const struct terminal_sink *sink)
{
	assert(sink->output && sink->closed);
	struct terminal *terminal = xcalloc(1, sizeof(*terminal));
	terminal->loop = loop;
	terminal->sink = *sink;
	terminal->tty = tty;
	terminal->fd = take_fd(&connection->fd);
	terminal->early = connection->early;
	buffer_init(&connection->early, 0);
	buffer_init(&terminal->input, TERMINAL_INPUT_MAX);
	podman_frames_init(&terminal->frames);
	terminal->begin = loop_timer_new(loop, begin, terminal);
	loop_timer_start(terminal->begin, 0, 0);
	return terminal;
}

void terminal_free(struct terminal *terminal)
{
	if (!terminal)
		return;
	loop_timer_free(terminal->begin);
	loop_poll_free(terminal->poll);
	(void)close(terminal->fd);
	buffer_done(&terminal->early);
	buffer_done(&terminal->input);
	free(terminal);
}

int terminal_write(struct terminal *terminal, const void *bytes, size_t len, struct error *err)
{
	if (terminal->input_dead || terminal->input_closing)
		return error_set(err, EPIPE, "the container's input is closed");
	if (buffer_append(&terminal->input, bytes, len) < 0) {
		terminal->input.failed = false;
		terminal->input_wanted = true;
		terminal->counters.input_refused += len;
		return error_set(err, EAGAIN, "the container does not read its input: %zu bytes wait",
				 terminal->input.len);
	}
	set_watch(terminal);
	return 0;
}

void terminal_close_input(struct terminal *terminal)
{
	terminal->input_closing = true;
	if (terminal->input.len == 0 && !terminal->input_dead)
		write_some(terminal);
}

void terminal_pause(struct terminal *terminal)
{
	terminal->paused = true;
	set_watch(terminal);
}

void terminal_resume(struct terminal *terminal)
{
	terminal->paused = false;
	set_watch(terminal);
}

bool terminal_is_paused(const struct terminal *terminal)
{
	return terminal->paused;
}

bool terminal_is_closed(const struct terminal *terminal)
{
	return terminal->closed;
}

void terminal_note_size(struct terminal *terminal, uint16_t columns, uint16_t rows)
{
	struct terminal_piece piece = {
	    .kind = TERMINAL_RESIZE,
	    .offset = terminal->counters.output_bytes,
	    .ts = clock_boot_ns(),
	    .columns = columns,
	    .rows = rows,
	};
	terminal->sink.output(terminal->sink.ctx, &piece);
}

struct terminal_counters terminal_counters(const struct terminal *terminal)
{
	return terminal->counters;
}
