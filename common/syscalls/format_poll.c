// SPDX-License-Identifier: Apache-2.0
// Waiting for descriptors: poll, select, epoll.
#include <string.h>

#include "common/syscalls/formatters.h"
#include "common/syscalls/shared.h"
#include "common/syscalls/vector.h"

#define RESULT_MAX  1024u // of strace's buffer for what is ready
#define RESULT_ROOM 28u   // it keeps that for the end

struct poll_row {
	int32_t fd;
	uint16_t events, revents;
};

void format_pollfds(struct printer *p, unsigned arg)
{
	struct piece piece;
	struct poll_row row;
	uint64_t count = argument_length(p, arg), shown = shown_elements(p, count);
	if (!argument_memory(p, arg, &piece)) {
		print_text(p, arg_value(p, arg) && !count ? "[]" : "");
		if (count || !arg_value(p, arg))
			print_pointer(p, arg_value(p, arg));
		return;
	}
	print_text(p, "[");
	for (size_t i = 0; i < count; i++) {
		if (i)
			print_text(p, ", ");
		if (i == shown || !piece_struct(&piece, i * sizeof(row), &row, sizeof(row))) {
			print_text(p, "...");
			break;
		}
		print_text(p, "{fd=");
		print_fd(p, row.fd);
		if (row.fd >= 0) {
			print_text(p, ", events=");
			print_bits(p, &constants_poll_events, row.events);
		}
		print_text(p, "}");
	}
	print_text(p, "]");
}

// ", left {…}" of ppoll and select: what the kernel wrote back.
static void print_left(struct printer *p, unsigned arg, bool timeval)
{
	struct piece piece;
	int64_t left[2];
	if (arg >= p->entry->n_args || !(p->entry->args[arg].direction & ARG_OUT) ||
	    !piece_find(p, arg, RECORD_DATA_BYTES, 0, AT_EXIT, &piece) || !piece_struct(&piece, 0, left, sizeof(left)))
		return;
	print_text(p, ", left ");
	if (timeval)
		print_timeval(p, left[0], left[1]);
	else
		print_timespec(p, left[0], left[1]);
}

// The text of one, taken away again when strace has no room for it. False then.
static bool print_ready_row(struct printer *p, const struct poll_row *row, size_t start)
{
	size_t before = p->out->len;
	print_format(p, "{fd=%d, revents=", row->fd); // what they stand for was said before
	print_bits(p, &constants_poll_events, row->revents);
	bool fits = p->out->len - start + 1 < RESULT_MAX - RESULT_ROOM;
	if (!fits && !p->out->failed)
		p->out->len = before;
	print_text(p, fits ? "}" : "...");
	return fits;
}

static void print_ready(struct printer *p, const struct piece *piece)
{
	struct poll_row row;
	size_t shown = 0, start = p->out->len + 2;
	uint64_t most = verbose(p) ? UINT64_MAX : string_limit(p);
	print_text(p, " ([");
	for (size_t i = 0; piece_struct(piece, i * sizeof(row), &row, sizeof(row)); i++) {
		if (!row.revents)
			continue;
		if (shown)
			print_text(p, ", ");
		if (shown++ == most) {
			print_text(p, "...");
			break;
		}
		if (!print_ready_row(p, &row, start))
			break;
	}
	print_text(p, "]");
}

void result_poll(struct printer *p)
{
	struct piece piece;
	print_format(p, "%lld", (long long)p->event->ret);
	if (p->event->ret == 0) {
		print_text(p, " (Timeout)");
	} else if (piece_find(p, 0, RECORD_DATA_BYTES, 0, AT_EXIT, &piece)) {
		print_ready(p, &piece);
		print_left(p, 2, false);
		print_text(p, ")");
	}
}

static void print_set(struct printer *p, const struct piece *piece, int nfds, void (*print)(struct printer *p, int fd))
{
	bool first = true;
	print_text(p, "[");
	for (int fd = 0; fd < nfds && (size_t)fd / 8 < piece->len; fd++) {
		if (!(piece->bytes[fd / 8] & (1u << (fd % 8))))
			continue;
		if (!first)
			print_text(p, " ");
		first = false;
		print(p, fd);
	}
	print_text(p, "]");
}

static void print_number(struct printer *p, int fd)
{
	print_format(p, "%d", fd);
}

void format_fdset(struct printer *p, unsigned arg)
{
	struct piece piece;
	if (argument_memory(p, arg, &piece))
		print_set(p, &piece, (int)argument_length(p, arg), print_fd);
	else
		print_pointer(p, arg_value(p, arg));
}

static bool has_member(const struct piece *piece)
{
	for (size_t i = 0; i < piece->len; i++)
		if (piece->bytes[i])
			return true;
	return false;
}

void result_select(struct printer *p)
{
	static const char *const names[] = {"in ", "out ", "except "};
	struct piece piece;
	print_format(p, "%lld", (long long)p->event->ret);
	if (p->event->ret == 0) {
		print_text(p, " (Timeout)");
		return;
	}
	size_t before = p->out->len;
	print_text(p, " (");
	size_t start = p->out->len;
	for (unsigned i = 0; i < 3; i++) {
		if (!piece_find(p, i + 1, RECORD_DATA_BYTES, 0, AT_EXIT, &piece) || !has_member(&piece))
			continue;
		print_text(p, p->out->len > start ? ", " : "");
		print_text(p, names[i]);
		print_set(p, &piece, (int)arg_value(p, 0), print_number);
	}
	bool empty = p->out->len == start;
	print_left(p, 4, p->entry->n_args == 5);
	if (empty && !p->out->failed)
		p->out->len = before;
	else
		print_text(p, ")");
}

// Packed on x86 only.
struct epoll_row {
	uint32_t events;
	uint64_t data;
}
#if defined(__x86_64__)
__attribute__((packed))
#endif
;

static void print_epoll_event(struct printer *p, const struct epoll_row *row)
{
	print_text(p, "{events=");
	print_bits(p, &constants_epoll_event_bits, row->events);
	print_format(p, ", data={u32=%u, u64=%llu}}", (uint32_t)row->data, (unsigned long long)row->data);
}

void format_epoll_event(struct printer *p, unsigned arg)
{
	struct epoll_row row;
	bool removed = arg_value(p, 1) == 2; // EPOLL_CTL_DEL reads nothing
	if (!removed && argument_struct(p, arg, &row, sizeof(row)))
		print_epoll_event(p, &row);
	else
		print_pointer(p, arg_value(p, arg));
}

void format_epoll_events(struct printer *p, unsigned arg)
{
	struct piece piece = {0};
	struct epoll_row row;
	uint64_t count = argument_length(p, arg), shown = shown_elements(p, count);
	if (event_failed(p->event) || (count && !argument_memory(p, arg, &piece))) {
		print_pointer(p, arg_value(p, arg));
		return;
	}
	print_text(p, "[");
	for (size_t i = 0; i < count; i++) {
		if (i)
			print_text(p, ", ");
		if (i == shown || !piece_struct(&piece, i * sizeof(row), &row, sizeof(row))) {
			print_text(p, "...");
			break;
		}
		print_epoll_event(p, &row);
	}
	print_text(p, "]");
}
