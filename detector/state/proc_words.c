// SPDX-License-Identifier: Apache-2.0
#include "detector/state/proc_words.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_BYTES 24 // of the longest 64-bit number, in octal

bool proc_word_next(struct proc_words *words, struct proc_word *ret_word)
{
	const char *text = words->at + strspn(words->at, " \t");
	size_t len = strcspn(text, " \t\n");
	if (len == 0)
		return false;
	words->at = text + len;
	*ret_word = (struct proc_word){.text = text, .len = len};
	return true;
}

bool proc_words_skip(struct proc_words *words, unsigned n)
{
	struct proc_word word;
	for (unsigned i = 0; i < n; i++)
		if (!proc_word_next(words, &word))
			return false;
	return true;
}

bool proc_word_number(struct proc_word word, int base, uint64_t *ret_number)
{
	char digits[NUMBER_BYTES + 1] = "";
	char *end;
	if (word.len == 0 || word.len > NUMBER_BYTES || !isxdigit((unsigned char)word.text[0]))
		return false;
	memcpy(digits, word.text, word.len);
	errno = 0;
	unsigned long long number = strtoull(digits, &end, base);
	if (errno || end != digits + word.len)
		return false;
	*ret_number = number;
	return true;
}

bool proc_words_number(struct proc_words *words, int base, uint64_t *ret_number)
{
	struct proc_word word;
	return proc_word_next(words, &word) && proc_word_number(word, base, ret_number);
}

bool proc_number_between(const char *text, const char *prefix, const char *end, uint64_t *ret_number)
{
	size_t before = strlen(prefix), len = strlen(text), behind = strlen(end);
	if (len < before + behind || strncmp(text, prefix, before) != 0 || strcmp(text + len - behind, end) != 0)
		return false;
	struct proc_word word = {.text = text + before, .len = len - before - behind};
	return proc_word_number(word, 10, ret_number);
}
