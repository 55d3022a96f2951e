// SPDX-License-Identifier: Apache-2.0
// fd.*, fs.path.*: what the call works on.

#include "common/filter/filter_get.h"
#include "common/syscalls/arguments.h"

// --- number ---

FILTER_GETTER(filter_get_object_known)
{
	(void)i;
	return subject->event->object && filter_give_number(ret_datum, 1);
}

FILTER_GETTER(filter_get_object_fd)
{
	(void)i;
	const struct event_object *object = subject->event->object;
	return object && object->fd >= 0 && filter_give_number(ret_datum, object->fd);
}

unsigned filter_fd_of_call(const struct filter_test *test, uint8_t abi, int32_t nr)
{
	(void)test;
	return (unsigned)(syscall_fd_argument(abi, nr) + 1);
}

FILTER_GETTER(filter_get_plain_fd)
{
	(void)i;
	const struct event *event = subject->event;
	unsigned place = subject->of_call - 1;
	int64_t fd = place == SYSCALL_FD_RESULT ? event->ret : syscall_arg_number(event, place, SYSCALL_ARG_I32);
	return fd >= 0 && filter_give_number(ret_datum, fd);
}

// --- name and type ---

FILTER_GETTER(filter_get_fd_name)
{
	(void)i;
	const struct event_object *object = subject->event->object;
	return object && filter_give_known(ret_datum, object->name);
}

// sysdig's.
static const char *const letters[EVENT_OBJECT_END] = {
    [EVENT_OBJECT_NONE] = "",     [EVENT_OBJECT_FILE] = "f",   [EVENT_OBJECT_DIRECTORY] = "d",
    [EVENT_OBJECT_IPV4] = "4",    [EVENT_OBJECT_IPV6] = "6",   [EVENT_OBJECT_UNIX] = "u",
    [EVENT_OBJECT_SOCKET] = "o",  [EVENT_OBJECT_PIPE] = "p",   [EVENT_OBJECT_EVENT] = "e",
    [EVENT_OBJECT_EPOLL] = "l",   [EVENT_OBJECT_SIGNAL] = "s", [EVENT_OBJECT_TIMER] = "t",
    [EVENT_OBJECT_INOTIFY] = "i", [EVENT_OBJECT_MEMFD] = "m",  [EVENT_OBJECT_PIDFD] = "P",
    [EVENT_OBJECT_OTHER] = "o",
};

static unsigned type_of(const struct event *event)
{
	const struct event_object *object = event->object;
	return object && object->type < EVENT_OBJECT_END ? object->type : EVENT_OBJECT_NONE;
}

FILTER_GETTER(filter_get_fd_type)
{
	(void)i;
	return filter_give_known(ret_datum, event_object_type_name((uint8_t)type_of(subject->event)));
}

FILTER_GETTER(filter_get_fd_typechar)
{
	(void)i;
	return filter_give_known(ret_datum, letters[type_of(subject->event)]);
}

// Only what lies in a folder has one.
static bool file_name(const struct event *event, const char **ret_path, const char **ret_slash)
{
	unsigned type = type_of(event);
	if (type != EVENT_OBJECT_FILE && type != EVENT_OBJECT_DIRECTORY)
		return false;
	*ret_path = event->object->name;
	*ret_slash = strrchr(*ret_path, '/');
	return *ret_slash != NULL;
}

FILTER_GETTER(filter_get_fd_directory)
{
	(void)i;
	const char *path, *slash;
	if (!file_name(subject->event, &path, &slash))
		return false;
	return filter_give_bytes(ret_datum, path, slash == path ? 1 : (size_t)(slash - path));
}

FILTER_GETTER(filter_get_fd_filename)
{
	(void)i;
	const char *path, *slash;
	return file_name(subject->event, &path, &slash) && filter_give_known(ret_datum, slash + 1);
}

// --- ends of a connection ---

enum end { END_LOCAL, END_REMOTE };

static bool is_ip(const struct event *event)
{
	unsigned type = type_of(event);
	return type == EVENT_OBJECT_IPV4 || type == EVENT_OBJECT_IPV6;
}

static bool give_address(const struct event *event, enum end end, struct filter_datum *ret_datum)
{
	static const uint8_t unknown[16], mapped[12] = {[10] = 0xff, [11] = 0xff};
	if (!is_ip(event))
		return false;
	bool four = event->object->type == EVENT_OBJECT_IPV4;
	const uint8_t *address = end == END_LOCAL ? event->object->local : event->object->remote;
	if (memcmp(address, unknown, four ? 4 : 16) == 0)
		return false;
	bool is_mapped = !four && memcmp(address, mapped, sizeof(mapped)) == 0;
	ret_datum->address = is_mapped ? address + sizeof(mapped) : address;
	ret_datum->family = four || is_mapped ? 4 : 6;
	return true;
}

static bool give_port(const struct event *event, enum end end, struct filter_datum *ret_datum)
{
	if (!is_ip(event))
		return false;
	uint16_t port = end == END_LOCAL ? event->object->local_port : event->object->remote_port;
	return port && filter_give_number(ret_datum, port);
}

// Which end asked, and which answers; false when that is not known.
static bool end_of(const struct event *event, enum event_object_role role, enum end *ret_end)
{
	if (!event->object || event->object->role == EVENT_ROLE_UNKNOWN)
		return false;
	*ret_end = event->object->role == role ? END_LOCAL : END_REMOTE;
	return true;
}

FILTER_GETTER(filter_get_fd_ip)
{
	return give_address(subject->event, i == 0 ? END_LOCAL : END_REMOTE, ret_datum);
}

FILTER_GETTER(filter_get_fd_lip)
{
	(void)i;
	return give_address(subject->event, END_LOCAL, ret_datum);
}

FILTER_GETTER(filter_get_fd_rip)
{
	(void)i;
	return give_address(subject->event, END_REMOTE, ret_datum);
}

FILTER_GETTER(filter_get_fd_cip)
{
	(void)i;
	enum end end;
	return end_of(subject->event, EVENT_ROLE_CLIENT, &end) && give_address(subject->event, end, ret_datum);
}

FILTER_GETTER(filter_get_fd_sip)
{
	(void)i;
	enum end end;
	return end_of(subject->event, EVENT_ROLE_SERVER, &end) && give_address(subject->event, end, ret_datum);
}

FILTER_GETTER(filter_get_fd_port)
{
	return give_port(subject->event, i == 0 ? END_LOCAL : END_REMOTE, ret_datum);
}

FILTER_GETTER(filter_get_fd_lport)
{
	(void)i;
	return give_port(subject->event, END_LOCAL, ret_datum);
}

FILTER_GETTER(filter_get_fd_rport)
{
	(void)i;
	return give_port(subject->event, END_REMOTE, ret_datum);
}

FILTER_GETTER(filter_get_fd_cport)
{
	(void)i;
	enum end end;
	return end_of(subject->event, EVENT_ROLE_CLIENT, &end) && give_port(subject->event, end, ret_datum);
}

FILTER_GETTER(filter_get_fd_sport)
{
	(void)i;
	enum end end;
	return end_of(subject->event, EVENT_ROLE_SERVER, &end) && give_port(subject->event, end, ret_datum);
}

FILTER_GETTER(filter_get_fd_l4proto)
{
	(void)i;
	const struct event_object *object = subject->event->object;
	return object && filter_give_known(ret_datum, event_protocol_name(object->protocol));
}

FILTER_GETTER(filter_get_fd_sockfamily)
{
	(void)i;
	if (is_ip(subject->event))
		return filter_give_text(ret_datum, "ip");
	return type_of(subject->event) == EVENT_OBJECT_UNIX && filter_give_text(ret_datum, "unix");
}

FILTER_GETTER(filter_get_fd_is_server)
{
	(void)i;
	const struct event_object *object = subject->event->object;
	return object && object->role != EVENT_ROLE_UNKNOWN &&
	       filter_give_number(ret_datum, object->role == EVENT_ROLE_SERVER);
}

// --- paths ---

FILTER_GETTER(filter_get_fs_path_name)
{
	(void)i;
	const struct event_object *object = subject->event->object;
	return object && filter_give_known(ret_datum, object->path);
}

// Of a call that names two.
FILTER_GETTER(filter_get_fs_path_source)
{
	(void)i;
	const struct event_object *object = subject->event->object;
	return object && object->path2[0] && filter_give_known(ret_datum, object->path);
}

FILTER_GETTER(filter_get_fs_path_target)
{
	(void)i;
	const struct event_object *object = subject->event->object;
	return object && filter_give_known(ret_datum, object->path2);
}

unsigned filter_path_of_call(const struct filter_test *test, uint8_t abi, int32_t nr)
{
	(void)test;
	for (unsigned arg = 0; arg < RECORD_ARGS; arg++)
		if (syscall_arg_type(abi, nr, arg).path)
			return arg + 1;
	return 0;
}

FILTER_GETTER(filter_get_fs_path_nameraw)
{
	(void)i;
	const uint8_t *bytes;
	size_t len;
	return syscall_arg_bytes(subject->event, subject->of_call - 1, &bytes, &len) &&
	       filter_give_bytes(ret_datum, (const char *)bytes, len);
}
