// SPDX-License-Identifier: Apache-2.0
#include "common/syscalls/fields.h"

#include <string.h>

static uint64_t number_of(const uint8_t *bytes, size_t size)
{
	uint64_t value = 0;
	memcpy(&value, bytes, size < sizeof(value) ? size : sizeof(value)); // little endian, as all that we run on
	return value;
}

static int64_t signed_of(const uint8_t *bytes, size_t size)
{
	uint64_t value = number_of(bytes, size);
	unsigned unused = size < 8 ? 64 - 8 * (unsigned)size : 0;
	return (int64_t)(value << unused) >> unused;
}

static bool is_zero(const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (bytes[i])
			return false;
	return true;
}

static void print_numbers(struct printer *p, const uint8_t *bytes, size_t size, size_t each)
{
	for (size_t at = 0; at + each <= size; at += each) {
		print_text(p, at ? ", " : "[");
		print_hex(p, number_of(bytes + at, each));
	}
	print_text(p, "]");
}

static void print_arrays(struct printer *p, const uint8_t *at, const struct field *field)
{
	switch (field->kind) {
	case FIELD_TEXT:
		print_quoted(p, at, strnlen((const char *)at, field->size), false, QUOTE_PLAIN);
		break;
	case FIELD_HEX:
		print_quoted(p, at, field->size, false, QUOTE_HEX);
		break;
	case FIELD_INTS:
		print_numbers(p, at, field->size, 4);
		break;
	case FIELD_LONGS:
		print_numbers(p, at, field->size, 8);
		break;
	case FIELD_BYTES:
		print_numbers(p, at, field->size, 1);
		break;
	case FIELD_DEVICE:
		print_device(p, number_of(at, field->size));
		break;
	default:
		print_struct(p, at, field->size, field->fields);
	}
}

void print_field(struct printer *p, const uint8_t *bytes, const struct field *field)
{
	const uint8_t *at = bytes + field->offset;
	uint64_t value = number_of(at, field->size);
	switch (field->kind) {
	case FIELD_U:
		print_format(p, "%llu", (unsigned long long)value);
		break;
	case FIELD_D:
		print_format(p, "%lld", (long long)signed_of(at, field->size));
		break;
	case FIELD_X:
		print_hex(p, value);
		break;
	case FIELD_PTR:
		print_pointer(p, value);
		break;
	case FIELD_FLAGS:
		print_bits(p, field->list, value);
		break;
	case FIELD_ONE:
		print_one(p, field->list, value);
		break;
	case FIELD_ONE_U:
		if (constant_name(field->list, value))
			print_one(p, field->list, value);
		else
			print_format(p, "%llu /* %s */", (unsigned long long)value, field->list->unknown);
		break;
	case FIELD_FD:
		print_fd(p, (int)value);
		break;
	case FIELD_ID:
		print_id(p, (uint32_t)value);
		break;
	default:
		print_arrays(p, at, field);
	}
}

bool print_fields(struct printer *p, const uint8_t *bytes, size_t len, const struct field_table *fields, bool *first)
{
	bool left_out = false, begin = true;
	first = first ? first : &begin;
	for (size_t i = 0; i < fields->n; i++) {
		const struct field *field = &fields->rows[i];
		if ((size_t)field->offset + field->size > len)
			break;
		if (field->when == FIELD_NONZERO && is_zero(bytes + field->offset, field->size))
			continue;
		if (field->when == FIELD_VERBOSE && !verbose(p)) {
			left_out = true;
			continue;
		}
		print_format(p, *first ? "%s=" : ", %s=", field->name);
		*first = false;
		print_field(p, bytes, field);
	}
	return left_out;
}

void print_struct(struct printer *p, const uint8_t *bytes, size_t len, const struct field_table *fields)
{
	bool first = true;
	print_text(p, "{");
	print_text(p, print_fields(p, bytes, len, fields, &first) ? ", ...}" : "}");
}

void print_argument_struct(struct printer *p, unsigned arg, size_t size, const struct field_table *fields)
{
	struct piece piece;
	if (argument_memory(p, arg, &piece) && piece.len >= size)
		print_struct(p, piece.bytes, size, fields);
	else
		print_pointer(p, arg_value(p, arg));
}

void print_elements_of(struct printer *p, const struct piece *piece, uint64_t pointer, uint64_t count, size_t size,
		       void (*element)(struct printer *p, const uint8_t *bytes, void *ctx), void *ctx)
{
	if (count && piece->len < size) {
		print_pointer(p, pointer);
		return;
	}
	print_text(p, "[");
	for (uint64_t i = 0; i < count; i++) {
		if (i)
			print_text(p, ", ");
		if ((!verbose(p) && i >= string_limit(p)) || (i + 1) * size > piece->len) {
			print_text(p, "...");
			break;
		}
		element(p, piece->bytes + i * size, ctx);
	}
	print_text(p, "]");
}

void print_array(struct printer *p, unsigned arg, uint64_t count, size_t size,
		 void (*element)(struct printer *p, const uint8_t *bytes, void *ctx), void *ctx)
{
	struct piece piece = {0};
	uint64_t pointer = arg_value(p, arg);
	bool by_result = p->entry->args[arg].length < 0;
	bool there = argument_memory(p, arg, &piece);
	if (pointer && !count && !(by_result && event_failed(p->event)))
		print_text(p, "[]");
	else if (there && count)
		print_elements_of(p, &piece, pointer, count, size, element, ctx);
	else
		print_pointer(p, pointer);
}

void print_element_struct(struct printer *p, const uint8_t *bytes, void *ctx)
{
	const struct field_sized *what = (const struct field_sized *)ctx;
	print_struct(p, bytes, what->size, what->fields);
}

void print_element_int(struct printer *p, const uint8_t *bytes, void *ctx)
{
	(void)ctx;
	print_format(p, "%lld", (long long)signed_of(bytes, 4));
}

void print_element_hex64(struct printer *p, const uint8_t *bytes, void *ctx)
{
	(void)ctx;
	print_hex(p, number_of(bytes, 8));
}

void print_element_pointer(struct printer *p, const uint8_t *bytes, void *ctx)
{
	(void)ctx;
	print_pointer(p, number_of(bytes, 8));
}
