// SPDX-License-Identifier: Apache-2.0
#include "detector/output/json_subject.h"

#include "common/base/alloc.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

void json_append_string(struct buffer *out, const char *text, size_t max)
{
	(void)buffer_append_byte(out, '"');
	for (size_t i = 0; i < max && text[i]; i++) {
		unsigned char c = (unsigned char)text[i];
		if (c == '"' || c == '\\')
			(void)buffer_printf(out, "\\%c", c);
		else if (c < 0x20 || c >= 0x7f)
			(void)buffer_printf(out, "\\u%04x", c);
		else
			(void)buffer_append_byte(out, c);
	}
	(void)buffer_append_byte(out, '"');
}

static void member(struct buffer *out, const char *name)
{
	bool first = out->len > 0 && out->data[out->len - 1] == '{';
	(void)buffer_append_text(out, first ? "\"" : ",\"");
	(void)buffer_append_text(out, name);
	(void)buffer_append_text(out, "\":");
}

static void text_member(struct buffer *out, const char *name, const char *text)
{
	member(out, name);
	json_append_string(out, text, SIZE_MAX);
}

static void number_member(struct buffer *out, const char *name, bool known, uint32_t value)
{
	member(out, name);
	if (known)
		(void)buffer_printf(out, "%" PRIu32, value);
	else
		(void)buffer_append_text(out, "null");
}

static void append_parents(struct buffer *out, const struct event_process *parent)
{
	member(out, "parents");
	(void)buffer_append_byte(out, '[');
	for (unsigned i = 0; parent && i < EVENT_ANCESTORS_MAX; i++, parent = parent->parent) {
		(void)buffer_append_text(out, i ? ",{" : "{");
		number_member(out, "pid", true, parent->pid);
		text_member(out, "exe", parent->exe);
		text_member(out, "args", parent->args);
		(void)buffer_append_byte(out, '}');
	}
	(void)buffer_append_byte(out, ']');
}

void json_append_process(struct buffer *out, const struct event_process *process)
{
	if (!process) {
		(void)buffer_append_text(out, "null");
		return;
	}
	(void)buffer_append_byte(out, '{');
	number_member(out, "pid", true, process->pid);
	number_member(out, "ppid", process->ppid != 0, process->ppid);
	number_member(out, "uid", process->uid != EVENT_NO_ID, process->uid);
	text_member(out, "user", process->user);
	text_member(out, "exe", process->exe);
	text_member(out, "args", process->args);
	text_member(out, "cwd", process->cwd);
	text_member(out, "container_id", process->container_id);
	text_member(out, "container_name", process->container_name);
	text_member(out, "container_image", process->container_image);
	append_parents(out, process->parent);
	(void)buffer_append_byte(out, '}');
}

#define KEPT_SLOTS 16u
#define KEPT_BYTES (256u * 1024u)

struct kept_process {
	uint64_t versions[EVENT_ANCESTORS_MAX + 1]; // of the process and its parents; 0 behind the last
	struct buffer text;
};

struct json_processes {
	struct kept_process slots[KEPT_SLOTS];
};

struct json_processes *json_processes_new(void)
{
	struct json_processes *processes = xcalloc(1, sizeof(*processes));
	for (unsigned i = 0; i < KEPT_SLOTS; i++)
		buffer_init(&processes->slots[i].text, KEPT_BYTES);
	return processes;
}

void json_processes_free(struct json_processes *processes)
{
	for (unsigned i = 0; processes && i < KEPT_SLOTS; i++)
		buffer_done(&processes->slots[i].text);
	free(processes);
}

// False when somebody in it has no version.
static bool versions_of(const struct event_process *process, uint64_t ret_versions[EVENT_ANCESTORS_MAX + 1])
{
	unsigned n = 0;
	memset(ret_versions, 0, (EVENT_ANCESTORS_MAX + 1) * sizeof(ret_versions[0]));
	for (; process && n <= EVENT_ANCESTORS_MAX; process = process->parent) {
		if (!process->version)
			return false;
		ret_versions[n++] = process->version;
	}
	return n > 0;
}

void json_processes_append(struct json_processes *processes, struct buffer *out, const struct event_process *process)
{
	uint64_t versions[EVENT_ANCESTORS_MAX + 1];
	if (!versions_of(process, versions)) {
		json_append_process(out, process);
		return;
	}
	struct kept_process *kept = &processes->slots[process->pid % KEPT_SLOTS];
	if (memcmp(kept->versions, versions, sizeof(versions)) != 0) {
		buffer_clear(&kept->text);
		json_append_process(&kept->text, process);
		memcpy(kept->versions, versions, sizeof(versions));
		if (kept->text.failed) {
			kept->versions[0] = 0;
			json_append_process(out, process);
			return;
		}
	}
	(void)buffer_append(out, kept->text.data, kept->text.len);
}

// One of IPv4 inside IPv6 as IPv4, as the filter sees it.
static void address_member(struct buffer *out, const char *name, const struct event_object *object,
			   const uint8_t address[static 16])
{
	static const uint8_t unknown[16], mapped[12] = {[10] = 0xff, [11] = 0xff};
	char text[INET6_ADDRSTRLEN] = "";
	bool four = object->type == EVENT_OBJECT_IPV4, six = object->type == EVENT_OBJECT_IPV6;
	if ((four || six) && memcmp(address, unknown, four ? 4 : 16) != 0) {
		bool inside = six && memcmp(address, mapped, sizeof(mapped)) == 0;
		(void)inet_ntop(four || inside ? AF_INET : AF_INET6, inside ? address + sizeof(mapped) : address, text,
				sizeof(text));
	}
	text_member(out, name, text);
}

void json_append_object(struct buffer *out, const struct event_object *object)
{
	static const char *const roles[] = {
	    [EVENT_ROLE_UNKNOWN] = "", [EVENT_ROLE_CLIENT] = "client", [EVENT_ROLE_SERVER] = "server"};
	if (!object) {
		(void)buffer_append_text(out, "null");
		return;
	}
	(void)buffer_append_byte(out, '{');
	number_member(out, "fd", object->fd >= 0, (uint32_t)object->fd);
	text_member(out, "type", event_object_type_name(object->type));
	text_member(out, "name", object->name);
	text_member(out, "path", object->path);
	text_member(out, "path2", object->path2);
	text_member(out, "protocol", event_protocol_name(object->protocol));
	address_member(out, "local_ip", object, object->local);
	number_member(out, "local_port", object->local_port, object->local_port);
	address_member(out, "remote_ip", object, object->remote);
	number_member(out, "remote_port", object->remote_port, object->remote_port);
	text_member(out, "role", object->role <= EVENT_ROLE_SERVER ? roles[object->role] : "");
	(void)buffer_append_byte(out, '}');
}
