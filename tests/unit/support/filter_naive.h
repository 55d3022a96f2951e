// SPDX-License-Identifier: Apache-2.0
// What a filter means, written as plainly as it can be, to hold the compiled programs against: the tree is walked, values are
// copied out as texts or numbers, nothing is prepared and nothing skipped.
#pragma once

#include "common/filter/filter_ast.h"
#include "common/syscalls/arguments.h"
#include "common/syscalls/syscalls.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <regex.h>
#include <stdio.h>
#include <string.h>

#define NAIVE_TEXT   (1u << 20)
#define NAIVE_VALUES 20u

// A value is a text, a number, or (an argument) both.
struct naive_value {
	bool has_text, has_number, has_flags;
	char *text;
	size_t len;
	int64_t number;
	const struct constants *flags;
};

struct naive_values {
	unsigned n;
	struct naive_value values[NAIVE_VALUES];
};

static inline void naive_add_text(struct naive_values *values, const char *text, size_t len)
{
	struct naive_value *value = &values->values[values->n++];
	*value = (struct naive_value){.has_text = true, .text = calloc(1, len + 1), .len = len};
	memcpy(value->text, text, len);
}

static inline void naive_add_known(struct naive_values *values, const char *text)
{
	if (text && text[0])
		naive_add_text(values, text, strlen(text));
}

static inline void naive_add_number(struct naive_values *values, int64_t number)
{
	values->values[values->n++] = (struct naive_value){.has_number = true, .number = number};
}

static inline void naive_done(struct naive_values *values)
{
	for (unsigned i = 0; i < values->n; i++)
		free(values->values[i].text);
}

static inline int64_t naive_cap(uint64_t number)
{
	return number > INT64_MAX ? INT64_MAX : (int64_t)number;
}

static inline bool naive_is(const struct event *event, const char *const *names)
{
	for (; event->kind == EVENT_SYSCALL && *names; names++)
		if (strcmp(syscall_name(event->abi, event->nr), *names) == 0)
			return true;
	return false;
}

#define NAIVE_IS(event, ...) naive_is(event, (const char *const[]){__VA_ARGS__, NULL})

static inline bool naive_reads(const struct event *event)
{
	return NAIVE_IS(event, "read", "pread64", "readv", "preadv", "preadv2", "recv", "recvfrom", "recvmsg",
			"recvmmsg");
}

static inline bool naive_writes(const struct event *event)
{
	return NAIVE_IS(event, "write", "pwrite64", "writev", "pwritev", "pwritev2", "send", "sendto", "sendmsg",
			"sendmmsg");
}

static inline void naive_line(const struct event *event, struct buffer *line)
{
	struct decode_options whole = {.string_limit = CAPTURE_MAX, .verbose = true};
	syscall_format(event, &whole, line);
}

static inline void naive_args(const struct event *event, struct naive_values *values)
{
	struct decode_options whole = {.string_limit = CAPTURE_MAX, .verbose = true};
	struct buffer line, result;
	buffer_init(&line, NAIVE_TEXT);
	buffer_init(&result, NAIVE_TEXT);
	naive_line(event, &line);
	(void)buffer_append_text(&result, ") = ");
	syscall_format_result(event, &whole, &result);
	size_t start = strcspn(buffer_text(&line), "(") + 1;
	if (event->kind == EVENT_SYSCALL && line.len >= start + result.len)
		naive_add_text(values, buffer_text(&line) + start, line.len - start - result.len);
	buffer_done(&line);
	buffer_done(&result);
}

static inline void naive_buffer(const struct event *event, struct naive_values *values)
{
	struct buffer bytes;
	struct event_data data;
	size_t cursor = 0;
	unsigned pieces = 0;
	bool message = NAIVE_IS(event, "recvmsg", "sendmsg");
	if ((!naive_reads(event) && !naive_writes(event)) || NAIVE_IS(event, "recvmmsg", "sendmmsg") || event->ret <= 0)
		return;
	buffer_init(&bytes, NAIVE_TEXT);
	while (event_next_data(event, &cursor, &data)) {
		if (data.head->arg != 1 ||
		    (data.head->kind != RECORD_DATA_ELEMENT && (message || data.head->kind != RECORD_DATA_BYTES)))
			continue;
		(void)buffer_append(&bytes, data.bytes, data.head->len);
		pieces++;
	}
	size_t len = bytes.len < (uint64_t)event->ret ? bytes.len : (size_t)event->ret;
	if (pieces)
		naive_add_text(values, buffer_text(&bytes), len);
	buffer_done(&bytes);
}

// The argument as number and as text.
static inline void naive_argument(const struct event *event, const struct filter_node *node,
				  struct naive_values *values)
{
	struct decode_options whole = {.string_limit = CAPTURE_MAX, .verbose = true};
	if (event->kind != EVENT_SYSCALL)
		return;
	unsigned arg = RECORD_ARGS;
	for (unsigned i = RECORD_ARGS; i-- > 0;)
		if (node->argument ? strcmp(syscall_arg_name(event, i), node->argument) == 0
				   : node->index == (int32_t)i)
			arg = i;
	if (arg == RECORD_ARGS || !syscall_arg_shown(event, arg))
		return;
	struct naive_value *value = &values->values[values->n];
	struct syscall_arg_type type = syscall_arg_type(event->abi, event->nr, arg);
	const uint8_t *bytes;
	size_t len;
	bool points = type.class == SYSCALL_ARG_TEXT || type.class == SYSCALL_ARG_BYTES;
	struct buffer text;
	buffer_init(&text, NAIVE_TEXT);
	syscall_format_arg(event, arg, &whole, &text);
	const char *shown = buffer_text(&text);
	if (points && syscall_arg_bytes(event, arg, &bytes, &len))
		naive_add_text(values, (const char *)bytes, len);
	else if (text.len >= 2 && shown[0] == '"' && shown[text.len - 1] == '"')
		naive_add_text(values, shown + 1, text.len - 2);
	else
		naive_add_text(values, shown, text.len);
	buffer_done(&text);
	value->has_number = !points;
	value->number = syscall_arg_number(event, arg, (enum syscall_arg_width)type.width);
	value->has_flags = type.class == SYSCALL_ARG_FLAGS;
	value->flags = type.flags;
}

// Flags and mode of a call that opens; false for others.
static inline bool naive_open(const struct event *event, uint64_t *flags, uint64_t *mode)
{
	const uint64_t *args = event->args;
	*mode = 0;
	if (NAIVE_IS(event, "open")) {
		*flags = args[1];
		*mode = args[2];
	} else if (NAIVE_IS(event, "openat")) {
		*flags = args[2];
		*mode = args[3];
	} else if (NAIVE_IS(event, "creat")) {
		*flags = O_CREAT | O_WRONLY | O_TRUNC;
		*mode = args[1];
	} else if (NAIVE_IS(event, "open_by_handle_at")) {
		*flags = args[2];
	} else {
		struct event_data data;
		if (!NAIVE_IS(event, "openat2") ||
		    (!event_find_data(event, 2, false, &data) && !event_find_data(event, 2, true, &data)) ||
		    data.head->len < 16)
			return false;
		memcpy(flags, data.bytes, 8);
		memcpy(mode, data.bytes + 8, 8);
	}
	return true;
}

static inline void naive_opens(const struct event *event, enum filter_field_id field, struct naive_values *values)
{
	uint64_t flags, mode;
	bool opens = naive_open(event, &flags, &mode);
	bool makes = opens && ((flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE);
	bool access = opens && !(flags & O_PATH);
	bool answer = field == FIELD_EVT_IS_OPEN_READ    ? access && ((flags & 3) == O_RDONLY || (flags & 3) == O_RDWR)
		      : field == FIELD_EVT_IS_OPEN_WRITE ? access && ((flags & 3) == O_WRONLY || (flags & 3) == O_RDWR)
		      : field == FIELD_EVT_IS_OPEN_EXEC  ? makes && (mode & 0111)
							 : makes;
	naive_add_number(values, answer);
}

static inline void naive_evt(const struct event *event, const struct filter_node *node, struct naive_values *values)
{
	bool call = event->kind == EVENT_SYSCALL;
	static const char *const abis[] = {"native", "i386", "x32"};
	struct buffer line;
	const uint8_t *bytes;
	size_t len;
	switch (node->field->id) {
	case FIELD_EVT_NUM:
		naive_add_number(values, naive_cap(event->seq));
		break;
	case FIELD_EVT_TIME:
		naive_add_number(values, naive_cap(event->ts));
		break;
	case FIELD_EVT_TYPE:
		naive_add_known(values, call                          ? syscall_name(event->abi, event->nr)
					: event->kind == EVENT_SIGNAL ? "signal"
								      : "procexit");
		break;
	case FIELD_EVT_CATEGORY:
		naive_add_known(values, call ? syscall_category(event->abi, event->nr) : "");
		break;
	case FIELD_EVT_DIR:
		naive_add_known(values, "<");
		break;
	case FIELD_EVT_LATENCY:
		if (event->duration != EVENT_DURATION_UNKNOWN)
			naive_add_number(values, naive_cap(event->duration));
		break;
	case FIELD_EVT_RES:
	case FIELD_EVT_RAWRES:
		if (call)
			naive_add_number(values, event->ret);
		break;
	case FIELD_EVT_FAILED:
		naive_add_number(values, event_failed(event));
		break;
	case FIELD_EVT_DENIED:
		naive_add_number(values, (event->flags & RECORD_F_DENIED) != 0);
		break;
	case FIELD_EVT_ARG:
		naive_argument(event, node, values);
		break;
	case FIELD_EVT_ARGS:
		naive_args(event, values);
		break;
	case FIELD_EVT_TEXT:
		buffer_init(&line, NAIVE_TEXT);
		naive_line(event, &line);
		naive_add_text(values, buffer_text(&line), line.len);
		buffer_done(&line);
		break;
	case FIELD_EVT_BUFFER:
		naive_buffer(event, values);
		break;
	case FIELD_EVT_BUFLEN:
		if ((naive_reads(event) || naive_writes(event)) && !NAIVE_IS(event, "recvmmsg", "sendmmsg") &&
		    event->ret >= 0)
			naive_add_number(values, event->ret);
		break;
	case FIELD_EVT_IS_IO:
		naive_add_number(values, naive_reads(event) || naive_writes(event));
		break;
	case FIELD_EVT_IS_IO_READ:
		naive_add_number(values, naive_reads(event));
		break;
	case FIELD_EVT_IS_IO_WRITE:
		naive_add_number(values, naive_writes(event));
		break;
	case FIELD_EVT_ABI:
		naive_add_known(values, call && event->abi < 3 ? abis[event->abi] : "");
		break;
	case FIELD_EVT_KIND:
		naive_add_known(values, call ? "syscall" : event->kind == EVENT_SIGNAL ? "signal" : "exit");
		break;
	case FIELD_SIGNAL_NAME:
		naive_add_known(values, event->kind == EVENT_SIGNAL ? signal_name(event->nr) : "");
		break;
	case FIELD_FS_PATH_NAMERAW:
		for (unsigned i = 0; call && i < RECORD_ARGS; i++) {
			if (!syscall_arg_type(event->abi, event->nr, i).path)
				continue;
			if (syscall_arg_bytes(event, i, &bytes, &len))
				naive_add_text(values, (const char *)bytes, len);
			break;
		}
		break;
	default:
		naive_opens(event, node->field->id, values);
	}
}

static inline void naive_name(const struct event_process *process, struct naive_values *values)
{
	char name[256] = "", args[256] = "";
	const char *from = process->exe;
	if (process->comm[0]) {
		naive_add_text(values, process->comm, strlen(process->comm));
		return;
	}
	if (!from[0] || from[strlen(from) - 1] == '/') {
		(void)snprintf(args, sizeof(args), "%s", process->args);
		args[strcspn(args, " ")] = '\0';
		from = args;
	}
	const char *slash = strrchr(from, '/');
	(void)snprintf(name, sizeof(name), "%s", slash ? slash + 1 : from);
	name[15] = '\0';
	naive_add_known(values, name);
}

static inline void naive_ancestors(const struct event *event, const struct filter_node *node,
				   struct naive_values *values)
{
	const struct event_process *process = event->process;
	char comm[RECORD_COMM + 1] = "";
	memcpy(comm, event->comm, RECORD_COMM);
	enum filter_field_id field = node->field->id;
	if (node->index == 0 && field == FIELD_PROC_ANAME)
		naive_add_text(values, comm, strlen(comm));
	if (node->index == 0 && field == FIELD_PROC_APID)
		naive_add_number(values, event->pid);
	if (node->index == 0 && field == FIELD_PROC_AEXEPATH && process)
		naive_add_known(values, process->exe);
	for (int32_t i = 1; process; i++, process = process->parent) {
		if (node->index >= 0 && node->index != i)
			continue;
		if (field == FIELD_PROC_APID && process->ppid)
			naive_add_number(values, process->ppid);
		if (field == FIELD_PROC_ANAME && process->parent)
			naive_name(process->parent, values);
		if (field == FIELD_PROC_AEXEPATH && process->parent)
			naive_add_known(values, process->parent->exe);
	}
}

static inline void naive_image(const char *image, bool tag, struct naive_values *values)
{
	char copy[300];
	(void)snprintf(copy, sizeof(copy), "%s", image);
	copy[strcspn(copy, "@")] = '\0';
	char *slash = strrchr(copy, '/');
	char *colon = strchr(slash ? slash : copy, ':');
	if (colon)
		*colon = '\0';
	if (!tag && image[0])
		naive_add_text(values, copy, strlen(copy));
	if (tag && colon)
		naive_add_known(values, colon + 1);
}

static inline void naive_process(const struct event *event, const struct filter_node *node, struct naive_values *values)
{
	const struct event_process *process = event->process;
	const struct event_process *parent = process ? process->parent : NULL;
	char first[256];
	switch (node->field->id) {
	case FIELD_PROC_PID:
		naive_add_number(values, event->pid);
		return;
	case FIELD_THREAD_TID:
		naive_add_number(values, event->tid);
		return;
	case FIELD_PROC_NAME:
		naive_add_text(values, event->comm, strnlen(event->comm, RECORD_COMM));
		return;
	case FIELD_PROC_ANAME:
	case FIELD_PROC_APID:
	case FIELD_PROC_AEXEPATH:
		naive_ancestors(event, node, values);
		return;
	default:
		break;
	}
	if (!process)
		return;
	switch (node->field->id) {
	case FIELD_PROC_EXE:
		(void)snprintf(first, sizeof(first), "%s", process->args);
		first[strcspn(first, " ")] = '\0';
		if (process->args[0])
			naive_add_text(values, first, strlen(first));
		break;
	case FIELD_PROC_EXEPATH:
		naive_add_known(values, process->exe);
		break;
	case FIELD_PROC_ARGS:
		if (process->args[0]) {
			const char *blank = strchr(process->args, ' ');
			naive_add_text(values, blank ? blank + 1 : "", blank ? strlen(blank + 1) : 0);
		}
		break;
	case FIELD_PROC_CMDLINE:
		naive_add_known(values, process->args);
		break;
	case FIELD_PROC_CWD:
		naive_add_known(values, process->cwd);
		break;
	case FIELD_PROC_PPID:
		if (process->ppid)
			naive_add_number(values, process->ppid);
		break;
	case FIELD_PROC_PNAME:
		if (parent)
			naive_name(parent, values);
		break;
	case FIELD_PROC_PCMDLINE:
		naive_add_known(values, parent ? parent->args : "");
		break;
	case FIELD_PROC_PEXEPATH:
		naive_add_known(values, parent ? parent->exe : "");
		break;
	case FIELD_PROC_DURATION:
		if (process->start_ts)
			naive_add_number(values,
					 event->ts < process->start_ts ? 0 : naive_cap(event->ts - process->start_ts));
		break;
	case FIELD_USER_UID:
		if (process->uid != EVENT_NO_ID)
			naive_add_number(values, process->uid);
		break;
	case FIELD_USER_NAME:
		naive_add_known(values, process->user);
		break;
	case FIELD_GROUP_GID:
		if (process->gid != EVENT_NO_ID)
			naive_add_number(values, process->gid);
		break;
	case FIELD_CONTAINER_ID:
		naive_add_known(values, process->container_id[0] ? process->container_id : "host");
		break;
	case FIELD_CONTAINER_NAME:
		naive_add_known(values, process->container_id[0] ? process->container_name : "host");
		break;
	case FIELD_CONTAINER_IMAGE:
		naive_add_known(values, process->container_image);
		break;
	default:
		naive_image(process->container_image, node->field->id == FIELD_CONTAINER_IMAGE_TAG, values);
	}
}

// Addresses are texts here, as inet_ntop writes them: "4 10.0.0.1", "6 ::1".
static inline void naive_address(const struct event_object *object, bool remote, struct naive_values *values)
{
	char text[64], mapped[80] = "";
	const uint8_t *bytes = remote ? object->remote : object->local;
	bool four = object->type == EVENT_OBJECT_IPV4;
	(void)inet_ntop(four ? AF_INET : AF_INET6, bytes, text, sizeof(text));
	if (strcmp(text, "0.0.0.0") == 0 || strcmp(text, "::") == 0)
		return;
	bool is_mapped = !four && strncmp(text, "::ffff:", 7) == 0 && strchr(text, '.');
	(void)snprintf(mapped, sizeof(mapped), "%c %s", four || is_mapped ? '4' : '6', is_mapped ? text + 7 : text);
	naive_add_text(values, mapped, strlen(mapped));
}

static inline void naive_end(const struct event_object *object, bool remote, bool port, struct naive_values *values)
{
	if (object->type != EVENT_OBJECT_IPV4 && object->type != EVENT_OBJECT_IPV6)
		return;
	uint16_t number = remote ? object->remote_port : object->local_port;
	if (!port)
		naive_address(object, remote, values);
	else if (number)
		naive_add_number(values, number);
}

static inline void naive_fd_number(const struct event *event, struct naive_values *values)
{
	int place = event->kind == EVENT_SYSCALL ? syscall_fd_argument(event->abi, event->nr) : -1;
	if (event->object) {
		if (event->object->fd >= 0)
			naive_add_number(values, event->object->fd);
	} else if (place == SYSCALL_FD_RESULT) {
		if (event->ret >= 0)
			naive_add_number(values, event->ret);
	} else if (place >= 0 && (int32_t)event->args[place] >= 0) {
		naive_add_number(values, (int32_t)event->args[place]);
	}
}

static inline void naive_object(const struct event *event, enum filter_field_id field, struct naive_values *values)
{
	static const char *const names[EVENT_OBJECT_END] = {
	    "",      "file",      "directory", "ipv4",    "ipv6",    "unix",  "socket", "pipe",
	    "event", "eventpoll", "signalfd",  "timerfd", "inotify", "memfd", "pidfd",  "other"};
	static const char *const letters[EVENT_OBJECT_END] = {"",  "f", "d", "4", "6", "u", "o", "p",
							      "e", "l", "s", "t", "i", "m", "P", "o"};
	const struct event_object *object = event->object;
	bool client = object && object->role == EVENT_ROLE_CLIENT, server = object && object->role == EVENT_ROLE_SERVER;
	if (field == FIELD_FD_NUM)
		naive_fd_number(event, values);
	if (!object || field == FIELD_FD_NUM)
		return;
	const char *slash = object->type == EVENT_OBJECT_FILE || object->type == EVENT_OBJECT_DIRECTORY
				? strrchr(object->name, '/')
				: NULL;
	switch (field) {
	case FIELD_FD_NAME:
		naive_add_known(values, object->name);
		break;
	case FIELD_FD_TYPE:
		naive_add_known(values, names[object->type]);
		break;
	case FIELD_FD_TYPECHAR:
		naive_add_known(values, letters[object->type]);
		break;
	case FIELD_FD_DIRECTORY:
		if (slash)
			naive_add_text(values, object->name,
				       slash == object->name ? 1 : (size_t)(slash - object->name));
		break;
	case FIELD_FD_FILENAME:
		naive_add_known(values, slash ? slash + 1 : "");
		break;
	case FIELD_FD_IP:
	case FIELD_FD_NET:
	case FIELD_FD_PORT:
		naive_end(object, false, field == FIELD_FD_PORT, values);
		naive_end(object, true, field == FIELD_FD_PORT, values);
		break;
	case FIELD_FD_CIP:
	case FIELD_FD_CNET:
	case FIELD_FD_CPORT:
		if (client || server)
			naive_end(object, server, field == FIELD_FD_CPORT, values);
		break;
	case FIELD_FD_SIP:
	case FIELD_FD_SNET:
	case FIELD_FD_SPORT:
		if (client || server)
			naive_end(object, client, field == FIELD_FD_SPORT, values);
		break;
	case FIELD_FD_LIP:
	case FIELD_FD_LNET:
	case FIELD_FD_LPORT:
		naive_end(object, false, field == FIELD_FD_LPORT, values);
		break;
	case FIELD_FD_RIP:
	case FIELD_FD_RNET:
	case FIELD_FD_RPORT:
		naive_end(object, true, field == FIELD_FD_RPORT, values);
		break;
	case FIELD_FD_L4PROTO:
		naive_add_known(values, object->protocol == 6     ? "tcp"
					: object->protocol == 17  ? "udp"
					: object->protocol == 1   ? "icmp"
					: object->protocol == 58  ? "icmp"
					: object->protocol == 255 ? "raw"
					: object->protocol == 132 ? "sctp"
					: object->protocol == 33  ? "dccp"
					: object->protocol == 136 ? "udplite"
								  : "");
		break;
	case FIELD_FD_SOCKFAMILY:
		naive_add_known(values, object->type == EVENT_OBJECT_IPV4 || object->type == EVENT_OBJECT_IPV6 ? "ip"
					: object->type == EVENT_OBJECT_UNIX                                    ? "unix"
													       : "");
		break;
	case FIELD_FD_IS_SERVER:
		if (client || server)
			naive_add_number(values, server);
		break;
	case FIELD_FS_PATH_SOURCE:
		naive_add_known(values, object->path2[0] ? object->path : "");
		break;
	case FIELD_FS_PATH_TARGET:
		naive_add_known(values, object->path2);
		break;
	default:
		naive_add_known(values, object->path);
	}
}

// --- comparing ---

static inline bool naive_net(const struct filter_value *net, enum filter_type type, const char *address)
{
	uint8_t a[16] = {0}, b[16];
	unsigned prefix = type == FILTER_ADDRESS ? (net->family == 4 ? 32 : 128) : net->prefix;
	memcpy(b, net->address, 16);
	bool four = net->family == 4;
	if (!four && prefix >= 96 && memcmp(b, "\0\0\0\0\0\0\0\0\0\0\xff\xff", 12) == 0) {
		four = true;
		prefix -= 96;
		memmove(b, b + 12, 4);
	}
	if (address[0] != (four ? '4' : '6'))
		return false;
	(void)inet_pton(four ? AF_INET : AF_INET6, address + 2, a);
	for (unsigned bit = 0; bit < prefix; bit++)
		if (((a[bit / 8] ^ b[bit / 8]) >> (7 - bit % 8)) & 1)
			return false;
	return true;
}

static inline bool naive_number(enum filter_op op, int64_t a, int64_t b)
{
	return op == FILTER_LT   ? a < b
	       : op == FILTER_LE ? a <= b
	       : op == FILTER_GT ? a > b
	       : op == FILTER_GE ? a >= b
				 : a == b;
}

static inline bool naive_lower_contains(const struct naive_value *value, const struct filter_value *part)
{
	for (size_t at = 0; at + part->len <= value->len; at++) {
		size_t same = 0;
		while (same < part->len) {
			char a = value->text[at + same], b = part->text[same];
			a = a >= 'A' && a <= 'Z' ? (char)(a + 32) : a;
			b = b >= 'A' && b <= 'Z' ? (char)(b + 32) : b;
			if (a != b)
				break;
			same++;
		}
		if (same == part->len)
			return true;
	}
	return false;
}

static inline bool naive_below(const struct naive_value *value, const char *folder)
{
	char copy[5000];
	size_t len = strlen(folder);
	while (len > 0 && folder[len - 1] == '/')
		len--;
	(void)snprintf(copy, sizeof(copy), "%.*s", (int)len, folder);
	if (value->len > 0 && value->len == len && strcmp(value->text, copy) == 0)
		return true;
	copy[len] = '/';
	return strncmp(value->text, copy, len + 1) == 0;
}

static inline bool naive_text(enum filter_op op, const struct naive_value *value, const struct filter_value *with)
{
	regex_t regex;
	regmatch_t whole = {0, (regoff_t)value->len};
	bool matches;
	char *copy;
	switch (op) {
	case FILTER_CONTAINS:
		return memmem(value->text, value->len, with->text, with->len) != NULL;
	case FILTER_ICONTAINS:
		return naive_lower_contains(value, with);
	case FILTER_STARTSWITH:
		return value->len >= with->len && memcmp(value->text, with->text, with->len) == 0;
	case FILTER_ENDSWITH:
		return value->len >= with->len &&
		       memcmp(value->text + value->len - with->len, with->text, with->len) == 0;
	case FILTER_GLOB: // fnmatch ends at a NUL, which here is a character like another
		copy = calloc(1, value->len + 1);
		for (size_t i = 0; i < value->len; i++)
			copy[i] = value->text[i] ? value->text[i] : '\1';
		matches = fnmatch(with->text, copy, 0) == 0;
		free(copy);
		return matches;
	case FILTER_REGEX:
		if (regcomp(&regex, with->text, REG_EXTENDED | REG_NOSUB) != 0)
			return false;
		matches = regexec(&regex, value->text, 0, &whole, REG_STARTEND) == 0;
		regfree(&regex);
		return matches;
	case FILTER_PMATCH:
		return naive_below(value, with->text);
	default:
		return value->len == with->len && memcmp(value->text, with->text, with->len) == 0;
	}
}

// Every part between | stands in the text as a word of its own.
static inline bool naive_words(const char *text, const char *parts)
{
	char copy[5000];
	(void)snprintf(copy, sizeof(copy), "%s", parts);
	char *save = NULL;
	if (!copy[0] || copy[0] == '|' || copy[strlen(copy) - 1] == '|' || strstr(copy, "||"))
		return false;
	for (char *part = strtok_r(copy, "|", &save); part; part = strtok_r(NULL, "|", &save)) {
		regex_t regex;
		char pattern[5100];
		(void)snprintf(pattern, sizeof(pattern), "(^|[^A-Za-z0-9_])%s($|[^A-Za-z0-9_])", part);
		(void)regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB);
		bool found = regexec(&regex, text, 0, NULL, 0) == 0;
		regfree(&regex);
		if (!found)
			return false;
	}
	return true;
}

static inline bool naive_argument_holds(enum filter_op op, const struct naive_value *value,
					const struct filter_value *with)
{
	uint64_t bits;
	bool by_number = value->has_number && with->number_known && naive_number(op, value->number, with->number);
	if (op >= FILTER_LT && op <= FILTER_GE)
		return by_number;
	if (op == FILTER_EQ || op == FILTER_IN || op == FILTER_INTERSECTS)
		return by_number || naive_text(op, value, with);
	if (op != FILTER_CONTAINS || !value->has_flags)
		return naive_text(op, value, with);
	if (syscall_flags_parse(value->flags, with->text, &bits))
		return ((uint64_t)value->number & bits) == bits;
	if (with->text[0] && !with->text[strspn(with->text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_|")])
		return naive_words(value->text, with->text);
	return naive_text(op, value, with);
}

static inline bool naive_holds(const struct filter_node *node, const struct naive_value *value,
			       const struct filter_value *with)
{
	switch (node->field->type) {
	case FILTER_ARGUMENT:
		return naive_argument_holds(node->op == FILTER_NE ? FILTER_EQ : node->op, value, with);
	case FILTER_TEXT:
	case FILTER_CALL:
		return naive_text(node->op, value, with);
	case FILTER_ADDRESS:
	case FILTER_NET:
		return naive_net(with, node->field->type, value->text);
	case FILTER_BOOL:
		return (value->number != 0) == with->truth;
	case FILTER_RESULT:
		if (with->success)
			return value->number >= 0 || value->number < -4095;
		return naive_number(node->op, value->number, with->number);
	default:
		return naive_number(node->op, value->number, with->number);
	}
}

static inline bool naive_check(const struct filter_node *node, const struct event *event)
{
	struct naive_values values = {0};
	enum filter_field_id field = node->field->id;
	if (field <= FIELD_SIGNAL_NAME || field == FIELD_FS_PATH_NAMERAW)
		naive_evt(event, node, &values);
	else if (field <= FIELD_THREAD_TID || field >= FIELD_USER_UID)
		naive_process(event, node, &values);
	else
		naive_object(event, field, &values);
	bool any = node->op == FILTER_EXISTS && values.n > 0;
	for (unsigned i = 0; i < values.n; i++)
		for (size_t k = 0; k < node->n_values; k++)
			any |= naive_holds(node, &values.values[i], &node->values[k]);
	naive_done(&values);
	return node->op == FILTER_NE ? !any : any;
}

static inline bool naive_match(const struct filter_node *node, const struct event *event)
{
	switch (node->kind) {
	case FILTER_NODE_ALL:
		return true;
	case FILTER_NODE_CHECK:
		return naive_check(node, event);
	case FILTER_NODE_NOT:
		return !naive_match(node->children[0], event);
	default:
		break;
	}
	bool any = false, all = true;
	for (size_t i = 0; i < node->n; i++) {
		bool matches = naive_match(node->children[i], event);
		any |= matches;
		all &= matches;
	}
	return node->kind == FILTER_NODE_AND ? all : any;
}
