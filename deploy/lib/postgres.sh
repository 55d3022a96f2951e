# SPDX-License-Identifier: Apache-2.0
# A private PostgreSQL cluster under $data/postgres, reachable by a unix socket in $sockets/postgres only (a folder of mode
# 0700); sourced after say.sh and service.sh. PostgreSQL refuses to run as root. In a user namespace root has another number
# there, but is still the owner of its files: no other account of the host needs a way into the data folder. Where user
# namespaces are not allowed (in a chroot, say), the account postgres of Debian's package runs it.

postgres_bin() {
	local dir
	dir=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
	[ -n "$dir" ] && [ -x "$dir/initdb" ] || die "no PostgreSQL server programs below /usr/lib/postgresql: install the package postgresql"
	printf '%s\n' "$dir"
}

as_postgres() {
	if [ "$(id -u)" != 0 ]; then
		"$@" 9>&-
	elif [ -f "$data/postgres/by-account" ]; then
		(cd / && runuser -u postgres -- "$@" 9>&-)
	else
		unshare --user --map-user=65534 --map-group=65534 "$@" 9>&-
	fi
}

# Makes the folders, and decides once who runs it.
postgres_folders() {
	mkdir -p "$data/postgres" "$sockets/postgres"
	chmod 700 "$data/postgres" "$sockets/postgres"
	if [ "$(id -u)" = 0 ] && [ ! -d "$data/postgres/cluster" ] && ! unshare --user --map-user=65534 true 2>/dev/null; then
		id postgres >/dev/null 2>&1 || die "PostgreSQL does not run as root, user namespaces are not allowed here, and there is no account postgres"
		touch "$data/postgres/by-account"
	fi
	[ -f "$data/postgres/by-account" ] || return 0
	chmod 711 "$data" "$sockets"
	chown -R postgres: "$data/postgres" "$sockets/postgres"
	runuser -u postgres -- test -w "$data/postgres" -a -w "$sockets/postgres" ||
		die "the account postgres cannot reach $data: choose a data folder that others may enter, with --data DIR"
}

postgres_start() { # LOG
	local bin home=$data/postgres
	bin=$(postgres_bin)
	postgres_folders
	if [ ! -f "$home/cluster/PG_VERSION" ]; then
		rm -rf "$home/new"
		step "$1" "Making a private PostgreSQL cluster" as_postgres "$bin/initdb" -D "$home/new" -U syscope -A trust -E UTF8 --locale=C.UTF-8
		mv "$home/new" "$home/cluster"
	fi
	if ! postgres_running; then
		step "$1" "Starting PostgreSQL" as_postgres "$bin/pg_ctl" -D "$home/cluster" -w -t 60 -l "$home/server.log" \
			-o "-k $sockets/postgres -h '' -c shared_buffers=256MB -c wal_compression=lz4 -c max_wal_size=2GB" start
	fi
	psql -h "$sockets/postgres" -U syscope -d postgres -Atc "select 1 from pg_database where datname = 'syscope'" | grep -q 1 ||
		createdb -h "$sockets/postgres" -U syscope syscope
}

postgres_running() {
	"$(postgres_bin)/pg_isready" -q -h "$sockets/postgres" -U syscope
}

postgres_stop() {
	[ -f "$data/postgres/cluster/postmaster.pid" ] || return 0
	as_postgres "$(postgres_bin)/pg_ctl" -D "$data/postgres/cluster" -m fast -w -t 60 stop >/dev/null ||
		note "PostgreSQL did not stop: see $data/postgres/server.log"
}
