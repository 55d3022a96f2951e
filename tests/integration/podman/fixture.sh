#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs a command beside a Podman of its own: fixture.sh COMMAND [ARG…]. Storage, locks and socket live in a temporary folder,
# so nothing of the host's Podman is read or changed. Podman's own settings are tried first; only where a probe container
# does not run with them are settings for hosts with mixed cgroups and without CAP_SYS_RESOURCE used.
# The command sees: SYSCOPE_TEST_SOCKET, SYSCOPE_TEST_IMAGE, SYSCOPE_TEST_DIR, and a `podman` that works on the same images.
# Exit status: the command's, or 77 (skip) when Podman cannot run here, with the reason.
set -eu

image=localhost/syscope-test

skip()
{
	echo "skipped: $1" >&2
	exit 77
}

[ "$(id -u)" = 0 ] || skip "needs root"
for program in podman busybox tar conmon; do
	command -v "$program" >/dev/null || skip "$program is not installed"
done

dir=$(mktemp -d "${TMPDIR:-/tmp}/syscope-podman.XXXXXX")
service=

finish()
{
	status=$?
	trap - EXIT INT TERM
	if [ -n "$service" ]; then
		kill "$service" 2>/dev/null || true
		wait "$service" 2>/dev/null || true
	fi
	podman rm --all --force --time 0 >/dev/null 2>&1 || true
	# Podman binds its storage folder on itself; rm must not meet a mount.
	awk -v dir="$dir/" 'index($2, dir) == 1 { print $2 }' /proc/self/mounts | sort -r | while read -r mount; do
		umount "$mount" 2>/dev/null || true
	done
	rm -rf "$dir"
	exit $status
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

make_storage_config()
{
	cat >"$dir/storage.conf" <<-END
		[storage]
		driver = "$1"
		graphroot = "$dir/storage"
		runroot = "$dir/run"
	END
	export CONTAINERS_STORAGE_CONF="$dir/storage.conf"
}

# What a host needs that has version 1 cgroups beside version 2, or whose root may not raise limits.
make_engine_config()
{
	cat >"$dir/containers.conf" <<-END
		[containers]
		default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
		pids_limit = 0
		[engine]
		cgroup_manager = "cgroupfs"
		events_logger = "file"
		runtime = "runc"
		tmp_dir = "$dir/libpod"
		lock_type = "file"
		num_locks = 512
		[network]
		network_backend = "netavark"
	END
	export CONTAINERS_CONF="$dir/containers.conf"
}

import_image()
{
	mkdir -p "$dir/root/bin"
	for folder in proc sys dev tmp etc root run; do mkdir -p "$dir/root/$folder"; done
	cp "$(command -v busybox)" "$dir/root/bin/busybox"
	for applet in $(busybox --list); do
		[ "$applet" = busybox ] || ln -sf busybox "$dir/root/bin/$applet"
	done
	echo 'root:x:0:0:root:/root:/bin/sh' >"$dir/root/etc/passwd"
	echo 'root:x:0:' >"$dir/root/etc/group"
	tar -C "$dir/root" -cf "$dir/image.tar" .
	podman import -c CMD=/bin/sh "$dir/image.tar" "$image" >>"$dir/log" 2>&1
}

probe()
{
	podman run --rm --network none "$image" true >>"$dir/log" 2>&1
}

prepare()
{
	import_image && probe && return 0
	podman rm --all --force --time 0 >>"$dir/log" 2>&1 || true
	return 1
}

make_storage_config overlay
if ! prepare; then
	make_engine_config
	prepare || { make_storage_config vfs; prepare; } || skip "podman cannot run a container: $(tail -n 1 "$dir/log")"
fi

export SYSCOPE_TEST_DIR="$dir" SYSCOPE_TEST_IMAGE="$image" SYSCOPE_TEST_SOCKET="$dir/podman.sock"
podman system service --time=0 "unix://$SYSCOPE_TEST_SOCKET" >"$dir/service.log" 2>&1 &
service=$!
tries=0
while [ ! -S "$SYSCOPE_TEST_SOCKET" ]; do
	tries=$((tries + 1))
	[ $tries -lt 100 ] || skip "podman system service does not start: $(tail -n 1 "$dir/service.log")"
	sleep 0.1
done
"$@"
