// SPDX-License-Identifier: Apache-2.0
// One outgoing WebSocket over libwebsockets, which is used nowhere else in the detector: connects, moves whole messages, tells when
// it is over and why. What the messages mean and when to connect again is its owner's business.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/cleanup.h"
#include "common/base/error.h"
#include "common/loop/loop.h"

#define CONN_MAX_TEXT (1u << 20)
#define CONN_PIECE    (64u << 10) // most that goes into one write

struct conn_events {
	void (*open)(void *ctx);
	void (*text)(void *ctx, const char *text, size_t len); // one whole message
	void (*writable)(void *ctx);                           // may conn_write once
	// After every conn_connect that returned 0, exactly once. The reason is one line for people.
	void (*closed)(void *ctx, const char *reason);
};

struct conn;
// Reads the address; connects nothing yet. events must outlive the conn.
int conn_new(struct loop *loop, const char *url, const char *ca_file, const struct conn_events *events, void *ctx,
	     struct conn **ret_conn, struct error *err);
// Closes what is open without a word to the owner; takes a few turns of the loop, so not from within its callbacks.
void conn_free(struct conn *conn);

void conn_connect(struct conn *conn);
// Ends in `closed` with this reason; code is the WebSocket's (1000 = done, 1002 = protocol error …).
void conn_close(struct conn *conn, uint16_t code, const char *reason);
void conn_want_write(struct conn *conn);

enum conn_kind { CONN_TEXT, CONN_BINARY };
// Only inside `writable`, once: a piece (≤ CONN_PIECE) of a message. The bytes are copied, because libwebsockets masks in place.
// -EPIPE when the connection is broken; `closed` follows.
int conn_write(struct conn *conn, enum conn_kind kind, const void *bytes, size_t len, bool first, bool last);
DEFINE_AUTO(conn, conn_free);
