# SPDX-License-Identifier: Apache-2.0
# Counts tests and keeps what failed; sourced by tests/run.

passed=0
failed=0
failures=()

# run_case NAME COMMAND…: quiet when it passes, its whole output when it fails. 77 = skipped, which is a failure here: all
# of our tests can run where the README says they can.
run_case() {
	local name=$1 output=$work/case.log started=$SECONDS status
	shift
	"$@" >"$output" 2>&1 </dev/null
	status=$?
	if [ $status = 0 ]; then
		passed=$((passed + 1))
		printf 'ok      %s (%d s)\n' "$name" $((SECONDS - started))
		return 0
	fi
	failed=$((failed + 1))
	failures+=("$name")
	printf 'FAILED  %s (exit status %d%s, %d s)\n' "$name" "$status" "$([ $status = 77 ] && echo ': skipped')" $((SECONDS - started))
	sed 's/^/    | /' "$output" | tail -n 200
	return 1
}

run_ctest_names() { # PRESET JOBS NAME…
	local preset=$1 jobs=$2 output=$work/ctest.log pattern name
	shift 2
	pattern=$(printf '%s\n' "$@" | sed 's/[][\.*^$+?(){}|]/\\&/g' | paste -sd'|')
	ctest --test-dir "$root/build/$preset" -R "^($pattern)\$" -j "$jobs" --output-on-failure --no-tests=error >"$output" 2>&1 </dev/null
	for name in "$@"; do
		if grep -Eq "^ *[0-9]+/[0-9]+ Test +#[0-9]+: ${name//./\\.} \.+ *Passed" "$output"; then
			passed=$((passed + 1))
			printf 'ok      %s\n' "$name"
		else
			failed=$((failed + 1))
			failures+=("$name")
			printf 'FAILED  %s\n' "$name"
		fi
	done
	if grep -q '\*\*\*' "$output"; then sed 's/^/    | /' "$output" | grep -v '  Passed  ' | tail -n 300; fi
}

report() {
	local name
	echo
	for name in "${failures[@]}"; do printf 'FAILED  %s\n' "$name"; done
	printf '%d passed, %d failed\n' "$passed" "$failed"
	[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
}
