// SPDX-License-Identifier: Apache-2.0
// The words of a line of /proc, one after the other: what blanks divide. Pure.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct proc_words {
	const char *at; // what is left of the line; it ends with NUL or a newline
};

struct proc_word {
	const char *text;
	size_t len;
};

// False at the line's end.
bool proc_word_next(struct proc_words *words, struct proc_word *ret_word);
// Passes over n words; false when there are fewer.
bool proc_words_skip(struct proc_words *words, unsigned n);
// The next word as a number without sign; false when it is none, or not wholly.
bool proc_words_number(struct proc_words *words, int base, uint64_t *ret_number);
bool proc_word_number(struct proc_word word, int base, uint64_t *ret_number);
// "socket:[17]" with the prefix "socket:[" and the end "]": 17.
bool proc_number_between(const char *text, const char *prefix, const char *end, uint64_t *ret_number);
