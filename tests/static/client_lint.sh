#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
cd "$SYSCOPE_ROOT/client-web" && npm run --silent lint
