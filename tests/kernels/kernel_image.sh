# SPDX-License-Identifier: Apache-2.0
# Kernels from Debian's packages, unpacked and never installed; sourced by boot.sh after arm64_sysroot.sh. Needs $root.

# kernel_image 6.1|6.12|newest|arm64: prints the path of the kernel. Kept under build/kernels; the sources are asked again when it is removed.
kernel_image() {
	local name=$1 dir=$root/build/kernels/$1 package
	if [ ! -s "$dir/vmlinuz" ]; then
		rm -rf "$dir" && mkdir -p "$dir/apt/lists/partial" "$dir/apt/cache/archives/partial" "$dir/unpacked"
		: >"$dir/apt/none"
		case $name in
		6.1) package=$(kernel_package "$dir" linux-image-cloud-amd64) ;;
		arm64) package=$(kernel_package "$dir" linux-image-6.12-cloud-arm64) ;;
		newest) kernel_use_unstable "$dir" && package=$(kernel_package "$dir" linux-image-cloud-amd64) ;;
		*) package=$(kernel_package "$dir" "linux-image-$name-cloud-amd64") ;;
		esac || return 1
		kernel_unpack "$dir" "$package" || return 1
	fi
	printf '%s\n' "$dir/vmlinuz"
}

kernel_apt() { # DIR COMMAND…: with the sources of this machine, or those of kernel_use_unstable
	local dir=$1 command=$2
	shift 2
	if [ "${dir##*/}" = arm64 ]; then
		arm64_apt "$command" "$@"
		return
	fi
	if [ -f "$dir/apt/unstable.list" ]; then
		set -- -o "Dir::Etc::sourcelist=$dir/apt/unstable.list" -o Dir::Etc::sourceparts=/dev/null \
			-o "Dir::State::lists=$dir/apt/lists" -o "Dir::Cache=$dir/apt/cache" -o Acquire::Languages=none "$@"
	fi
	"$command" "$@"
}

# The newest kernel is in Debian's unstable suite, on the mirror that this machine's packages come from. Its list stays in a folder of ours.
kernel_use_unstable() { # DIR
	local mirror
	mirror=$(apt-get indextargets --format '$(REPO_URI) $(ORIGIN) $(LABEL)' 'Created-By: Packages' | awk '$2 == "Debian" && $3 == "Debian" { print $1; exit }')
	[ -n "$mirror" ] || { echo "no package source of Debian's is set up here" >&2; return 1; }
	echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror sid main" >"$1/apt/unstable.list"
	kernel_apt "$1" apt-get update -q >&2
}

# The package of the kernel itself that a meta package (or one that depends on a split-off kernel) stands for.
kernel_package() { # DIR META
	local package
	package=$(kernel_apt "$1" apt-cache depends "$2" | awk '/Depends: linux-image-[0-9]/ { print $2; exit }')
	[ -n "$package" ] || { echo "the package sources have no $2" >&2; return 1; }
	# From 7.0 on the kernel is in a package of its own.
	kernel_apt "$1" apt-cache depends "$package" | awk -v found="$package" '/Depends: linux-binary-[0-9]/ { found = $2 } END { print found }'
}

kernel_unpack() { # DIR PACKAGE
	(cd "$1" && kernel_apt "$1" apt-get download -q "$2" >&2 && dpkg-deb -x ./*.deb unpacked) || return 1
	find "$1/unpacked" -name 'vmlinuz*' -type f -exec cp {} "$1/vmlinuz" \;
	rm -rf "$1/unpacked" "$1"/*.deb "$1/apt"
	[ -s "$1/vmlinuz" ] || { echo "$2 holds no kernel" >&2; return 1; }
}
