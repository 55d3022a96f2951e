// SPDX-License-Identifier: Apache-2.0
// Values that are words of a fixed list.
#include "common/base/alloc.h"
#include "common/base/cleanup.h"
#include "common/filter/filter_text.h"
#include "detector/mode/trace_options.h"

#include <stdio.h>
#include <string.h>

int option_word_find(const char *value, const struct option_word *words, int *ret_value, struct error *err)
{
	struct filter_nearest nearest;
	for (const struct option_word *row = words; row->word; row++) {
		if (strcmp(value, row->word) == 0) {
			*ret_value = row->value;
			return 0;
		}
	}
	filter_nearest_init(&nearest, value, strlen(value));
	for (const struct option_word *row = words; row->word; row++)
		filter_nearest_offer(&nearest, row->word);
	if (nearest.name[0])
		return error_set(err, EINVAL, "\"%.40s\" is not known; did you mean %s?", value, nearest.name);
	char known[160] = "";
	int last = -1;
	for (const struct option_word *row = words; row->word; row++) { // other words for the same value are not listed
		size_t len = strlen(known);
		if (row->value != last && len + strlen(row->word) + 3 < sizeof(known))
			(void)snprintf(known + len, sizeof(known) - len, "%s%s", len ? ", " : "", row->word);
		last = row->value;
	}
	return error_set(err, EINVAL, "\"%.40s\" is none of %s", value, known);
}

int option_word_set(const char *list, const struct option_word *words, unsigned *ret_bits, struct error *err)
{
	unsigned all = 0, bits = 0;
	bool without = *list == '!';
	for (const struct option_word *row = words; row->word; row++)
		all |= 1u << row->value;
	for (const char *at = list + without; *at;) {
		size_t len = strcspn(at, ",");
		AUTO_FREE char *word = xstrndup(at, len);
		int value = 0, r = 0;
		if (strcmp(word, "all") == 0)
			bits = all;
		else if (strcmp(word, "none") != 0)
			r = option_word_find(word, words, &value, err);
		if (r < 0)
			return r;
		if (strcmp(word, "all") != 0 && strcmp(word, "none") != 0)
			bits |= 1u << value;
		at += len + (at[len] == ',');
	}
	*ret_bits = without ? all & ~bits : bits;
	return 0;
}
