# SPDX-License-Identifier: Apache-2.0
# Builds the programs and the client; sourced after say.sh and packages.sh. Needs $root.

build_targets() { # LOG PRESET TARGET…
	step "$1" "Building ${*:3} (preset $2)" build_preset "${@:2}"
}

build_preset() { # PRESET TARGET…
	cd "$root" && cmake --preset "$1" && cmake --build --preset "$1" --target "${@:2}"
}

build_client() { # LOG
	use_node "$1"
	local stamp=$root/client-web/node_modules/.package-lock.json
	if [ ! -f "$stamp" ] || [ "$root/client-web/package-lock.json" -nt "$stamp" ]; then
		step "$1" "Installing the web client's packages" client_npm ci --no-audit --no-fund
	fi
	step "$1" "Building the web client" client_npm run build
}

client_npm() {
	cd "$root/client-web" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm "$@"
}
