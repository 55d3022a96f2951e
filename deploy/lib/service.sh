# SPDX-License-Identifier: Apache-2.0
# Background programs with a pid file and a log under $data; sourced after say.sh.

# service_running NAME: is the program of the pid file still that program?
service_running() {
	local file=$data/run/$1.pid pid command
	[ -f "$file" ] || return 1
	read -r pid command <"$file" || return 1
	[ -r "/proc/$pid/cmdline" ] && tr '\0' ' ' <"/proc/$pid/cmdline" | grep -qF -- "$command"
}

# service_start NAME COMMAND…: starts it apart from this terminal, unless it runs already.
service_start() {
	local name=$1
	shift
	service_running "$name" && return 0
	setsid "$@" >>"$data/log/$name.log" 2>&1 </dev/null 9>&- &
	printf '%s %s\n' "$!" "${1##*/}" >"$data/run/$name.pid"
}

service_stop() {
	local name=$1 pid _
	if service_running "$name"; then
		read -r pid _ <"$data/run/$name.pid"
		kill "$pid" 2>/dev/null || true
		for _ in $(seq 100); do
			kill -0 "$pid" 2>/dev/null || break
			sleep 0.1
		done
		if kill -0 "$pid" 2>/dev/null; then
			note "$name did not stop within 10 s, killing it"
			kill -KILL "$pid" 2>/dev/null || true
		fi
	fi
	rm -f "$data/run/$name.pid"
}

# wait_for SECONDS COMMAND…: until the command succeeds.
wait_for() {
	local end=$((SECONDS + $1))
	shift
	until "$@" >/dev/null 2>&1; do
		((SECONDS < end)) || return 1
		sleep 0.1
	done
}
