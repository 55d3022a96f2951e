// SPDX-License-Identifier: Apache-2.0
// The event: one struct, spoken by decode, filter, chunk, output and server. It is a view: `data` points into the record,
// chunk or buffer it was read from and lives as long as that does.
#pragma once

#include "bpf/record.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EVENT_DURATION_UNKNOWN UINT64_MAX
#define EVENT_NO_ID            UINT32_MAX

enum event_kind {
	EVENT_SYSCALL = 1, // nr, abi, args, ret, data
	EVENT_SIGNAL = 2,  // a signal was delivered: nr = signal number, data = the siginfo (see record.h)
	EVENT_EXIT =
	    3, // a task ended: ret = wait status as in wait4; flags EVENT_LEADER for the last task of a process
};

// A process as the detector knew it when the event happened: after a successful execve, the new program. Texts end with NUL and are
// never NULL; "" = not known. Lives as long as the event. `version` is for comparing in a moment: who makes processes counts up from 1 and
// gives no two contents (parent apart) the same number; 0 = not counted. It stays on this machine.
struct event_process {
	uint32_t pid;
	uint32_t ppid;          // 0 = not known
	uint32_t uid, gid;      // effective; EVENT_NO_ID = not known
	uint64_t start_ts;      // ns since the epoch, 0 = not known
	uint64_t version;       // see above
	char comm[RECORD_COMM]; // the name of its first task when that last did something; "" = not known
	const char *user;       // the name that its root folder's /etc/passwd has for uid
	const char *exe;        // path of the program
	const char *args;       // argv with blanks between, the program's name first
	const char *cwd;
	const char *container_id; // "" = not in a container
	const char *container_name;
	const char *container_image;
	const struct event_process *parent; // NULL = not known; never a cycle, at most EVENT_ANCESTORS_MAX deep
};

#define EVENT_ANCESTORS_MAX 16u

enum event_object_type {
	EVENT_OBJECT_NONE = 0, // no descriptor, or not known
	EVENT_OBJECT_FILE,     // a regular file, or anything with a path that is none of the others
	EVENT_OBJECT_DIRECTORY,
	EVENT_OBJECT_IPV4,
	EVENT_OBJECT_IPV6,
	EVENT_OBJECT_UNIX,
	EVENT_OBJECT_SOCKET, // of another family
	EVENT_OBJECT_PIPE,
	EVENT_OBJECT_EVENT, // eventfd
	EVENT_OBJECT_EPOLL,
	EVENT_OBJECT_SIGNAL, // signalfd
	EVENT_OBJECT_TIMER,  // timerfd
	EVENT_OBJECT_INOTIFY,
	EVENT_OBJECT_MEMFD,
	EVENT_OBJECT_PIDFD,
	EVENT_OBJECT_OTHER, // an anonymous inode of another kind: io_uring, bpf, perf …
	EVENT_OBJECT_END,
};

#define EVENT_PROTOCOL_NETLINK 0xc0 // of an EVENT_OBJECT_SOCKET: this and NETLINK_*, which are numbers below 32

enum event_object_role { EVENT_ROLE_UNKNOWN = 0, EVENT_ROLE_CLIENT, EVENT_ROLE_SERVER };

// What a call works on: the object behind its descriptor (the one it was given, else the one it returned), and the path it names. An open
// that failed has the file it asked for, with fd -1: name is path then.
struct event_object {
	int32_t fd;                       // -1 = the call has no descriptor
	uint8_t type;                     // enum event_object_type
	uint8_t protocol;                 // IPPROTO_TCP, IPPROTO_UDP …, EVENT_PROTOCOL_NETLINK + n; 0 = not known
	uint8_t role;                     // enum event_object_role
	uint16_t local_port, remote_port; // 0 = not known
	uint8_t local[16], remote[16];    // IPv4 in the first four bytes, network order; zeros = not known
	const char *name;                 // of the descriptor: a path, "127.0.0.1:4000->10.0.0.1:443", "pipe:[17]" …
	const char *
	    path; // that the call names, absolute and without "." and ".."; the second one of a rename, link or mount is in path2
	const char *path2;
};

struct event {
	uint64_t seq;      // 1, 2, … in the scan; a hole is a gap of just that size
	uint64_t ts;       // ns since the epoch, at the call's end
	uint64_t duration; // ns, EVENT_DURATION_UNKNOWN without enter hook
	int64_t ret;       // as the kernel returns it: -errno on failure
	uint64_t args[RECORD_ARGS];
	uint32_t pid; // host's view
	uint32_t tid;
	int32_t nr;     // of the call in its abi, or the signal
	uint8_t kind;   // enum event_kind
	uint8_t abi;    // enum record_abi
	uint16_t flags; // RECORD_F_*
	char comm[RECORD_COMM];
	// Captured memory: a row of struct record_data, each padded to 8 bytes, as in record.h.
	const uint8_t *data;
	uint32_t data_len;
	const struct event_process *process; // NULL = not known
	const struct event_object *object;   // NULL = the call works on none, or it is not known
};

// Linux reports errors as -4095..-1.
static inline bool event_failed(const struct event *event)
{
	return event->kind == EVENT_SYSCALL && event->ret < 0 && event->ret >= -4095;
}

struct event_data {
	const struct record_data *head;
	const uint8_t *bytes; // head->len of them
};

// Walks the captured memory: start with *cursor = 0; false at the end or where the row is damaged.
bool event_next_data(const struct event *event, size_t *cursor, struct event_data *ret_data);
// The first chunk for an argument copied at exit (or at entry); false when there is none.
bool event_find_data(const struct event *event, unsigned arg, bool at_entry, struct event_data *ret_data);
// As the filter's fd.type and fd.l4proto and the JSON call them; "" = not known.
const char *event_object_type_name(uint8_t type);
const char *event_protocol_name(uint8_t protocol);
