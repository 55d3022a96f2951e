// SPDX-License-Identifier: Apache-2.0
// The table of system calls and how they are shown, generated from syscalls.spec. Pure.
#pragma once

#include "bpf/record.h"
#include "common/base/buffer.h"
#include "common/event/event.h"

#include <stdbool.h>
#include <stdint.h>

// "openat"; for a number without a name "syscall_0x1d3" as strace prints it. Valid for the program's life for named ones,
// else in a per-thread buffer until the next call.
const char *syscall_name(uint8_t abi, int32_t nr);
// The number of a name in an abi; -ENOENT when there is none.
int32_t syscall_number(uint8_t abi, const char *name);
// "file", "net", "fd", "process", "signal", "ipc", "memory", "creds", "time", "sched", "other"…
const char *syscall_category(uint8_t abi, int32_t nr);
// Errno's name ("ENOENT"; "ERRNO_517" for an unknown one) and text.
const char *errno_name(int code);
int errno_by_name(const char *name); // -ENOENT when unknown
// "SIGCHLD", "SIGRT_3"; "" for a number that is no signal. In a per-thread buffer until the next call.
const char *signal_name(int signal);

// What the kernel must copy.
struct capture_command {
	int32_t nr;
	uint32_t command; // of the argument that the call's row names
	struct capture_row row;
};

struct capture_foreign {
	uint8_t abi;
	int16_t nr;
	int16_t native; // the number of its native namesake
	struct capture_row row;
};

struct capture_spec {
	const struct capture_row *rows; // RECORD_SYSCALLS of them, by number
	const struct capture_command *commands;
	size_t n_commands;
	const struct capture_foreign *foreign;
	size_t n_foreign;
};

extern const struct capture_spec syscall_capture;

// How strings are escaped: octal where needed; -x: whole strings that are not ASCII in hexadecimal; hexadecimal instead of octal; -xx: all.
enum decode_hex { DECODE_HEX_NONE, DECODE_HEX_NON_ASCII, DECODE_HEX_CHARACTERS, DECODE_HEX_ALL };
// -X: names of constants, numbers, or numbers with the names behind them.
enum decode_constants { DECODE_CONSTANTS_NAMED, DECODE_CONSTANTS_RAW, DECODE_CONSTANTS_VERBOSE };

struct decode_options {
	uint32_t string_limit; // -s: bytes of a string shown, default 32
	bool verbose;          // -v: structs whole
	bool flat;             // what a pointer to a structure stands for is not shown
	bool raw;              // arguments and result as registers, in hexadecimal
	uint8_t hex_strings;   // enum decode_hex
	uint8_t constants;     // enum decode_constants
	uint32_t align;        // -a: the column of " = " (strace's default is 40); 0 = one blank
	uint32_t column;       // with align: characters that stand on the line already ("[pid 12] ", a time)
	// Resolves a descriptor for -y: appends e.g. "</etc/passwd>"; NULL = plain numbers. fd may be AT_FDCWD; result: it is what the call
	// returned, else what it was given.
	void (*fd_path)(void *ctx, const struct event *event, int fd, bool result, struct buffer *out);
	void *fd_ctx;
	// The name of a network interface for its number, as the event's process knows it; 17 bytes. NULL = plain numbers.
	bool (*if_name)(void *ctx, const struct event *event, uint32_t index, char *ret_name);
	void *if_ctx;
};

// The whole call as strace prints it, without time and pid: `openat(AT_FDCWD, "/etc/passwd", O_RDONLY) = 3`. Also for signals
// (`--- SIGCHLD {si_signo=SIGCHLD, …} ---`) and ends of tasks (`+++ exited with 0 +++`).
void syscall_format(const struct event *event, const struct decode_options *options, struct buffer *out);
// The parts: names and texts of the arguments, and the text behind " = ". Arguments that the call does not use (the mode of
// an open without O_CREAT) are not counted; a call without a name has six in hexadecimal.
unsigned syscall_arg_count(const struct event *event);
// False for one in between that this call does not use (futex's uaddr2 when it only waits): strace leaves it out.
bool syscall_arg_shown(const struct event *event, unsigned arg);
const char *syscall_arg_name(const struct event *event, unsigned arg);
void syscall_format_arg(const struct event *event, unsigned arg, const struct decode_options *options,
			struct buffer *out);
void syscall_format_result(const struct event *event, const struct decode_options *options, struct buffer *out);
// A record of type SYSCALL, SIGNAL or EXIT as an event (seq 0). -EBADMSG when the record is damaged; FORK and EXEC answer -ENODATA.
int syscall_decode(const struct record *record, int64_t boot_to_real, struct event *ret_event);
