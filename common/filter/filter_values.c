// SPDX-License-Identifier: Apache-2.0
// Values by the type of their field: one reader a type.
#include "common/base/alloc.h"
#include "common/base/parse.h"
#include "common/filter/filter_values_private.h"
#include "common/syscalls/names.h"
#include "common/syscalls/syscalls.h"

#include <ctype.h>
#include <regex.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static const char *const expectations[FILTER_TYPES] = {
    [FILTER_TEXT] = "a text",
    [FILTER_NUMBER] = "a number: 42, -1, 0x1f",
    [FILTER_SIZE] = "a size: 4096, 64k, 1.5M",
    [FILTER_DURATION] = "a duration: 10us, 1.5ms, 2s, or nanoseconds",
    [FILTER_TIME] = "a time: 2026-11-24T08:19:36.5Z, 2026-11-24, or nanoseconds since 1970",
    [FILTER_BOOL] = "true or false",
    [FILTER_RESULT] = "a result: a number, the name of an error, or SUCCESS",
    [FILTER_CALL] = "the name of a system call",
    [FILTER_ADDRESS] = "an address: 10.0.0.1, ::1",
    [FILTER_NET] = "a network: 10.0.0.0/8, fd00::/8",
    [FILTER_PORT] = "a port: 443, or https",
    [FILTER_ARGUMENT] = "a number, flags by name, or a text",
};

const char *filter_type_expected(enum filter_type type)
{
	return type < FILTER_TYPES ? expectations[type] : "";
}

int value_refuse(const struct value_reader *reader, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	(void)vsnprintf(reader->problem->text, sizeof(reader->problem->text), format, args);
	va_end(args);
	if (!reader->problem->expected[0])
		(void)snprintf(reader->problem->expected, sizeof(reader->problem->expected), "%s",
			       expectations[reader->field->type]);
	return -EINVAL;
}

int value_refuse_for(const struct value_reader *reader, const char *expected)
{
	(void)snprintf(reader->problem->expected, sizeof(reader->problem->expected), "%s", expected);
	return value_refuse(reader, "%.80s is not %s", reader->value->text, expected);
}

int value_refuse_type(const struct value_reader *reader)
{
	const char *expected = expectations[reader->field->type];
	return value_refuse(reader, "%.80s is not %.*s", reader->value->text, (int)strcspn(expected, ":,"), expected);
}

// 42, -1, 0x1f, 0644. wide: up to 64 bits, the highest being the sign's.
bool value_read_number(const char *text, bool octal, bool wide, int64_t *ret_number)
{
	bool negative = text[0] == '-';
	const char *digits = text + negative;
	bool hex = digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X');
	octal = !hex && (octal || (digits[0] == '0' && digits[1]));
	if (octal && (!*digits || strspn(digits, "01234567") != strlen(digits)))
		return false;
	uint64_t magnitude;
	if (octal) {
		errno = 0;
		magnitude = strtoull(digits, NULL, 8);
		if (errno)
			return false;
	} else if (parse_u64(digits, &magnitude) < 0) {
		return false;
	}
	if (magnitude > (uint64_t)INT64_MAX + (negative ? 1u : 0u) && (negative || !wide))
		return false;
	*ret_number = (int64_t)(negative ? 0 - magnitude : magnitude);
	return true;
}

static int read_plain_number(struct value_reader *reader)
{
	return value_read_number(reader->value->text, false, false, &reader->value->number) ? 0
											    : value_refuse_type(reader);
}

static int read_bool(struct value_reader *reader)
{
	const char *text = reader->value->text;
	reader->value->truth = strcmp(text, "true") == 0 || strcmp(text, "1") == 0;
	if (reader->value->truth || strcmp(text, "false") == 0 || strcmp(text, "0") == 0)
		return 0;
	return value_refuse_type(reader);
}

int value_refuse_name(struct value_reader *reader, const char *(*next)(size_t *cursor), const char *kind)
{
	struct filter_nearest nearest;
	filter_nearest_init(&nearest, reader->value->text, reader->value->len);
	size_t cursor = 0;
	for (const char *name; (name = next(&cursor));)
		filter_nearest_offer(&nearest, name);
	(void)snprintf(reader->problem->nearest, sizeof(reader->problem->nearest), "%s", nearest.name);
	return value_refuse(reader, "there is no %s %.80s", kind, reader->value->text);
}

static bool is_order(enum filter_op op)
{
	return op >= FILTER_LT && op <= FILTER_GE;
}

static int read_result(struct value_reader *reader)
{
	struct filter_value *value = reader->value;
	if (value_read_number(value->text, false, false, &value->number))
		return 0;
	value->success = strcmp(value->text, "SUCCESS") == 0;
	if (value->success)
		return is_order(reader->op) ? value_refuse_for(reader, "a number or the name of an error") : 0;
	int code = value->text[0] == 'E' ? errno_by_name(value->text) : -ENOENT;
	if (code < 0)
		return value_refuse_name(reader, errno_next_name, "error");
	value->number = -code;
	return 0;
}

static int read_call(struct value_reader *reader)
{
	static const char *const others[] = {"signal", "procexit"};
	for (size_t i = 0; i < LENGTH(others); i++)
		if (strcmp(reader->value->text, others[i]) == 0)
			return 0;
	if (syscall_name_is_number(reader->value->text))
		return 0;
	size_t cursor = 0;
	for (const char *name; (name = syscall_next_name(&cursor));)
		if (strcmp(name, reader->value->text) == 0)
			return 0;
	return value_refuse_name(reader, syscall_next_name, "system call");
}

static int read_argument(struct value_reader *reader)
{
	struct filter_value *value = reader->value;
	bool octal =
	    reader->argument && isdigit((unsigned char)value->text[0]) && syscall_arg_name_is_octal(reader->argument);
	value->number_known = value_read_number(value->text, octal, true, &value->number);
	return value->number_known || !is_order(reader->op) ? 0 : value_refuse_for(reader, "a number");
}

static int read_text(struct value_reader *reader)
{
	(void)reader;
	return 0;
}

#define REPEATS_MAX 255u // copies of a part that {n} and {m,n}, one in another, make

// regcomp writes a{9}{9}{9} out, so a few bytes could take all memory; and what refers back takes forever. Counts every {n} as if it
// stood in all the others.
static bool regex_is_bounded(const char *text)
{
	uint64_t copies = 1;
	bool in_class = false;
	for (const char *at = text; *at; at++) {
		if (*at == '\\' && at[1]) {
			if (!in_class && isdigit((unsigned char)at[1]))
				return false;
			at += !in_class;
		} else if (*at == '[' && !in_class) {
			in_class = true;
			at += at[1] == '^';
			at += at[1] == ']';
		} else if (*at == ']') {
			in_class = false;
		} else if (*at == '{' && !in_class) {
			const char *comma = at + 1 + strspn(at + 1, "0123456789");
			unsigned long least = strtoul(at + 1, NULL, 10);
			unsigned long most = *comma == ',' ? strtoul(comma + 1, NULL, 10) : 0;
			copies *= (least > most ? least : most) + 1;
			if (copies > REPEATS_MAX)
				return false;
		}
	}
	return true;
}

static int read_regex(struct value_reader *reader)
{
	struct filter_value *value = reader->value;
	(void)snprintf(reader->problem->expected, sizeof(reader->problem->expected),
		       "an extended regular expression (POSIX)");
	if (!regex_is_bounded(value->text))
		return value_refuse(reader, "the regular expression refers back, or repeats a part more than %u times",
				    REPEATS_MAX);
	regex_t *regex = xcalloc(1, sizeof(*regex));
	int code = regcomp(regex, value->text, REG_EXTENDED | REG_NOSUB);
	if (code == 0) {
		value->regex = regex;
		return 0;
	}
	char why[100];
	(void)regerror(code, regex, why, sizeof(why));
	free(regex);
	return value_refuse(reader, "the regular expression is wrong: %s", why);
}

static int (*const readers[FILTER_TYPES])(struct value_reader *reader) = {
    [FILTER_TEXT] = read_text,
    [FILTER_NUMBER] = read_plain_number,
    [FILTER_SIZE] = value_read_size,
    [FILTER_DURATION] = value_read_duration,
    [FILTER_TIME] = value_read_time,
    [FILTER_BOOL] = read_bool,
    [FILTER_RESULT] = read_result,
    [FILTER_CALL] = read_call,
    [FILTER_ADDRESS] = value_read_address,
    [FILTER_NET] = value_read_net,
    [FILTER_PORT] = value_read_port,
    [FILTER_ARGUMENT] = read_argument,
};

// Parts and patterns of a call's name are texts.
static bool is_text(const struct filter_field *field, enum filter_op op)
{
	return field->type == FILTER_TEXT ||
	       (field->type == FILTER_CALL && op >= FILTER_CONTAINS && op <= FILTER_REGEX);
}

int filter_value_parse(const struct filter_field *field, const char *argument, enum filter_op op, const char *text,
		       size_t len, struct filter_value *ret_value, struct filter_error *problem)
{
	struct filter_value value = {.text = text, .len = (uint32_t)len};
	struct value_reader reader = {
	    .field = field, .argument = argument, .op = op, .value = &value, .problem = problem};
	problem->text[0] = problem->expected[0] = problem->nearest[0] = '\0';
	int r = op == FILTER_REGEX ? read_regex(&reader) : is_text(field, op) ? 0 : readers[field->type](&reader);
	if (r == 0)
		*ret_value = value;
	else
		filter_value_done(&value);
	return r;
}

void filter_value_done(struct filter_value *value)
{
	free((char *)value->text);
	if (value->regex)
		regfree(value->regex);
	free(value->regex);
	*value = (struct filter_value){0};
}

void filter_value_copy(const struct filter_value *value, struct filter_value *ret_copy)
{
	*ret_copy = *value;
	ret_copy->text = xstrndup(value->text, value->len);
	if (!value->regex)
		return;
	ret_copy->regex = xcalloc(1, sizeof(regex_t));
	if (regcomp(ret_copy->regex, value->text, REG_EXTENDED | REG_NOSUB) !=
	    0) // it was compiled before: memory is out
		abort();
}

bool filter_value_equal(const struct filter_field *field, enum filter_op op, const struct filter_value *a,
			const struct filter_value *b)
{
	if (is_text(field, op) || field->type == FILTER_CALL || field->type == FILTER_ARGUMENT)
		return a->len == b->len && memcmp(a->text, b->text, a->len) == 0;
	return a->number == b->number && a->success == b->success && a->truth == b->truth && a->family == b->family &&
	       a->prefix == b->prefix && memcmp(a->address, b->address, sizeof(a->address)) == 0;
}
