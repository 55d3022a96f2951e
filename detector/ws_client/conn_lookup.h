// SPDX-License-Identifier: Apache-2.0
// Names to addresses, and why an address does not answer: both may take seconds, so both run on the pool.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/loop/loop.h"

#define LOOKUP_ADDRESSES 4u
#define LOOKUP_TEXT      64u // of one address, with the NUL

struct lookup {
	unsigned n;
	char addresses[LOOKUP_ADDRESSES][LOOKUP_TEXT];
	char problem[160]; // set when n is 0
};

struct lookup_job;
typedef void (*lookup_fn)(void *ctx, const struct lookup *result);
// fn is called once, from the loop, unless the job is cancelled.
struct lookup_job *lookup_start(struct loop *loop, const char *host, lookup_fn fn, void *ctx);
// Tries to connect to one address; result->problem says what is wrong, "" when it does answer.
struct lookup_job *lookup_diagnose(struct loop *loop, const char *address, uint16_t port, lookup_fn fn, void *ctx);
// fn is not called any more. Waits for the pool, turning the loop: not from within its callbacks. NULL is fine.
void lookup_cancel(struct lookup_job *job);
