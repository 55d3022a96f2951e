// SPDX-License-Identifier: Apache-2.0
// A record as it might come out of a ring or, as an event, out of a stored chunk: decoded and shown in every way.
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "common/syscalls/syscalls.h"

static void show(const struct event *event)
{
	static const struct decode_options options[] = {
	    {.string_limit = 32}, {.string_limit = 4096, .verbose = true}, {.string_limit = 1, .hex_strings = true}};
	AUTO_VALUE(buffer) struct buffer out;
	buffer_init(&out, 1u << 20);
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		buffer_clear(&out);
		syscall_format(event, &options[i], &out);
		syscall_format_result(event, &options[i], &out);
		for (unsigned arg = 0; arg < syscall_arg_count(event); arg++) {
			(void)syscall_arg_name(event, arg);
			syscall_format_arg(event, arg, &options[i], &out);
		}
	}
	(void)syscall_category(event->abi, event->nr);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	// Records are 8-byte aligned in the ring and padded to 8; the size field says where this one ends.
	if (len < sizeof(struct record))
		return 0;
	size_t padded = (len + 7) & ~(size_t)7;
	uint8_t *copy = calloc(1, padded);
	if (!copy)
		return 0;
	memcpy(copy, bytes, len);
	struct record *record = (struct record *)(void *)copy;
	record->size = (uint32_t)padded;
	struct event event;
	if (syscall_decode(record, 0, &event) == 0)
		show(&event);
	free(copy);
	return 0;
}
