// SPDX-License-Identifier: Apache-2.0
#include "server/service/subject_json.h"

#include "server/service/json_text.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#define PARENT_TEXT_MAX 1024u // of each text of an ancestor: there are many

static void member(struct buffer *out, const char *name)
{
	bool is_first = out->len > 0 && out->data[out->len - 1] == '{';
	(void)buffer_append_text(out, is_first ? "\"" : ",\"");
	(void)buffer_append_text(out, name);
	(void)buffer_append_text(out, "\":");
}

static void member_number(struct buffer *out, const char *name, bool known, uint64_t value)
{
	member(out, name);
	if (known)
		json_text_u64(out, value);
	else
		(void)buffer_append_text(out, "null");
}

// A name that a program gave itself or a file: hostile, and cut between characters.
static void member_text(struct buffer *out, const char *name, const char *text, size_t text_max)
{
	size_t len = strlen(text);
	member(out, name);
	if (len <= text_max) {
		json_text_name(out, text, len);
		return;
	}
	len = text_max;
	for (unsigned i = 0; i < 3 && len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80; i++)
		len--;
	json_text_name(out, text, len);
	if (out->failed)
		return;
	out->len--; // its last quote
	(void)buffer_append_text(out, "…\"");
}

static void member_word(struct buffer *out, const char *name, const char *word)
{
	member(out, name);
	json_text_string(out, word, strlen(word));
}

// --- process ---

static void parents_json(const struct event_process *parent, size_t text_max, struct buffer *out)
{
	size_t max = text_max < PARENT_TEXT_MAX ? text_max : PARENT_TEXT_MAX;
	member(out, "parents");
	(void)buffer_append_byte(out, '[');
	for (unsigned i = 0; parent && i < EVENT_ANCESTORS_MAX; i++, parent = parent->parent) {
		(void)buffer_append_text(out, i ? ",{" : "{");
		member_number(out, "pid", true, parent->pid);
		member_text(out, "exe", parent->exe, max);
		member_text(out, "args", parent->args, max);
		(void)buffer_append_byte(out, '}');
	}
	(void)buffer_append_byte(out, ']');
}

void process_json(const struct event_process *process, size_t text_max, struct buffer *out)
{
	if (!process) {
		(void)buffer_append_text(out, "null");
		return;
	}
	(void)buffer_append_byte(out, '{');
	member_number(out, "pid", true, process->pid);
	member_number(out, "ppid", process->ppid != 0, process->ppid);
	member_number(out, "uid", process->uid != EVENT_NO_ID, process->uid);
	member_text(out, "user", process->user, text_max);
	member_text(out, "exe", process->exe, text_max);
	member_text(out, "args", process->args, text_max);
	member_text(out, "cwd", process->cwd, text_max);
	member_text(out, "container_id", process->container_id, text_max);
	member_text(out, "container_name", process->container_name, text_max);
	member_text(out, "container_image", process->container_image, text_max);
	parents_json(process->parent, text_max, out);
	(void)buffer_append_byte(out, '}');
}

// --- object ---

// One of IPv4 inside IPv6 as IPv4, as the filter sees it.
static void member_address(struct buffer *out, const char *name, const struct event_object *object,
			   const uint8_t address[static 16])
{
	static const uint8_t unknown[16], mapped[12] = {[10] = 0xff, [11] = 0xff};
	char text[INET6_ADDRSTRLEN];
	bool four = object->type == EVENT_OBJECT_IPV4;
	if ((!four && object->type != EVENT_OBJECT_IPV6) || memcmp(address, unknown, four ? 4 : 16) == 0) {
		member_word(out, name, "");
		return;
	}
	if (!four && memcmp(address, mapped, sizeof(mapped)) == 0) {
		four = true;
		address += sizeof(mapped);
	}
	(void)inet_ntop(four ? AF_INET : AF_INET6, address, text, sizeof(text)); // has room
	member_word(out, name, text);
}

void object_json(const struct event_object *object, size_t text_max, struct buffer *out)
{
	if (!object) {
		(void)buffer_append_text(out, "null");
		return;
	}
	static const char *const roles[] = {"", "client", "server"};
	bool is_ip = object->type == EVENT_OBJECT_IPV4 || object->type == EVENT_OBJECT_IPV6;
	(void)buffer_append_byte(out, '{');
	member_number(out, "fd", object->fd >= 0, (uint32_t)object->fd);
	member_word(out, "type", event_object_type_name(object->type));
	member_text(out, "name", object->name, text_max);
	member_text(out, "path", object->path, text_max);
	member_text(out, "path2", object->path2, text_max);
	member_word(out, "protocol", event_protocol_name(object->protocol));
	member_address(out, "local_ip", object, object->local);
	member_number(out, "local_port", is_ip && object->local_port, object->local_port);
	member_address(out, "remote_ip", object, object->remote);
	member_number(out, "remote_port", is_ip && object->remote_port, object->remote_port);
	member_word(out, "role", roles[object->role <= EVENT_ROLE_SERVER ? object->role : 0]);
	(void)buffer_append_byte(out, '}');
}
