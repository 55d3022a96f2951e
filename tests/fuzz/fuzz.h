// SPDX-License-Identifier: Apache-2.0
// Each fuzz_<name>.c gives this one function, under libFuzzer's name. With SYSCOPE_FUZZ it is linked with libFuzzer, otherwise with
// replay_main.c, which runs the corpus and some changes of it in ctest.
#pragma once

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);
