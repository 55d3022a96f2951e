// SPDX-License-Identifier: Apache-2.0
// The counts of -c for a filter that the kernel's counters cannot follow: made from the events that the filter let pass.
#pragma once

#include "common/base/cleanup.h"
#include "common/event/event.h"
#include "common/wire/wire.h"
#include "detector/output/summary.h"

struct tally;

struct tally *tally_new(void);
void tally_free(struct tally *tally);
DEFINE_AUTO(tally, tally_free);
// A pipeline's sink; ctx is the tally.
void tally_event(void *ctx, const struct event *event, unsigned tasks);
void tally_gap(void *ctx, const struct wire_gap *gap);
// One a call that was made; they live as long as the tally, until the next event.
const struct summary_row *tally_rows(const struct tally *tally, size_t *ret_n);
