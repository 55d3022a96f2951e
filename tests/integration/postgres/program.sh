#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The program itself: its commands, a PostgreSQL that is down at the start and goes away later, a schema that is too new, an
# orderly stop. program.sh SYSCOPE-SERVER, started by run.sh.
set -euo pipefail
server=$1
work=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill -9 "$pid" 2>/dev/null || true; rm -rf "$work"' EXIT

fail() {
	echo "FAILED: $*" >&2
	cat "$work/log" >&2 || true
	exit 1
}
database() { "$SYSCOPE_TEST_PG_FIXTURE" "$1" "$SYSCOPE_TEST_PG"; }
status() { curl -s -o "$work/body" -w '%{http_code}' "http://$SYSCOPE_SERVER_LISTEN$1" || true; }
wait_status() { # PATH CODE
	for _ in $(seq 150); do
		[ "$(status "$1")" = "$2" ] && return
		sleep 0.2
	done
	fail "$1 does not answer $2 but $(status "$1"): $(cat "$work/body")"
}
start() {
	"$server" serve >"$work/log" 2>&1 &
	pid=$!
}
stop() {
	kill -TERM "$pid"
	local code=0
	wait "$pid" || code=$?
	pid=
	[ "$code" = 0 ] || fail "the server ended with $code"
}

SYSCOPE_SERVER_DATABASE=$(cat "$SYSCOPE_TEST_PG/conninfo")
SYSCOPE_SERVER_LISTEN=127.0.0.1:$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
SYSCOPE_SERVER_PUBLIC_URL=http://$SYSCOPE_SERVER_LISTEN/
export SYSCOPE_SERVER_DATABASE SYSCOPE_SERVER_LISTEN SYSCOPE_SERVER_PUBLIC_URL

"$server" token setup 2>"$work/log" && fail "a token was made without a schema"
grep -q 'run syscope-server migrate' "$work/log" || fail "the message does not say what to do"

database halt
start
wait_status /healthz 200
wait_status /readyz 503
grep -q 'the database is away' "$work/body" || fail "readyz does not say why: $(cat "$work/body")"
grep -q 'cannot begin yet' "$work/log" || fail "the log does not say that it waits"
database resume
wait_status /readyz 200
[ "$("$server" migrate 2>>"$work/log")" = "the schema is version $(ls server/repository/migrations/*.sql | wc -l): nothing to do" ] || fail "serve did not migrate"

link=$("$server" token setup 2>>"$work/log")
[[ $link == "http://$SYSCOPE_SERVER_LISTEN/setup#token="* ]] || fail "no set-up link: $link"
token=$("$server" token enroll --uses 2 --expires 1h --label test 2>>"$work/log")
[[ $token == sce_* ]] || fail "no enrolment token: $token"
"$server" token enroll --expires never 2>>"$work/log" && fail "a nonsense duration was taken"
echo 'a long enough password' | "$server" user add vera --role analyst >/dev/null 2>>"$work/log"
echo short | "$server" user password vera 2>>"$work/log" && fail "a short password was taken"
"$server" user list 2>>"$work/log" | grep -q '^vera  *analyst  *enabled' || fail "the user is not listed"
[ -z "$("$server" token setup --if-needed 2>>"$work/log")" ] || fail "a set-up link although there is a user"
"$server" check >/dev/null 2>>"$work/log" || fail "check found something"

database halt
wait_status /readyz 503
database resume
wait_status /readyz 200
database halt
stop # a database that is away does not hold it up
database resume

"$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)/psql" -q "$SYSCOPE_SERVER_DATABASE" -c "INSERT INTO schema_version (version, name) VALUES (9999, 'future')"
"$server" serve >"$work/log" 2>&1 && fail "it served a schema that it does not know"
grep -q 'version 9999.*newer syscope-server' "$work/log" || fail "the message does not say what to do"
"$server" nonsense >/dev/null 2>&1 && fail "it took a command that there is not"
{ "$server" serve --bogus 1 2>&1 || true; } | grep -q 'unknown setting "bogus"' || fail "it took an unknown option"
echo "all is well"
