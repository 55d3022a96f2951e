// SPDX-License-Identifier: Apache-2.0
// A container's terminal, or its standard streams when it has none, over the stream that podman_attach gave. Output goes to the
// sink in pieces with their time and place; input waits in a bounded queue. On the loop of its connection; the owner frees it,
// not inside the sink's callbacks.
#pragma once

#include "common/base/error.h"
#include "common/loop/loop.h"
#include "detector/container_manager/podman_stream.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TERMINAL_INPUT_MAX (1u << 20) // bytes of input that wait

// As in common/wire.
enum terminal_kind { TERMINAL_TTY = 0, TERMINAL_STDOUT = 1, TERMINAL_STDERR = 2, TERMINAL_RESIZE = 3 };

struct terminal_piece {
	enum terminal_kind kind;
	uint64_t offset;      // bytes of output, all kinds together, before this piece
	uint64_t ts;          // CLOCK_BOOTTIME ns, when it was read
	const uint8_t *bytes; // during the call only
	size_t len;
	uint16_t columns, rows; // of TERMINAL_RESIZE, which has no bytes
};

struct terminal_sink {
	void (*output)(void *ctx, const struct terminal_piece *piece);
	// Once, after the last output: NULL at the stream's end, else what broke it.
	void (*closed)(void *ctx, const struct error *problem);
	// The input queue, having refused something, has room again. May be NULL.
	void (*input_room)(void *ctx);
	void *ctx;
};

struct terminal_counters {
	uint64_t output_bytes;
	uint64_t input_bytes;   // that the container's side took
	uint64_t input_refused; // that did not fit the queue
	uint64_t input_lost;    // that waited when the container's side closed
};

struct terminal;

// Takes the connection over. Starts reading in the loop's next turn.
struct terminal *terminal_new(struct loop *loop, struct podman_connection *connection, bool tty,
			      const struct terminal_sink *sink);
void terminal_free(struct terminal *terminal); // NULL is fine
// All of it or nothing: -EAGAIN when the queue has no room (input_room tells when it has), -EPIPE when nobody reads any more.
int terminal_write(struct terminal *terminal, const void *bytes, size_t len, struct error *err);
// The program's standard input ends after what waits. Without a tty; a terminal's input ends with its end-of-file character.
void terminal_close_input(struct terminal *terminal);
// Stops and starts reading; the container is slowed down meanwhile, nothing is lost.
void terminal_pause(struct terminal *terminal);
void terminal_resume(struct terminal *terminal);
bool terminal_is_paused(const struct terminal *terminal);
bool terminal_is_closed(const struct terminal *terminal);
// Puts a change of size, which somebody else made, into the recording.
void terminal_note_size(struct terminal *terminal, uint16_t columns, uint16_t rows);
struct terminal_counters terminal_counters(const struct terminal *terminal);
