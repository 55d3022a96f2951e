// SPDX-License-Identifier: Apache-2.0
#include "detector/trace/copy_memory.h"

#include <string.h>
#include <sys/socket.h>

#define MSGHDR_BYTES  56u
#define MESSAGE_BYTES 64u // struct mmsghdr: msg_hdr, msg_len

struct copying {
	const struct copy_row *row,
	    *follows; // the second: the part of the table with the row's pointers to follow, or NULL
	const struct memory_reader *reader;
	struct record *record;
	size_t max;
	uint64_t limit; // bytes of a payload
	uint64_t left;  // bytes the call moved through a vector
	bool entry;
	bool whole; // the message's name is netlink's: its first element is copied whole
};

// At most `len` bytes; how many could be read.
static size_t read_some(const struct copying *copying, uint64_t from, void *to, size_t len)
{
	ssize_t got = len ? copying->reader->read(copying->reader->ctx, from, to, len) : 0;
	return got < 0 ? 0 : (size_t)got < len ? (size_t)got : len;
}

static bool read_all(const struct copying *copying, uint64_t from, void *to, size_t len)
{
	return read_some(copying, from, to, len) == len;
}

// Where the next piece's bytes go, NULL when `bytes` of them may not fit.
static uint8_t *piece_room(struct copying *copying, size_t bytes)
{
	if (copying->record->size + bytes + 2 * sizeof(struct record_data) <= copying->max)
		return (uint8_t *)copying->record + copying->record->size + sizeof(struct record_data);
	copying->record->flags |= RECORD_F_TRUNCATED;
	return NULL;
}

static void piece_done(struct copying *copying, unsigned arg, uint8_t kind, unsigned status, unsigned sub, size_t len)
{
	uint8_t *place = (uint8_t *)copying->record + copying->record->size;
	struct record_data head = {.arg = (uint8_t)arg, .kind = kind, .sub = (uint8_t)sub, .len = (uint32_t)len};
	if (status & RECORD_DATA_FAULT)
		copying->record->flags |= RECORD_F_FAULT;
	if (status & RECORD_DATA_TRUNCATED)
		copying->record->flags |= RECORD_F_TRUNCATED;
	head.status = (uint8_t)(status | (copying->entry ? RECORD_DATA_ENTRY : 0));
	memcpy(place, &head, sizeof(head));
	size_t padded = (len + 7) & ~(size_t)7;
	memset(place + sizeof(head) + len, 0, padded - len);
	copying->record->size += (uint32_t)(sizeof(head) + padded);
}

// `want` bytes, at most `max` (< PIECE_MAX) of them; partly: what is readable of them is worth having.
static bool copy_bytes(struct copying *copying, unsigned arg, uint8_t kind, unsigned sub, uint64_t from, uint64_t want,
		       uint64_t max, bool partly)
{
	size_t n = want > max ? max : want;
	unsigned status = n < want ? RECORD_DATA_TRUNCATED : 0;
	uint8_t *place = piece_room(copying, PIECE_MAX);
	if (!place)
		return false;
	size_t got = read_some(copying, from, place, n);
	if (got < n) {
		n = partly ? got : 0;
		status = RECORD_DATA_FAULT | (n ? RECORD_DATA_TRUNCATED : 0);
	}
	piece_done(copying, arg, kind, status, sub, n);
	return true;
}

// Text up to its NUL, at most `room`: its length. false when it ends at an unreadable page.
static bool read_string(const struct copying *copying, uint64_t from, uint8_t *to, size_t room, size_t *ret_len)
{
	size_t got = read_some(copying, from, to, room);
	const uint8_t *end = memchr(to, 0, got);
	*ret_len = end ? (size_t)(end - to) : got;
	return end || got == room;
}

static void copy_string(struct copying *copying, unsigned arg, uint8_t kind, unsigned sub, uint64_t from, uint64_t max)
{
	unsigned status = 0;
	size_t len;
	uint8_t *place = piece_room(copying, PIECE_MAX);
	if (!place)
		return;
	if (!read_string(copying, from, place, max + 1, &len))
		status = RECORD_DATA_FAULT | (len ? RECORD_DATA_TRUNCATED : 0);
	if (len > max) {
		len = max;
		status |= RECORD_DATA_TRUNCATED;
	}
	piece_done(copying, arg, kind, status, sub, len);
}

static uint64_t arg_value(const struct copying *copying, unsigned arg)
{
	return arg < RECORD_ARGS ? copying->record->args[arg] : 0;
}

// Small enough to be multiplied by any size.
static uint64_t count_in(const struct copying *copying, unsigned arg)
{
	uint64_t count = arg_value(copying, arg);
	return count < COUNT_MAX ? count : COUNT_MAX;
}

static uint64_t result(const struct copying *copying)
{
	return !copying->entry && copying->record->ret > 0 ? (uint64_t)copying->record->ret : 0;
}

// A u32 of the caller's memory, 0 when it cannot be read.
static uint64_t field_in(const struct copying *copying, uint64_t from)
{
	uint32_t value;
	return read_all(copying, from, &value, sizeof(value)) ? value : 0;
}

static uint64_t size_of(const struct copying *copying, const struct capture_arg *what, uint64_t from)
{
	switch (what->source) {
	case CAPTURE_SIZE_ARG:
		return count_in(copying, what->len_arg) * what->size;
	case CAPTURE_SIZE_RET:
		return result(copying) * what->size;
	case CAPTURE_SIZE_IOC:
		return IOC_BYTES((uint32_t)arg_value(copying, what->len_arg));
	case CAPTURE_SIZE_FIELD:
		return what->size + field_in(copying, from + what->len_arg);
	case CAPTURE_SIZE_BITS:
		return (count_in(copying, what->len_arg) + 63) / 64 * 8;
	default:
		return what->size;
	}
}

static uint64_t limit_of(const struct copying *copying, const struct capture_arg *what)
{
	return what->when & CAPTURE_LIMITED ? copying->limit : CAPTURE_MAX;
}

static void copy_flat(struct copying *copying, unsigned arg, const struct capture_arg *what)
{
	uint64_t from = copying->record->args[arg], limit = limit_of(copying, what);
	if (what->kind == CAPTURE_STRING) {
		copy_string(copying, arg, RECORD_DATA_STRING, 0, from, limit);
		return;
	}
	uint64_t want = size_of(copying, what, from);
	if (what->kind == CAPTURE_SOCKADDR_OUT)
		want = field_in(copying, arg_value(copying, what->len_arg));
	if (what->kind == CAPTURE_BYTES && !(what->when & CAPTURE_LIMITED))
		limit = PIECE_MAX - 8; // directory entries, arrays: what is cut off cannot be counted
	if ((what->when & CAPTURE_NETLINK) && netlink_length(field_in(copying, from), want))
		limit = PIECE_MAX - 8;
	(void)copy_bytes(copying, arg, RECORD_DATA_BYTES, 0, from, want, limit, worth_partly(what));
}

// An iovec array and its elements' bytes.
static void copy_vector(struct copying *copying, unsigned arg, uint64_t from, uint64_t count, uint64_t limit)
{
	uint64_t elements[2 * VECTOR_MAX] = {0};
	uint32_t off = copying->record->size;
	if (!copy_bytes(copying, arg, RECORD_DATA_IOVEC, 0, from, count * 16, VECTOR_MAX * 16, true))
		return;
	uint32_t bytes = copying->record->size - off - (uint32_t)sizeof(struct record_data);
	memcpy(elements, (uint8_t *)copying->record + off + sizeof(struct record_data), bytes);
	for (unsigned i = 0; i < bytes / 16 && i < count; i++) {
		uint64_t len = elements[2 * i + 1];
		if (len > copying->left)
			len = copying->left;
		copying->left -= len;
		(void)copy_bytes(copying, arg, RECORD_DATA_ELEMENT, i, elements[2 * i], len,
				 i == 0 && copying->whole ? PIECE_MAX - 8 : limit, true);
	}
}

// struct msghdr: a call's own, or a message of several.
static void copy_msghdr(struct copying *copying, unsigned arg, uint64_t from, uint8_t kind, unsigned sub,
			uint64_t limit)
{
	uint64_t header[MSGHDR_BYTES / 8] = {0};
	(void)copy_bytes(copying, arg, kind, sub, from, sizeof(header), sizeof(header), false);
	if (!read_all(copying, from, header, sizeof(header)))
		return;
	if (header[0])
		(void)copy_bytes(copying, arg, RECORD_DATA_NAME, 0, header[0], (uint32_t)header[1], NAME_MAX_BYTES,
				 false);
	if (header[4])
		(void)copy_bytes(copying, arg, RECORD_DATA_CONTROL, 0, header[4], header[5], CONTROL_MAX_BYTES, false);
	uint16_t family = 0;
	if (header[0] && (uint32_t)header[1] >= sizeof(family))
		(void)read_all(copying, header[0], &family, sizeof(family));
	copying->whole = family == AF_NETLINK;
	copy_vector(copying, arg, header[2], header[3] < COUNT_MAX ? header[3] : COUNT_MAX, limit);
}

// An array of struct mmsghdr; of received ones as much as was received.
static void copy_messages(struct copying *copying, unsigned arg, const struct capture_arg *what)
{
	uint64_t from = copying->record->args[arg], want = size_of(copying, what, from);
	bool received = (what->when & CAPTURE_OUT) && !copying->entry;
	(void)copy_bytes(copying, arg, RECORD_DATA_BYTES, 0, from, want, PIECE_MAX - 8, true);
	for (unsigned i = 0; i < VECTOR_MAX && want >= MESSAGE_BYTES; i++) {
		if (!piece_room(copying, PIECE_MAX))
			break;
		copying->left = received ? field_in(copying, from + MSGHDR_BYTES) : UINT64_MAX;
		copy_msghdr(copying, arg, from, RECORD_DATA_MESSAGE, i, limit_of(copying, what));
		from += MESSAGE_BYTES;
		want -= MESSAGE_BYTES;
	}
}

static uint64_t field_of_piece(const uint8_t *bytes, unsigned offset, unsigned width)
{
	uint64_t value = 0;
	memcpy(&value, bytes + offset, width); // little-endian, as all that syscope runs on
	return value;
}

// What the struct in the piece at `off` points to: sub 0, 1, … by follow, or `sub` for all when it is an element's.
static void copy_follows(struct copying *copying, unsigned arg, uint32_t off, uint8_t kind, unsigned sub)
{
	struct record_data head;
	const struct copy_follows *follows = (const void *)copying->follows;
	const uint8_t *place = (const uint8_t *)copying->record + off;
	memcpy(&head, place, sizeof(head));
	for (unsigned i = 0; i < CAPTURE_FOLLOWS && follows->follows[i].kind != FOLLOW_NONE; i++) {
		const struct capture_follow *follow = &follows->follows[i];
		if (follow->arg != arg)
			continue;
		unsigned number = kind == RECORD_DATA_NESTED ? sub++ : sub;
		if (follow->pointer + 8u > head.len || (uint32_t)follow->length + follow->width > head.len)
			continue;
		uint64_t from = field_of_piece(place + sizeof(head), follow->pointer, 8), count = 1;
		uint64_t limit = follow->kind == FOLLOW_PAYLOAD ? copying->limit : CAPTURE_MAX;
		if (!from)
			continue;
		if (follow->width)
			count = field_of_piece(place + sizeof(head), follow->length, follow->width);
		if (follow->kind == FOLLOW_STRING)
			copy_string(copying, arg, kind, number, from, limit);
		else
			(void)copy_bytes(copying, arg, kind, number, from,
					 (count < COUNT_MAX ? count : COUNT_MAX) * follow->size, limit,
					 follow->kind == FOLLOW_PAYLOAD);
	}
}

// An array of pointers, and what each points to.
static void copy_pointers(struct copying *copying, unsigned arg, const struct capture_arg *what)
{
	uint64_t from = copying->record->args[arg], count = count_in(copying, what->len_arg), pointer;
	(void)copy_bytes(copying, arg, RECORD_DATA_BYTES, 0, from, count * 8, VECTOR_MAX * 8, true);
	for (unsigned i = 0; i < VECTOR_MAX && i < count; i++) {
		uint32_t off = copying->record->size;
		if (!read_all(copying, from + i * 8, &pointer, sizeof(pointer)))
			break;
		if (copy_bytes(copying, arg, RECORD_DATA_NESTED, i, pointer, what->size, CAPTURE_MAX, false) &&
		    copying->follows)
			copy_follows(copying, arg, off, RECORD_DATA_ELEMENT, i);
	}
}

// An array of string pointers ending with NULL.
static void copy_strings(struct copying *copying, unsigned arg)
{
	uint64_t pointers[VECTOR_MAX + 1] = {0}, from = copying->record->args[arg];
	unsigned status = 0;
	size_t used = 0;
	uint8_t *place = piece_room(copying, PIECE_MAX);
	if (!place)
		return;
	size_t got = read_some(copying, from, pointers, sizeof(pointers)) / 8;
	memset(pointers + got, 0, sizeof(pointers) - got * 8);
	if (!got)
		status = RECORD_DATA_FAULT;
	for (unsigned i = 0; i <= VECTOR_MAX && pointers[i]; i++) {
		if (used > PIECE_MAX - ARGV_STRING_MAX - 8 || i == VECTOR_MAX) {
			status |= RECORD_DATA_TRUNCATED;
			break;
		}
		size_t len;
		if (!read_string(copying, pointers[i], place + used, ARGV_STRING_MAX - 1, &len)) {
			status |= RECORD_DATA_FAULT;
			break;
		}
		if (len == ARGV_STRING_MAX - 1)
			status |= RECORD_DATA_TRUNCATED;
		place[used + len] = 0;
		used += len + 1;
	}
	piece_done(copying, arg, RECORD_DATA_STRINGS, status, 0, used);
}

// -1 when not even the first can be read.
static int64_t count_pointers(const struct copying *copying, uint64_t from)
{
	uint64_t pointers[VECTOR_MAX];
	int64_t count = 0;
	while (count < (int64_t)ENV_POINTERS_MAX) {
		size_t got = read_some(copying, from + (uint64_t)count * 8, pointers, sizeof(pointers)) / 8;
		for (size_t i = 0; i < got; i++, count++)
			if (!pointers[i])
				return count;
		if (got < VECTOR_MAX)
			return count ? count : -1;
	}
	return count;
}

static int64_t count_narrow_pointers(const struct copying *copying, uint64_t from)
{
	int64_t count = 0;
	while (count < (int64_t)ENV_POINTERS_MAX && field_in(copying, from + (uint64_t)count * 4))
		count++;
	return count;
}

static void put_env(struct copying *copying, unsigned arg, int64_t count, uint64_t pointer)
{
	uint64_t values[2] = {(uint64_t)count, pointer};
	uint8_t *place = piece_room(copying, sizeof(values));
	if (!place)
		return;
	memcpy(place, values, sizeof(values));
	if (count < 0)
		piece_done(copying, arg, RECORD_DATA_ENV, RECORD_DATA_FAULT, 0, 0);
	else
		piece_done(copying, arg, RECORD_DATA_ENV, 0, 0, sizeof(values));
}

// A successful execve: the caller's memory is gone, the new program's stack tells.
static void copy_new_program(struct copying *copying, unsigned first)
{
	struct memory_layout layout;
	uint64_t argc;
	if (!copying->reader->layout || !copying->reader->layout(copying->reader->ctx, &layout))
		return;
	copy_string(copying, first, RECORD_DATA_STRING, 0, layout.env_end, CAPTURE_MAX);
	(void)copy_bytes(copying, first + 1, RECORD_DATA_STRINGS, 0, layout.arg_start,
			 layout.arg_end - layout.arg_start, PIECE_MAX - 8, true);
	if (layout.is_32bit) {
		argc = field_in(copying, layout.stack);
		put_env(copying, first + 2, count_narrow_pointers(copying, layout.stack + 4 * (argc + 2)), 0);
	} else if (read_all(copying, layout.stack, &argc, sizeof(argc))) {
		put_env(copying, first + 2, count_pointers(copying, layout.stack + 8 * (argc + 2)), 0);
	}
}

// At entry only what the request gives and gets back; at exit nothing that a failed call should have filled.
static bool ioc_wanted(const struct copying *copying, const struct capture_arg *what)
{
	uint32_t request = (uint32_t)arg_value(copying, what->len_arg);
	if (!IOC_BYTES(request))
		return false;
	if (copying->entry)
		return IOC_WRITES(request) && IOC_READS(request);
	return IOC_WRITES(request) || (IOC_READS(request) && copying->record->ret >= 0);
}

static void copy_arg(struct copying *copying, unsigned arg)
{
	const struct capture_arg *what = &copying->row->args[arg];
	uint64_t from = copying->record->args[arg];
	uint32_t off = copying->record->size;
	if (!from || (what->source == CAPTURE_SIZE_IOC && !ioc_wanted(copying, what)))
		return;
	copying->left = (what->when & CAPTURE_OUT) && !copying->entry ? result(copying) : UINT64_MAX;
	switch (what->kind) {
	case CAPTURE_NONE:
		break;
	case CAPTURE_STRINGS:
		// envp is counted, never read: environments hold secrets.
		if (copying->row->exec && arg == copying->row->exec + 1u)
			put_env(copying, arg, count_pointers(copying, from), from);
		else
			copy_strings(copying, arg);
		break;
	case CAPTURE_IOVEC:
		copy_vector(copying, arg, from,
			    what->source == CAPTURE_SIZE_ARG ? count_in(copying, what->len_arg) : what->size,
			    limit_of(copying, what));
		break;
	case CAPTURE_MSGHDR:
		copy_msghdr(copying, arg, from, RECORD_DATA_BYTES, 0, limit_of(copying, what));
		break;
	case CAPTURE_MMSGHDR:
		copy_messages(copying, arg, what);
		break;
	case CAPTURE_POINTERS:
		copy_pointers(copying, arg, what);
		break;
	default:
		copy_flat(copying, arg, what);
		if (copying->follows && copying->record->size > off)
			copy_follows(copying, arg, off, RECORD_DATA_NESTED, 0);
	}
}

// The part of the row's table with its pointers to follow; NULL when it has none.
static const struct copy_row *copy_row_follows(const struct copy_row *row)
{
	return row->follow ? row - row->self + row->follow : NULL;
}

static struct copying begin(const struct copy_row *row, uint64_t string_limit, const struct memory_reader *reader,
			    struct record *record, size_t max)
{
	return (struct copying){
	    .row = row,
	    .follows = row ? copy_row_follows(row) : NULL,
	    .reader = reader,
	    .record = record,
	    .max = max < RING_RECORD_MAX ? max : RING_RECORD_MAX,
	    .limit = string_limit < CAPTURE_MAX ? string_limit : CAPTURE_MAX,
	};
}

void copy_memory_exit(const struct copy_row *row, uint64_t string_limit, bool entry_seen,
		      const struct memory_reader *reader, struct record *record, size_t max)
{
	struct copying copying = begin(row, string_limit, reader, record, max);
	bool failed = record->ret < 0 && record->ret >= -4095;
	if (row && row->exec && !record->ret) {
		copy_new_program(&copying, row->exec - 1u);
		return;
	}
	for (unsigned i = 0; row && i < RECORD_ARGS; i++) {
		unsigned when = row->args[i].when;
		bool copied = (when & CAPTURE_ENTRY) && entry_seen && !row->exec;
		if ((when & CAPTURE_OUT && !failed) || (when & CAPTURE_IN && !copied))
			copy_arg(&copying, i);
	}
}

void copy_memory_entry(const struct copy_row *row, uint64_t string_limit, const struct memory_reader *reader,
		       struct record *record, size_t max)
{
	struct copying copying = begin(row, string_limit, reader, record, max);
	copying.entry = true;
	for (unsigned i = 0; row && i < RECORD_ARGS; i++)
		if (row->args[i].when & (CAPTURE_ENTRY | CAPTURE_BOTH))
			copy_arg(&copying, i);
}
