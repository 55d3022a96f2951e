#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes the image localhost/syscope-workload (tests/workloads/workload.c, static, beside busybox) in the running stack's Podman.
set -euo pipefail
. "$SYSCOPE_DATA/env"
podman image exists localhost/syscope-workload && exit 0
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
mkdir -p "$dir"/rootfs/{bin,proc,sys,dev,tmp,etc}
gcc -O2 -static -o "$dir/rootfs/bin/workload" "$SYSCOPE_ROOT/tests/workloads/workload.c"
cp /bin/busybox "$dir/rootfs/bin/busybox"
ln -s busybox "$dir/rootfs/bin/sh"
tar -C "$dir/rootfs" -cf "$dir/image.tar" .
podman import -q -c CMD=/bin/workload "$dir/image.tar" localhost/syscope-workload >/dev/null
