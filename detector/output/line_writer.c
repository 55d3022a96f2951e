// SPDX-License-Identifier: Apache-2.0
#include "detector/output/line_writer.h"

#include "common/base/alloc.h"

#include <poll.h>
#include <string.h>
#include <unistd.h>

#define FLUSH_AT  (64u * 1024u)
#define LINES_MAX (4u * 1024u * 1024u)

struct line_writer {
	int fd;
	int failure; // errno of the first failed write
	struct buffer lines;
};

struct line_writer *line_writer_new(int fd)
{
	struct line_writer *writer = xcalloc(1, sizeof(*writer));
	writer->fd = fd;
	buffer_init(&writer->lines, LINES_MAX);
	return writer;
}

void line_writer_free(struct line_writer *writer)
{
	if (!writer)
		return;
	line_writer_flush(writer);
	buffer_done(&writer->lines);
	free(writer);
}

struct buffer *line_writer_line(struct line_writer *writer)
{
	return &writer->lines;
}

void line_writer_end(struct line_writer *writer)
{
	(void)buffer_append_byte(&writer->lines, '\n');
	if (writer->lines.len >= FLUSH_AT)
		line_writer_flush(writer);
}

void line_writer_flush(struct line_writer *writer)
{
	size_t done = 0;
	while (!writer->failure && done < writer->lines.len) {
		ssize_t n = write(writer->fd, writer->lines.data + done, writer->lines.len - done);
		if (n >= 0) {
			done += (size_t)n;
		} else if (errno == EAGAIN) {
			struct pollfd wait = {.fd = writer->fd, .events = POLLOUT};
			(void)poll(&wait, 1, -1);
		} else if (errno != EINTR) {
			writer->failure = errno;
		}
	}
	buffer_clear(&writer->lines);
}

int line_writer_error(const struct line_writer *writer, struct error *err)
{
	if (!writer->failure)
		return 0;
	return error_set(err, writer->failure, "cannot write the output: %s", strerror(writer->failure));
}
