// SPDX-License-Identifier: Apache-2.0
// What strace says of an error beside its name. Internal to common/syscalls.
#pragma once

#include <stdbool.h>

const char *errno_text(int code); // NULL when nobody described it
bool errno_is_restart(int code);  // the kernel will make the call again: no program sees this error
