# SPDX-License-Identifier: Apache-2.0
# The whole of syscope, started by deploy/quickstart as a user would, for the groups main and e2e; sourced by tests/run.

stack_port() {
	python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# stack_start NAME [OPTION…]: its output is the user's; the setup link is taken from it. Sets what the tests need to reach it.
stack_start() {
	local port output=$work/quickstart.out
	port=$(stack_port)
	stack=$work/$1
	"$root/deploy/quickstart" --data "$stack" --port "$port" "${@:2}" >"$output" 2>&1 || { cat "$output"; return 1; }
	cat "$output"
	export SYSCOPE_DATA=$stack SYSCOPE_URL=http://127.0.0.1:$port SYSCOPE_IMAGE=localhost/syscope-sample
	SYSCOPE_SETUP_LINK=$(grep -o "$SYSCOPE_URL/setup[^ ]*" "$output" | head -n 1)
	export SYSCOPE_SETUP_LINK
	[ -n "$SYSCOPE_SETUP_LINK" ] || { echo "quickstart printed no setup link"; return 1; }
}

stack_stop() {
	[ -n "${stack:-}" ] || return 0
	"$root/deploy/quickstart" --reset --yes --data "$stack" >/dev/null 2>&1
	stack=
}

# --stop leaves no process behind that mentions the data folder.
stack_stop_clean() {
	"$root/deploy/quickstart" --stop --data "$stack" || return 1
	local left
	left=$(pgrep -af -- "$stack" | grep -v pgrep || true)
	[ -z "$left" ] || { printf 'still running:\n%s\n' "$left"; return 1; }
}
