# SPDX-License-Identifier: Apache-2.0
# What a script is doing, in the user's words; sourced.

say() { printf '\033[1m==>\033[0m %s\n' "$*"; }
note() { printf '    %s\n' "$*"; }
die() { printf '\033[1;31merror:\033[0m %s\n' "$*" >&2; exit 1; }

# step LOG TEXT COMMAND…: runs a command quietly with its output in LOG; on failure shows its last lines and where the rest is.
step() {
	local log=$1 text=$2 started=$SECONDS
	shift 2
	say "$text"
	printf '\n### %s: %s\n' "$(date -u +%FT%TZ)" "$*" >>"$log"
	if ! "$@" >>"$log" 2>&1 </dev/null; then
		tail -n 15 "$log" >&2
		die "$text: failed. The whole log is $log"
	fi
	((SECONDS - started < 5)) || note "done in $((SECONDS - started)) s"
}
