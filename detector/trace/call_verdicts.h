// SPDX-License-Identifier: Apache-2.0
// What the number of a call alone says of a condition: is it sure to hold, sure not to, or does more decide? Pure.
#pragma once

#include "bpf/shared.h"
#include "common/filter/filter_ast.h"

struct call_verdicts {
	uint64_t may[CALL_ABIS * CALL_NUMBERS / 64];  // can hold for the call: bits as in kernel_filter.calls
	uint64_t must[CALL_ABIS * CALL_NUMBERS / 64]; // holds for it
	bool may_beyond, must_beyond;                 // for numbers that have no bit
};

void call_verdicts_of(const struct filter_node *node, struct call_verdicts *ret_verdicts);
void call_verdicts_invert(struct call_verdicts *verdicts);
bool call_verdicts_decide(const struct call_verdicts *verdicts); // nothing but the number does
// Does the field say the same of all events of a call (its name, its class …)?
bool call_verdicts_field(const struct filter_field *field);
