// SPDX-License-Identifier: Apache-2.0
// This process's own standard streams, joined to a container's by `run -i -t`: raw mode, changes of size, input, and output
// that never stops the loop where it can be waited for. The streams stay in blocking mode, because they are shared with
// the shell that started us. Freeing it gives the terminal back as it was.
#pragma once

#include "common/base/error.h"
#include "common/loop/loop.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LOCAL_TERMINAL_HIGH (256u * 1024u) // bytes of output that wait before the writer should pause
#define LOCAL_TERMINAL_LOW  (64u * 1024u)

struct local_terminal;

enum local_stream { LOCAL_STDOUT = 1, LOCAL_STDERR = 2 };

struct local_terminal_events {
	void (*input)(void *ctx, const uint8_t *bytes, size_t len); // may be NULL: standard input is not read
	void (*input_end)(void *ctx);
	void (*resized)(void *ctx, uint16_t columns, uint16_t rows); // may be NULL
	void (*output_room)(void *ctx);                              // below LOCAL_TERMINAL_LOW again
	void *ctx;
};

// raw: each key goes to the container, and nothing is echoed here; an error when standard input is no terminal.
int local_terminal_new(struct loop *loop, bool raw, const struct local_terminal_events *events,
		       struct local_terminal **ret_terminal, struct error *err);
void local_terminal_free(struct local_terminal *terminal); // NULL is fine
// Of the terminal behind any of the three streams; -ENOTTY when there is none.
int local_terminal_size(uint16_t *ret_columns, uint16_t *ret_rows);
// Returns how many bytes wait now: above LOCAL_TERMINAL_HIGH the caller pauses until output_room. -EPIPE once nobody reads.
int64_t local_terminal_write(struct local_terminal *terminal, enum local_stream stream, const void *bytes, size_t len);
void local_terminal_pause_input(struct local_terminal *terminal);
void local_terminal_resume_input(struct local_terminal *terminal);
// Waits until all output is written or nobody reads it any more. Inside a task.
void local_terminal_drain(struct local_terminal *terminal);
