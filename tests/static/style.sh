#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
exec "$SYSCOPE_ROOT/tools/check_style.py"
