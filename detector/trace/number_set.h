// SPDX-License-Identifier: Apache-2.0
// Sets of signed 64-bit numbers as ranges, and of "there is no number": what a condition on one number means, whatever and, or and not
// make of it. Pure. The caller calls number_set_done.
#pragma once

#include "common/base/cleanup.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct number_range {
	int64_t low, high; // both in it
};

struct number_set {
	bool missing; // events without the number belong to it
	size_t n;
	struct number_range *ranges; // sorted, apart from each other
};

// Empty at first. Ranges may be added in any order and overlap; low > high adds nothing.
void number_set_add(struct number_set *set, int64_t low, int64_t high);
void number_set_invert(struct number_set *set); // missing, too
void number_set_unite(struct number_set *set, const struct number_set *other);
void number_set_intersect(struct number_set *set, const struct number_set *other);
void number_set_done(struct number_set *set);
DEFINE_AUTO_VALUE(number_set, number_set_done);
