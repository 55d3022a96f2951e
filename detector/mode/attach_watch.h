// SPDX-License-Identifier: Apache-2.0
// When what `attach` traces has ended, and what Podman tells of a container meanwhile. On the loop; the owner frees it inside a task.
#pragma once

#include "detector/mode/attach_target.h"

struct attach_watch;

struct attach_watch_events {
	void (*note)(void *ctx, const char *text); // "paused", "unpaused": what a person wants to know
	void (*ended)(void *ctx);                  // nothing of it runs any more; once
	void *ctx;
};

// -ESRCH when it has ended already.
int attach_watch_new(struct loop *loop, struct attach_target *target, const struct attach_watch_events *events,
		     struct attach_watch **ret_watch, struct error *err);
// After the end, inside a task: asks Podman how a container ended. What it says is a part of a sentence: "ended with status 3".
void attach_watch_verdict(struct attach_watch *watch, char *ret_text, size_t size);
void attach_watch_free(struct attach_watch *watch); // NULL is fine
