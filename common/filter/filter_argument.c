// SPDX-License-Identifier: Apache-2.0
// evt.arg.NAME: an argument compared as a number, as flags by name, or as the text that is shown.
#include <string.h>

#include "common/filter/filter_get.h"
#include "common/syscalls/arguments.h"
#include "common/syscalls/syscalls.h"

// What the call says of the argument, unpacked.
struct shape {
	unsigned place, class, width;
	const struct filter_flag_mask *masks;
};

unsigned filter_argument_of_call(const struct filter_test *test, uint8_t abi, int32_t nr)
{
	int place = test->argument ? syscall_arg_find(abi, nr, test->argument) : test->index;
	if (place < 0 || (unsigned)place >= syscall_arg_places(abi, nr))
		return 0;
	struct syscall_arg_type type = syscall_arg_type(abi, nr, (unsigned)place);
	unsigned answer = (unsigned)place + 1;
	answer |= (unsigned)type.class << FILTER_ANSWER_CLASS | (unsigned)type.width << FILTER_ANSWER_WIDTH |
		  (unsigned)type.optional << FILTER_ANSWER_OPTIONAL;
	const struct filter_argument_test *argument =
	    test->kind == FILTER_TEST_ARGUMENT && type.flags ? test->argument_test : NULL;
	for (size_t i = 0; argument && i < argument->n_lists; i++)
		if (argument->masks[i * argument->texts.n].flags == type.flags)
			answer |= (unsigned)(i + 1) << FILTER_ANSWER_LIST;
	return answer;
}

static struct shape shape_of(const struct filter_subject *subject)
{
	unsigned answer = subject->of_call;
	struct shape shape = {
	    .place = (answer & 7) - 1,
	    .class = answer >> FILTER_ANSWER_CLASS & 7,
	    .width = answer >> FILTER_ANSWER_WIDTH & 7,
	};
	unsigned list = answer >> FILTER_ANSWER_LIST;
	if (list && subject->test->kind == FILTER_TEST_ARGUMENT) {
		const struct filter_argument_test *argument = subject->test->argument_test;
		shape.masks = argument->masks + (list - 1) * argument->texts.n;
	}
	return shape;
}

FILTER_GETTER(filter_get_argument)
{
	(void)i;
	(void)ret_datum;
	bool optional = subject->of_call >> FILTER_ANSWER_OPTIONAL & 1;
	return !optional || syscall_arg_shown(subject->event, (subject->of_call & 7) - 1);
}

// As captured when it is a text or a buffer, else as shown; without quotes.
static void text_of(const struct filter_subject *subject, const struct shape *shape, struct filter_text *ret_text)
{
	static const struct decode_options whole = {.string_limit = CAPTURE_MAX, .verbose = true};
	const uint8_t *bytes;
	size_t len;
	if ((shape->class == SYSCALL_ARG_TEXT || shape->class == SYSCALL_ARG_BYTES) &&
	    syscall_arg_bytes(subject->event, shape->place, &bytes, &len)) {
		*ret_text = (struct filter_text){(const char *)bytes, len};
		return;
	}
	struct buffer *line = &subject->scratch->line;
	buffer_clear(line);
	syscall_format_arg(subject->event, shape->place, &whole, line);
	const char *text = buffer_text(line);
	bool quoted = line->len >= 2 && text[0] == '"' && text[line->len - 1] == '"';
	*ret_text = (struct filter_text){text + quoted, line->len - 2 * (size_t)quoted};
}

static bool is_word_char(char c)
{
	return c == '_' || (c >= '0' && c <= '9') || (filter_lower(c) >= 'a' && filter_lower(c) <= 'z');
}

static bool has_word(const struct filter_text *text, const char *word, size_t len)
{
	const char *end = text->bytes + text->len;
	for (const char *at = text->bytes; (at = memmem(at, (size_t)(end - at), word, len)); at++)
		if ((at == text->bytes || !is_word_char(at[-1])) && (at + len == end || !is_word_char(at[len])))
			return true;
	return false;
}

static bool has_words(const struct filter_text *text, const char *words)
{
	for (const char *at = words;; at++) {
		size_t len = strcspn(at, "|");
		if (len == 0 || !has_word(text, at, len))
			return false;
		at += len;
		if (!*at)
			return true;
	}
}

// O_RDONLY has no bit, SIGCHLD of clone's flags is a number: what the list does not know as bits is looked for in the text.
static bool flags_contain(const struct filter_subject *subject, const struct shape *shape)
{
	const struct filter_argument_test *argument = subject->test->argument_test;
	uint64_t number =
	    (uint64_t)syscall_arg_number(subject->event, shape->place, (enum syscall_arg_width)shape->width);
	struct filter_text text = {NULL, 0};
	for (size_t i = 0; i < argument->texts.n; i++) {
		const struct filter_text *value = &argument->texts.values[i];
		if (shape->masks[i].known) {
			if ((number & shape->masks[i].bits) == shape->masks[i].bits)
				return true;
			continue;
		}
		if (!text.bytes)
			text_of(subject, shape, &text);
		if (argument->values[i].names ? has_words(&text, value->bytes)
					      : memmem(text.bytes, text.len, value->bytes, value->len) != NULL)
			return true;
	}
	return false;
}

bool filter_argument_matches(const struct filter_subject *subject)
{
	const struct filter_argument_test *argument = subject->test->argument_test;
	struct shape shape = shape_of(subject);
	bool has_number = shape.class != SYSCALL_ARG_TEXT && shape.class != SYSCALL_ARG_BYTES;
	bool by_number = has_number && filter_numbers_have(&argument->numbers,
							   syscall_arg_number(subject->event, shape.place,
									      (enum syscall_arg_width)shape.width));
	switch (argument->texts.op) {
	case FILTER_LT:
	case FILTER_LE:
	case FILTER_GT:
	case FILTER_GE:
		return by_number;
	case FILTER_CONTAINS:
		if (shape.masks)
			return flags_contain(subject, &shape);
		break;
	case FILTER_EQ:
		if (by_number)
			return true;
		// A number that is shown as a number has been decided.
		if (!argument->some_text && (shape.class == SYSCALL_ARG_NUMBER || shape.class == SYSCALL_ARG_FLAGS))
			return false;
		break;
	default:
		break;
	}
	struct filter_text text;
	text_of(subject, &shape, &text);
	return filter_texts_match(&argument->texts, text.bytes, text.len);
}
