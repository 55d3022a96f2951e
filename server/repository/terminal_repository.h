// SPDX-License-Identifier: Apache-2.0
// Pieces of a scan's terminal, in the order of their frames.
#pragma once

#include "common/base/error.h"
#include "common/base/uuid.h"
#include "common/wire/wire.h"
#include "server/repository/db.h"

#include <stddef.h>
#include <stdint.h>

struct terminal_row {
	uint64_t frame;
	struct wire_terminal piece; // bytes: borrowed when written, owned by the list when read
};

struct terminal_list {
	struct terminal_row *items;
	size_t n;
	struct db_result *result; // holds the bytes
};

int terminal_repository_insert(struct db *tx, const struct uuid *scan, const struct terminal_row *rows, size_t n,
			       struct error *err);
// The first pieces behind frame `after_frame` that reach beyond `from_offset`, and sizes that were set at or behind it: those
// that begin within max_bytes of output, at least one, at most max_rows.
int terminal_repository_read(struct db *db, const struct uuid *scan, uint64_t after_frame, uint64_t from_offset,
			     uint64_t max_bytes, unsigned max_rows, struct terminal_list *ret_list, struct error *err);
void terminal_list_done(struct terminal_list *list);
DEFINE_AUTO_VALUE(terminal_list, terminal_list_done);
