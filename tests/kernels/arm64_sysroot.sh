# SPDX-License-Identifier: Apache-2.0
# Debian's packages for arm64, unpacked and never installed; sourced. Needs $root.

# What the detector is built from, and the little shell of the virtual machine.
readonly arm64_packages=(busybox-static check coreutils libbpf-dev libcurl4-openssl-dev libinih-dev libjson-c-dev libpq-dev libsodium-dev
	libuv1-dev libwebsockets-dev libwebsockets-evlib-uv libzstd-dev)

arm64_apt() { # COMMAND…: apt for another machine: its own lists, nothing installed
	local dir=$root/build/arm64-packages
	"$1" -o APT::Architecture=arm64 -o APT::Architectures=arm64 -o "Dir::State::status=$dir/status" \
		-o "Dir::State::lists=$dir/lists" -o "Dir::Cache=$dir/cache" -o Acquire::Languages=none -o APT::Sandbox::User=root "${@:2}"
}

# arm64_sysroot: makes build/arm64-sysroot, unless it is there.
arm64_sysroot() {
	local dir=$root/build/arm64-packages sysroot=$root/build/arm64-sysroot package
	[ ! -e "$sysroot/complete" ] || return 0
	rm -rf "$dir" "$sysroot" && mkdir -p "$dir/lists/partial" "$dir/cache/archives/partial" "$sysroot"
	: >"$dir/status"
	arm64_apt apt-get update -q || return 1
	arm64_apt apt-get install -q -y --download-only --no-install-recommends "${arm64_packages[@]}" || return 1
	for package in "$dir"/cache/archives/*.deb; do dpkg-deb -x "$package" "$sysroot" || return 1; done
	rm -rf "$dir/cache/archives"
	touch "$sysroot/complete"
}
