# SPDX-License-Identifier: Apache-2.0
# Podman: its own defaults where they work, else the smallest configuration of our own with which a container runs, found by
# trying; sourced after say.sh and service.sh. Nothing of the host's configuration is written.

readonly sample_image=localhost/syscope-sample

# Makes the sample image from busybox-static, in whatever storage the current environment points to.
sample_image_make() { # FOLDER for the files
	podman image exists "$sample_image" 2>/dev/null && return 0
	local rootfs=$1/rootfs applet
	rm -rf "$1"
	mkdir -p "$rootfs"/{bin,proc,sys,dev,tmp,etc,root,run}
	cp /bin/busybox "$rootfs/bin/busybox"
	for applet in $("$rootfs/bin/busybox" --list); do
		[ "$applet" = busybox ] || ln -s busybox "$rootfs/bin/$applet"
	done
	echo 'root:x:0:0:root:/root:/bin/sh' >"$rootfs/etc/passwd"
	echo 'root:x:0:' >"$rootfs/etc/group"
	tar -C "$rootfs" -cf "$1/sample.tar" . &&
		podman import -q -c CMD=/bin/sh "$1/sample.tar" "$sample_image" >/dev/null
	local made=$?
	rm -rf "$1"
	return $made
}

podman_works() {
	sample_image_make "$data/tmp/sample" && timeout 60 podman run --rm "$sample_image" true
}

# The settings that hosts were found to need, from none to the most.
podman_recipe() { # NUMBER RUNTIME
	cat <<-CONF
		[containers]
		default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
		$([ "$1" -ge 2 ] && echo 'pids_limit = 0')
		[engine]
		cgroup_manager = "cgroupfs"
		events_logger = "file"
		runtime = "$2"
	CONF
}

podman_try() { # FILE
	CONTAINERS_CONF=$1 podman_works
}

# podman_configure LOG: sets CONTAINERS_CONF if it is needed, and exports it. Found once, kept in $data/podman.
podman_configure() {
	local conf=$data/podman/containers.conf number runtime
	mkdir -p "$data/podman"
	if [ -f "$data/podman/found" ]; then
		if [ -f "$conf" ]; then export CONTAINERS_CONF=$conf; fi
		podman image exists "$sample_image" 2>/dev/null ||
			step "$1" "Making the sample image $sample_image" sample_image_make "$data/tmp/sample"
		return 0
	fi
	say "Trying Podman with its own settings"
	if podman_works >>"$1" 2>&1; then
		touch "$data/podman/found"
		return 0
	fi
	for number in 1 2; do
		for runtime in crun runc; do
			podman_recipe "$number" "$runtime" >"$conf"
			note "they do not run a container here; trying $runtime with fewer limits (try $number)"
			if podman_try "$conf" >>"$1" 2>&1; then
				note "this works: $conf"
				export CONTAINERS_CONF=$conf
				touch "$data/podman/found"
				return 0
			fi
		done
	done
	rm -f "$conf"
	tail -n 15 "$1" >&2
	die "Podman runs no container on this host. The whole log is $1; try: podman run --rm $sample_image true"
}
