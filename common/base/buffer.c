// SPDX-License-Identifier: Apache-2.0
#include "common/base/buffer.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void buffer_init(struct buffer *buffer, size_t max)
{
	*buffer = (struct buffer){.max = max};
}

void buffer_done(struct buffer *buffer)
{
	free(buffer->data);
	*buffer = (struct buffer){.max = buffer->max};
}

void buffer_clear(struct buffer *buffer)
{
	buffer->len = 0;
	buffer->failed = false;
	if (buffer->data)
		buffer->data[0] = '\0';
}

// Makes room for `more` bytes and the NUL behind them.
static bool make_room(struct buffer *buffer, size_t more)
{
	if (more > buffer->max || buffer->len > buffer->max - more) {
		buffer->failed = true;
		return false;
	}
	size_t need = buffer->len + more + 1;
	if (need <= buffer->cap)
		return true;
	size_t cap = buffer->cap ? buffer->cap : 64;
	while (cap < need)
		cap *= 2;
	uint8_t *data = realloc(buffer->data, cap);
	if (!data) {
		buffer->failed = true;
		return false;
	}
	buffer->data = data;
	buffer->cap = cap;
	return true;
}

void *buffer_reserve(struct buffer *buffer, size_t len)
{
	if (!make_room(buffer, len))
		return NULL;
	void *start = buffer->data + buffer->len;
	buffer->len += len;
	buffer->data[buffer->len] = '\0';
	return start;
}

int buffer_append(struct buffer *buffer, const void *bytes, size_t len)
{
	void *start = buffer_reserve(buffer, len);
	if (!start)
		return -ENOBUFS;
	if (len)
		memcpy(start, bytes, len);
	return 0;
}

int buffer_append_byte(struct buffer *buffer, uint8_t byte)
{
	return buffer_append(buffer, &byte, 1);
}

int buffer_append_text(struct buffer *buffer, const char *text)
{
	return buffer_append(buffer, text, strlen(text));
}

int buffer_printf(struct buffer *buffer, const char *format, ...)
{
	char small[256];
	va_list args;
	va_start(args, format);
	int len = vsnprintf(small, sizeof(small), format, args);
	va_end(args);
	if (len < 0)
		return -EINVAL;
	if ((size_t)len < sizeof(small))
		return buffer_append(buffer, small, (size_t)len);
	char *start = buffer_reserve(buffer, (size_t)len);
	if (!start)
		return -ENOBUFS;
	va_start(args, format);
	(void)vsnprintf(start, (size_t)len + 1, format, args);
	va_end(args);
	return 0;
}

void buffer_consume(struct buffer *buffer, size_t len)
{
	assert(len <= buffer->len);
	if (!len)
		return;
	buffer->len -= len;
	memmove(buffer->data, buffer->data + len, buffer->len);
	buffer->data[buffer->len] = '\0';
}

const char *buffer_text(const struct buffer *buffer)
{
	return buffer->data ? (const char *)buffer->data : "";
}

void *buffer_take(struct buffer *buffer, size_t *ret_len)
{
	void *data = buffer->data;
	if (ret_len)
		*ret_len = buffer->len;
	*buffer = (struct buffer){.max = buffer->max};
	return data;
}
