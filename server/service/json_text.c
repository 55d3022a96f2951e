// SPDX-License-Identifier: Apache-2.0
#include "server/service/json_text.h"

#include <inttypes.h>
#include <stdbool.h>

// Length of the UTF-8 sequence at text (1 … 4) and its code point; 0 when it is none (overlong, surrogate, cut off).
static size_t utf8_decode(const unsigned char *text, size_t len, uint32_t *ret_code)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	if (text[0] < 0x80) {
		*ret_code = text[0];
		return 1;
	}
	size_t size = text[0] >= 0xf0 && text[0] <= 0xf4 ? 4
		      : (text[0] & 0xf0) == 0xe0         ? 3
		      : (text[0] & 0xe0) == 0xc0         ? 2
							 : 0;
	if (size == 0 || size > len)
		return 0;
	uint32_t code = text[0] & (0x7fu >> size);
	for (size_t i = 1; i < size; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (text[i] & 0x3fu);
	}
	if (code < least[size] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return 0;
	*ret_code = code;
	return size;
}

// Characters that are not seen, or that change how others are seen.
static bool is_hidden(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code <= 0x9f) || code == 0x200e || code == 0x200f ||
	       (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) || code == 0xfeff;
}

typedef void (*hidden_fn)(struct buffer *out, uint32_t code);

static void hidden_escaped(struct buffer *out, uint32_t code)
{
	(void)buffer_printf(out, "\\u%04" PRIx32, code);
}

static void hidden_shown(struct buffer *out, uint32_t code)
{
	(void)buffer_printf(out, code < 0x100 ? "\\\\x%02" PRIx32 : "\\\\u%04" PRIx32, code);
}

static void append_string(struct buffer *out, const char *text, size_t len, hidden_fn hidden)
{
	const unsigned char *bytes = (const unsigned char *)text;
	size_t start = 0; // of what is copied as it is
	(void)buffer_append_byte(out, '"');
	for (size_t i = 0; i < len;) {
		uint32_t code = 0;
		size_t size = utf8_decode(bytes + i, len - i, &code);
		if (size > 0 && code != '"' && code != '\\' && !is_hidden(code)) {
			i += size;
			continue;
		}
		(void)buffer_append(out, bytes + start, i - start);
		if (size == 0)
			(void)buffer_append_text(out, "\\ufffd");
		else if (is_hidden(code))
			hidden(out, code);
		else
			(void)buffer_append(out, code == '"' ? "\\\"" : "\\\\", 2);
		i += size ? size : 1;
		start = i;
	}
	(void)buffer_append(out, bytes + start, len - start);
	(void)buffer_append_byte(out, '"');
}

void json_text_string(struct buffer *out, const char *text, size_t len)
{
	append_string(out, text, len, hidden_escaped);
}

void json_text_name(struct buffer *out, const char *text, size_t len)
{
	append_string(out, text, len, hidden_shown);
}

void json_text_base64(struct buffer *out, const void *bytes, size_t len)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const uint8_t *in = bytes;
	size_t size = (len + 2) / 3 * 4;
	uint8_t *to = buffer_reserve(out, size + 2);
	if (!to)
		return;
	*to++ = '"';
	for (size_t i = 0; i < len; i += 3, to += 4) {
		size_t left = len - i;
		uint32_t three =
		    (uint32_t)in[i] << 16 | (left > 1 ? (uint32_t)in[i + 1] << 8 : 0) | (left > 2 ? in[i + 2] : 0);
		to[0] = (uint8_t)letters[three >> 18];
		to[1] = (uint8_t)letters[three >> 12 & 63];
		to[2] = left > 1 ? (uint8_t)letters[three >> 6 & 63] : '=';
		to[3] = left > 2 ? (uint8_t)letters[three & 63] : '=';
	}
	*to = '"';
}

void json_text_hex(struct buffer *out, const void *bytes, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t *in = bytes;
	uint8_t *to = buffer_reserve(out, len * 2 + 2);
	if (!to)
		return;
	*to++ = '"';
	for (size_t i = 0; i < len; i++) {
		*to++ = (uint8_t)digits[in[i] >> 4];
		*to++ = (uint8_t)digits[in[i] & 15];
	}
	*to = '"';
}

void json_text_u64(struct buffer *out, uint64_t value)
{
	char digits[20];
	size_t at = sizeof(digits);
	do
		digits[--at] = (char)('0' + value % 10);
	while (value /= 10);
	(void)buffer_append(out, digits + at, sizeof(digits) - at);
}

void json_text_u64_string(struct buffer *out, uint64_t value)
{
	(void)buffer_append_byte(out, '"');
	json_text_u64(out, value);
	(void)buffer_append_byte(out, '"');
}
