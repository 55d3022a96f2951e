// SPDX-License-Identifier: Apache-2.0
// Texts that are kept once however often they are used: counted references, bounded in bytes. "" is always there and never counted.
#pragma once

#include <stddef.h>
#include <stdint.h>

struct text_pool;

struct text_pool *text_pool_new(size_t max_bytes);
void text_pool_free(struct text_pool *pool);
// A reference to the text; "" when there is no room. Ends at the first NUL.
const char *text_pool_keep(struct text_pool *pool, const char *bytes, size_t len);
const char *text_pool_share(const char *text); // one more reference to a kept text
void text_pool_drop(struct text_pool *pool, const char *text);
size_t text_pool_bytes(const struct text_pool *pool);
uint64_t text_pool_refused(const struct text_pool *pool); // texts without room
