// SPDX-License-Identifier: Apache-2.0
// Random filters that are well typed, and events of which some match: constants are mostly values that an event has. The same seed
// makes the same ones on every machine.
#pragma once

#include "tests/unit/support/filter_naive.h"
#include "tests/unit/support/subject_maker.h"

#define FILTER_MAKER_EVENTS  256u
#define FILTER_MAKER_OBJECTS 48u

struct filter_maker {
	struct event_maker random;
	struct subject_maker subjects;
	struct event_object objects[FILTER_MAKER_OBJECTS];
	char names[FILTER_MAKER_OBJECTS][2][80];
	struct event events[FILTER_MAKER_EVENTS];
	_Alignas(8) uint8_t data[FILTER_MAKER_EVENTS][1024];
};

static inline uint64_t filter_maker_dice(struct filter_maker *maker, uint64_t sides)
{
	return event_maker_random(&maker->random) % sides;
}

// --- events ---

static inline void filter_maker_object(struct filter_maker *maker, unsigned i)
{
	static const char *const places[] = {"/etc/passwd", "/",        "/srv/data/a.txt", "pipe:[17]", "",
					     "relative",    "/usr/lib/"};
	static const uint8_t protocols[] = {0, 1, 6, 17, 58, 99, 132, 255};
	struct event_object *object = &maker->objects[i];
	for (unsigned k = 0; k < 2; k++)
		(void)snprintf(maker->names[i][k], sizeof(maker->names[i][k]), "%s",
			       places[filter_maker_dice(maker, 7)]);
	*object = (struct event_object){
	    .fd = (int32_t)filter_maker_dice(maker, 8) - 1,
	    .type = (uint8_t)filter_maker_dice(maker, EVENT_OBJECT_END),
	    .protocol = protocols[filter_maker_dice(maker, 8)],
	    .role = (uint8_t)filter_maker_dice(maker, 3),
	    .local_port = (uint16_t)(filter_maker_dice(maker, 3) * 40),
	    .remote_port = (uint16_t)(filter_maker_dice(maker, 3) * 443),
	    .name = maker->names[i][0],
	    .path = maker->names[i][1],
	    .path2 = filter_maker_dice(maker, 3) ? "" : "/srv/second",
	};
	if (filter_maker_dice(maker, 2))
		object->type = (uint8_t)(EVENT_OBJECT_IPV4 + filter_maker_dice(maker, 2));
	if (filter_maker_dice(maker, 4) == 0)
		object->local[10] = object->local[11] = 0xff;
	for (unsigned k = 0; k < 2; k++)
		object->remote[k] = (uint8_t)filter_maker_dice(maker, 3);
	object->local[object->type == EVENT_OBJECT_IPV4 ? 0 : 13] = (uint8_t)filter_maker_dice(maker, 3);
}

// A row of captured memory for some arguments, whatever the call makes of it.
static inline void filter_maker_data(struct filter_maker *maker, unsigned i)
{
	static const char *const texts[] = {"/etc/passwd",
					    "../nginx.conf",
					    "hello\0world",
					    "-l",
					    "password=\"x\"\n",
					    "",
					    "\x02\0\x01\xbb\x0a\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"};
	static const uint8_t lengths[] = {11, 13, 11, 2, 13, 0, 24};
	struct event *event = &maker->events[i];
	event->data = maker->data[i];
	for (uint8_t arg = 0; arg < RECORD_ARGS; arg++) {
		if (filter_maker_dice(maker, 3) == 0)
			continue;
		uint64_t which = filter_maker_dice(maker, 7);
		struct record_data head = {
		    .arg = arg,
		    .kind = (uint8_t)(filter_maker_dice(maker, 6) ? 1 + filter_maker_dice(maker, 2)
								  : 1 + filter_maker_dice(maker, 8)),
		    .status = filter_maker_dice(maker, 8) ? 0 : (uint8_t)filter_maker_dice(maker, 8),
		    .sub = (uint8_t)filter_maker_dice(maker, 2),
		    .len = lengths[which],
		};
		memcpy(maker->data[i] + event->data_len, &head, sizeof(head));
		memcpy(maker->data[i] + event->data_len + sizeof(head), texts[which], lengths[which]);
		event->data_len += (uint32_t)(sizeof(head) + ((lengths[which] + 7u) & ~7u));
	}
}

static inline void filter_maker_event(struct filter_maker *maker, unsigned i)
{
	static const char *const calls[] = {"openat",  "read",     "write",   "open",    "creat", "openat2",
					    "connect", "mmap",     "clone",   "writev",  "close", "recvmsg",
					    "sendto",  "rename",   "execve",  "getpid",  "futex", "mkdir",
					    "lseek",   "sendmmsg", "pread64", "accept4", "fcntl", "socket"};
	static const uint64_t values[] = {
	    0, 1, 2, 3, 64, 4096, 0x241, 0755, 0xffffffff, UINT64_MAX, (uint64_t)-100, 0x410000};
	struct event *event = &maker->events[i];
	event_maker_wild(&maker->random, event);
	event->data = NULL;
	event->data_len = 0;
	event->ts = 1763971200000000000ull + filter_maker_dice(maker, 100) * 1000000000ull;
	if (event->kind == EVENT_SIGNAL)
		event->nr = (int32_t)filter_maker_dice(maker, 66);
	if (filter_maker_dice(maker, 5)) {
		const char *name = calls[filter_maker_dice(maker, sizeof(calls) / sizeof(calls[0]))];
		if (event->kind == EVENT_SYSCALL && event->abi == 0 && syscall_number(0, name) >= 0)
			event->nr = syscall_number(0, name);
		for (unsigned arg = 0; arg < RECORD_ARGS; arg++)
			event->args[arg] = values[filter_maker_dice(maker, sizeof(values) / sizeof(values[0]))];
		event->duration = filter_maker_dice(maker, 5) ? filter_maker_dice(maker, 20) * 100 : event->duration;
		event->ret = filter_maker_dice(maker, 3) ? (int64_t)filter_maker_dice(maker, 12) - 4 : event->ret;
		(void)snprintf(event->comm, sizeof(event->comm), "worker-%u", (unsigned)filter_maker_dice(maker, 3));
	}
	filter_maker_data(maker, i);
	uint64_t process = filter_maker_dice(maker, SUBJECT_PROCESSES + 6);
	event->process = process < SUBJECT_PROCESSES ? &maker->subjects.processes[process] : NULL;
	uint64_t object = filter_maker_dice(maker, FILTER_MAKER_OBJECTS + 16);
	event->object = object < FILTER_MAKER_OBJECTS ? &maker->objects[object] : NULL;
}

static inline void filter_maker_init(struct filter_maker *maker, uint64_t seed)
{
	memset(maker, 0, sizeof(*maker));
	maker->random.state = seed * 0x9e3779b97f4a7c15ull | 1;
	subject_maker_init(&maker->subjects);
	maker->subjects.processes[3].exe = "";
	maker->subjects.processes[5].container_image = "registry:5000/team/app@sha256:00";
	maker->subjects.processes[7].container_image = "app";
	maker->subjects.processes[9].args = "";
	for (unsigned i = 0; i < FILTER_MAKER_OBJECTS; i++)
		filter_maker_object(maker, i);
	for (unsigned i = 0; i < FILTER_MAKER_EVENTS; i++)
		filter_maker_event(maker, i);
}

// --- filters ---

static inline void filter_maker_field(struct filter_maker *maker, struct filter_node *node, struct buffer *out)
{
	static const char *const names[] = {"flags", "path", "fd",  "buf", "mode",   "count",  "addr",   "dirfd",
					    "argv",  "prot", "how", "iov", "sockfd", "whence", "offset", "op"};
	node->field =
	    &filter_fields[filter_maker_dice(maker, 4) ? filter_maker_dice(maker, FILTER_FIELDS) : FIELD_EVT_ARG];
	node->argument = NULL;
	node->index = -1;
	(void)buffer_append_text(out, node->field->name);
	if (node->field->argument == FILTER_ARGUMENT_NAME && filter_maker_dice(maker, 4)) {
		node->argument = names[filter_maker_dice(maker, 16)];
		(void)buffer_printf(out, ".%s", node->argument);
	} else if (node->field->argument == FILTER_ARGUMENT_NAME ||
		   (node->field->argument == FILTER_ARGUMENT_INDEX && filter_maker_dice(maker, 2))) {
		node->index = (int32_t)filter_maker_dice(maker, 6);
		(void)buffer_printf(out, "[%d]", node->index);
	}
}

static inline bool filter_maker_is_plain(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] < ' ' || text[i] > '~' || strchr("\"'\\", text[i]))
			return false;
	return true;
}

// A part of a text that an event has; patterns of it.
static inline void filter_maker_text(struct filter_maker *maker, enum filter_op op, const char *text, size_t len,
				     struct buffer *out)
{
	size_t from = 0, to = len;
	if (op == FILTER_CONTAINS || op == FILTER_ICONTAINS || op == FILTER_ENDSWITH || op == FILTER_GLOB ||
	    op == FILTER_REGEX)
		from = (size_t)filter_maker_dice(maker, len + 1);
	if (op == FILTER_CONTAINS || op == FILTER_ICONTAINS || op == FILTER_STARTSWITH || op == FILTER_PMATCH ||
	    op == FILTER_REGEX)
		to = from + (size_t)filter_maker_dice(maker, len - from + 1);
	if (to - from > 40)
		to = from + 40;
	if (!filter_maker_is_plain(text + from, to - from)) {
		(void)buffer_append_text(out, "\"tool\"");
		return;
	}
	(void)buffer_append_byte(out, '"');
	if (op == FILTER_GLOB && from > 0)
		(void)buffer_append_byte(out, '*');
	for (size_t i = from; i < to; i++) {
		char c = text[i];
		if (op == FILTER_REGEX && strchr("[](){}.*+?|^$", c))
			c = '.';
		if (op == FILTER_GLOB && (strchr("[]", c) || filter_maker_dice(maker, 6) == 0))
			c = '?';
		if (op == FILTER_ICONTAINS && filter_maker_dice(maker, 2) && c >= 'a' && c <= 'z')
			c = (char)(c - 32);
		(void)buffer_append_byte(out, (uint8_t)c);
	}
	(void)buffer_append_byte(out, '"');
}

static inline void filter_maker_number(struct filter_maker *maker, const struct filter_node *node, int64_t number,
				       struct buffer *out)
{
	const struct filter_field *field = node->field;
	bool order = node->op >= FILTER_LT && node->op <= FILTER_GE;
	static const int64_t beside[] = {0, 0, 0, 1, -1, 100};
	int64_t step = beside[filter_maker_dice(maker, 6)];
	if (number < INT64_MAX - 100 && number > INT64_MIN)
		number += step;
	if (field->type == FILTER_BOOL)
		(void)buffer_append_text(out, number & 1 ? "true" : "false");
	else if (field->type == FILTER_RESULT && !order && filter_maker_dice(maker, 4) == 0)
		(void)buffer_append_text(out, "SUCCESS");
	else if (field->type == FILTER_ARGUMENT && number >= 0 &&
		 filter_maker_dice(maker, 2)) // a mode would read as octal
		(void)buffer_printf(out, "0x%llx", (unsigned long long)number);
	else if (field->type == FILTER_ARGUMENT && node->argument && strcmp(node->argument, "mode") == 0)
		(void)buffer_printf(out, "%s%llo", number < 0 ? "-" : "", (unsigned long long)llabs(number));
	else if (field->type == FILTER_NUMBER || field->type == FILTER_RESULT || field->type == FILTER_ARGUMENT)
		(void)buffer_printf(out, "%lld", (long long)number);
	else
		(void)buffer_printf(out, "%lld", (long long)(number < 0 ? 0 : number));
}

static inline void filter_maker_values(const struct event *event, const struct filter_node *node,
				       struct naive_values *values)
{
	enum filter_field_id field = node->field->id;
	if (field <= FIELD_SIGNAL_NAME || field == FIELD_FS_PATH_NAMERAW)
		naive_evt(event, node, values);
	else if (field <= FIELD_THREAD_TID || field >= FIELD_USER_UID)
		naive_process(event, node, values);
	else
		naive_object(event, field, values);
}

static inline void filter_maker_value(struct filter_maker *maker, const struct filter_node *node, struct buffer *out)
{
	static const char *const flags[] = {"O_CREAT", "O_RDONLY", "O_WRONLY|O_CREAT", "MAP_SHARED", "SIGCHLD",
					    "0x40",    "O_"};
	static const char *const addresses[] = {"127.0.0.1", "::1", "0.1.0.0", "::ffff:1.0.0.0"};
	const struct filter_field *field = node->field;
	struct naive_values values = {0};
	for (unsigned tries = 0; values.n == 0 && tries < 20; tries++)
		filter_maker_values(&maker->events[filter_maker_dice(maker, FILTER_MAKER_EVENTS)], node, &values);
	const struct naive_value *value = values.n ? &values.values[filter_maker_dice(maker, values.n)] : NULL;
	bool order = node->op >= FILTER_LT && node->op <= FILTER_GE;
	if (field->type == FILTER_ADDRESS || field->type == FILTER_NET) {
		(void)buffer_append_text(out, value ? value->text + 2 : addresses[filter_maker_dice(maker, 4)]);
		if (field->type == FILTER_NET && value && value->text[0] == '4')
			(void)buffer_printf(out, "/%u", (unsigned)filter_maker_dice(maker, 33));
	} else if (field->type == FILTER_ARGUMENT && filter_maker_dice(maker, 4) == 0 && !order) {
		(void)buffer_printf(out, "'%s'", flags[filter_maker_dice(maker, 7)]);
	} else if (value && value->has_text && !order && (!value->has_number || filter_maker_dice(maker, 2))) {
		filter_maker_text(maker, node->op, value->text, value->len, out);
	} else if (field->type == FILTER_CALL) {
		(void)buffer_append_text(out, "read");
	} else if (field->type == FILTER_TEXT) {
		(void)buffer_append_text(out, "nothing");
	} else {
		filter_maker_number(maker, node, value && value->has_number ? value->number : 1, out);
	}
	naive_done(&values);
}

static inline void filter_maker_check(struct filter_maker *maker, struct buffer *out)
{
	struct filter_node node = {.kind = FILTER_NODE_CHECK};
	filter_maker_field(maker, &node, out);
	do {
		node.op = (enum filter_op)filter_maker_dice(maker, FILTER_OPS);
	} while (!filter_op_fits(node.op, node.field->type));
	(void)buffer_printf(out, " %s ", filter_op_name(node.op));
	if (node.op == FILTER_EXISTS)
		return;
	bool list = filter_op_is_list(node.op);
	uint64_t n = list ? 1 + filter_maker_dice(maker, 10) : 1;
	(void)buffer_append_text(out, list ? "(" : "");
	for (uint64_t i = 0; i < n; i++) {
		(void)buffer_append_text(out, i ? ", " : "");
		filter_maker_value(maker, &node, out);
	}
	(void)buffer_append_text(out, list ? ")" : "");
}

// Appends the text of a filter with up to about `size` conditions.
static inline void filter_maker_filter(struct filter_maker *maker, unsigned size, struct buffer *out)
{
	uint64_t shape = filter_maker_dice(maker, 8);
	if (shape == 0) {
		(void)buffer_append_text(out, "not (");
		filter_maker_filter(maker, size, out);
		(void)buffer_append_text(out, ")");
	} else if (size <= 1) {
		filter_maker_check(maker, out);
	} else {
		unsigned left = 1 + (unsigned)filter_maker_dice(maker, size - 1);
		(void)buffer_append_text(out, "(");
		filter_maker_filter(maker, left, out);
		(void)buffer_append_text(out, shape % 2 ? ") and (" : ") or (");
		filter_maker_filter(maker, size - left, out);
		(void)buffer_append_text(out, ")");
	}
}
