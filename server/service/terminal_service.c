// SPDX-License-Identifier: Apache-2.0
#include "server/service/terminal_service.h"

#include "common/base/alloc.h"
#include "server/repository/stream_repository.h"
#include "server/repository/terminal_repository.h"
#include "server/service/event_json.h"
#include "server/service/rights.h"

#include <inttypes.h>
#include <stdlib.h>

#define PIECES_MAX 10000u // in one page

struct terminal_service {
	struct db *db;
};

struct terminal_service *terminal_service_new(struct db *db)
{
	struct terminal_service *terminals = xcalloc(1, sizeof(*terminals));
	terminals->db = db;
	return terminals;
}

void terminal_service_free(struct terminal_service *terminals)
{
	free(terminals);
}

// Sizes set where the page ends belong to the next page, before its output; on the last page nothing follows.
static size_t without_last_resizes(const struct terminal_list *list)
{
	size_t n = list->n;
	while (n > 0 && list->items[n - 1].piece.kind == WIRE_TERMINAL_RESIZE)
		n--;
	return n;
}

// Cuts off what lies before from_offset.
static struct wire_terminal cut(const struct wire_terminal *piece, uint64_t from_offset)
{
	struct wire_terminal rest = *piece;
	if (piece->kind == WIRE_TERMINAL_RESIZE || piece->offset >= from_offset)
		return rest;
	uint64_t seen = from_offset - piece->offset;
	rest.offset += seen;
	rest.bytes += seen;
	rest.len -= (uint32_t)seen;
	return rest;
}

static void append_page(const struct terminal_list *list, uint64_t from_offset, const struct stream_row *stream,
			struct buffer *out)
{
	uint64_t next = from_offset;
	for (size_t i = 0; i < list->n; i++) {
		const struct wire_terminal *piece = &list->items[i].piece;
		uint64_t end = piece->offset + (piece->kind == WIRE_TERMINAL_RESIZE ? 0 : piece->len);
		next = end > next ? end : next;
	}
	bool at_end = next >= stream->terminal_end;
	size_t n = at_end ? list->n : without_last_resizes(list);
	(void)buffer_append_text(out, "{\"pieces\":[");
	for (size_t i = 0; i < n; i++) {
		const struct wire_terminal piece = cut(&list->items[i].piece, from_offset);
		if (i > 0)
			(void)buffer_append_byte(out, ',');
		terminal_json(&piece, out);
	}
	(void)buffer_printf(out, "],\"next_offset\":%" PRIu64 ",\"end_offset\":%" PRIu64 ",\"done\":%s}", next,
			    stream->terminal_end, stream->ended && at_end ? "true" : "false");
}

int terminal_service_page(struct terminal_service *terminals, const struct principal *who, const struct uuid *scan,
			  uint64_t from_offset, uint32_t limit_bytes, struct buffer *ret_body, struct error *err)
{
	if (limit_bytes < 1 || limit_bytes > TERMINAL_PAGE_MAX)
		return error_set(err, EINVAL, "limit_bytes: must be from 1 to %u", TERMINAL_PAGE_MAX);
	if (from_offset > INT64_MAX)
		return error_set(err, EINVAL, "from_offset: is out of range");
	int r = rights_scan(terminals->db, who, scan, PERMISSION_TERMINAL_VIEW, NULL, NULL, err);
	if (r < 0)
		return r;
	AUTO_VALUE(terminal_list) struct terminal_list list = {0};
	struct stream_row stream;
	// The end first: a page must not claim an end that it did not read to.
	r = stream_repository_load(terminals->db, scan, 1, &stream, err);
	if (r == 0)
		r = terminal_repository_read(terminals->db, scan, 0, from_offset, limit_bytes, PIECES_MAX, &list, err);
	if (r < 0)
		return r;
	append_page(&list, from_offset, &stream, ret_body);
	return ret_body->failed ? error_set(err, EFBIG, "the answer is larger than %zu bytes", ret_body->max) : 0;
}
