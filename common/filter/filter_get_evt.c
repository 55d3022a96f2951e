// SPDX-License-Identifier: Apache-2.0
// evt.*, signal.*: what the event itself says.
#include <fcntl.h>
#include <stdio.h>

#include "common/filter/filter_get.h"
#include "common/syscalls/arguments.h"
#include "common/syscalls/syscalls.h"

static const struct decode_options whole = {.string_limit = CAPTURE_MAX, .verbose = true};

FILTER_GETTER(filter_get_evt_num)
{
	(void)i;
	return filter_give_count(ret_datum, subject->event->seq);
}

FILTER_GETTER(filter_get_evt_time)
{
	(void)i;
	return filter_give_count(ret_datum, subject->event->ts);
}

FILTER_GETTER(filter_get_evt_type)
{
	(void)i;
	const struct event *event = subject->event;
	if (event->kind == EVENT_SYSCALL)
		return filter_give_text(ret_datum, syscall_name(event->abi, event->nr));
	return filter_give_text(ret_datum, event->kind == EVENT_SIGNAL ? "signal" : "procexit");
}

FILTER_GETTER(filter_get_evt_category)
{
	(void)i;
	const struct event *event = subject->event;
	return event->kind == EVENT_SYSCALL && filter_give_text(ret_datum, syscall_category(event->abi, event->nr));
}

FILTER_GETTER(filter_get_evt_dir)
{
	(void)i;
	(void)subject;
	return filter_give_text(ret_datum, "<");
}

FILTER_GETTER(filter_get_evt_latency)
{
	(void)i;
	uint64_t duration = subject->event->duration;
	return duration != EVENT_DURATION_UNKNOWN && filter_give_count(ret_datum, duration);
}

FILTER_GETTER(filter_get_evt_rawres)
{
	(void)i;
	return subject->event->kind == EVENT_SYSCALL && filter_give_number(ret_datum, subject->event->ret);
}

FILTER_GETTER(filter_get_evt_failed)
{
	(void)i;
	return filter_give_number(ret_datum, event_failed(subject->event));
}

FILTER_GETTER(filter_get_evt_denied)
{
	(void)i;
	return filter_give_number(ret_datum, (subject->event->flags & RECORD_F_DENIED) != 0);
}

// What stands between the parentheses of the line; some calls show their arguments in a way of their own.
FILTER_GETTER(filter_get_evt_args)
{
	(void)i;
	static const char between[] = ") = ";
	const struct event *event = subject->event;
	struct buffer *line = &subject->scratch->line;
	if (event->kind != EVENT_SYSCALL)
		return false;
	buffer_clear(line);
	syscall_format_result(event, &whole, line);
	size_t behind = line->len + sizeof(between) - 1;
	buffer_clear(line);
	syscall_format(event, &whole, line);
	size_t before = strlen(syscall_name(event->abi, event->nr)) + 1;
	if (line->failed || line->len < before + behind)
		return false;
	return filter_give_bytes(ret_datum, buffer_text(line) + before, line->len - before - behind);
}

FILTER_GETTER(filter_get_evt_text)
{
	(void)i;
	struct buffer *line = &subject->scratch->line;
	buffer_clear(line);
	syscall_format(subject->event, &whole, line);
	return filter_give_bytes(ret_datum, buffer_text(line), line->len);
}

// --- reads and writes ---

enum io {
	IO_NONE,
	IO_READ = 1u << 0,
	IO_WRITE = 1u << 1,
	IO_MESSAGE = 1u << 2, // the argument is a struct msghdr
	IO_COUNT = 1u << 3,   // answers how many messages, not bytes
};

static unsigned io_of_call(uint8_t abi, int32_t nr)
{
	static const struct {
		const char *name;
		unsigned io;
	} calls[] = {
	    {"read", IO_READ},
	    {"pread64", IO_READ},
	    {"readv", IO_READ},
	    {"preadv", IO_READ},
	    {"preadv2", IO_READ},
	    {"recv", IO_READ},
	    {"recvfrom", IO_READ},
	    {"recvmsg", IO_READ | IO_MESSAGE},
	    {"recvmmsg", IO_READ | IO_COUNT},
	    {"write", IO_WRITE},
	    {"pwrite64", IO_WRITE},
	    {"writev", IO_WRITE},
	    {"pwritev", IO_WRITE},
	    {"pwritev2", IO_WRITE},
	    {"send", IO_WRITE},
	    {"sendto", IO_WRITE},
	    {"sendmsg", IO_WRITE | IO_MESSAGE},
	    {"sendmmsg", IO_WRITE | IO_COUNT},
	};
	const char *name = syscall_name(abi, nr);
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (strcmp(calls[i].name, name) == 0)
			return calls[i].io;
	return IO_NONE;
}

static unsigned io_of(const struct event *event)
{
	return event->kind == EVENT_SYSCALL ? io_of_call(event->abi, event->nr) : IO_NONE;
}

unsigned filter_io_of_call(const struct filter_test *test, uint8_t abi, int32_t nr)
{
	(void)test;
	return io_of_call(abi, nr);
}

FILTER_GETTER(filter_get_evt_is_io)
{
	(void)i;
	return filter_give_number(ret_datum, io_of(subject->event) != IO_NONE);
}

FILTER_GETTER(filter_get_evt_is_io_read)
{
	(void)i;
	return filter_give_number(ret_datum, (io_of(subject->event) & IO_READ) != 0);
}

FILTER_GETTER(filter_get_evt_is_io_write)
{
	(void)i;
	return filter_give_number(ret_datum, (io_of(subject->event) & IO_WRITE) != 0);
}

static bool moved_bytes(const struct filter_subject *subject)
{
	return subject->event->ret >= 0 && !(subject->of_call & IO_COUNT);
}

FILTER_GETTER(filter_get_evt_buflen)
{
	(void)i;
	return moved_bytes(subject) && filter_give_number(ret_datum, subject->event->ret);
}

// All these calls have it as their second argument: the bytes, or the elements of an iovec.
static bool is_payload(const struct filter_subject *subject, const struct record_data *head)
{
	return head->arg == 1 && (head->kind == RECORD_DATA_ELEMENT ||
				  (head->kind == RECORD_DATA_BYTES && !(subject->of_call & IO_MESSAGE)));
}

// Elements are put one behind the other; a single piece needs no copy.
FILTER_GETTER(filter_get_evt_buffer)
{
	(void)i;
	struct buffer *line = &subject->scratch->line;
	struct filter_text first = {"", 0};
	uint64_t left = (uint64_t)subject->event->ret;
	size_t pieces = 0, cursor = 0;
	struct event_data data;
	if (!moved_bytes(subject))
		return false;
	while (left > 0 && event_next_data(subject->event, &cursor, &data)) {
		if (!is_payload(subject, data.head))
			continue;
		size_t len = data.head->len < left ? data.head->len : (size_t)left;
		left -= len;
		if (pieces++ == 0) {
			first = (struct filter_text){(const char *)data.bytes, len};
			continue;
		}
		if (pieces == 2) {
			buffer_clear(line);
			(void)buffer_append(line, first.bytes, first.len);
		}
		(void)buffer_append(line, data.bytes, len);
	}
	if (pieces > 1)
		return filter_give_bytes(ret_datum, buffer_text(line), line->len);
	return pieces == 1 && filter_give_bytes(ret_datum, first.bytes, first.len);
}

// --- open ---

enum open_call { OPEN_NONE, OPEN_OPEN, OPEN_OPENAT, OPEN_OPENAT2, OPEN_CREAT, OPEN_BY_HANDLE, OPEN_CALLS };

unsigned filter_open_of_call(const struct filter_test *test, uint8_t abi, int32_t nr)
{
	(void)test;
	static const char *const names[OPEN_CALLS] = {
	    [OPEN_OPEN] = "open",
	    [OPEN_OPENAT] = "openat",
	    [OPEN_OPENAT2] = "openat2",
	    [OPEN_CREAT] = "creat",
	    [OPEN_BY_HANDLE] = "open_by_handle_at",
	};
	const char *name = syscall_name(abi, nr);
	for (unsigned i = OPEN_NONE + 1; i < OPEN_CALLS; i++)
		if (strcmp(names[i], name) == 0)
			return i;
	return OPEN_NONE;
}

struct opening {
	uint64_t flags, mode;
};

// struct open_how: flags, mode, resolve.
static bool openat2_of(const struct event *event, struct opening *ret_opening)
{
	struct event_data data;
	uint64_t how[2];
	if ((!event_find_data(event, 2, false, &data) && !event_find_data(event, 2, true, &data)) ||
	    data.head->len < sizeof(how))
		return false;
	memcpy(how, data.bytes, sizeof(how));
	*ret_opening = (struct opening){how[0], how[1]};
	return true;
}

static bool opening_of(const struct filter_subject *subject, struct opening *ret_opening)
{
	const struct event *event = subject->event;
	switch ((enum open_call)subject->of_call) {
	case OPEN_OPEN:
		*ret_opening = (struct opening){event->args[1], event->args[2]};
		return true;
	case OPEN_OPENAT:
		*ret_opening = (struct opening){event->args[2], event->args[3]};
		return true;
	case OPEN_OPENAT2:
		return openat2_of(event, ret_opening);
	case OPEN_CREAT:
		*ret_opening = (struct opening){O_CREAT | O_WRONLY | O_TRUNC, event->args[1]};
		return true;
	case OPEN_BY_HANDLE:
		*ret_opening = (struct opening){event->args[2], 0};
		return true;
	default:
		return false;
	}
}

static bool creates(uint64_t flags)
{
	return (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE;
}

// Not when only the place is wanted.
static bool has_access(uint64_t flags, uint64_t access)
{
	return !(flags & O_PATH) && ((flags & O_ACCMODE) == access || (flags & O_ACCMODE) == O_RDWR);
}

FILTER_GETTER(filter_get_evt_is_open_read)
{
	(void)i;
	struct opening opening;
	return opening_of(subject, &opening) && filter_give_number(ret_datum, has_access(opening.flags, O_RDONLY));
}

FILTER_GETTER(filter_get_evt_is_open_write)
{
	(void)i;
	struct opening opening;
	return opening_of(subject, &opening) && filter_give_number(ret_datum, has_access(opening.flags, O_WRONLY));
}

FILTER_GETTER(filter_get_evt_is_open_exec)
{
	(void)i;
	struct opening opening;
	return opening_of(subject, &opening) &&
	       filter_give_number(ret_datum, creates(opening.flags) && (opening.mode & 0111));
}

FILTER_GETTER(filter_get_evt_is_open_create)
{
	(void)i;
	struct opening opening;
	return opening_of(subject, &opening) && filter_give_number(ret_datum, creates(opening.flags));
}

// --- kind ---

FILTER_GETTER(filter_get_evt_abi)
{
	(void)i;
	static const char *const names[FILTER_ABIS] = {
	    [RECORD_ABI_NATIVE] = "native", [RECORD_ABI_I386] = "i386", [RECORD_ABI_X32] = "x32"};
	const struct event *event = subject->event;
	return event->kind == EVENT_SYSCALL && event->abi < FILTER_ABIS &&
	       filter_give_text(ret_datum, names[event->abi]);
}

FILTER_GETTER(filter_get_evt_kind)
{
	(void)i;
	uint8_t kind = subject->event->kind;
	return filter_give_text(ret_datum, kind == EVENT_SYSCALL  ? "syscall"
					   : kind == EVENT_SIGNAL ? "signal"
								  : "exit");
}

FILTER_GETTER(filter_get_signal_name)
{
	(void)i;
	return subject->event->kind == EVENT_SIGNAL && filter_give_known(ret_datum, signal_name(subject->event->nr));
}
