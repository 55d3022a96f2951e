// SPDX-License-Identifier: Apache-2.0
#include "common/base/parse.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

int parse_u64(const char *text, uint64_t *ret_value)
{
	if (!isdigit((unsigned char)text[0]))
		return -EINVAL;
	int base = text[0] == '0' && (text[1] == 'x' || text[1] == 'X') ? 16 : 10;
	char *end;
	errno = 0;
	unsigned long long value = strtoull(text, &end, base);
	if (errno == ERANGE)
		return -ERANGE;
	if (*end || end == text)
		return -EINVAL;
	*ret_value = value;
	return 0;
}

int parse_i64(const char *text, int64_t *ret_value)
{
	uint64_t magnitude;
	int negative = text[0] == '-';
	int r = parse_u64(text + negative, &magnitude);
	if (r < 0)
		return r;
	if (magnitude > (uint64_t)INT64_MAX + (negative ? 1u : 0u))
		return -ERANGE;
	*ret_value = negative ? (int64_t)(0 - magnitude) : (int64_t)magnitude;
	return 0;
}

struct unit {
	const char *name;
	double factor;
};

static int parse_with_unit(const char *text, const struct unit *units, uint64_t *ret_value)
{
	if (!isdigit((unsigned char)text[0]) && text[0] != '.')
		return -EINVAL;
	char *end;
	double number = strtod(text, &end);
	if (end == text || !isfinite(number))
		return -EINVAL;
	for (; units->name; units++) {
		if (strcasecmp(end, units->name) != 0)
			continue;
		double value = number * units->factor;
		if (value >= 18446744073709549568.0)
			return -ERANGE;
		*ret_value = (uint64_t)llround(value);
		return 0;
	}
	return -EINVAL;
}

int parse_size(const char *text, uint64_t *ret_bytes)
{
	static const struct unit units[] = {
	    {"", 1},           {"b", 1},           {"k", 1024},         {"kb", 1024},
	    {"kib", 1024},     {"m", 1048576},     {"mb", 1048576},     {"mib", 1048576},
	    {"g", 1073741824}, {"gb", 1073741824}, {"gib", 1073741824}, {NULL, 0},
	};
	return parse_with_unit(text, units, ret_bytes);
}

int parse_duration(const char *text, uint64_t *ret_ns)
{
	static const struct unit units[] = {
	    {"", 1e9},   {"s", 1e9},    {"ms", 1e6},   {"us", 1e3},    {"ns", 1},
	    {"m", 60e9}, {"min", 60e9}, {"h", 3600e9}, {"d", 86400e9}, {NULL, 0},
	};
	return parse_with_unit(text, units, ret_ns);
}

int parse_bool(const char *text)
{
	static const char *const yes[] = {"1", "on", "yes", "true"};
	static const char *const no[] = {"0", "off", "no", "false"};
	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++) {
		if (strcasecmp(text, yes[i]) == 0)
			return 1;
		if (strcasecmp(text, no[i]) == 0)
			return 0;
	}
	return -EINVAL;
}
