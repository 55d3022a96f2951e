// SPDX-License-Identifier: Apache-2.0
#include "server/handler/base64.h"

#include <errno.h>
#include <string.h>

static int digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

// Four characters to one, two or three bytes; the last group of a text may end with one or two '='.
static int decode_group(const char *text, bool last, unsigned char *ret_bytes)
{
	int pads = !last || text[3] != '=' ? 0 : text[2] != '=' ? 1 : 2;
	unsigned value = 0;
	for (int i = 0; i < 4; i++) {
		int d = i >= 4 - pads ? 0 : digit(text[i]);
		if (d < 0)
			return -EINVAL;
		value = value << 6 | (unsigned)d;
	}
	ret_bytes[0] = (unsigned char)(value >> 16);
	ret_bytes[1] = (unsigned char)(value >> 8);
	ret_bytes[2] = (unsigned char)value;
	return 3 - pads;
}

int base64_decode(const char *text, struct buffer *out)
{
	size_t len = strlen(text);
	if (len % 4 != 0)
		return -EINVAL;
	for (size_t i = 0; i < len; i += 4) {
		unsigned char bytes[3];
		int n = decode_group(text + i, i + 4 == len, bytes);
		if (n < 0)
			return n;
		int r = buffer_append(out, bytes, (size_t)n);
		if (r < 0)
			return r;
	}
	return 0;
}
