// SPDX-License-Identifier: Apache-2.0
// Both ends of a socket, and the name that follows from them.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "detector/state/state_effects.h"
#include "detector/state/state_private.h"

#define END_TEXT 80

static struct socket_address end_of(const struct fd_object *object, bool local)
{
	struct socket_address address = {.family = object->family};
	address.port = local ? object->local_port : object->remote_port;
	memcpy(address.ip, local ? object->local : object->remote, sizeof(address.ip));
	return address;
}

// As sysdig has it: from the client to the server, where it is known who is who; else from us to the other end.
static void inet_name(const struct fd_object *object, const struct socket_address *remote, char *ret, size_t size)
{
	char local_text[END_TEXT] = "", remote_text[END_TEXT] = "";
	struct socket_address end = end_of(object, true);
	socket_address_print(&end, local_text, sizeof(local_text));
	if (!remote && !object->has_remote) {
		(void)snprintf(ret, size, "%s", object->has_local ? local_text : "");
		return;
	}
	end = remote ? *remote : end_of(object, false);
	socket_address_print(&end, remote_text, sizeof(remote_text));
	bool called = object->role == EVENT_ROLE_SERVER;
	(void)snprintf(ret, size, "%s->%s", called ? remote_text : local_text, called ? local_text : remote_text);
}

void state_socket_name(const struct fd_object *object, const struct socket_address *remote, char *ret, size_t size)
{
	ret[0] = '\0';
	if (object->family == AF_INET || object->family == AF_INET6)
		inet_name(object, remote, ret, size);
	else if (object->family == AF_UNIX && remote && remote->path[0])
		(void)snprintf(ret, size, "%s", remote->path);
	else if (object->family == AF_UNIX)
		(void)snprintf(ret, size, "%s", object->remote_path[0] ? object->remote_path : object->local_path);
	if (!ret[0] && object->inode)
		(void)snprintf(ret, size, "socket:[%llu]", (unsigned long long)object->inode);
}

void state_rename_socket(struct state *state, struct fd_object *object)
{
	char name[2 * END_TEXT + SOCKET_PATH_MAX];
	state_socket_name(object, NULL, name, sizeof(name));
	const char *kept = text_pool_keep(state->texts, name, sizeof(name));
	text_pool_drop(state->texts, object->name);
	object->name = kept;
}

static void set_path(struct state *state, const char **field, const char *path)
{
	const char *kept = text_pool_keep(state->texts, path, SOCKET_PATH_MAX);
	text_pool_drop(state->texts, *field);
	*field = kept;
}

void state_set_local(struct state *state, struct fd_object *object, const struct socket_address *address)
{
	if (address->family != object->family)
		return;
	object->has_local = address->port || address->path[0];
	object->local_port = address->port;
	memcpy(object->local, address->ip, sizeof(object->local));
	set_path(state, &object->local_path, address->path);
	state_rename_socket(state, object);
}

void state_set_remote(struct state *state, struct fd_object *object, const struct socket_address *address)
{
	// connect to AF_UNSPEC takes the other end away
	if (address->family != object->family && address->family != AF_UNSPEC)
		return;
	object->has_remote = address->family != AF_UNSPEC;
	object->remote_port = address->port;
	memcpy(object->remote, address->ip, sizeof(object->remote));
	set_path(state, &object->remote_path, address->path);
	state_rename_socket(state, object);
}

bool state_call_file(const struct state_call *call, uint8_t sub, struct record_file *ret_file)
{
	size_t cursor = 0;
	struct event_data data;
	while (event_next_data(call->event, &cursor, &data)) {
		if (data.head->kind != RECORD_DATA_FILE || data.head->sub != sub || data.head->len < sizeof(*ret_file))
			continue;
		memcpy(ret_file, data.bytes, sizeof(*ret_file));
		return ret_file->inode;
	}
	return false;
}

// What the kernel knows better than the call's arguments: a port that it chose, the number of the socket.
static void learn(struct state_call *call, uint8_t sub, struct fd_object *object)
{
	struct record_file file;
	if (!object || !state_call_file(call, sub, &file))
		return;
	object->inode = file.inode;
	if (file.family == object->family && (file.family == AF_INET || file.family == AF_INET6)) {
		object->has_local = object->has_local || file.local_port;
		object->local_port = file.local_port;
		memcpy(object->local, file.local, sizeof(object->local));
		object->has_remote = object->has_remote || file.remote_port;
		if (file.remote_port) {
			object->remote_port = file.remote_port;
			memcpy(object->remote, file.remote, sizeof(object->remote));
		}
	}
	state_rename_socket(call->state, object);
}

static uint8_t protocol_of(uint16_t family, uint8_t type, uint64_t given)
{
	if (family == AF_NETLINK && given < UINT8_MAX - EVENT_PROTOCOL_NETLINK)
		return (uint8_t)(EVENT_PROTOCOL_NETLINK + given);
	if (family != AF_INET && family != AF_INET6)
		return 0;
	if (given)
		return given < UINT8_MAX ? (uint8_t)given : 0;
	return type == SOCK_STREAM ? IPPROTO_TCP : type == SOCK_DGRAM ? IPPROTO_UDP : 0;
}

static struct fd_object *new_socket(struct state *state, uint64_t family, uint64_t type, uint64_t protocol)
{
	uint8_t kind = EVENT_OBJECT_SOCKET;
	if (family == AF_INET)
		kind = EVENT_OBJECT_IPV4;
	else if (family == AF_INET6)
		kind = EVENT_OBJECT_IPV6;
	else if (family == AF_UNIX)
		kind = EVENT_OBJECT_UNIX;
	struct fd_object *object = fd_object_new(&state->fds, kind, NULL, 0);
	if (!object)
		return NULL;
	object->family = (uint16_t)family;
	object->socket_type = type & 0xf;
	object->protocol = protocol_of(object->family, object->socket_type, protocol);
	return object;
}

static void on_socket(struct state_call *call)
{
	const uint64_t *args = call->event->args;
	struct fd_object *object = new_socket(call->state, args[0], args[1], args[2]);
	learn(call, 0, object);
	state_put(call, (int)call->event->ret, object, args[1] & SOCK_CLOEXEC);
}

static void on_socketpair(struct state_call *call)
{
	const uint64_t *args = call->event->args;
	int fds[2];
	if (!state_two_fds(call, 3, fds))
		return;
	for (uint8_t i = 0; i < 2; i++) {
		struct fd_object *object = new_socket(call->state, args[0], args[1], args[2]);
		struct record_file other;
		learn(call, i, object);
		if (object && state_call_file(call, 1 - i, &other))
			object->peer = other.inode;
		state_put(call, fds[i], object, args[1] & SOCK_CLOEXEC);
	}
}

static bool address_at(const struct state_call *call, unsigned arg, uint8_t kind, struct socket_address *ret_address)
{
	size_t cursor = 0;
	struct event_data data;
	while (event_next_data(call->event, &cursor, &data))
		if (data.head->arg == arg && data.head->kind == kind && !(data.head->status & RECORD_DATA_ENTRY))
			return socket_address_parse(data.bytes, data.head->len, ret_address);
	return false;
}

static void keep_before(struct state_call *call)
{
	state_replace(call, (int)call->event->args[0], fd_object_copy(&call->state->fds, call->object));
}

static void on_connect(struct state_call *call)
{
	struct socket_address remote;
	struct fd_object *object = call->object;
	if (!object)
		return;
	keep_before(call);
	if (address_at(call, 1, RECORD_DATA_BYTES, &remote)) {
		object->role = remote.family == AF_UNSPEC ? EVENT_ROLE_UNKNOWN : EVENT_ROLE_CLIENT;
		state_set_remote(call->state, object, &remote);
	}
	learn(call, 0, object);
}

static void on_bind(struct state_call *call)
{
	struct socket_address local;
	if (!call->object)
		return;
	keep_before(call);
	if (address_at(call, 1, RECORD_DATA_BYTES, &local))
		state_set_local(call->state, call->object, &local);
	learn(call, 0, call->object);
}

static void on_listen(struct state_call *call)
{
	if (!call->object)
		return;
	call->object->role = EVENT_ROLE_SERVER;
	learn(call, 0, call->object);
}

static void accepted(struct state_call *call, bool cloexec)
{
	const struct fd_object *from = call->object;
	struct socket_address remote;
	struct record_file file = {0};
	bool told = address_at(call, 1, RECORD_DATA_BYTES, &remote);
	uint16_t family = from ? from->family : 0;
	if (!family && state_call_file(call, 0, &file))
		family = file.family;
	if (!family && told)
		family = remote.family;
	struct fd_object *object = NULL;
	if (family)
		object = new_socket(call->state, family, from && from->socket_type ? from->socket_type : SOCK_STREAM,
				    from ? from->protocol : 0);
	if (object) {
		object->role = EVENT_ROLE_SERVER;
		object->has_local = from && from->has_local;
		object->local_port = from ? from->local_port : 0;
		if (from) {
			memcpy(object->local, from->local, sizeof(object->local));
			object->local_path = text_pool_share(from->local_path);
		}
		if (told)
			state_set_remote(call->state, object, &remote);
		learn(call, 0, object);
		state_rename_socket(call->state, object);
	}
	state_put(call, (int)call->event->ret, object, cloexec);
}

static void on_accept(struct state_call *call)
{
	accepted(call, false);
}

static void on_accept4(struct state_call *call)
{
	accepted(call, call->event->args[3] & SOCK_CLOEXEC);
}

static void on_getsockname(struct state_call *call)
{
	struct socket_address address;
	if (call->object && address_at(call, 1, RECORD_DATA_BYTES, &address))
		state_set_local(call->state, call->object, &address);
}

static void on_getpeername(struct state_call *call)
{
	struct socket_address address;
	if (call->object && address_at(call, 1, RECORD_DATA_BYTES, &address))
		state_set_remote(call->state, call->object, &address);
}

// The other end of a datagram is this call's alone.
static void pass(struct state_call *call, unsigned arg, uint8_t kind)
{
	call->has_remote = call->object && call->object->family && !call->object->has_remote &&
			   call->object->socket_type != SOCK_STREAM && address_at(call, arg, kind, &call->remote) &&
			   call->remote.family == call->object->family;
}

static void on_sendto(struct state_call *call)
{
	pass(call, 4, RECORD_DATA_BYTES);
}

static void on_recvfrom(struct state_call *call)
{
	pass(call, 4, RECORD_DATA_BYTES);
}

static void on_message(struct state_call *call)
{
	pass(call, 1, RECORD_DATA_NAME);
}

const struct state_effect state_socket_effects[] = {
    {SYS_socket, on_socket, false},           {SYS_socketpair, on_socketpair, false},
    {SYS_connect, on_connect, false},         {SYS_bind, on_bind, false},
    {SYS_listen, on_listen, false},           {SYS_accept, on_accept, false},
    {SYS_accept4, on_accept4, false},         {SYS_getsockname, on_getsockname, false},
    {SYS_getpeername, on_getpeername, false}, {SYS_sendto, on_sendto, true},
    {SYS_recvfrom, on_recvfrom, true},        {SYS_sendmsg, on_message, true},
    {SYS_recvmsg, on_message, true},          {-1, NULL, false},
};
