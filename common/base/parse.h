// SPDX-License-Identifier: Apache-2.0
// Numbers, sizes and durations as people write them. All return -EINVAL for anything that is not wholly the thing asked
// for, -ERANGE when it does not fit, and leave the output alone then.
#pragma once

#include <stdint.h>

int parse_u64(const char *text, uint64_t *ret_value); // decimal or 0x hexadecimal
int parse_i64(const char *text, int64_t *ret_value);
int parse_size(const char *text,
	       uint64_t *ret_bytes); // 4096, 64k, 8M, 1G (powers of 1024; an optional B or iB follows)
int parse_duration(const char *text, uint64_t *ret_ns); // 5, 5s, 1.5s, 200ms, 10us, 3m, 2h; a bare number is seconds
int parse_bool(const char *text);                       // 1 for on/yes/true/1, 0 for off/no/false/0, else -EINVAL
