// SPDX-License-Identifier: Apache-2.0
#include "detector/output/dump.h"

#include "common/base/alloc.h"
#include "common/base/parse.h"
#include "common/syscalls/syscalls.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#define ROW 16u

static void choice_fill(struct fd_choice *choice, bool all)
{
	memset(choice->bits, all ? 0xff : 0, sizeof(choice->bits));
	choice->beyond = all;
}

static bool choice_has(const struct fd_choice *choice, uint64_t fd)
{
	return fd < DUMP_FDS ? choice->bits[fd / 64] >> (fd % 64) & 1 : choice->beyond;
}

static int add_word(struct fd_choice *choice, const char *word, struct error *err)
{
	uint64_t fd;
	if (strcmp(word, "all") == 0) {
		choice_fill(choice, true);
		return 0;
	}
	if (parse_u64(word, &fd) < 0 || fd >= DUMP_FDS)
		return error_set(err, EINVAL, "\"%.40s\" is not a descriptor from 0 to %u", word, DUMP_FDS - 1);
	choice->bits[fd / 64] |= 1ull << (fd % 64);
	return 0;
}

int fd_choice_parse(const char *list, struct fd_choice *ret_choice, struct error *err)
{
	struct fd_choice choice;
	bool without = *list == '!';
	choice_fill(&choice, false);
	list += without;
	for (const char *at = list; *at && strcmp(list, "none") != 0;) {
		size_t len = strcspn(at, ",");
		AUTO_FREE char *word = xstrndup(at, len);
		int r = add_word(&choice, word, err);
		if (r < 0)
			return r;
		at += len + (at[len] == ',');
	}
	for (size_t i = 0; without && i < DUMP_FDS / 64; i++)
		choice.bits[i] = ~choice.bits[i];
	choice.beyond ^= without;
	*ret_choice = choice;
	return 0;
}

// What moves data, and which way. All have the descriptor first and the data second.
static const struct {
	const char *call;
	bool writes;
} movers[] = {
    {"read", false},   {"pread64", false}, {"recvfrom", false}, {"recv", false},   {"readv", false},
    {"preadv", false}, {"preadv2", false}, {"recvmsg", false},  {"write", true},   {"pwrite64", true},
    {"sendto", true},  {"send", true},     {"writev", true},    {"pwritev", true}, {"pwritev2", true},
    {"sendmsg", true}, {"vmsplice", true},
};

static bool is_chosen(const struct event *event, const struct dump_options *options)
{
	const char *name = syscall_name(event->abi, event->nr);
	for (size_t i = 0; i < sizeof(movers) / sizeof(movers[0]); i++)
		if (strcmp(name, movers[i].call) == 0)
			return choice_has(movers[i].writes ? &options->write : &options->read, event->args[0]);
	return false;
}

static void append_row(struct buffer *out, const uint8_t *bytes, size_t from, size_t n)
{
	(void)buffer_printf(out, "\n | %05zx ", from);
	for (size_t i = 0; i < ROW; i++) {
		if (i % (ROW / 2) == 0)
			(void)buffer_append_byte(out, ' ');
		if (i < n)
			(void)buffer_printf(out, "%02x ", bytes[from + i]);
		else
			(void)buffer_append_text(out, "   ");
	}
	(void)buffer_append_byte(out, ' ');
	for (size_t i = 0; i < ROW; i++) {
		uint8_t byte = i < n ? bytes[from + i] : ' ';
		(void)buffer_append_byte(out, byte >= ' ' && byte < 0x7f ? byte : '.');
	}
	(void)buffer_append_text(out, " |");
}

static void append_bytes(struct buffer *out, const uint8_t *bytes, size_t len, bool cut)
{
	for (size_t at = 0; at < len; at += ROW)
		append_row(out, bytes, at, len - at < ROW ? len - at : ROW);
	if (cut)
		(void)buffer_append_text(out, "\n | ... the rest was not captured");
}

void dump_append(const struct event *event, const struct dump_options *options, struct buffer *out)
{
	size_t cursor = 0;
	struct event_data data;
	if (event->ret <= 0 || event_failed(event) || !is_chosen(event, options))
		return;
	uint64_t left = (uint64_t)event->ret;
	while (left && event_next_data(event, &cursor, &data)) {
		bool element = data.head->kind == RECORD_DATA_ELEMENT;
		bool entry = data.head->status & RECORD_DATA_ENTRY;
		if (data.head->arg != 1 || entry || (!element && data.head->kind != RECORD_DATA_BYTES))
			continue;
		if (!element && strstr(syscall_name(event->abi, event->nr), "msg"))
			continue; // the msghdr itself
		size_t len = data.head->len < left ? data.head->len : (size_t)left;
		if (element)
			(void)buffer_printf(out, "\n * %zu bytes in buffer %u", len, data.head->sub);
		append_bytes(out, data.bytes, len,
			     data.head->status & RECORD_DATA_TRUNCATED || (!element && len < left));
		left -= len;
	}
}
