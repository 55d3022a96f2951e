// SPDX-License-Identifier: Apache-2.0
#include "detector/mode/completion.h"

#include "common/base/alloc.h"
#include "common/base/cleanup.h"
#include "common/filter/filter_complete.h"
#include "common/filter/filter_trace.h"
#include "common/syscalls/names.h"
#include "common/syscalls/syscalls.h"
#include "detector/mode/manual.h"

#include <stdio.h>
#include <string.h>

#define SIGNALS 31

// Completes `value`, which stands behind `before` in the same word.
struct wanted {
	struct buffer *out;
	const char *before;
	const char *value;
};

static void offer(const struct wanted *wanted, const char *begin, size_t len, const char *text, const char *help)
{
	const char *last = wanted->value + len;
	if (strncmp(text, last, strlen(last)) != 0)
		return;
	(void)buffer_printf(wanted->out, "%s%.*s%s%s\t%.*s\n", wanted->before, (int)len, wanted->value, begin, text,
			    (int)mode_brief_length(help), help);
}

// Bytes of a list up to the word that is being written.
static size_t list_start(const char *value)
{
	const char *comma = strrchr(value, ',');
	size_t start = comma ? (size_t)(comma + 1 - value) : 0;
	while (value[start] == '!' || value[start] == '?')
		start++;
	return start;
}

static void complete_calls(const struct wanted *wanted)
{
	size_t start = list_start(wanted->value), cursor = 0;
	for (const struct filter_trace_class *row = filter_trace_classes; row->name; row++)
		if (row->name[0] == '%')
			offer(wanted, "", start, row->name, "a class of calls");
	if (!wanted->value[start])
		return; // hundreds
	for (const char *name; (name = syscall_next_name(&cursor));) {
		AUTO_FREE char *line = xasprintf("%s\t", name); // a name comes once for each way that calls are made
		if (!wanted->out->len || !strstr(buffer_text(wanted->out), line))
			offer(wanted, "", start, name, "");
	}
}

static void complete_signals(const struct wanted *wanted)
{
	for (int i = 1; i <= SIGNALS; i++)
		offer(wanted, "", list_start(wanted->value), signal_name(i), "");
}

static void complete_filter(const struct wanted *wanted)
{
	AUTO_VALUE(filter_completion) struct filter_completion completion;
	size_t len = strlen(wanted->value);
	filter_complete(wanted->value, len, len, NULL, 0, &completion);
	for (size_t i = 0; i < completion.n; i++)
		(void)buffer_printf(wanted->out, "%s%.*s%s\t%s\n", wanted->before, (int)completion.from, wanted->value,
				    completion.candidates[i].text, completion.candidates[i].help);
}

// Words with a blank behind each; in lists the last one is completed.
static void complete_choice(const struct wanted *wanted, const char *words)
{
	for (const char *at = words; *at;) {
		size_t len = strcspn(at, " ");
		AUTO_FREE char *word = xstrndup(at, len);
		offer(wanted, "", list_start(wanted->value), word, "");
		at += len + (at[len] == ' ');
	}
}

static const struct {
	const char *option; // its long name
	const char *words;
} choices[] = {
    {"format", "text json none "},
    {"latency", "on off "},
    {"backend", "auto ebpf ptrace "},
    {"network", "none bridge host "},
    {"pull", "missing always never newer "},
    {"status", "successful failed unfinished unavailable detached "},
    {"quiet", "attach exit path-resolution personality thread-execve all "},
    {"const-print-style", "raw abbrev verbose "},
    {"strings-in-hex", "non-ascii non-ascii-chars all "},
    {"decode-fds", "path all none "},
    {"absolute-timestamps", "time unix none s ms us ns "},
    {"relative-timestamps", "s ms us ns "},
    {"syscall-times", "s ms us ns "},
    {"summary-sort-by", "time min-time max-time avg-time calls errors name nothing "},
    {"summary-columns", "time-percent total-time min-time max-time avg-time calls errors name p50 p99 lost "},
    {"security-opt", "seccomp= no-new-privileges label= apparmor= "},
};

// By what the value is called in --help.
static const struct {
	const char *value;
	const char *finder;
} finders[] = {
    {"FILE", ":files"}, {"PATH", ":files"}, {"DIR", ":folders"}, {"USER", ":users"}, {"SRC:DST[:OPT]", ":folders"},
};

static void complete_expression(const struct wanted *wanted);

static void complete_value(const struct option_row *row, const struct wanted *wanted)
{
	const char *name = row->name ? row->name : "";
	for (size_t i = 0; i < sizeof(choices) / sizeof(choices[0]); i++)
		if (strcmp(choices[i].option, name) == 0) {
			complete_choice(wanted, choices[i].words);
			return;
		}
	if (row->letter == 'e' && !row->name)
		complete_expression(wanted);
	else if (strcmp(row->value, "LIST") == 0) // --summary-columns is among the choices
		complete_calls(wanted);
	else if (strcmp(name, "filter") == 0)
		complete_filter(wanted);
	else if (strcmp(name, "signal") == 0)
		complete_signals(wanted);
	for (size_t i = 0; i < sizeof(finders) / sizeof(finders[0]); i++)
		if (strcmp(finders[i].value, row->value) == 0)
			(void)buffer_printf(wanted->out, "%s %s\n", finders[i].finder, wanted->before);
}

static const struct option_row *find_row(const struct option_group *groups, const char *name, size_t len, char letter)
{
	for (; groups->rows; groups++)
		for (const struct option_row *row = groups->rows; row->apply; row++) {
			if (letter ? groups->letters && row->letter == letter
				   : row->name && strlen(row->name) == len && strncmp(row->name, name, len) == 0)
				return row;
		}
	return NULL;
}

// -e trace=…: a qualifier, then what the long option of that name takes.
static void complete_expression(const struct wanted *wanted)
{
	static const char qualifiers[] =
	    "trace= abbrev= verbose= raw= signal= status= quiet= read= write= decode-fds= ";
	const char *equals = strchr(wanted->value, '=');
	if (!equals) {
		complete_choice(wanted, qualifiers);
		complete_calls(wanted);
		return;
	}
	static const struct option_group rows[] = {{"", trace_option_rows, true}, {NULL, NULL, false}};
	const struct option_row *row = find_row(rows, wanted->value, (size_t)(equals - wanted->value), 0);
	AUTO_FREE char *before = xasprintf("%s%.*s", wanted->before, (int)(equals + 1 - wanted->value), wanted->value);
	struct wanted rest = {wanted->out, before, equals + 1};
	if (row && row->value)
		complete_value(row, &rest);
}

static void complete_options(const struct option_group *groups, const struct wanted *wanted)
{
	for (; groups->rows; groups++)
		for (const struct option_row *row = groups->rows; row->apply; row++) {
			char text[48];
			if (!row->help || (!row->name && !groups->letters))
				continue;
			if (row->name)
				(void)snprintf(text, sizeof(text), "--%s", row->name);
			else
				(void)snprintf(text, sizeof(text), "-%c", row->letter);
			offer(wanted, "", 0, text, row->help);
		}
}

// The option of a word that takes the next word as its value: the last letter of -ffo.
static const struct option_row *waits_for_value(const struct option_group *groups, const char *word)
{
	const struct option_row *row = NULL;
	if (strncmp(word, "--", 2) == 0) {
		row = strchr(word, '=') ? NULL : find_row(groups, word + 2, strlen(word + 2), 0);
	} else if (word[0] == '-') {
		for (const char *at = word + 1; *at; at++) {
			row = find_row(groups, NULL, 0, *at);
			if (row && row->value && row->value[0] != '[')
				return at[1] ? NULL : row;
		}
		return NULL;
	}
	return row && row->value && row->value[0] != '[' ? row : NULL;
}

static void complete_operand(const struct mode_manual *manual, unsigned operands, struct buffer *out)
{
	static const char *const first[] = {[OPERAND_NONE] = "",
					    [OPERAND_PROGRAM] = ":commands \n",
					    [OPERAND_IMAGE] = ":images \n",
					    [OPERAND_CONTAINER] = ":containers \n"};
	bool more = manual->operand == OPERAND_PROGRAM || manual->operand == OPERAND_IMAGE;
	(void)buffer_append_text(out, !operands ? first[manual->operand] : more ? ":files \n" : "");
}

static void complete_mode(const struct mode_manual *manual, int n, char **words, struct buffer *out)
{
	const struct option_row *waiting = NULL;
	struct wanted wanted = {out, "", words[n - 1]};
	unsigned operands = 0;
	bool ended = false; // "--": no options behind it
	for (int i = 0; i < n - 1; i++) {
		bool is_value = waiting != NULL;
		waiting = NULL;
		if (is_value || operands)
			continue;
		if (!ended && strcmp(words[i], "--") == 0)
			ended = true;
		else if (!ended && words[i][0] == '-' && words[i][1])
			waiting = waits_for_value(manual->groups, words[i]);
		else
			operands++;
	}
	const char *equals = strchr(wanted.value, '=');
	if (waiting) {
		complete_value(waiting, &wanted);
	} else if (operands || ended || wanted.value[0] != '-') {
		complete_operand(manual, operands, out);
	} else if (equals && strncmp(wanted.value, "--", 2) == 0) {
		AUTO_FREE char *before = xstrndup(wanted.value, (size_t)(equals + 1 - wanted.value));
		const struct option_row *row = find_row(manual->groups, before + 2, strlen(before) - 3, 0);
		struct wanted rest = {out, before, equals + 1};
		if (row && row->value)
			complete_value(row, &rest);
	} else {
		complete_options(manual->groups, &wanted);
	}
}

void complete_words(int n, char **words, struct buffer *out)
{
	if (n < 1)
		return;
	const struct mode_manual *manual = n > 1 ? mode_manual(words[0]) : NULL;
	struct wanted wanted = {out, "", words[0]};
	if (manual) {
		complete_mode(manual, n - 1, words + 1, out);
		return;
	}
	for (const struct mode_manual *row = mode_manuals; n == 1 && row->name; row++)
		offer(&wanted, "", 0, row->name, row->summary);
}
