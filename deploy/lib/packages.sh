# SPDX-License-Identifier: Apache-2.0
# Debian packages and Node.js; sourced after say.sh. Needs $root, the checkout.

# install_packages LOG FILE…: installs those of the listed packages that are missing.
install_packages() {
	local log=$1 missing=() name
	shift
	while read -r name; do
		[ -n "$name" ] && ! dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'ok installed' && missing+=("$name")
	done < <(cat "$@")
	# A Node.js from elsewhere (a newer one) is as good as Debian's packages.
	command -v node >/dev/null || missing+=(nodejs)
	command -v npm >/dev/null || missing+=(npm)
	[ ${#missing[@]} -gt 0 ] || return 0
	[ "$(id -u)" = 0 ] || die "packages are missing (${missing[*]}): run this as root, or install them first"
	command -v apt-get >/dev/null || die "packages are missing (${missing[*]}) and there is no apt-get here: install them by hand"
	step "$log" "Installing ${#missing[@]} Debian packages (${missing[*]:0:6} …)" apt_install "${missing[@]}"
}

apt_install() {
	export DEBIAN_FRONTEND=noninteractive
	apt-get update && apt-get install -y --no-install-recommends "$@"
}

# Vite and its friends need Node.js 20.19 or newer; Debian 12 has 18.
readonly node_version=22.23.3

node_is_new_enough() {
	node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null
}

# use_node LOG: afterwards `node` is new enough; brings a pinned one from the npm registry into build/node where needed.
use_node() {
	local home=$root/build/node
	[ -x "$home/node_modules/node/bin/node" ] && PATH=$home/node_modules/node/bin:$PATH
	if ! node_is_new_enough; then
		mkdir -p "$home"
		echo '{"private": true, "allowScripts": {"node": true}}' >"$home/package.json" # npm 11 asks; older ones do not know it
		step "$1" "Bringing Node.js $node_version (this machine's is $(node --version 2>/dev/null || echo missing))" \
			npm install --prefix "$home" --no-audit --no-fund "node@$node_version"
		PATH=$home/node_modules/node/bin:$PATH
		node_is_new_enough || die "Node.js $node_version does not run here: see $1"
	fi
	export PATH
}
