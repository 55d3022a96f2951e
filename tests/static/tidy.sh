#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# clang-tidy over everything that is compiled for the release build, the generated files left out.
cd "$SYSCOPE_ROOT" || exit 1
run-clang-tidy -quiet -p build/release "^$SYSCOPE_ROOT/(common|detector|server)/" 2>/dev/null | tee "$TEST_WORK/tidy.log" | grep -A6 -E 'error:|warning:' && exit 1
! grep -qE '(error|warning):' "$TEST_WORK/tidy.log"
