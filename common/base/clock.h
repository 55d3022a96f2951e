// SPDX-License-Identifier: Apache-2.0
// Time in nanoseconds. The capture's clock is CLOCK_BOOTTIME; what people see is CLOCK_REALTIME. A scan fixes the offset
// between the two once at its start, so its times never go back when somebody sets the clock.
#pragma once

#include <stdint.h>

#define NS_PER_US 1000ull
#define NS_PER_MS 1000000ull
#define NS_PER_S  1000000000ull

uint64_t clock_boot_ns(void);
uint64_t clock_real_ns(void); // since the epoch
// real = boot + offset
int64_t clock_boot_to_real_offset(void);
