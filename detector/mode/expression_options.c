// SPDX-License-Identifier: Apache-2.0
// strace's -e QUALIFIER=SET, and the same qualifiers as long options.
#include "common/base/alloc.h"
#include "common/base/cleanup.h"
#include "common/base/parse.h"
#include "common/filter/filter_text.h"
#include "detector/mode/trace_options.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define SIGNALS 64

// trace=LIST
int apply_trace(struct mode_options *options, const char *value, struct error *err)
{
	return filter_options_set_trace(&options->choice, value, err);
}

// The first of abbrev=, verbose= and raw= says what holds for the calls that the others do not name.
static struct text_calls *calls_of(struct mode_options *options)
{
	struct text_calls *calls = &options->trace.text.calls;
	if (!calls->chosen) {
		call_set_fill(&calls->abbreviated, !options->trace.text.decode.verbose);
		call_set_fill(&calls->followed, true);
		call_set_fill(&calls->raw, false);
		calls->chosen = true;
	}
	return calls;
}

int apply_abbrev(struct mode_options *options, const char *value, struct error *err)
{
	return call_set_from_trace(value, &calls_of(options)->abbreviated, err);
}

int apply_verbose_calls(struct mode_options *options, const char *value, struct error *err)
{
	return call_set_from_trace(value, &calls_of(options)->followed, err);
}

int apply_raw(struct mode_options *options, const char *value, struct error *err)
{
	return call_set_from_trace(value, &calls_of(options)->raw, err);
}

// "SIGIO", "io", "29"
static int signal_by_name(const char *word, struct error *err)
{
	struct filter_nearest nearest;
	uint64_t number;
	if (parse_u64(word, &number) == 0 && number >= 1 && number <= SIGNALS)
		return (int)number;
	bool whole = strncasecmp(word, "SIG", 3) == 0;
	filter_nearest_init(&nearest, word, strlen(word));
	for (int i = 1; i <= SIGNALS; i++) {
		const char *name = signal_name(i);
		if (strcasecmp(word, whole ? name : name + 3) == 0)
			return i;
		filter_nearest_offer(&nearest, whole ? name : name + 3);
	}
	return error_set(err, EINVAL, "there is no signal %.40s%s%s%s", word, nearest.name[0] ? "; did you mean " : "",
			 nearest.name, nearest.name[0] ? "?" : "");
}

int apply_signals(struct mode_options *options, const char *value, struct error *err)
{
	uint64_t set = 0;
	bool without = *value == '!';
	for (const char *at = value + without; *at;) {
		size_t len = strcspn(at, ",");
		AUTO_FREE char *word = xstrndup(at, len);
		if (strcmp(word, "all") == 0) {
			set = UINT64_MAX;
		} else if (strcmp(word, "none") != 0) {
			int number = signal_by_name(word, err);
			if (number < 0)
				return number;
			set |= 1ull << (number - 1);
		}
		at += len + (at[len] == ',');
	}
	options->trace.hidden_signals = without ? set : ~set;
	return 0;
}

int apply_status(struct mode_options *options, const char *value, struct error *err)
{
	static const struct option_word words[] = {{"successful", 0},  {"failed", 1},   {"unfinished", 2},
						   {"unavailable", 3}, {"detached", 4}, {0}};
	unsigned statuses = 0;
	int r = option_word_set(value, words, &statuses, err);
	if (r == 0)
		options->choice.statuses = statuses ? statuses : FILTER_NO_STATUS;
	return r;
}

int apply_quiet(struct mode_options *options, const char *value, struct error *err)
{
	static const struct option_word words[] = {
	    {"attach", 0},     {"exit", 1}, {"path-resolution", 2}, {"personality", 3}, {"thread-execve", 4},
	    {"superseded", 4}, {0}};
	static const unsigned levels[] = {TEXT_QUIET_ATTACH | TEXT_QUIET_PERSONALITY,
					  TEXT_QUIET_ATTACH | TEXT_QUIET_PERSONALITY | TEXT_QUIET_EXIT, TEXT_QUIET_ALL};
	if (value)
		return option_word_set(value, words, &options->trace.text.quiet, err);
	options->trace.text.quiet |= levels[options->trace.quiet_level];
	if (options->trace.quiet_level < 2)
		options->trace.quiet_level++;
	return 0;
}

static int apply_dump(struct mode_options *options, struct fd_choice *choice, const char *value, struct error *err)
{
	int r = fd_choice_parse(value, choice, err);
	if (r == 0)
		options->trace.text.dump.any = true;
	return r;
}

int apply_read(struct mode_options *options, const char *value, struct error *err)
{
	return apply_dump(options, &options->trace.text.dump.read, value, err);
}

int apply_write(struct mode_options *options, const char *value, struct error *err)
{
	return apply_dump(options, &options->trace.text.dump.write, value, err);
}

int apply_inject(struct mode_options *options, const char *value, struct error *err)
{
	(void)options;
	(void)value;
	return error_set(err, ENOTSUP, "calls are only watched here, never changed: use strace to inject faults");
}

int apply_kvm(struct mode_options *options, const char *value, struct error *err)
{
	(void)options;
	(void)value;
	return error_set(err, ENOTSUP, "exits of virtual CPUs are not shown: use strace for that");
}

static const struct {
	const char *words; // strace's names of it, a blank behind each
	int (*apply)(struct mode_options *options, const char *value, struct error *err);
} qualifiers[] = {
    {"trace t ", apply_trace},
    {"abbrev a ", apply_abbrev},
    {"verbose v ", apply_verbose_calls},
    {"raw x ", apply_raw},
    {"signal signals s ", apply_signals},
    {"status ", apply_status},
    {"quiet silent silence q ", apply_quiet},
    {"read reads r ", apply_read},
    {"write writes w ", apply_write},
    {"decode-fds decode-fd ", apply_decode_fds},
    {"inject ", apply_inject},
    {"fault ", apply_inject},
    {"kvm ", apply_kvm},
};

static bool is_word_of(const char *words, const char *word, size_t len)
{
	for (const char *at = words; *at; at = strchr(at, ' ') + 1)
		if (strcspn(at, " ") == len && strncmp(at, word, len) == 0)
			return true;
	return false;
}

int apply_expression(struct mode_options *options, const char *value, struct error *err)
{
	const char *equals = strchr(value, '=');
	if (!equals || *value == '/')
		return apply_trace(options, value, err);
	size_t len = (size_t)(equals - value);
	for (size_t i = 0; i < sizeof(qualifiers) / sizeof(qualifiers[0]); i++)
		if (is_word_of(qualifiers[i].words, value, len))
			return qualifiers[i].apply(options, equals + 1, err);
	struct filter_nearest nearest;
	filter_nearest_init(&nearest, value, len);
	for (size_t i = 0; i < sizeof(qualifiers) / sizeof(qualifiers[0]); i++) {
		AUTO_FREE char *first = xstrndup(qualifiers[i].words, strcspn(qualifiers[i].words, " "));
		filter_nearest_offer(&nearest, first);
	}
	return error_set(err, EINVAL,
			 "\"%.*s\" is none of trace, abbrev, verbose, raw, signal, status, quiet, read, write, "
			 "decode-fds%s%s%s",
			 (int)len, value, nearest.name[0] ? "; did you mean " : "", nearest.name,
			 nearest.name[0] ? "?" : "");
}
