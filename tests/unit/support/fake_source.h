// SPDX-License-Identifier: Apache-2.0
// A trace source without a kernel: notes what it was asked, and lets a test deliver records.
#pragma once

#include "detector/trace/source.h"

struct fake_source {
	struct source *source;
	struct source_scan *scan; // armed now
	struct scope scope;       // of the last one armed
	unsigned added, stopped, removed;
	bool refuses; // add_scan fails
};

// The struct must outlive the source.
struct source *fake_source_open(struct loop *loop, struct fake_source *fake);
void fake_source_deliver(struct fake_source *fake, uint8_t type, pid_t pid, int64_t ret, uint16_t flags);
