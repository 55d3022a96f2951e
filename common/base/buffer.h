// SPDX-License-Identifier: Apache-2.0
// A growing byte buffer born with a maximum. The owner of the struct calls buffer_done. A write beyond the maximum
// fails with -ENOBUFS, writes nothing, and sets `failed`, so a row of appends can be checked once at its end.
#pragma once

#include "common/base/cleanup.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer {
	uint8_t *data; // NUL-terminated behind len once something was written
	size_t len;
	size_t cap;
	size_t max; // bytes
	bool failed;
};

void buffer_init(struct buffer *buffer, size_t max);
void buffer_done(struct buffer *buffer);
// Empties it and forgets a failure; keeps the memory.
void buffer_clear(struct buffer *buffer);
int buffer_append(struct buffer *buffer, const void *bytes, size_t len);
int buffer_append_byte(struct buffer *buffer, uint8_t byte);
int buffer_append_text(struct buffer *buffer, const char *text);
int buffer_printf(struct buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
// Room for `len` more bytes at the end, already counted in buffer->len; NULL when over the maximum.
void *buffer_reserve(struct buffer *buffer, size_t len);
// Removes `len` bytes from the front.
void buffer_consume(struct buffer *buffer, size_t len);
// The text so far ("" when nothing was written). Belongs to the buffer.
const char *buffer_text(const struct buffer *buffer);
// Hands the memory over (caller frees) and leaves the buffer empty. NULL when nothing was ever written.
void *buffer_take(struct buffer *buffer, size_t *ret_len);

DEFINE_AUTO_VALUE(buffer, buffer_done);
