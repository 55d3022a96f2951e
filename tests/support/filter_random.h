// SPDX-License-Identifier: Apache-2.0
// Random events and random well-typed filters for them, from a seed: values come from the same small pools on both sides, so that
// conditions hold about as often as they do not.
#pragma once

#include "common/base/buffer.h"
#include "common/event/event.h"

#include <stdint.h>

struct filter_random {
	uint64_t state;
};

// The seed of the environment's SYSCOPE_SEED, or this one; printed, so that a failure can be had again.
void filter_random_init(struct filter_random *random, uint64_t otherwise);
uint32_t filter_random_below(struct filter_random *random, uint32_t n);

#define FILTER_RANDOM_ROOM 640u // bytes of captured memory

struct random_event {
	struct event event;
	uint64_t room[FILTER_RANDOM_ROOM / 8]; // event.data
};

// Points to ret's own memory and to constants.
void filter_random_event(struct filter_random *random, uint64_t seq, struct random_event *ret);
// Appends the text of a filter with at most so many levels of and, or and not.
void filter_random_text(struct filter_random *random, unsigned depth, struct buffer *out);
