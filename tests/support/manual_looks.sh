#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The pages of FOLDER render without a warning. Needs groff, which Debian's man-db brings with it.
set -euo pipefail
for page in "$1"/*.1; do
	said=$(groff -ww -b -man -Tutf8 -z "$page" 2>&1) || said+=" (groff failed)"
	if [ -n "$said" ]; then
		printf '%s: %s\n' "$page" "$said"
		exit 1
	fi
done
