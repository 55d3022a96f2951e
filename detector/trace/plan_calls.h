// SPDX-License-Identifier: Apache-2.0
// Which calls a scan's plan wants recorded, by their number alone.
#pragma once

#include <stdbool.h>

struct source_plan;

// at = abi * CALL_NUMBERS + number
bool plan_wants_call(const struct source_plan *plan, unsigned at);
// Calls whose number is CALL_NUMBERS or more.
bool plan_wants_beyond(const struct source_plan *plan);
