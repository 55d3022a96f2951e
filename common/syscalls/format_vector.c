// SPDX-License-Identifier: Apache-2.0
// Vectors of buffers.
#include "common/syscalls/vector.h"

#include <string.h>

#include "common/syscalls/fields.h"
#include "common/syscalls/formatters.h"
#include "common/syscalls/shared.h"

struct element {
	uint64_t base, len;
};

uint64_t shown_elements(const struct printer *p, uint64_t count)
{
	return verbose(p) || count < string_limit(p) ? count : string_limit(p);
}

void print_element_payload(struct printer *p, const struct piece *bytes, uint64_t whole)
{
	print_payload(p, bytes->bytes, bytes->len, whole, QUOTE_PLAIN);
}

// `left`: how many bytes the call moved through the vector and the elements before did not take.
static void print_element(struct printer *p, const struct message_place *place, size_t index,
			  const struct element *element, uint64_t left, element_fn print)
{
	struct piece bytes;
	uint64_t len = element->len < left ? element->len : left;
	print_text(p, "{iov_base=");
	if (element->base && len == 0) {
		print_text(p, "\"\"");
	} else if (index <= UINT8_MAX && message_piece(p, place, RECORD_DATA_ELEMENT, (uint8_t)index, &bytes) &&
		   bytes.len) {
		bytes.len = bytes.len < len ? bytes.len : (size_t)len;
		print(p, &bytes, len);
	} else {
		print_pointer(p, element->base);
	}
	print_format(p, ", iov_len=%llu}", (unsigned long long)element->len);
}

void print_elements(struct printer *p, const struct message_place *place, const struct piece *array, uint64_t count,
		    uint64_t moved, element_fn print)
{
	struct element element;
	uint64_t shown = shown_elements(p, count);
	print_text(p, "[");
	for (size_t i = 0; i < count; i++) {
		if (i)
			print_text(p, ", ");
		if (i == shown || !piece_struct(array, i * sizeof(element), &element, sizeof(element))) {
			print_text(p, "...");
			break;
		}
		print_element(p, place, i, &element, moved, print);
		moved -= element.len < moved ? element.len : moved;
	}
	print_text(p, "]");
}

static bool find_array(const struct printer *p, unsigned arg, enum moment *moment, struct piece *ret_array)
{
	if (piece_find(p, arg, RECORD_DATA_IOVEC, 0, *moment, ret_array))
		return true;
	*moment = *moment == AT_EXIT ? AT_ENTRY : AT_EXIT;
	return piece_find(p, arg, RECORD_DATA_IOVEC, 0, *moment, ret_array);
}

void format_iovec(struct printer *p, unsigned arg)
{
	struct piece array = {0};
	enum moment moment = AT_EXIT;
	uint64_t count = argument_length(p, arg);
	bool out = p->entry->args[arg].direction == ARG_OUT;
	bool there = find_array(p, arg, &moment, &array);
	uint64_t moved = out && p->event->ret >= 0 ? (uint64_t)p->event->ret : UINT64_MAX;
	if (!count && arg_value(p, arg))
		print_text(p, "[]");
	else if (!there || (out && event_failed(p->event)))
		print_pointer(p, arg_value(p, arg));
	else
		print_elements(p, &(struct message_place){arg, moment, 0}, &array, count, moved, print_element_payload);
}

static void print_vector(struct printer *p, const uint8_t *bytes, void *ctx)
{
	struct element element;
	(void)ctx;
	memcpy(&element, bytes, sizeof(element));
	print_text(p, "{iov_base=");
	print_pointer(p, element.base);
	print_format(p, ", iov_len=%llu}", (unsigned long long)element.len);
}

void print_vectors(struct printer *p, unsigned arg, uint64_t count)
{
	print_array(p, arg, count, sizeof(struct element), print_vector, NULL);
}

// Another process's memory: only where it is.
void format_iovec_plain(struct printer *p, unsigned arg)
{
	print_vectors(p, arg, argument_length(p, arg));
}
