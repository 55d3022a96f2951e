// SPDX-License-Identifier: Apache-2.0
#include "detector/trace/number_set.h"

#include "common/base/alloc.h"

#include <stdlib.h>
#include <string.h>

static int by_low(const void *a, const void *b)
{
	const struct number_range *x = a, *y = b;
	return x->low < y->low ? -1 : x->low > y->low;
}

static void join_neighbours(struct number_set *set)
{
	qsort(set->ranges, set->n, sizeof(*set->ranges), by_low);
	size_t n = 0;
	for (size_t i = 0; i < set->n; i++) {
		struct number_range range = set->ranges[i];
		struct number_range *last = n ? &set->ranges[n - 1] : NULL;
		if (!last || (last->high != INT64_MAX && range.low > last->high + 1))
			set->ranges[n++] = range;
		else if (range.high > last->high)
			last->high = range.high;
	}
	set->n = n;
}

static void append(struct number_set *set, const struct number_range *ranges, size_t n)
{
	struct number_range *old = set->ranges, *all = xcalloc(set->n + n + 1, sizeof(*all));
	for (size_t i = 0; i < set->n; i++)
		all[i] = old[i];
	for (size_t i = 0; i < n; i++)
		all[set->n + i] = ranges[i];
	set->ranges = all;
	set->n += n;
	free(old);
}

void number_set_add(struct number_set *set, int64_t low, int64_t high)
{
	if (low > high)
		return;
	append(set, &(struct number_range){low, high}, 1);
	join_neighbours(set);
}

void number_set_invert(struct number_set *set)
{
	struct number_range *old = set->ranges;
	size_t n = set->n;
	bool more = true; // something is left from `from` on
	int64_t from = INT64_MIN;
	set->missing = !set->missing;
	set->ranges = xcalloc(n + 1, sizeof(*old));
	set->n = 0;
	for (size_t i = 0; i < n; i++) {
		if (old[i].low > from)
			set->ranges[set->n++] = (struct number_range){from, old[i].low - 1};
		more = old[i].high < INT64_MAX;
		from = more ? old[i].high + 1 : from;
	}
	if (more)
		set->ranges[set->n++] = (struct number_range){from, INT64_MAX};
	free(old);
}

void number_set_unite(struct number_set *set, const struct number_set *other)
{
	append(set, other->ranges, other->n);
	join_neighbours(set);
	set->missing = set->missing || other->missing;
}

void number_set_intersect(struct number_set *set, const struct number_set *other)
{
	AUTO_VALUE(number_set) struct number_set outside = {0};
	number_set_unite(&outside, other);
	number_set_invert(&outside);
	number_set_invert(set);
	number_set_unite(set, &outside);
	number_set_invert(set);
}

void number_set_done(struct number_set *set)
{
	free(set->ranges);
	set->ranges = NULL;
	set->n = 0;
}
