// SPDX-License-Identifier: Apache-2.0
// From the memory that a backend counts in (bpf/shared.h) to what a source answers. Internal to detector/trace.
#pragma once

#include "bpf/shared.h"
#include "detector/trace/source.h"

// Adds one CPU's part. `lost` is left to the caller of the ptrace backend, which loses nothing.
void source_counter_add(struct source_counter *sum, const struct counter *counter);
// As bpf/count.h does: for a backend that counts in user space.
void counter_add_error(struct counter *counter, uint32_t error);
