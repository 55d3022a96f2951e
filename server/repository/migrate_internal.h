// SPDX-License-Identifier: Apache-2.0
// The table that the build makes of migrations/*.sql.
#pragma once

#include <stddef.h>

struct migration {
	int number; // 1, 2, …
	const char *name;
	const char *sql;
};

extern const struct migration migrations[]; // ends with number 0
