#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run.sh PROGRAM: runs it with a private PostgreSQL, whose folder is in SYSCOPE_TEST_PG.
set -eu
fixture=$(dirname "$0")/../postgres/fixture.sh
SYSCOPE_TEST_PG=$(mktemp -d)
SYSCOPE_TEST_PG_FIXTURE=$fixture
export SYSCOPE_TEST_PG SYSCOPE_TEST_PG_FIXTURE
trap '"$fixture" stop "$SYSCOPE_TEST_PG"; rm -rf "$SYSCOPE_TEST_PG"' EXIT
"$fixture" start "$SYSCOPE_TEST_PG"
status=0
"$@" || status=$?
exit "$status"
