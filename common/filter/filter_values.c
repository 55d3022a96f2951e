// SPDX-License-Identifier: Apache-2.0
// Values by the type of their field: one reader a type.
#include "common/base/alloc.h"
#include "common/base/parse.h"
#include "common/filter/filter_text.h"
#include "common/syscalls/names.h"
#include "common/syscalls/syscalls.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <regex.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

struct value_reader {
	const struct filter_field *field;
	const char *argument;
	enum filter_op op;
	struct filter_value *value;   // text and len are set
	struct filter_error *problem; // text, expected and nearest
};

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

__attribute__((format(printf, 2, 3))) static int refuse(const struct value_reader *reader, const char *format, ...)
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

static int refuse_for(const struct value_reader *reader, const char *expected)
{
	(void)snprintf(reader->problem->expected, sizeof(reader->problem->expected), "%s", expected);
	return refuse(reader, "%.80s is not %s", reader->value->text, expected);
}

static int refuse_type(const struct value_reader *reader)
{
	const char *expected = expectations[reader->field->type];
	return refuse(reader, "%.80s is not %.*s", reader->value->text, (int)strcspn(expected, ":,"), expected);
}

// 42, -1, 0x1f, 0644. wide: up to 64 bits, the highest being the sign's.
static bool read_number(const char *text, bool octal, bool wide, int64_t *ret_number)
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
	return read_number(reader->value->text, false, false, &reader->value->number) ? 0 : refuse_type(reader);
}

struct unit {
	const char *name;
	uint64_t factor;
};

static const struct unit sizes[] = {{"", 1},         {"b", 1},        {"k", 1u << 10},
				    {"m", 1u << 20}, {"g", 1u << 30}, {"t", 1ull << 40}};
static const struct unit durations[] = {
    {"ns", 1},          {"us", 1000},         {"µs", 1000},          {"ms", 1000000}, {"s", 1000000000},
    {"m", 60000000000}, {"h", 3600000000000}, {"d", 86400000000000}, {"", 1}};

// "1.5" by factor, exactly as far as whole units go. False beyond 63 bits, and for what is no number.
static bool read_decimal(const char *text, size_t len, uint64_t factor, int64_t *ret_number)
{
	uint64_t whole = 0, part = 0, scale = 1;
	bool point = false, digits = false;
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '.' && !point) {
			point = true;
			continue;
		}
		if (!isdigit((unsigned char)text[i]))
			return false;
		uint64_t digit = (uint64_t)(text[i] - '0');
		digits = true;
		if (point && scale <= UINT64_MAX / 100) {
			part = part * 10 + digit;
			scale *= 10;
		} else if (!point && (__builtin_mul_overflow(whole, 10, &whole) ||
				      __builtin_add_overflow(whole, digit, &whole))) {
			return false;
		}
	}
	unsigned __int128 number = (unsigned __int128)whole * factor + (unsigned __int128)part * factor / scale;
	if (!digits || number > INT64_MAX)
		return false;
	*ret_number = (int64_t)number;
	return true;
}

static bool read_with_unit(struct filter_value *value, const struct unit *units, size_t n)
{
	size_t len = strspn(value->text, "0123456789.");
	for (size_t i = 0; i < n; i++)
		if (strcasecmp(value->text + len, units[i].name) == 0)
			return read_decimal(value->text, len, units[i].factor, &value->number);
	return false;
}

static int read_size(struct value_reader *reader)
{
	struct filter_value *value = reader->value;
	bool hex = strncasecmp(value->text, "0x", 2) == 0;
	bool good = hex ? parse_i64(value->text, &value->number) == 0 : read_with_unit(value, sizes, LENGTH(sizes));
	return good ? 0 : refuse_type(reader);
}

static int read_duration(struct value_reader *reader)
{
	return read_with_unit(reader->value, durations, LENGTH(durations)) ? 0 : refuse_type(reader);
}

// Exactly `n` digits.
static bool take_digits(const char **at, unsigned n, int *ret_number)
{
	int number = 0;
	for (; n > 0; n--, ++*at) {
		if (!isdigit((unsigned char)**at))
			return false;
		number = number * 10 + (**at - '0');
	}
	*ret_number = number;
	return true;
}

static bool take_char(const char **at, const char *any_of)
{
	if (!**at || !strchr(any_of, **at))
		return false;
	++*at;
	return true;
}

// ".5": nanoseconds, further digits do not count.
static bool take_fraction(const char **at, int64_t *ret_ns)
{
	int64_t ns = 0, weight = 100000000;
	if (!isdigit((unsigned char)**at))
		return false;
	for (; isdigit((unsigned char)**at); ++*at, weight /= 10)
		ns += weight * (**at - '0');
	*ret_ns = ns;
	return true;
}

// "Z", "+01:00" or nothing, which is Z.
static bool take_zone(const char **at, int *ret_minutes)
{
	int hours = 0, minutes = 0;
	bool minus = **at == '-';
	if (take_char(at, "+-")) {
		if (!take_digits(at, 2, &hours) || !take_char(at, ":") || !take_digits(at, 2, &minutes) || hours > 23 ||
		    minutes > 59)
			return false;
	} else {
		(void)take_char(at, "Zz");
	}
	*ret_minutes = (minus ? -1 : 1) * (hours * 60 + minutes);
	return true;
}

// Seconds since midnight.
static bool take_clock(const char **at, int64_t *ret_seconds, int64_t *ret_ns)
{
	int hours, minutes, seconds = 0;
	if (!take_digits(at, 2, &hours) || !take_char(at, ":") || !take_digits(at, 2, &minutes))
		return false;
	if (take_char(at, ":") && (!take_digits(at, 2, &seconds) || (take_char(at, ".") && !take_fraction(at, ret_ns))))
		return false;
	*ret_seconds = hours * 3600 + minutes * 60 + seconds;
	return hours < 24 && minutes < 60 && seconds <= 60; // 60: a leap second
}

// Seconds since 1970 of a day at midnight.
static bool take_day(const char **at, int64_t *ret_seconds)
{
	struct tm tm = {0};
	if (!take_digits(at, 4, &tm.tm_year) || !take_char(at, "-") || !take_digits(at, 2, &tm.tm_mon) ||
	    !take_char(at, "-") || !take_digits(at, 2, &tm.tm_mday))
		return false;
	tm.tm_year -= 1900;
	tm.tm_mon--;
	struct tm asked = tm;
	*ret_seconds = timegm(&tm); // which makes the 31st of June the 1st of July
	return tm.tm_mon == asked.tm_mon && tm.tm_mday == asked.tm_mday;
}

static bool read_date(const char *text, int64_t *ret_ns)
{
	const char *at = text;
	int64_t day, clock = 0, part = 0;
	int zone = 0;
	if (!take_day(&at, &day))
		return false;
	if (take_char(&at, "Tt ") && (!take_clock(&at, &clock, &part) || !take_zone(&at, &zone)))
		return false;
	int64_t ns;
	if (*at || __builtin_mul_overflow(day + clock - (int64_t)zone * 60, 1000000000, &ns))
		return false;
	return !__builtin_add_overflow(ns, part, ret_ns);
}

static int read_time(struct value_reader *reader)
{
	struct filter_value *value = reader->value;
	if (read_date(value->text, &value->number) || parse_i64(value->text, &value->number) == 0)
		return 0;
	return refuse_type(reader);
}

static int read_bool(struct value_reader *reader)
{
	const char *text = reader->value->text;
	reader->value->truth = strcmp(text, "true") == 0 || strcmp(text, "1") == 0;
	if (reader->value->truth || strcmp(text, "false") == 0 || strcmp(text, "0") == 0)
		return 0;
	return refuse_type(reader);
}

static int refuse_name(struct value_reader *reader, const char *(*next)(size_t *cursor), const char *kind)
{
	struct filter_nearest nearest;
	filter_nearest_init(&nearest, reader->value->text, reader->value->len);
	size_t cursor = 0;
	for (const char *name; (name = next(&cursor));)
		filter_nearest_offer(&nearest, name);
	(void)snprintf(reader->problem->nearest, sizeof(reader->problem->nearest), "%s", nearest.name);
	return refuse(reader, "there is no %s %.80s", kind, reader->value->text);
}

static bool is_order(enum filter_op op)
{
	return op >= FILTER_LT && op <= FILTER_GE;
}

static int read_result(struct value_reader *reader)
{
	struct filter_value *value = reader->value;
	if (read_number(value->text, false, false, &value->number))
		return 0;
	value->success = strcmp(value->text, "SUCCESS") == 0;
	if (value->success)
		return is_order(reader->op) ? refuse_for(reader, "a number or the name of an error") : 0;
	int code = value->text[0] == 'E' ? errno_by_name(value->text) : -ENOENT;
	if (code < 0)
		return refuse_name(reader, errno_next_name, "error");
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
	return refuse_name(reader, syscall_next_name, "system call");
}

static bool read_ip(struct filter_value *value, const char *text)
{
	value->family = 0;
	if (inet_pton(AF_INET, text, value->address) == 1)
		value->family = 4;
	else if (inet_pton(AF_INET6, text, value->address) == 1)
		value->family = 6;
	value->prefix = value->family == 4 ? 32 : 128;
	return value->family != 0;
}

static int read_address(struct value_reader *reader)
{
	return read_ip(reader->value, reader->value->text) ? 0 : refuse_type(reader);
}

// 10.1.2.3/8 is 10.0.0.0/8.
static void clear_host(struct filter_value *value)
{
	for (unsigned bit = value->prefix; bit < 128; bit++)
		value->address[bit / 8] &= (uint8_t) ~(0x80u >> bit % 8);
}

static int read_net(struct value_reader *reader)
{
	struct filter_value *value = reader->value;
	const char *slash = strchr(value->text, '/');
	AUTO_FREE char *address = xstrndup(value->text, slash ? (size_t)(slash - value->text) : value->len);
	if (!read_ip(value, address))
		return refuse_type(reader);
	uint64_t bits;
	if (slash) {
		if (!isdigit((unsigned char)slash[1]) || strspn(slash + 1, "0123456789") != strlen(slash + 1) ||
		    parse_u64(slash + 1, &bits) < 0 || bits > value->prefix)
			return refuse_type(reader);
		value->prefix = (uint8_t)bits;
	}
	clear_host(value);
	return 0;
}

static const struct {
	const char *name;
	uint16_t port;
} ports[] = {
    {"ftp", 21},         {"ssh", 22},
    {"telnet", 23},      {"smtp", 25},
    {"domain", 53},      {"dns", 53},
    {"bootps", 67},      {"bootpc", 68},
    {"tftp", 69},        {"http", 80},
    {"kerberos", 88},    {"pop3", 110},
    {"sunrpc", 111},     {"ntp", 123},
    {"imap2", 143},      {"imap", 143},
    {"snmp", 161},       {"bgp", 179},
    {"ldap", 389},       {"https", 443},
    {"smb", 445},        {"syslog", 514},
    {"submission", 587}, {"ldaps", 636},
    {"imaps", 993},      {"pop3s", 995},
    {"mqtt", 1883},      {"nfs", 2049},
    {"etcd", 2379},      {"mysql", 3306},
    {"rdp", 3389},       {"postgresql", 5432},
    {"amqp", 5672},      {"vnc", 5900},
    {"redis", 6379},     {"kubernetes", 6443},
    {"http-alt", 8080},  {"elasticsearch", 9200},
    {"kafka", 9092},     {"memcached", 11211},
    {"mongodb", 27017},
};

const char *filter_port_name(size_t i)
{
	return i < LENGTH(ports) ? ports[i].name : NULL;
}

static const char *next_port(size_t *cursor)
{
	return filter_port_name((*cursor)++);
}

static int read_port(struct value_reader *reader)
{
	struct filter_value *value = reader->value;
	if (isdigit((unsigned char)value->text[0])) {
		uint64_t port;
		if (parse_u64(value->text, &port) < 0 || port > UINT16_MAX)
			return refuse(reader, "a port is a number from 0 to 65535");
		value->number = (int64_t)port;
		return 0;
	}
	for (size_t i = 0; i < LENGTH(ports); i++) {
		if (strcmp(ports[i].name, value->text) == 0) {
			value->number = ports[i].port;
			return 0;
		}
	}
	return refuse_name(reader, next_port, "port");
}

static int read_argument(struct value_reader *reader)
{
	struct filter_value *value = reader->value;
	bool octal =
	    reader->argument && isdigit((unsigned char)value->text[0]) && syscall_arg_name_is_octal(reader->argument);
	value->number_known = read_number(value->text, octal, true, &value->number);
	return value->number_known || !is_order(reader->op) ? 0 : refuse_for(reader, "a number");
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
		return refuse(reader, "the regular expression refers back, or repeats a part more than %u times",
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
	return refuse(reader, "the regular expression is wrong: %s", why);
}

static int (*const readers[FILTER_TYPES])(struct value_reader *reader) = {
    [FILTER_TEXT] = read_text,         [FILTER_NUMBER] = read_plain_number, [FILTER_SIZE] = read_size,
    [FILTER_DURATION] = read_duration, [FILTER_TIME] = read_time,           [FILTER_BOOL] = read_bool,
    [FILTER_RESULT] = read_result,     [FILTER_CALL] = read_call,           [FILTER_ADDRESS] = read_address,
    [FILTER_NET] = read_net,           [FILTER_PORT] = read_port,           [FILTER_ARGUMENT] = read_argument,
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
