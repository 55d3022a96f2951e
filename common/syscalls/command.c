// SPDX-License-Identifier: Apache-2.0
#include "common/syscalls/command.h"

#include "common/syscalls/formatters.h"

const struct command *command_find(const struct commands *commands, uint64_t value)
{
	for (size_t i = 0; i < commands->n; i++)
		if (commands->rows[i].value == value)
			return &commands->rows[i];
	return NULL;
}

void print_command_arg(struct printer *p, const struct command *command, unsigned arg)
{
	const struct command_arg *how = command && arg >= 1 && arg <= 4 ? &command->args[arg - 1] : NULL;
	if (how && how->print)
		how->print(p, arg, how->list);
	else
		print_hex(p, arg_value(p, arg));
}

void command_signed(struct printer *p, unsigned arg, const struct constants *list)
{
	(void)list;
	print_format(p, "%lld", (long long)arg_value(p, arg));
}

void command_unsigned(struct printer *p, unsigned arg, const struct constants *list)
{
	(void)list;
	print_format(p, "%llu", (unsigned long long)arg_value(p, arg));
}

void command_int(struct printer *p, unsigned arg, const struct constants *list)
{
	(void)list;
	print_format(p, "%d", (int)arg_value(p, arg));
}

void command_uint(struct printer *p, unsigned arg, const struct constants *list)
{
	(void)list;
	print_format(p, "%u", (unsigned)arg_value(p, arg));
}

void command_pointer(struct printer *p, unsigned arg, const struct constants *list)
{
	(void)list;
	print_pointer(p, arg_value(p, arg));
}

void command_one(struct printer *p, unsigned arg, const struct constants *list)
{
	print_one(p, list, arg_value(p, arg));
}

void command_one_int(struct printer *p, unsigned arg, const struct constants *list)
{
	print_one(p, list, (uint32_t)arg_value(p, arg));
}

void command_bits(struct printer *p, unsigned arg, const struct constants *list)
{
	print_bits(p, list, arg_value(p, arg));
}

void command_bits_int(struct printer *p, unsigned arg, const struct constants *list)
{
	print_bits(p, list, (uint32_t)arg_value(p, arg));
}

void command_signal(struct printer *p, unsigned arg, const struct constants *list)
{
	uint64_t signal = arg_value(p, arg);
	if (signal > 128)
		command_unsigned(p, arg, list);
	else
		print_signal(p, (int)signal);
}

void command_string(struct printer *p, unsigned arg, const struct constants *list)
{
	(void)list;
	format_str(p, arg);
}

void command_payload(struct printer *p, unsigned arg, const struct constants *list)
{
	(void)list;
	struct piece piece = {0};
	uint64_t whole = arg_value(p, arg + 1);
	if (arg_value(p, arg) && whole == 0)
		print_text(p, "\"\"");
	else if (argument_memory(p, arg, &piece) && piece.len > 0)
		print_payload(p, piece.bytes, piece.len < whole ? piece.len : (size_t)whole, whole, QUOTE_PLAIN);
	else
		print_pointer(p, arg_value(p, arg));
}

// What the kernel filled, if it did.
static bool pointed(struct printer *p, unsigned arg, void *ret_value, size_t size)
{
	if (!event_failed(p->event) && argument_struct(p, arg, ret_value, size))
		return true;
	print_pointer(p, arg_value(p, arg));
	return false;
}

void command_pointed_uint(struct printer *p, unsigned arg, const struct constants *list)
{
	(void)list;
	unsigned value;
	if (pointed(p, arg, &value, sizeof(value)))
		print_format(p, "[%u]", value);
}

void command_pointed_one(struct printer *p, unsigned arg, const struct constants *list)
{
	unsigned value;
	if (!pointed(p, arg, &value, sizeof(value)))
		return;
	print_text(p, "[");
	print_one(p, list, value);
	print_text(p, "]");
}

void command_pointed_bits(struct printer *p, unsigned arg, const struct constants *list)
{
	unsigned value;
	if (!pointed(p, arg, &value, sizeof(value)))
		return;
	print_text(p, "[");
	print_bits(p, list, value);
	print_text(p, "]");
}

void command_pointed_signal(struct printer *p, unsigned arg, const struct constants *list)
{
	(void)list;
	int value;
	if (!pointed(p, arg, &value, sizeof(value)))
		return;
	print_text(p, "[");
	print_signal(p, value);
	print_text(p, "]");
}

void command_pointed_pointer(struct printer *p, unsigned arg, const struct constants *list)
{
	(void)list;
	uint64_t value;
	if (!pointed(p, arg, &value, sizeof(value)))
		return;
	print_text(p, "[");
	print_pointer(p, value);
	print_text(p, "]");
}

void command_pointed_hex(struct printer *p, unsigned arg, const struct constants *list)
{
	(void)list;
	uint64_t value;
	if (pointed(p, arg, &value, sizeof(value)))
		print_format(p, "[%#llx]", (unsigned long long)value);
}
