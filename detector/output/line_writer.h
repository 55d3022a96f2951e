// SPDX-License-Identifier: Apache-2.0
// Lines on their way to a file descriptor, written in large pieces. The first failure (disk full, closed pipe) is kept and
// nothing is written after it; the owner asks for it and decides.
#pragma once

#include "common/base/buffer.h"
#include "common/base/error.h"

struct line_writer;

// The fd stays the caller's.
struct line_writer *line_writer_new(int fd);
void line_writer_free(struct line_writer *writer); // flushes
// Where the next line is put together.
struct buffer *line_writer_line(struct line_writer *writer);
// Ends the line; the newline is added here.
void line_writer_end(struct line_writer *writer);
// Blocks until all is written.
void line_writer_flush(struct line_writer *writer);
// 0, or -errno with the reason of the first failure.
int line_writer_error(const struct line_writer *writer, struct error *err);
