#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# clang-tidy over everything that is compiled for the release build. What is generated (bpftool's skeletons) is not ours to mend.
cd "$SYSCOPE_ROOT" || exit 1
run-clang-tidy -quiet -p build/release "^$SYSCOPE_ROOT/(common|detector|server)/" >"$TEST_WORK/tidy.log" 2>/dev/null
! sed 's/\x1b\[[0-9;]*m//g' "$TEST_WORK/tidy.log" | grep -E '^/.*: (error|warning):' | grep -v "^$SYSCOPE_ROOT/build/"
