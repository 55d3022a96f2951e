// SPDX-License-Identifier: Apache-2.0
#include "server/service/event_json.h"

#include "common/syscalls/syscalls.h"
#include "server/service/json_text.h"
#include "server/service/subject_json.h"

#include <string.h>

#define SHOWN_STRING   256u         // bytes of an argument in lists; the detail shows all that was captured
#define SHOWN_TEXT     1024u        // of a text of its process and object
#define LINE_MAX_BYTES (128u << 10) // of one formatted line, whatever was captured

static const struct decode_options listed = {.string_limit = SHOWN_STRING, .verbose = false};
static const struct decode_options whole = {.string_limit = CAPTURE_MAX, .verbose = true};

const char *abi_name(uint8_t abi)
{
	switch (abi) {
	case RECORD_ABI_NATIVE:
		return "native";
	case RECORD_ABI_I386:
		return "i386";
	case RECORD_ABI_X32:
		return "x32";
	default:
		return "unknown";
	}
}

const char *stage_name(uint8_t stage)
{
	switch (stage) {
	case WIRE_STAGE_KERNEL:
		return "kernel";
	case WIRE_STAGE_QUEUE:
		return "queue";
	case WIRE_STAGE_SPOOL:
		return "spool";
	case WIRE_STAGE_LIMIT:
		return "limit";
	default:
		return "unknown";
	}
}

static void key(struct buffer *out, const char *name)
{
	(void)buffer_append(out, ",\"", 2);
	(void)buffer_append_text(out, name);
	(void)buffer_append(out, "\":", 2);
}

static void key_text(struct buffer *out, const char *name, const char *value)
{
	key(out, name);
	json_text_string(out, value, strlen(value));
}

static void key_u64(struct buffer *out, const char *name, uint64_t value)
{
	key(out, name);
	json_text_u64(out, value);
}

static void key_bool(struct buffer *out, const char *name, bool value)
{
	key(out, name);
	(void)buffer_append_text(out, value ? "true" : "false");
}

static void arg_hex(const struct event *event, unsigned arg, struct buffer *out)
{
	struct event_data data;
	key(out, "hex");
	if (!event_find_data(event, arg, false, &data) && !event_find_data(event, arg, true, &data))
		(void)buffer_append_text(out, "null");
	else
		json_text_hex(out, data.bytes, data.head->len);
}

static void args_json(const struct event *event, const struct decode_options *options, bool hex, struct buffer *text,
		      struct buffer *out)
{
	key(out, "args");
	(void)buffer_append_byte(out, '[');
	unsigned count = event->kind == EVENT_SYSCALL ? syscall_arg_count(event) : 0;
	for (unsigned i = 0; i < count; i++) {
		const char *name = syscall_arg_name(event, i);
		buffer_clear(text);
		syscall_format_arg(event, i, options, text);
		(void)buffer_append_text(out, i ? ",{\"name\":" : "{\"name\":");
		json_text_string(out, name, strlen(name));
		key(out, "text");
		json_text_string(out, buffer_text(text), text->len);
		if (hex)
			arg_hex(event, i, out);
		(void)buffer_append_byte(out, '}');
	}
	(void)buffer_append_byte(out, ']');
}

// The signal's name stands in the line: `--- SIGCHLD {…} ---`.
static void signal_name_json(const char *line, struct buffer *out)
{
	const char *name = strncmp(line, "--- ", 4) == 0 ? line + 4 : "";
	key(out, "syscall");
	json_text_string(out, name, strcspn(name, " "));
}

static void subject_json(const struct event *event, const char *line, struct buffer *out)
{
	switch (event->kind) {
	case EVENT_SYSCALL:
		key_text(out, "syscall", syscall_name(event->abi, event->nr));
		key_text(out, "category", syscall_category(event->abi, event->nr));
		break;
	case EVENT_SIGNAL:
		signal_name_json(line, out);
		key_text(out, "category", "signal");
		break;
	default:
		key_text(out, "syscall", "");
		key_text(out, "category", "process");
		break;
	}
	key_text(out, "abi", abi_name(event->abi));
}

static void result_json(const struct event *event, const struct decode_options *options, struct buffer *text,
			struct buffer *out)
{
	buffer_clear(text);
	if (event->kind == EVENT_SYSCALL)
		syscall_format_result(event, options, text);
	key(out, "result");
	json_text_string(out, buffer_text(text), text->len);
	bool failed = event_failed(event);
	key_bool(out, "failed", failed);
	if (failed)
		key_text(out, "errno", errno_name((int)-event->ret));
	else
		(void)buffer_append_text(out, ",\"errno\":null");
}

static const char *kind_name(uint8_t kind)
{
	return kind == EVENT_SYSCALL ? "syscall" : kind == EVENT_SIGNAL ? "signal" : "exit";
}

static void event_append(const struct event *event, const struct decode_options *options, bool hex, struct buffer *out)
{
	size_t text_max = hex ? CAPTURE_MAX : SHOWN_TEXT;
	AUTO_VALUE(buffer) struct buffer line = {.max = LINE_MAX_BYTES};
	AUTO_VALUE(buffer) struct buffer text = {.max = LINE_MAX_BYTES};
	syscall_format(event, options, &line);
	(void)buffer_append_text(out, "{\"seq\":");
	json_text_u64(out, event->seq);
	key(out, "ts");
	json_text_u64_string(out, event->ts);
	if (event->duration == EVENT_DURATION_UNKNOWN)
		(void)buffer_append_text(out, ",\"duration\":null");
	else
		key_u64(out, "duration", event->duration);
	key_text(out, "kind", kind_name(event->kind));
	key_u64(out, "pid", event->pid);
	key_u64(out, "tid", event->tid);
	key(out, "comm");
	json_text_name(out, event->comm, strnlen(event->comm, sizeof(event->comm)));
	subject_json(event, buffer_text(&line), out);
	args_json(event, options, hex, &text, out);
	result_json(event, options, &text, out);
	key(out, "text");
	json_text_string(out, buffer_text(&line), line.len);
	key(out, "process");
	process_json(event->process, text_max, out);
	key(out, "object");
	object_json(event->object, text_max, out);
	(void)buffer_append_byte(out, '}');
}

void event_json(const struct event *event, struct buffer *out)
{
	event_append(event, &listed, false, out);
}

void event_json_detail(const struct event *event, struct buffer *out)
{
	event_append(event, &whole, true, out);
}

void gap_json(const struct wire_gap *gap, struct buffer *out)
{
	(void)buffer_append_text(out, "{\"first_seq\":");
	json_text_u64(out, gap->first_seq);
	key_u64(out, "count", gap->count);
	key(out, "from_ts");
	json_text_u64_string(out, gap->from_ts);
	key(out, "to_ts");
	json_text_u64_string(out, gap->to_ts);
	key_text(out, "stage", stage_name(gap->stage));
	key(out, "calls");
	(void)buffer_append_byte(out, '[');
	for (unsigned i = 0; i < gap->n_calls; i++) {
		const struct wire_gap_call *call = &gap->calls[i];
		const char *name = syscall_name(call->abi, call->nr);
		(void)buffer_append_text(out, i ? ",{\"syscall\":" : "{\"syscall\":");
		json_text_string(out, name, strlen(name));
		key_text(out, "abi", abi_name(call->abi));
		key_u64(out, "count", call->count);
		(void)buffer_append_byte(out, '}');
	}
	(void)buffer_append_text(out, "]}");
}

void terminal_json(const struct wire_terminal *piece, struct buffer *out)
{
	static const char *const names[] = {"tty", "stdout", "stderr", "resize"};
	(void)buffer_append_text(out, "{\"offset\":");
	json_text_u64(out, piece->offset);
	key(out, "ts");
	json_text_u64_string(out, piece->ts);
	key_text(out, "kind", names[piece->kind & 3]);
	if (piece->kind == WIRE_TERMINAL_RESIZE) {
		bool whole_size = piece->len >= 4;
		key_u64(out, "columns", whole_size ? piece->bytes[0] | (unsigned)piece->bytes[1] << 8 : 0);
		key_u64(out, "rows", whole_size ? piece->bytes[2] | (unsigned)piece->bytes[3] << 8 : 0);
	} else {
		key(out, "data");
		json_text_base64(out, piece->bytes, piece->len);
	}
	(void)buffer_append_byte(out, '}');
}
