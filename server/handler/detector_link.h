// SPDX-License-Identifier: Apache-2.0
// One detector's connection, shared by detector_handler.c (messages) and detector_hello.c (who is it, and where do its streams
// stand). Counted: a task that works for it holds it beyond the connection's end.
#pragma once

#include "common/base/error.h"
#include "common/loop/loop.h"
#include "server/handler/http_form.h"
#include "server/handler/ws_connection.h"
#include "server/service/detector_service.h"
#include "server/service/ingest_service.h"
#include "server/service/scan_service.h"

#define DETECTOR_PROTOCOL    1
#define DETECTOR_BUSY_MS     2000
#define DETECTOR_STREAMS_MAX 1024u

enum detector_link_state {
	DETECTOR_LINK_NEW,      // the challenge is out
	DETECTOR_LINK_CHECKING, // a task looks at its enroll or hello
	DETECTOR_LINK_WELCOME,
	DETECTOR_LINK_OVER, // told goodbye
};

struct detector_link {
	struct ws_connection *ws; // NULL when the connection is gone
	struct loop *loop;
	const struct services *services;
	enum detector_link_state state;
	unsigned refs;
	bool status_busy; // a task stores the last status
	struct loop_timer *patience;
	char address[64];
	uint8_t nonce[DETECTOR_NONCE_SIZE];
	struct uuid id;
	struct detector_channel channel;
	bool attached;
	struct ingest_session *session;
};

struct detector_link *detector_link_ref(struct detector_link *link);
void detector_link_unref(struct detector_link *link);

// Takes the object over.
void detector_link_send(struct detector_link *link, struct json_object *message);
// `refused`, then the connection's end. retry_after_ms 0 = not said.
void detector_link_refuse(struct detector_link *link, const char *code, const char *message, uint64_t retry_after_ms);

// Handles enroll or hello, in a task of its own. Takes the form over.
void detector_hello_begin(struct detector_link *link, bool enroll, struct form *form);
// The answers of the ingest service for this link.
extern const struct ingest_replies detector_ingest_replies;
