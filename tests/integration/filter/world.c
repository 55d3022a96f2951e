// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/filter/world.h"

#include "common/base/alloc.h"
#include "common/base/buffer.h"
#include "common/syscalls/syscalls.h"

#include <arpa/inet.h>
#include <json-c/json.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PROCESSES_MAX 64
#define FIRST_TS      1700000000000000000ull
#define STEP_NS       1000000ull // between two events
#define ADDRESS       0x7f0000001000ull

struct world_parts {
	struct json_object *json; // holds the texts
	struct event_process processes[PROCESSES_MAX];
	char *args[PROCESSES_MAX];
	size_t n_processes;
	struct event_object *objects; // one an event
	struct buffer *data;
};

static struct json_object *member(struct json_object *object, const char *key)
{
	struct json_object *value = NULL;
	return json_object_object_get_ex(object, key, &value) ? value : NULL;
}

static const char *text_of(struct json_object *object, const char *key, const char *otherwise)
{
	struct json_object *value = member(object, key);
	return value ? json_object_get_string(value) : otherwise;
}

static int64_t number_of(struct json_object *object, const char *key, int64_t otherwise)
{
	struct json_object *value = member(object, key);
	return value ? json_object_get_int64(value) : otherwise;
}

static const struct event_process *find_process(const struct world_parts *parts, int64_t pid)
{
	for (size_t i = 0; i < parts->n_processes; i++)
		if (parts->processes[i].pid == pid)
			return &parts->processes[i];
	return NULL;
}

static char *joined(struct json_object *words)
{
	AUTO_VALUE(buffer) struct buffer out = {.max = 4096};
	size_t n = words ? json_object_array_length(words) : 0;
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			(void)buffer_append_byte(&out, ' ');
		(void)buffer_append_text(&out, json_object_get_string(json_object_array_get_idx(words, i)));
	}
	return xstrdup(buffer_text(&out));
}

static int read_process(struct world_parts *parts, struct json_object *json, struct error *err)
{
	if (parts->n_processes == PROCESSES_MAX)
		return error_set(err, E2BIG, "more than %d processes", PROCESSES_MAX);
	char *args = joined(member(json, "args"));
	parts->args[parts->n_processes] = args;
	struct event_process *process = &parts->processes[parts->n_processes++];
	*process = (struct event_process){
	    .pid = (uint32_t)number_of(json, "pid", 0),
	    .ppid = (uint32_t)number_of(json, "ppid", 0),
	    .uid = (uint32_t)number_of(json, "uid", 0),
	    .gid = (uint32_t)number_of(json, "gid", 0),
	    .start_ts = FIRST_TS - (uint64_t)number_of(json, "age_ns", 0),
	    .user = text_of(json, "user", ""),
	    .exe = text_of(json, "exe", ""),
	    .args = args,
	    .cwd = text_of(json, "cwd", "/"),
	    .container_id = text_of(json, "container_id", ""),
	    .container_name = text_of(json, "container_name", ""),
	    .container_image = text_of(json, "container_image", ""),
	};
	(void)snprintf(process->comm, sizeof(process->comm), "%s", text_of(json, "comm", ""));
	process->parent = find_process(parts, process->ppid);
	return 0;
}

static const char *comm_of(struct world_parts *parts, uint32_t pid)
{
	struct json_object *list = member(parts->json, "processes");
	for (size_t i = 0; i < parts->n_processes; i++)
		if (parts->processes[i].pid == pid)
			return text_of(json_object_array_get_idx(list, i), "comm", "");
	return "";
}

static void append_data(struct buffer *data, unsigned arg, enum record_data_kind kind, const char *bytes, size_t len)
{
	static const uint8_t zeros[8];
	struct record_data head = {.arg = (uint8_t)arg, .kind = (uint8_t)kind, .len = (uint32_t)len};
	(void)buffer_append(data, &head, sizeof(head));
	(void)buffer_append(data, bytes, len);
	(void)buffer_append(data, zeros, -len & 7);
}

// argv: NUL-terminated strings one after the other.
static void append_strings(struct buffer *data, unsigned arg, struct json_object *words)
{
	AUTO_VALUE(buffer) struct buffer all = {.max = 4096};
	for (size_t i = 0; i < json_object_array_length(words); i++) {
		(void)buffer_append_text(&all, json_object_get_string(json_object_array_get_idx(words, i)));
		(void)buffer_append_byte(&all, 0);
	}
	append_data(data, arg, RECORD_DATA_STRINGS, (const char *)all.data, all.len);
}

static void append_address(struct buffer *data, unsigned arg, struct json_object *address)
{
	const char *ip = text_of(address, "ip", "0.0.0.0");
	in_port_t port = htons((uint16_t)number_of(address, "port", 0));
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = port};
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_port = port};
	if (inet_pton(AF_INET, ip, &in.sin_addr) == 1)
		append_data(data, arg, RECORD_DATA_BYTES, (const char *)&in, sizeof(in));
	else if (inet_pton(AF_INET6, ip, &in6.sin6_addr) == 1)
		append_data(data, arg, RECORD_DATA_BYTES, (const char *)&in6, sizeof(in6));
}

// A number, or what a pointer points to: {"string": …}, {"bytes": …}, {"strings": […]}, {"address": {"ip", "port"}}.
static void read_arg(struct event *event, struct buffer *data, unsigned arg, struct json_object *json)
{
	if (!json_object_is_type(json, json_type_object)) {
		event->args[arg] = (uint64_t)json_object_get_int64(json);
		return;
	}
	struct json_object *value;
	event->args[arg] = ADDRESS * (arg + 1);
	if ((value = member(json, "string")))
		append_data(data, arg, RECORD_DATA_STRING, json_object_get_string(value),
			    (size_t)json_object_get_string_len(value));
	else if ((value = member(json, "bytes")))
		append_data(data, arg, RECORD_DATA_BYTES, json_object_get_string(value),
			    (size_t)json_object_get_string_len(value));
	else if ((value = member(json, "strings")))
		append_strings(data, arg, value);
	else if ((value = member(json, "address")))
		append_address(data, arg, value);
}

static uint8_t object_type(const char *name)
{
	static const struct {
		const char *name;
		uint8_t type;
	} types[] = {
	    {"file", EVENT_OBJECT_FILE},   {"directory", EVENT_OBJECT_DIRECTORY}, {"ipv4", EVENT_OBJECT_IPV4},
	    {"ipv6", EVENT_OBJECT_IPV6},   {"unix", EVENT_OBJECT_UNIX},           {"pipe", EVENT_OBJECT_PIPE},
	    {"event", EVENT_OBJECT_EVENT},
	};
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(types[i].name, name) == 0)
			return types[i].type;
	return EVENT_OBJECT_NONE;
}

static void read_end(struct json_object *json, uint8_t type, uint8_t *ret_address, uint16_t *ret_port)
{
	if (!json)
		return;
	(void)inet_pton(type == EVENT_OBJECT_IPV6 ? AF_INET6 : AF_INET, text_of(json, "ip", ""), ret_address);
	*ret_port = (uint16_t)number_of(json, "port", 0);
}

static void read_object(struct event_object *object, struct json_object *json)
{
	const char *protocol = text_of(json, "protocol", ""), *role = text_of(json, "role", "");
	*object = (struct event_object){
	    .fd = (int32_t)number_of(json, "fd", -1),
	    .type = object_type(text_of(json, "type", "")),
	    .protocol = strcmp(protocol, "tcp") == 0   ? IPPROTO_TCP
			: strcmp(protocol, "udp") == 0 ? IPPROTO_UDP
						       : 0,
	    .role = strcmp(role, "client") == 0   ? EVENT_ROLE_CLIENT
		    : strcmp(role, "server") == 0 ? EVENT_ROLE_SERVER
						  : EVENT_ROLE_UNKNOWN,
	    .name = text_of(json, "name", ""),
	    .path = text_of(json, "path", ""),
	    .path2 = text_of(json, "path2", ""),
	};
	read_end(member(json, "local"), object->type, object->local, &object->local_port);
	read_end(member(json, "remote"), object->type, object->remote, &object->remote_port);
}

static int read_kind(struct event *event, struct json_object *json, struct error *err)
{
	const char *call = text_of(json, "call", NULL);
	if (call) {
		event->kind = EVENT_SYSCALL;
		event->nr = syscall_number(event->abi, call);
		return event->nr < 0 ? error_set(err, EINVAL, "there is no call %s", call) : 0;
	}
	event->kind = member(json, "signal") ? EVENT_SIGNAL : EVENT_EXIT;
	event->nr = (int32_t)number_of(json, "signal", 0);
	event->flags = event->kind == EVENT_EXIT ? RECORD_F_LEADER : 0;
	return 0;
}

static int read_event(struct world *world, size_t i, struct json_object *json, struct error *err)
{
	struct world_parts *parts = world->parts;
	struct event *event = &world->events[i].event;
	struct json_object *args = member(json, "args");
	world->events[i].id = text_of(json, "id", "");
	uint32_t pid = (uint32_t)number_of(json, "pid", 0);
	*event = (struct event){
	    .seq = i + 1,
	    .ts = FIRST_TS + (i + 1) * STEP_NS,
	    .duration = (uint64_t)number_of(json, "duration", 1000),
	    .ret = number_of(json, "ret", 0),
	    .pid = pid,
	    .tid = (uint32_t)number_of(json, "tid", pid),
	    .process = find_process(parts, pid),
	};
	(void)snprintf(event->comm, sizeof(event->comm), "%s", text_of(json, "comm", comm_of(parts, pid)));
	for (unsigned k = 0; args && k < json_object_array_length(args) && k < RECORD_ARGS; k++)
		read_arg(event, &parts->data[i], k, json_object_array_get_idx(args, k));
	event->data = parts->data[i].data;
	event->data_len = (uint32_t)parts->data[i].len;
	if (member(json, "object")) {
		read_object(&parts->objects[i], member(json, "object"));
		event->object = &parts->objects[i];
	}
	if (!event->process)
		return error_set(err, EINVAL, "%s: there is no process %u", world->events[i].id, pid);
	return read_kind(event, json, err);
}

int world_read(const char *path, struct world *ret_world, struct error *err)
{
	struct world world = {.parts = xcalloc(1, sizeof(*world.parts))};
	struct world_parts *parts = world.parts;
	int r = 0;
	parts->json = json_object_from_file(path);
	struct json_object *processes = parts->json ? member(parts->json, "processes") : NULL;
	struct json_object *events = parts->json ? member(parts->json, "events") : NULL;
	if (!processes || !events)
		r = error_set(err, EINVAL, "%s is no world", path);
	for (size_t i = 0; r == 0 && i < json_object_array_length(processes); i++)
		r = read_process(parts, json_object_array_get_idx(processes, i), err);
	if (r == 0) {
		world.n = json_object_array_length(events);
		world.events = xcalloc(world.n, sizeof(*world.events));
		parts->objects = xcalloc(world.n, sizeof(*parts->objects));
		parts->data = xcalloc(world.n, sizeof(*parts->data));
	}
	for (size_t i = 0; i < world.n; i++)
		buffer_init(&parts->data[i], 65536);
	for (size_t i = 0; r == 0 && i < world.n; i++)
		r = read_event(&world, i, json_object_array_get_idx(events, i), err);
	if (r < 0)
		world_done(&world);
	else
		*ret_world = world;
	return r;
}

void world_done(struct world *world)
{
	struct world_parts *parts = world->parts;
	for (size_t i = 0; i < world->n; i++)
		buffer_done(&parts->data[i]);
	for (size_t i = 0; i < parts->n_processes; i++)
		free(parts->args[i]);
	free(parts->objects);
	free(parts->data);
	free(world->events);
	json_object_put(parts->json);
	free(parts);
}
