// SPDX-License-Identifier: Apache-2.0
// Values of socket options that are more than a number. Internal to common/syscalls.
#pragma once

#include "common/syscalls/layout.h"

// A value as it was given or returned.
struct sockopt {
	int level, name;
	bool get;
	unsigned arg; // the argument that points to it
	struct piece piece;
	uint64_t pointer;
};

// False when the option is not one of those with a form of their own.
bool print_sockopt_value(struct printer *p, const struct sockopt *option);
