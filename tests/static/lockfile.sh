#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The lock file names no download addresses, so it works with every registry.
cd "$SYSCOPE_ROOT/client-web" || exit 1
! grep -n '"resolved"' package-lock.json
