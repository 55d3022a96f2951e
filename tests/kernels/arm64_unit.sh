#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The unit tests of what captures, decodes and shows, on arm64, under the emulation of its processor. Not those that are about this machine's
# processes and descriptors, which an emulated program sees through the emulator, nor one whose events are made of calls that arm64 has not
# got, nor those that try random input for a long time: what they are about does not differ from machine to machine.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
left_out='unit/(common/filter/filter_(print|program)|common/chunk/chunk_decode|detector/output/output_target|detector/state/user_names|detector/trace/(filter_kernel|ptrace.*))$'
CK_DEFAULT_TIMEOUT=120 ctest --test-dir "$root/build/arm64" -R '^unit/(common|detector/(output|pipeline|state|trace))/' -E "$left_out" -j 2 --output-on-failure --no-tests=error
