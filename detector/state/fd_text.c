// SPDX-License-Identifier: Apache-2.0
// Descriptors as strace prints them with -y and -yy.
#include <fcntl.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "detector/state/proc_words.h"
#include "detector/state/state_private.h"

// Characters that would end the brackets or the line are shown as strace does.
static void print_path(const char *path, struct buffer *out)
{
	for (; *path; path++) {
		unsigned char c = (unsigned char)*path;
		if (c == '<' || c == '>' || c == '\\' || c < 0x20 || c >= 0x7f)
			(void)buffer_printf(out, "\\x%02x", c);
		else
			(void)buffer_append_byte(out, c);
	}
}

static const char *protocol_name(const struct fd_object *object, char *spare, size_t size)
{
	static const struct {
		uint16_t family;
		uint8_t type, protocol;
		const char *name;
	} rows[] = {
	    {AF_INET, 0, IPPROTO_TCP, "TCP"},
	    {AF_INET, 0, IPPROTO_UDP, "UDP"},
	    {AF_INET6, 0, IPPROTO_TCP, "TCPv6"},
	    {AF_INET6, 0, IPPROTO_UDP, "UDPv6"},
	    {AF_UNIX, SOCK_STREAM, 0, "UNIX-STREAM"},
	    {AF_UNIX, 0, 0, "UNIX"},
	    {AF_NETLINK, 0, 0, "NETLINK"},
	    {AF_PACKET, 0, 0, "PACKET"},
	};
	if (object->socket_type == SOCK_RAW && object->family == AF_INET)
		return "RAW";
	if (object->socket_type == SOCK_RAW && object->family == AF_INET6)
		return "RAWv6";
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].family == object->family && (!rows[i].protocol || rows[i].protocol == object->protocol) &&
		    (!rows[i].type || rows[i].type == object->socket_type))
			return rows[i].name;
	(void)snprintf(spare, size, "socket");
	return spare;
}

static void print_end(const struct fd_object *object, bool local, struct buffer *out)
{
	char text[80];
	struct socket_address end = {.family = object->family,
				     .port = local ? object->local_port : object->remote_port};
	memcpy(end.ip, local ? object->local : object->remote, sizeof(end.ip));
	socket_address_print(&end, text, sizeof(text));
	(void)buffer_append_text(out, text);
}

static void print_socket(const struct fd_object *object, enum state_fd_style style, struct buffer *out)
{
	char spare[16];
	bool inet = object->family == AF_INET || object->family == AF_INET6;
	const char *name = style == STATE_FD_DETAILS ? protocol_name(object, spare, sizeof(spare)) : "socket";
	(void)buffer_printf(out, "%s:[", name);
	if (style == STATE_FD_DETAILS && inet && object->has_local) {
		print_end(object, true, out);
		if (object->has_remote) {
			(void)buffer_append_text(out, "->");
			print_end(object, false, out);
		}
	} else {
		(void)buffer_printf(out, "%" PRIu64, object->inode);
		if (style == STATE_FD_DETAILS && object->peer)
			(void)buffer_printf(out, "->%" PRIu64, object->peer);
		if (style == STATE_FD_DETAILS && object->family == AF_UNIX && object->local_path[0])
			(void)buffer_printf(out, ",\"%s\"", object->local_path);
	}
	(void)buffer_append_byte(out, ']');
}

// The numbers of these never change: Linux's devices.txt.
static void print_device(const char *path, struct buffer *out)
{
	static const struct {
		const char *path;
		unsigned major, minor;
	} rows[] = {
	    {"/dev/null", 1, 3},    {"/dev/zero", 1, 5},    {"/dev/full", 1, 7}, {"/dev/random", 1, 8},
	    {"/dev/urandom", 1, 9}, {"/dev/kmsg", 1, 11},   {"/dev/tty", 5, 0},  {"/dev/console", 5, 1},
	    {"/dev/ptmx", 5, 2},    {"/dev/fuse", 10, 229},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(path, rows[i].path) == 0)
			(void)buffer_printf(out, "<char %u:%u>", rows[i].major, rows[i].minor);
	uint64_t terminal;
	if (proc_number_between(path, "/dev/pts/", "", &terminal))
		(void)buffer_printf(out, "<char 136:%" PRIu64 ">", terminal);
}

// strace asks the kernel, which knows no symbolic links.
static void resolve(struct state *state, struct fd_object *object)
{
	char path[PATH_JOIN_MAX];
	if (object->shown)
		return;
	(void)snprintf(path, sizeof(path), "%s", object->name);
	size_t len = path[0] == '/' ? state_resolve(state->process, path, sizeof(path)) : strlen(path);
	object->shown = text_pool_keep(state->texts, path, len);
}

static void print_object(struct fd_object *object, enum state_fd_style style, struct buffer *out)
{
	if (object->type == EVENT_OBJECT_MEMFD) {
		(void)buffer_append_text(out, "</");
		print_path(object->name, out);
		(void)buffer_append_text(out, ">(deleted)");
		return;
	}
	bool socket = object->family || object->type == EVENT_OBJECT_SOCKET;
	(void)buffer_append_byte(out, '<');
	if (socket)
		print_socket(object, style, out);
	else if (object->type == EVENT_OBJECT_PIDFD && style == STATE_FD_PATHS)
		(void)buffer_append_text(out, "anon_inode:[pidfd]");
	else if (object->type == EVENT_OBJECT_PIDFD && strncmp(object->name, "pidfd:[", 7) == 0)
		(void)buffer_printf(out, "pid:%.*s", (int)strcspn(object->name + 7, "]"), object->name + 7);
	else
		print_path(object->shown, out);
	if (style == STATE_FD_DETAILS && object->type == EVENT_OBJECT_FILE)
		print_device(object->name, out);
	(void)buffer_append_byte(out, '>');
}

void state_print_fd(void *state_fd_printer, const struct event *event, int fd, bool result, struct buffer *out)
{
	const struct state_fd_printer *printer = state_fd_printer;
	struct state *state = printer->state;
	struct process *process = state->process;
	if (!process || !process->files || event->pid != process->event.pid)
		return;
	struct task *task = process_table_task(state->processes, event->tid);
	if (fd == AT_FDCWD) {
		const char *cwd = task ? task->place->cwd : process->place->cwd;
		if (!cwd[0])
			return;
		(void)buffer_append_byte(out, '<');
		print_path(cwd, out);
		(void)buffer_append_byte(out, '>');
		return;
	}
	struct state_call call = {.state = state, .event = event, .process = process};
	call.files = task ? task->files : process->files;
	struct fd_object *object = !result && fd == state->replaced_fd ? state->replaced : state_get(&call, fd);
	if (!object || (!object->name[0] && !object->family))
		return;
	resolve(state, object);
	print_object(object, printer->style, out);
}
