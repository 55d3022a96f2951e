// SPDX-License-Identifier: Apache-2.0
// The numbers of Linux on x86-64 and arm64.
const NAMES =
	"HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS".split(
		" ",
	);

export function signalName(signal: number): string {
	const name = NAMES[signal - 1];
	return name === undefined ? `signal ${signal}` : `SIG${name}`;
}
