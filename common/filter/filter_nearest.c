// SPDX-License-Identifier: Apache-2.0
// "did you mean": the known name that differs least from what was written, as far as it is likely to be meant.
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "common/filter/filter_text.h"

#define NAME_MAX_LEN 48u   // of names that are compared
#define SCORE_LETTER 64u   // a letter that differs; one that only lacks at the end is 1
#define SCORE_PART   4096u // worse than any distance
#define SCORE_NONE   8192u

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

static bool same(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

// Letters added, left out, changed, or swapped with their neighbour; case does not count.
static unsigned distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	unsigned rows[3][NAME_MAX_LEN + 1];
	unsigned *older = rows[0], *old = rows[1], *row = rows[2];
	for (size_t j = 0; j <= b_len; j++)
		old[j] = (unsigned)j;
	for (size_t i = 1; i <= a_len; i++) {
		row[0] = (unsigned)i;
		for (size_t j = 1; j <= b_len; j++) {
			unsigned change = old[j - 1] + (same(a[i - 1], b[j - 1]) ? 0u : 1u);
			row[j] = least(change, least(old[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
				row[j] = least(row[j], older[j - 2] + 1);
		}
		unsigned *spare = older;
		older = old;
		old = row;
		row = spare;
	}
	return old[b_len];
}

// proc.cmd is near proc.cmdline, pread near pread64.
static bool is_start(const char *wanted, size_t len, const char *name, size_t name_len)
{
	return len >= 3 && len < name_len && strncasecmp(name, wanted, len) == 0;
}

// exepath is near proc.exepath.
static bool is_last_part(const char *wanted, size_t len, const char *name, size_t name_len)
{
	return len >= 3 && len < name_len && name[name_len - len - 1] == '.' &&
	       strncasecmp(name + name_len - len, wanted, len) == 0;
}

static unsigned score_of(const char *wanted, size_t len, const char *name, size_t name_len)
{
	if (is_start(wanted, len, name, name_len)) // a number says least: pread64 is what pread means, not preadv
		return isdigit((unsigned char)name[len]) ? 1 : 1 + (unsigned)(name_len - len);
	size_t shorter = len < name_len ? len : name_len, longer = len + name_len - shorter;
	size_t most = 1 + shorter / 4;
	unsigned letters = longer - shorter <= most ? distance(wanted, len, name, name_len) : SCORE_NONE;
	if (letters == 0 || (letters <= most && letters < shorter))
		return letters * SCORE_LETTER;
	return is_last_part(wanted, len, name, name_len) ? SCORE_PART + (unsigned)name_len : SCORE_NONE;
}

void filter_nearest_init(struct filter_nearest *nearest, const char *wanted, size_t len)
{
	*nearest = (struct filter_nearest){.wanted = wanted, .len = len, .score = SCORE_NONE};
}

void filter_nearest_offer(struct filter_nearest *nearest, const char *name)
{
	size_t len = strlen(name);
	if (nearest->len == 0 || nearest->len > NAME_MAX_LEN || len > NAME_MAX_LEN)
		return;
	unsigned score = score_of(nearest->wanted, nearest->len, name, len);
	if (score >= nearest->score)
		return;
	nearest->score = score;
	(void)snprintf(nearest->name, sizeof(nearest->name), "%s", name);
}
