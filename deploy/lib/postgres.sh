# SPDX-License-Identifier: Apache-2.0
# A private PostgreSQL cluster under $data/postgres, reachable by a unix socket in $sockets only (a folder of mode 0700);
# sourced after say.sh and service.sh. PostgreSQL refuses to run as root. In a user namespace root has another number
# there, but is still the owner of its files: no other account of the host needs a way into the data folder.

postgres_bin() {
	local dir
	dir=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
	[ -n "$dir" ] && [ -x "$dir/initdb" ] || die "no PostgreSQL server programs below /usr/lib/postgresql: install the package postgresql"
	printf '%s\n' "$dir"
}

as_postgres() {
	if [ "$(id -u)" = 0 ]; then
		unshare --user --map-user=65534 --map-group=65534 "$@" 9>&-
	else
		"$@" 9>&-
	fi
}

postgres_start() { # LOG
	local bin
	bin=$(postgres_bin)
	if [ ! -f "$data/postgres/PG_VERSION" ]; then
		rm -rf "$data/postgres.new"
		step "$1" "Making a private PostgreSQL cluster" as_postgres "$bin/initdb" -D "$data/postgres.new" -U syscope -A trust -E UTF8 --locale=C.UTF-8
		mv "$data/postgres.new" "$data/postgres"
	fi
	if ! postgres_running; then
		step "$1" "Starting PostgreSQL" as_postgres "$bin/pg_ctl" -D "$data/postgres" -w -t 60 -l "$data/log/postgres.log" \
			-o "-k $sockets -h '' -c shared_buffers=256MB -c wal_compression=lz4 -c max_wal_size=2GB" start
	fi
	psql -h "$sockets" -U syscope -d postgres -Atc "select 1 from pg_database where datname = 'syscope'" | grep -q 1 ||
		createdb -h "$sockets" -U syscope syscope
}

postgres_running() {
	"$(postgres_bin)/pg_isready" -q -h "$sockets" -U syscope
}

postgres_stop() {
	[ -f "$data/postgres/postmaster.pid" ] || return 0
	as_postgres "$(postgres_bin)/pg_ctl" -D "$data/postgres" -m fast -w -t 60 stop >/dev/null || note "PostgreSQL did not stop: see $data/log/postgres.log"
}
