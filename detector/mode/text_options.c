// SPDX-License-Identifier: Apache-2.0
// The options that say how a line looks, as in strace.
#include "common/base/alloc.h"
#include "common/base/cleanup.h"
#include "common/base/parse.h"
#include "detector/mode/trace_options.h"

#include <string.h>

#define STRING_LIMIT_MAX 4096
#define COLUMN_MAX       1000

static const struct option_word precisions[] = {{"s", 0}, {"ms", 3}, {"us", 6}, {"ns", 9}, {0}};

static int find_precision(const char *value, uint8_t *ret_digits, struct error *err)
{
	int digits = 0;
	int r = option_word_find(value, precisions, &digits, err);
	if (r == 0)
		*ret_digits = (uint8_t)digits;
	return r;
}

// -y, -yy
int apply_decode_fds(struct mode_options *options, const char *value, struct error *err)
{
	static const struct option_word words[] = {{"none", 0}, {"path", 1}, {"all", 2}, {0}};
	int level = 0;
	if (!value) {
		if (options->trace.decode_fds < 2)
			options->trace.decode_fds++;
		return 0;
	}
	int r = option_word_find(value, words, &level, err);
	if (r == 0)
		options->trace.decode_fds = (unsigned)level;
	return r;
}

int apply_strings(struct mode_options *options, const char *value, struct error *err)
{
	uint64_t limit;
	if (parse_u64(value, &limit) < 0 || limit > STRING_LIMIT_MAX)
		return error_set(err, EINVAL, "\"%.40s\" is not a number from 0 to %d", value, STRING_LIMIT_MAX);
	options->trace.text.decode.string_limit = (uint32_t)limit;
	return 0;
}

int apply_no_abbrev(struct mode_options *options, const char *value, struct error *err)
{
	(void)value;
	(void)err;
	options->trace.text.decode.verbose = true;
	if (options->trace.text.calls.chosen)
		call_set_fill(&options->trace.text.calls.abbreviated, false);
	return 0;
}

// -x, -xx
int apply_hex(struct mode_options *options, const char *value, struct error *err)
{
	static const struct option_word words[] = {{"none", DECODE_HEX_NONE},
						   {"non-ascii", DECODE_HEX_NON_ASCII},
						   {"non-ascii-chars", DECODE_HEX_CHARACTERS},
						   {"all", DECODE_HEX_ALL},
						   {0}};
	uint8_t *style = &options->trace.text.decode.hex_strings;
	int wanted = *style == DECODE_HEX_NONE ? DECODE_HEX_NON_ASCII : DECODE_HEX_ALL;
	int r = value ? option_word_find(value, words, &wanted, err) : 0;
	if (r == 0)
		*style = (uint8_t)wanted;
	return r;
}

int apply_constants(struct mode_options *options, const char *value, struct error *err)
{
	static const struct option_word words[] = {{"raw", DECODE_CONSTANTS_RAW},
						   {"abbrev", DECODE_CONSTANTS_NAMED},
						   {"verbose", DECODE_CONSTANTS_VERBOSE},
						   {0}};
	int style = 0;
	int r = option_word_find(value, words, &style, err);
	if (r == 0)
		options->trace.text.decode.constants = (uint8_t)style;
	return r;
}

// [format:]time|unix|none and [precision:]s|ms|us|ns, in any order, with a comma between.
static int set_time(struct text_options *text, const char *value, struct error *err)
{
	static const struct option_word formats[] = {
	    {"none", TEXT_TIME_NONE}, {"time", TEXT_TIME_CLOCK}, {"unix", TEXT_TIME_EPOCH}, {0}};
	int format = TEXT_TIME_CLOCK;
	uint8_t digits = 0;
	for (const char *at = value; *at;) {
		size_t len = strcspn(at, ",");
		AUTO_FREE char *word = xstrndup(at, len);
		bool named = strncmp(word, "format:", 7) == 0, exact = strncmp(word, "precision:", 10) == 0;
		struct error ignored;
		int r = -EINVAL;
		if (!named)
			r = find_precision(word + (exact ? 10 : 0), &digits, exact ? err : &ignored);
		if (r < 0 && !exact)
			r = option_word_find(word + (named ? 7 : 0), formats, &format, err);
		if (r < 0)
			return r;
		at += len + (at[len] == ',');
	}
	text->time = (enum text_time)format;
	text->time_digits = digits;
	return 0;
}

// -t, -tt, -ttt
int apply_time(struct mode_options *options, const char *value, struct error *err)
{
	struct text_options *text = &options->trace.text;
	if (value)
		return set_time(text, value, err);
	if (text->time == TEXT_TIME_NONE)
		text->time = TEXT_TIME_CLOCK;
	else if (!text->time_digits)
		text->time_digits = 6;
	else
		text->time = TEXT_TIME_EPOCH;
	return 0;
}

int apply_relative(struct mode_options *options, const char *value, struct error *err)
{
	options->trace.text.relative = true;
	options->trace.text.relative_digits = 6;
	return value ? find_precision(value, &options->trace.text.relative_digits, err) : 0;
}

int apply_durations(struct mode_options *options, const char *value, struct error *err)
{
	options->trace.text.durations = true;
	options->trace.text.duration_digits = 6;
	return value ? find_precision(value, &options->trace.text.duration_digits, err) : 0;
}

int apply_numbers(struct mode_options *options, const char *value, struct error *err)
{
	(void)value;
	(void)err;
	options->trace.text.numbers = true;
	return 0;
}

int apply_columns(struct mode_options *options, const char *value, struct error *err)
{
	uint64_t column;
	if (parse_u64(value, &column) < 0 || column > COLUMN_MAX)
		return error_set(err, EINVAL, "\"%.40s\" is not a column from 0 to %d", value, COLUMN_MAX);
	options->trace.text.decode.align = (uint32_t)column;
	return 0;
}
