// SPDX-License-Identifier: Apache-2.0
// keyctl: keys by number, and by operation what else there is.
#include <linux/keyctl.h>
#include <string.h>

#include "common/syscalls/command.h"
#include "common/syscalls/formatters.h"
#include "common/syscalls/shared.h"

static void print_key(struct printer *p, int key)
{
	const char *name = constant_name(&constants_key_specials, (uint64_t)key);
	if (name)
		print_text(p, name);
	else
		print_format(p, "%d", key);
}

static void key(struct printer *p, unsigned arg, const struct constants *list)
{
	(void)list;
	print_key(p, (int)arg_value(p, arg));
}

static void user(struct printer *p, unsigned arg, const struct constants *list)
{
	(void)list;
	print_id(p, (uint32_t)arg_value(p, arg));
}

static void request_default(struct printer *p, unsigned arg, const struct constants *list)
{
	int value = (int)arg_value(p, arg);
	const char *name = constant_name(list, (uint64_t)value);
	if (name)
		print_text(p, name);
	else
		print_format(p, "%d /* %s */", value, list->unknown);
}

static void error_code(struct printer *p, unsigned arg, const struct constants *list)
{
	uint32_t code = (uint32_t)arg_value(p, arg);
	const char *name = code && code < 4096 ? errno_name((int)code) : NULL;
	if (name && strncmp(name, "ERRNO_", 6) != 0)
		print_text(p, name);
	else
		command_uint(p, arg, list);
}

// What the kernel wrote, of what the call returns no more than there was room for: the next argument.
static void print_filled(struct printer *p, unsigned arg, bool text)
{
	struct piece piece = {0};
	uint64_t room = arg_value(p, arg + 1);
	uint64_t len = p->event->ret < 0 || (uint64_t)p->event->ret > room ? room : (uint64_t)p->event->ret;
	if (event_failed(p->event) || !arg_value(p, arg))
		print_pointer(p, arg_value(p, arg));
	else if (!len)
		print_text(p, "\"\"");
	else if (!argument_memory(p, arg, &piece))
		print_pointer(p, arg_value(p, arg));
	else if (text && piece.len >= len && piece.bytes[len - 1] == 0)
		print_payload(p, piece.bytes, (size_t)len - 1, len - 1, QUOTE_PLAIN);
	else
		print_payload(p, piece.bytes, piece.len < len ? piece.len : (size_t)len, len, QUOTE_PLAIN);
}

static void filled_text(struct printer *p, unsigned arg, const struct constants *list)
{
	(void)list;
	print_filled(p, arg, true);
}

static void filled_bytes(struct printer *p, unsigned arg, const struct constants *list)
{
	(void)list;
	print_filled(p, arg, false);
}

static void vector(struct printer *p, unsigned arg, const struct constants *list)
{
	(void)list;
	struct piece array;
	uint64_t element[2];
	uint64_t count = arg_value(p, arg + 1);
	if (!piece_find(p, arg, RECORD_DATA_IOVEC, 0, AT_EXIT, &array)) {
		print_pointer(p, arg_value(p, arg));
		return;
	}
	print_text(p, "[");
	for (size_t i = 0; i < count && piece_struct(&array, i * sizeof(element), element, sizeof(element)); i++) {
		struct piece bytes;
		print_text(p, i ? ", {iov_base=" : "{iov_base=");
		if (i <= UINT8_MAX && piece_find(p, arg, RECORD_DATA_ELEMENT, (uint8_t)i, AT_EXIT, &bytes))
			print_payload(p, bytes.bytes, bytes.len, element[1], QUOTE_PLAIN);
		else
			print_pointer(p, element[0]);
		print_format(p, ", iov_len=%llu}", (unsigned long long)element[1]);
	}
	print_text(p, "]");
}

static void dh_params(struct printer *p, unsigned arg, const struct constants *list)
{
	(void)list;
	int keys[3];
	static const char *const names[] = {"{private=", ", prime=", ", base="};
	if (!argument_or_pointer(p, arg, keys, sizeof(keys)))
		return;
	for (int i = 0; i < 3; i++) {
		print_text(p, names[i]);
		print_key(p, keys[i]);
	}
	print_text(p, "}");
}

// KEYCTL_PKEY_VERIFY compares two inputs, the others make an output.
static void pkey_params(struct printer *p, unsigned arg, const struct constants *list)
{
	(void)list;
	uint32_t words[10];
	if (!argument_or_pointer(p, arg, words, sizeof(words)))
		return;
	print_text(p, "{key_id=");
	print_key(p, (int)words[0]);
	print_format(p, ", in_len=%u, %s=%u}", words[1],
		     (uint32_t)arg_value(p, 0) == KEYCTL_PKEY_VERIFY ? "in2_len" : "out_len", words[2]);
}

static void pkey_query(struct printer *p, unsigned arg, const struct constants *list)
{
	struct keyctl_pkey_query query;
	if (event_failed(p->event) || !argument_struct(p, arg, &query, sizeof(query))) {
		print_pointer(p, arg_value(p, arg));
		return;
	}
	print_text(p, "{supported_ops=");
	print_bits(p, list, query.supported_ops);
	print_format(p, ", key_size=%u, max_data_size=%u, max_sig_size=%u, max_enc_size=%u, max_dec_size=%u}",
		     query.key_size, query.max_data_size, query.max_sig_size, query.max_enc_size, query.max_dec_size);
}

static void capability_bytes(struct printer *p, unsigned arg, const struct constants *list)
{
	(void)list;
	static const struct constants *const lists[] = {&constants_key_capabilities0, &constants_key_capabilities1};
	struct piece piece;
	if (event_failed(p->event) || !argument_memory(p, arg, &piece)) {
		print_pointer(p, arg_value(p, arg));
		return;
	}
	print_text(p, "[");
	for (size_t i = 0; i < piece.len && i < (uint64_t)p->event->ret; i++) {
		print_text(p, i ? ", " : "");
		if (i < 2)
			print_bits(p, lists[i], piece.bytes[i]);
		else
			print_hex(p, piece.bytes[i]);
	}
	print_text(p, "]");
}

#define KEY               \
	{                 \
		key, NULL \
	}
#define NUMBER                     \
	{                          \
		command_uint, NULL \
	}
#define LENGTH                         \
	{                              \
		command_unsigned, NULL \
	}
#define TEXT                         \
	{                            \
		command_string, NULL \
	}
#define BYTES                         \
	{                             \
		command_payload, NULL \
	}
#define POINTER                       \
	{                             \
		command_pointer, NULL \
	}
#define BITS(of)                                  \
	{                                         \
		command_bits_int, &constants_##of \
	}

static const struct command rows[] = {
    {KEYCTL_GET_KEYRING_ID, 3, {KEY, {command_signed, NULL}}, NULL},
    {KEYCTL_JOIN_SESSION_KEYRING, 2, {TEXT}, NULL},
    {KEYCTL_UPDATE, 4, {KEY, BYTES, LENGTH}, NULL},
    {KEYCTL_REVOKE, 2, {KEY}, NULL},
    {KEYCTL_CHOWN, 4, {KEY, {user, NULL}, {user, NULL}}, NULL},
    {KEYCTL_SETPERM, 3, {KEY, BITS(key_permissions)}, NULL},
    {KEYCTL_DESCRIBE, 4, {KEY, {filled_text, NULL}, LENGTH}, NULL},
    {KEYCTL_CLEAR, 2, {KEY}, NULL},
    {KEYCTL_LINK, 3, {KEY, KEY}, NULL},
    {KEYCTL_UNLINK, 3, {KEY, KEY}, NULL},
    {KEYCTL_SEARCH, 5, {KEY, TEXT, TEXT, KEY}, NULL},
    {KEYCTL_READ, 4, {KEY, {filled_bytes, NULL}, LENGTH}, NULL},
    {KEYCTL_INSTANTIATE, 5, {KEY, BYTES, LENGTH, KEY}, NULL},
    {KEYCTL_NEGATE, 4, {KEY, NUMBER, KEY}, NULL},
    {KEYCTL_SET_REQKEY_KEYRING, 2, {{request_default, &constants_key_request_defaults}}, NULL},
    {KEYCTL_SET_TIMEOUT, 3, {KEY, NUMBER}, NULL},
    {KEYCTL_ASSUME_AUTHORITY, 2, {KEY}, NULL},
    {KEYCTL_GET_SECURITY, 4, {KEY, {filled_text, NULL}, LENGTH}, NULL},
    {KEYCTL_SESSION_TO_PARENT, 1, {{0}}, NULL},
    {KEYCTL_REJECT, 5, {KEY, NUMBER, {error_code, NULL}, KEY}, NULL},
    {KEYCTL_INSTANTIATE_IOV, 5, {KEY, {vector, NULL}, LENGTH, KEY}, NULL},
    {KEYCTL_INVALIDATE, 2, {KEY}, NULL},
    {KEYCTL_GET_PERSISTENT, 3, {{user, NULL}, KEY}, NULL},
    {KEYCTL_DH_COMPUTE, 5, {{dh_params, NULL}, {filled_bytes, NULL}, LENGTH, POINTER}, NULL},
    {KEYCTL_PKEY_QUERY, 5, {KEY, {0}, TEXT, {pkey_query, &constants_key_supported}}, NULL},
    {KEYCTL_PKEY_ENCRYPT, 5, {{pkey_params, NULL}, TEXT, POINTER, POINTER}, NULL},
    {KEYCTL_PKEY_DECRYPT, 5, {{pkey_params, NULL}, TEXT, POINTER, POINTER}, NULL},
    {KEYCTL_PKEY_SIGN, 5, {{pkey_params, NULL}, TEXT, POINTER, POINTER}, NULL},
    {KEYCTL_PKEY_VERIFY, 5, {{pkey_params, NULL}, TEXT, POINTER, POINTER}, NULL},
    {KEYCTL_RESTRICT_KEYRING, 4, {KEY, TEXT, TEXT}, NULL},
    {KEYCTL_MOVE, 5, {KEY, KEY, KEY, BITS(key_move_flags)}, NULL},
    {KEYCTL_CAPABILITIES, 3, {{capability_bytes, NULL}, LENGTH}, NULL},
};

static const struct commands commands = {rows, sizeof(rows) / sizeof(rows[0])};

bool shown_keyctl(const struct event *event, unsigned arg)
{
	const struct command *command = command_find(&commands, (uint32_t)event->args[0]);
	return !command || arg < command->count;
}

void format_keyctl_arg(struct printer *p, unsigned arg)
{
	print_command_arg(p, command_find(&commands, (uint32_t)arg_value(p, 0)), arg);
}
