// SPDX-License-Identifier: Apache-2.0
// A unit test file defines register_tests, which adds its tests: tcase_add_test(tests, rejects_an_unclosed_string).
#pragma once

#include <check.h>

void register_tests(TCase *tests);
