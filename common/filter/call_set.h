// SPDX-License-Identifier: Apache-2.0
// A set of calls by way and number, for what is asked of every event. Plain data.
#pragma once

#include "common/base/error.h"

#include <stdbool.h>
#include <stdint.h>

#define CALL_SET_ABIS    3u
#define CALL_SET_NUMBERS 1024u

struct call_set {
	uint64_t bits[CALL_SET_ABIS][CALL_SET_NUMBERS / 64];
	bool beyond; // numbers that have no bit
};

bool call_set_has(const struct call_set *set, uint8_t abi, int32_t nr);
void call_set_fill(struct call_set *set, bool all);
// From strace's list, as in -e trace=LIST. -EINVAL with a text when a word is no call.
int call_set_from_trace(const char *list, struct call_set *ret_set, struct error *err);
