// SPDX-License-Identifier: Apache-2.0
// Records made by hand, as a trace source would deliver them, and what they must read as.
#pragma once

#include "common/syscalls/syscalls.h"

#include "tests/unit/support/check_main.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

struct built {
	struct record record;
	uint8_t data[16384];
	size_t len;
};

static inline struct built *built_call(struct built *built, const char *name, int64_t ret)
{
	memset(built, 0, sizeof(*built));
	built->record.type = RECORD_SYSCALL;
	built->record.duration = RECORD_NO_DURATION;
	built->record.nr = syscall_number(RECORD_ABI_NATIVE, name);
	ck_assert_int_ge(built->record.nr, 0);
	built->record.ret = ret;
	return built;
}

static inline void built_args(struct built *built, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e,
			      uint64_t f)
{
	const uint64_t args[RECORD_ARGS] = {a, b, c, d, e, f};
	memcpy(built->record.args, args, sizeof(args));
}

static inline void built_piece(struct built *built, uint8_t arg, uint8_t kind, uint8_t status, uint8_t sub,
			       const void *bytes, size_t len)
{
	struct record_data head = {.arg = arg, .kind = kind, .status = status, .sub = sub, .len = (uint32_t)len};
	memcpy(built->data + built->len, &head, sizeof(head));
	if (len)
		memcpy(built->data + built->len + sizeof(head), bytes, len);
	built->len += sizeof(head) + ((len + 7) & ~(size_t)7);
}

static inline void built_bytes(struct built *built, uint8_t arg, const void *bytes, size_t len)
{
	built_piece(built, arg, RECORD_DATA_BYTES, 0, 0, bytes, len);
}

static inline void built_string(struct built *built, uint8_t arg, const char *text)
{
	built_piece(built, arg, RECORD_DATA_STRING, 0, 0, text, strlen(text));
}

static inline struct event built_event(struct built *built)
{
	struct event event;
	built->record.size = (uint32_t)(sizeof(built->record) + built->len);
	ck_assert_int_eq(syscall_decode(&built->record, 0, &event), 0);
	return event;
}

static inline void built_reads_with(struct built *built, const struct decode_options *options, const char *expected)
{
	AUTO_VALUE(buffer) struct buffer out;
	buffer_init(&out, 65536);
	struct event event = built_event(built);
	syscall_format(&event, options, &out);
	ck_assert_str_eq(buffer_text(&out), expected);
}

static inline void built_reads(struct built *built, const char *expected)
{
	built_reads_with(built, NULL, expected);
}
