// SPDX-License-Identifier: Apache-2.0
// Shared by link.c and link_messages.c.
#pragma once

#include "detector/ws_client/conn.h"
#include "detector/ws_client/flow.h"
#include "detector/ws_client/link.h"
#include "detector/ws_client/outbox.h"

enum link_phase { LINK_OFFLINE, LINK_AWAITING_CHALLENGE, LINK_AWAITING_WELCOME, LINK_WELCOMED };

struct link {
	struct link_events events;
	void *ctx;
	const struct identity *identity;
	struct spool *spool;
	char *name;
	uint32_t reconnect_min_ms, reconnect_max_ms, status_ms;
	struct conn *conn;
	struct outbox outbox;
	struct flow flow;
	struct loop_timer *retry, *greeting, *status;
	enum link_state state;
	char reason[256];
	enum link_phase phase;
	bool welcomed;
	uint64_t welcomed_at;
	bool refused;
	uint32_t retry_after_ms;
	unsigned attempts; // since the last good connection
	unsigned bad_in_a_row;
	uint64_t connects, bad_messages;
};

void link_on_text(struct link *link, const char *text, size_t len);
void link_refuse(struct link *link, const char *code, const char *message, uint32_t retry_after_ms, bool lasting);
void link_welcome(struct link *link);
