// SPDX-License-Identifier: Apache-2.0
// Counts failures by key and makes the next try wait longer and longer, up to a cap: guessing gets slow, nobody is locked out.
// Holds a bounded number of keys; the one that was quiet longest goes first. Pure but for memory: the caller gives the time.
#pragma once

#include "common/base/cleanup.h"

#include <stdint.h>

struct throttle;

struct throttle_rule {
	unsigned free_tries; // failures before the first wait
	uint64_t first_ns;   // then this long, doubled with each further failure …
	uint64_t longest_ns; // … up to this
	uint64_t forget_ns;  // a key without failure for so long is new again
	unsigned max_keys;
};

struct throttle *throttle_new(const struct throttle_rule *rule);
void throttle_free(struct throttle *throttle);
DEFINE_AUTO(throttle, throttle_free);

// ns to wait before this key may try, 0 = may now.
uint64_t throttle_wait(struct throttle *throttle, const char *key, uint64_t now_ns);
// Count before the try, so that tries at the same time count too, and forgive when it turns out to have been none.
void throttle_failed(struct throttle *throttle, const char *key, uint64_t now_ns);
void throttle_forgive(struct throttle *throttle, const char *key);
void throttle_clear(struct throttle *throttle, const char *key);
unsigned throttle_keys(const struct throttle *throttle);
