// SPDX-License-Identifier: Apache-2.0
// The recorded terminal of a scan, by offset in its output. Needs terminal.view. Runs inside a task.
#pragma once

#include "common/base/buffer.h"
#include "common/base/cleanup.h"
#include "common/base/error.h"
#include "server/repository/db.h"
#include "server/service/principal.h"

#define TERMINAL_PAGE_MAX (1u << 20) // bytes of output

struct terminal_service;

struct terminal_service *terminal_service_new(struct db *db);
void terminal_service_free(struct terminal_service *terminals);
DEFINE_AUTO(terminal_service, terminal_service_free);

// TerminalPage: pieces from from_offset on, about limit_bytes (1 … TERMINAL_PAGE_MAX) of output.
int terminal_service_page(struct terminal_service *terminals, const struct principal *who, const struct uuid *scan,
			  uint64_t from_offset, uint32_t limit_bytes, struct buffer *ret_body, struct error *err);
