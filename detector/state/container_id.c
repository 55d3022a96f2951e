// SPDX-License-Identifier: Apache-2.0
#include "detector/state/container_id.h"

#include <stddef.h>
#include <string.h>

#define ID_DIGITS 64

static bool is_digit(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

static bool is_word(char c)
{
	return is_digit(c) || (c >= 'g' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool container_id_of_cgroup(const char *text, char ret_id[CONTAINER_ID_SHORT + 1])
{
	size_t run = 0;
	bool found = false;
	ret_id[0] = '\0';
	for (const char *at = text;; at++) {
		if (is_digit(*at)) {
			run++;
			continue;
		}
		bool whole = run == ID_DIGITS && !is_word(*at) && (at - run == text || !is_word(*(at - run - 1)));
		if (whole) {
			memcpy(ret_id, at - run, CONTAINER_ID_SHORT);
			ret_id[CONTAINER_ID_SHORT] = '\0';
			found = true;
		}
		run = 0;
		if (!*at)
			return found;
	}
}
