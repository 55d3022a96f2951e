#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Boots a kernel of Debian's in a virtual machine (qemu without KVM, so it runs everywhere) and runs the capture tests there: the programs
# load, and what they count is what was made. Usage: boot.sh 6.1|6.12|newest|arm64. Says nothing about speed.
# Only the tests that differ most from kernel to kernel.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
. "$root/tests/kernels/arm64_sysroot.sh"
. "$root/tests/kernels/kernel_image.sh"
tests=(busy filter programs signals tasks)
seconds=600

# What differs with the machine: where its programs and libraries are, and how qemu is told to be one.
case $1 in
arm64)
	# A processor that notes by itself which pages were touched, as servers' do: on others, memory that nobody has touched since a fork cannot be
	# read from a program, and an event says so.
	machine=(qemu-system-aarch64 -M virt -cpu max,pauth-impdef=on -accel tcg,thread=single)
	tests=(programs tasks) # it is slower still
	console=ttyAMA0 build=$root/build/arm64 sysroot=$root/build/arm64-sysroot
	libraries_of() { qemu-aarch64-static -L "$sysroot" "$sysroot/lib/ld-linux-aarch64.so.1" --list "$1"; }
	;;
*)
	machine=(qemu-system-x86_64 -cpu max -accel tcg,thread=single)
	console=ttyS0 build=$root/build/release sysroot=
	libraries_of() { ldd "$1"; }
	;;
esac

dir=$(mktemp -d "${TMPDIR:-/tmp}/syscope-kernel.XXXXXX")
trap 'rm -rf "$dir"' EXIT

# Programs with the libraries that they need, at the places where the loader looks for them.
add_program() { # FILE PLACE
	install -D -m 755 "$1" "$dir/root$2"
	libraries_of "$1" | grep -o '/[^ ]*' | while read -r library; do
		library=${library#"$sysroot"}
		[ -e "$dir/root$library" ] || install -D -m 755 "$sysroot$library" "$dir/root$library"
	done
}

make_initramfs() {
	local test
	install -D -m 755 "$sysroot/bin/busybox" "$dir/root/bin/busybox"
	install -m 755 "$root/tests/kernels/init" "$dir/root/init"
	add_program "$sysroot/bin/true" /bin/true # busybox's looks at the name it was called by
	for test in "${tests[@]}"; do
		add_program "$build/tests/integration_capture_$test" "/tests/integration_capture_$test"
	done
	(cd "$dir/root" && find . | cpio --quiet -o -H newc) >"$dir/initramfs"
}

boot() { # KERNEL
	: >"$dir/console"
	timeout "$seconds" "${machine[@]}" -smp 2 -m 768 -nodefaults -nographic \
		-serial "file:$dir/console" -no-reboot -kernel "$1" -initrd "$dir/initramfs" \
		-append "console=$console panic=-1 quiet loglevel=3" </dev/null || true
	tr -d '\r' <"$dir/console" >"$dir/log"
}

kernel=$(kernel_image "$1")
make_initramfs
boot "$kernel"
# The emulator once in a while trips over code that the kernel patches while it runs: that says nothing about us.
if grep -q 'Oops: int3' "$dir/log"; then boot "$kernel"; fi
cat "$dir/log"
grep -q 'KT END' "$dir/log" || { echo "the machine did not come to its end within $seconds s"; exit 1; }
ran=$(grep -c 'KT integration_' "$dir/log")
good=$(grep -c 'KT integration_.* 0 (' "$dir/log")
[ "$ran" = ${#tests[@]} ] && [ "$ran" = "$good" ]
