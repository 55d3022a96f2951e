#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every C file is as clang-format leaves it.
cd "$SYSCOPE_ROOT" || exit 1
git ls-files -z '*.c' '*.h' | xargs -0 clang-format --dry-run -Werror
