// SPDX-License-Identifier: Apache-2.0
// Sizes, durations and times.
#include "common/base/parse.h"
#include "common/filter/filter_values_private.h"

#include <ctype.h>
#include <string.h>
#include <time.h>

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

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

int value_read_size(struct value_reader *reader)
{
	struct filter_value *value = reader->value;
	bool hex = strncasecmp(value->text, "0x", 2) == 0;
	bool good = hex ? parse_i64(value->text, &value->number) == 0 : read_with_unit(value, sizes, LENGTH(sizes));
	return good ? 0 : value_refuse_type(reader);
}

int value_read_duration(struct value_reader *reader)
{
	return read_with_unit(reader->value, durations, LENGTH(durations)) ? 0 : value_refuse_type(reader);
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

int value_read_time(struct value_reader *reader)
{
	struct filter_value *value = reader->value;
	if (read_date(value->text, &value->number) || parse_i64(value->text, &value->number) == 0)
		return 0;
	return value_refuse_type(reader);
}
