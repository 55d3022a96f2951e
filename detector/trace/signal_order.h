// SPDX-License-Identifier: Apache-2.0
// Where signals that no program takes stand among the events of their task: behind the call that they came in, as strace shows them.
// The kernel tells them when they are sent, which is before that call's end. Belongs to a source; lives on the loop.
#pragma once

#include "bpf/shared.h"

#include <stdbool.h>
#include <stdint.h>

// How long a signal waits for its task's next record. It holds nothing else back.
#define SIGNAL_ORDER_NS (250ull * 1000 * 1000)

struct signal_order;

struct signal_order *signal_order_new(void);
void signal_order_free(struct signal_order *order);

// A RECORD_SENT comes in; a second fatal one of a task is none.
void signal_order_sent(struct signal_order *order, const struct record *record);
// What belongs before (or behind) this record of a task, one a call, NULL = no more. The result lives until the next call.
const struct record *signal_order_before(struct signal_order *order, const struct record *record);
const struct record *signal_order_behind(struct signal_order *order, const struct record *record);
// Those that were sent before `ts` and still wait.
const struct record *signal_order_late(struct signal_order *order, uint64_t ts);
// The task has another tid now.
void signal_order_rename(struct signal_order *order, uint32_t from, uint32_t to);
bool signal_order_is_empty(const struct signal_order *order);
