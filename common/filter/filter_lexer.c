// SPDX-License-Identifier: Apache-2.0
// Cuts a filter's text. What a word is depends on where it stands (evt.dir=< has an operator and a value), so the parser asks for what
// the grammar allows next.
#include <ctype.h>
#include <string.h>

#include "common/filter/filter_text.h"

bool filter_is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

bool filter_is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.';
}

bool filter_is_bare(char c)
{
	return c != '\0' && !filter_is_blank(c) && !strchr("()\"'=,", c);
}

size_t filter_utf8_length(const char *text, size_t len)
{
	static const struct {
		uint8_t mask, lead;
		uint32_t least;
	} forms[] = {{0x80, 0x00, 0}, {0xe0, 0xc0, 0x80}, {0xf0, 0xe0, 0x800}, {0xf8, 0xf0, 0x10000}};
	for (size_t n = 1; n <= 4 && n <= len; n++) {
		uint8_t lead = (uint8_t)text[0];
		if ((lead & forms[n - 1].mask) != forms[n - 1].lead)
			continue;
		uint32_t value = lead & (uint8_t)~forms[n - 1].mask;
		for (size_t i = 1; i < n; i++) {
			if (((uint8_t)text[i] & 0xc0) != 0x80)
				return 0;
			value = value << 6 | ((uint8_t)text[i] & 0x3f);
		}
		bool sound = value >= forms[n - 1].least && value <= 0x10ffff && (value < 0xd800 || value > 0xdfff);
		return sound ? n : 0;
	}
	return 0;
}

bool filter_is_keyword(const char *text, size_t len)
{
	return (len == 2 && memcmp(text, "or", 2) == 0) ||
	       (len == 3 && (memcmp(text, "and", 3) == 0 || memcmp(text, "not", 3) == 0));
}

bool filter_at_end(const struct filter_lexer *lexer)
{
	return lexer->pos >= lexer->len;
}

static char next(const struct filter_lexer *lexer)
{
	return filter_at_end(lexer) ? '\0' : lexer->text[lexer->pos];
}

void filter_skip_blanks(struct filter_lexer *lexer)
{
	while (!filter_at_end(lexer) && filter_is_blank(next(lexer)))
		lexer->pos++;
}

bool filter_take(struct filter_lexer *lexer, char c)
{
	if (filter_at_end(lexer) || next(lexer) != c)
		return false;
	lexer->pos++;
	return true;
}

static struct filter_span span_from(const struct filter_lexer *lexer, size_t start)
{
	return (struct filter_span){(uint32_t)start, (uint32_t)(lexer->pos - start)};
}

struct filter_span filter_take_word(struct filter_lexer *lexer)
{
	size_t start = lexer->pos;
	while (filter_is_word(next(lexer)))
		lexer->pos++;
	return span_from(lexer, start);
}

bool filter_take_index(struct filter_lexer *lexer, struct filter_span *ret_span)
{
	size_t start = lexer->pos;
	while (filter_is_word(next(lexer)))
		lexer->pos++;
	*ret_span = span_from(lexer, start);
	return filter_take(lexer, ']');
}

static bool known_op(const char *text, size_t len, enum filter_op *ret_op)
{
	if (len == 2 && memcmp(text, "==", 2) == 0) {
		*ret_op = FILTER_EQ;
		return true;
	}
	for (int op = 0; op < FILTER_OPS; op++) {
		const char *name = filter_op_name((enum filter_op)op);
		if (strlen(name) == len && memcmp(name, text, len) == 0) {
			*ret_op = (enum filter_op)op;
			return true;
		}
	}
	return false;
}

struct filter_span filter_take_op(struct filter_lexer *lexer, enum filter_op *ret_op)
{
	*ret_op = FILTER_OPS;
	size_t start = lexer->pos;
	if (filter_is_word(next(lexer))) {
		struct filter_span word = filter_take_word(lexer);
		(void)known_op(lexer->text + word.at, word.len, ret_op);
		return word;
	}
	// The longest that is one: what follows may be a value that begins alike (evt.dir=<).
	for (size_t len = 2; len > 0; len--) {
		if (start + len <= lexer->len && known_op(lexer->text + start, len, ret_op)) {
			lexer->pos += len;
			return span_from(lexer, start);
		}
	}
	return filter_peek_anything(lexer);
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// Behind a backslash. What is no escape keeps it: "\." is a backslash and a dot, as in regular expressions.
static void take_escape(struct filter_lexer *lexer, struct buffer *out)
{
	static const char letters[] = "bfnrt\\\"'", meanings[] = "\b\f\n\r\t\\\"'";
	char c = next(lexer);
	const char *letter = c ? strchr(letters, c) : NULL;
	if (letter) {
		(void)buffer_append_byte(out, (uint8_t)meanings[letter - letters]);
		lexer->pos++;
		return;
	}
	const char *at = lexer->text + lexer->pos;
	bool hex = c == 'x' && lexer->len - lexer->pos >= 3;
	int high = hex ? hex_digit(at[1]) : -1, low = hex ? hex_digit(at[2]) : -1;
	if (high >= 0 && low >= 0) {
		(void)buffer_append_byte(out, (uint8_t)(high * 16 + low));
		lexer->pos += 3;
		return;
	}
	(void)buffer_append_byte(out, '\\');
}

static bool take_quoted(struct filter_lexer *lexer, char quote, struct buffer *out)
{
	while (!filter_at_end(lexer)) {
		char c = lexer->text[lexer->pos++];
		if (c == quote)
			return true;
		if (c == '\\')
			take_escape(lexer, out);
		else
			(void)buffer_append_byte(out, (uint8_t)c);
	}
	return false;
}

enum filter_value_form filter_take_value(struct filter_lexer *lexer, struct filter_span *ret_span, struct buffer *out)
{
	size_t start = lexer->pos;
	enum filter_value_form form = FILTER_VALUE_NONE;
	char quote = next(lexer);
	if (quote == '"' || quote == '\'') {
		lexer->pos++;
		form = take_quoted(lexer, quote, out) ? FILTER_VALUE_QUOTED : FILTER_VALUE_OPEN;
	} else {
		for (; filter_is_bare(next(lexer)); lexer->pos++)
			(void)buffer_append_byte(out, (uint8_t)next(lexer));
		if (lexer->pos > start)
			form = FILTER_VALUE_BARE;
	}
	*ret_span = span_from(lexer, start);
	return form;
}

struct filter_span filter_peek_anything(const struct filter_lexer *lexer)
{
	size_t end = lexer->pos;
	while (end < lexer->len && filter_is_bare(lexer->text[end]))
		end++;
	if (end == lexer->pos && end < lexer->len)
		end++;
	return (struct filter_span){(uint32_t)lexer->pos, (uint32_t)(end - lexer->pos)};
}
