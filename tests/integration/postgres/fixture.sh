#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A private PostgreSQL for tests: `fixture.sh start DIR` makes a cluster and writes DIR/conninfo; `fixture.sh stop DIR` ends and
# removes it; `fixture.sh halt DIR` and `resume DIR` take it away for a while. Unix socket only, no fsync: fast, good for nothing else.
set -eu

command=${1:?start, stop, halt or resume}
dir=${2:?folder}
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || { echo "PostgreSQL is not installed (apt: postgresql-15)" >&2; exit 77; }

# PostgreSQL refuses to run as root.
user=$(id -un)
if [ "$(id -u)" = 0 ]; then
	user=nobody
	id postgres >/dev/null 2>&1 && user=postgres
fi
as_user() {
	if [ "$user" = "$(id -un)" ]; then "$@"; else setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups "$@"; fi
}
pg_ctl() { # from /: the caller's folder may be closed to that user
	(cd / && as_user env LC_ALL=C "$bin/pg_ctl" -D "$cluster/data" -s -w -t 60 "$@")
}

case $command in
start)
	mkdir -p "$dir"
	[ ! -e "$dir/cluster" ] || "$0" stop "$dir"
	# Under /tmp: a socket's path has at most 107 bytes, and that user must be able to go there.
	cluster=$(mktemp -d /tmp/syscope-pg.XXXXXX)
	chown "$user" "$cluster"
	chmod 755 "$cluster"
	echo "$cluster" >"$dir/cluster"
	(cd / && as_user env LC_ALL=C "$bin/initdb" -D "$cluster/data" -U syscope -A trust -E UTF8 --no-locale --no-sync >"$cluster/log" 2>&1) ||
		{ cat "$cluster/log" >&2; exit 1; }
	cat >>"$cluster/data/postgresql.conf" <<-CONF
		listen_addresses = ''
		unix_socket_directories = '$cluster'
		fsync = off
		synchronous_commit = off
		full_page_writes = off
		shared_buffers = 64MB
		max_connections = 100
	CONF
	pg_ctl -l "$cluster/server.log" start || { cat "$cluster/server.log" >&2; exit 1; }
	echo "host=$cluster user=syscope dbname=postgres" >"$dir/conninfo"
	;;
halt | resume | stop)
	[ -e "$dir/cluster" ] || exit 0
	cluster=$(cat "$dir/cluster")
	case $command in
	halt) pg_ctl -m fast stop ;;
	resume) pg_ctl -l "$cluster/server.log" start ;;
	stop)
		pg_ctl -m immediate stop || true
		rm -rf "$cluster" "$dir/cluster" "$dir/conninfo"
		;;
	esac
	;;
*)
	echo "usage: $0 start|stop|halt|resume DIR" >&2
	exit 2
	;;
esac
