// SPDX-License-Identifier: Apache-2.0
// A call as one integer, as the tables of scans hold it: kind << 40 | abi << 32 | number.
#pragma once

#include <stdint.h>

static inline int64_t call_key(uint8_t kind, uint8_t abi, int32_t nr)
{
	return (int64_t)kind << 40 | (int64_t)abi << 32 | (int64_t)(uint32_t)nr;
}

static inline uint8_t call_key_kind(int64_t key)
{
	return (uint8_t)(key >> 40);
}

static inline uint8_t call_key_abi(int64_t key)
{
	return (uint8_t)(key >> 32);
}

static inline int32_t call_key_nr(int64_t key)
{
	return (int32_t)(uint32_t)key;
}
