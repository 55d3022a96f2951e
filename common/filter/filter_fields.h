// SPDX-License-Identifier: Apache-2.0
// What a filter can ask of an event: the table of fields, one row each. From it come checking, completion, docs/reference/filter-fields.md
// and the client's list. Names are sysdig's and Falco's where these have one.
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum filter_type {
	FILTER_TEXT,
	FILTER_NUMBER,   // signed, 64 bits: 42, -1, 0x1f, 0644
	FILTER_SIZE,     // bytes: 4096, 64k, 1.5M, 2G (powers of 1024)
	FILTER_DURATION, // ns: 1000000, 1ms, 2.5s, 10us, 3m, 1h
	FILTER_TIME,     // ns since the epoch: 2026-11-24T08:19:36.5Z, 2026-11-24, or a number of ns
	FILTER_BOOL,     // true, false
	FILTER_RESULT, // a return value: a number, or an error by name (ENOENT = -2), or SUCCESS for every call that did not fail
	FILTER_CALL,    // the name of a system call
	FILTER_ADDRESS, // 10.0.0.1, ::1
	FILTER_NET,     // 10.0.0.0/8, fd00::/8, or one address
	FILTER_PORT,    // 443, or a name of /etc/services' well-known ones: https
	FILTER_ARGUMENT, // of a call: compared as a number, as flags by name, or as the text that is shown, whatever the value allows
	FILTER_TYPES,
};

enum filter_op {
	FILTER_EQ, // = and ==
	FILTER_NE,
	FILTER_LT,
	FILTER_LE,
	FILTER_GT,
	FILTER_GE,
	FILTER_CONTAINS, // a text has the part; flags have the bit
	FILTER_ICONTAINS,
	FILTER_STARTSWITH,
	FILTER_ENDSWITH,
	FILTER_GLOB,  // fnmatch(3) without flags
	FILTER_REGEX, // POSIX extended, anywhere in the text
	FILTER_IN,
	FILTER_PMATCH,     // one of the values is the path or a folder above it
	FILTER_INTERSECTS, // a list has one of the values; for fields of one value the same as in
	FILTER_EXISTS,
	FILTER_OPS,
};

// Where a value comes from: what must be unpacked of a chunk before it can be compared.
enum filter_need {
	FILTER_NEEDS_HEAD = 0,          // the columns of struct event but the ones below
	FILTER_NEEDS_ARGS = 1u << 0,    // args and data: decoding
	FILTER_NEEDS_PROCESS = 1u << 1, // event.process
	FILTER_NEEDS_OBJECT = 1u << 2,  // event.object
};

enum filter_argument {
	FILTER_NO_ARGUMENT,
	FILTER_ARGUMENT_NAME,  // evt.arg.flags, evt.arg[1]
	FILTER_ARGUMENT_INDEX, // proc.aname[2]; without one, any
};

// In the table's order.
enum filter_field_id {
	FIELD_EVT_NUM,
	FIELD_EVT_TIME,
	FIELD_EVT_TYPE, // name of the call; a signal is "signal" (its name: signal.name), an end of a task "procexit"
	FIELD_EVT_CATEGORY,
	FIELD_EVT_DIR, // always "<": events are exits
	FIELD_EVT_LATENCY,
	FIELD_EVT_RES,
	FIELD_EVT_RAWRES,
	FIELD_EVT_FAILED,
	FIELD_EVT_DENIED, // never ran: seccomp answered
	FIELD_EVT_ARG,
	FIELD_EVT_ARGS,   // the arguments as shown
	FIELD_EVT_TEXT,   // the whole line as shown
	FIELD_EVT_BUFFER, // bytes that a read or write moved, as far as they were copied
	FIELD_EVT_BUFLEN, // how many it moved
	FIELD_EVT_IS_IO,
	FIELD_EVT_IS_IO_READ,
	FIELD_EVT_IS_IO_WRITE,
	FIELD_EVT_IS_OPEN_READ,
	FIELD_EVT_IS_OPEN_WRITE,
	FIELD_EVT_IS_OPEN_EXEC,
	FIELD_EVT_IS_OPEN_CREATE,
	FIELD_EVT_ABI,  // native, i386, x32
	FIELD_EVT_KIND, // syscall, signal, exit
	FIELD_SIGNAL_NAME,
	FIELD_PROC_PID,
	FIELD_PROC_NAME, // comm of the task that made the call, as the kernel has it
	FIELD_PROC_EXE,  // argv[0]
	FIELD_PROC_EXEPATH,
	FIELD_PROC_ARGS,
	FIELD_PROC_CMDLINE,
	FIELD_PROC_CWD,
	FIELD_PROC_PPID,
	FIELD_PROC_PNAME,
	FIELD_PROC_PCMDLINE,
	FIELD_PROC_PEXEPATH,
	FIELD_PROC_ANAME,
	FIELD_PROC_APID,
	FIELD_PROC_AEXEPATH,
	FIELD_PROC_DURATION, // since the process began
	FIELD_THREAD_TID,
	FIELD_FD_NUM,
	FIELD_FD_NAME,
	FIELD_FD_TYPE, // file, directory, ipv4, ipv6, unix, pipe, event, signalfd, eventpoll, inotify, timerfd, memfd, pidfd
	FIELD_FD_TYPECHAR,
	FIELD_FD_DIRECTORY,
	FIELD_FD_FILENAME,
	FIELD_FD_IP, // either end
	FIELD_FD_CIP,
	FIELD_FD_SIP,
	FIELD_FD_LIP,
	FIELD_FD_RIP,
	FIELD_FD_NET,
	FIELD_FD_CNET,
	FIELD_FD_SNET,
	FIELD_FD_LNET,
	FIELD_FD_RNET,
	FIELD_FD_PORT, // either end
	FIELD_FD_CPORT,
	FIELD_FD_SPORT,
	FIELD_FD_LPORT,
	FIELD_FD_RPORT,
	FIELD_FD_L4PROTO,
	FIELD_FD_SOCKFAMILY,
	FIELD_FD_IS_SERVER,
	FIELD_FS_PATH_NAME,
	FIELD_FS_PATH_NAMERAW, // as the program wrote it
	FIELD_FS_PATH_SOURCE,
	FIELD_FS_PATH_TARGET,
	FIELD_USER_UID,
	FIELD_USER_NAME,
	FIELD_GROUP_GID,
	FIELD_CONTAINER_ID, // "host" when not in a container
	FIELD_CONTAINER_NAME,
	FIELD_CONTAINER_IMAGE,
	FIELD_CONTAINER_IMAGE_REPOSITORY,
	FIELD_CONTAINER_IMAGE_TAG,
	FILTER_FIELDS,
};

struct filter_field {
	const char *name; // "evt.arg" for evt.arg.NAME
	enum filter_field_id id;
	enum filter_type type;
	unsigned needs; // FILTER_NEEDS_*
	enum filter_argument argument;
	const char *help;    // one line
	const char *example; // a whole condition
};

extern const struct filter_field filter_fields[FILTER_FIELDS];
// Other spellings (syscall.type, evt.arg as Falco writes them …); NULL when there is no such field.
const struct filter_field *filter_field_find(const char *name, size_t len);

const char *filter_type_name(enum filter_type type);
const char *filter_op_name(enum filter_op op); // "=", "icontains"
const char *filter_op_help(enum filter_op op); // what it asks: "starts with"
bool filter_op_fits(enum filter_op op, enum filter_type type);
bool filter_op_is_list(enum filter_op op); // takes (a, b)
