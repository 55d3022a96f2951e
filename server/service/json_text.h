// SPDX-License-Identifier: Apache-2.0
// JSON written straight into a buffer, for what is too much for a tree of objects: pages of events, live updates. Failures
// (buffer full) are kept in buffer->failed, as always; check once at the end.
#pragma once

#include "common/base/buffer.h"

#include <stddef.h>
#include <stdint.h>

// A quoted string. Captured bytes are hostile: what is not UTF-8 becomes U+FFFD, control characters (also C1, and the bidirectional
// overrides that reorder what a reader sees) are escaped.
void json_text_string(struct buffer *out, const char *text, size_t len);
void json_text_base64(struct buffer *out, const void *bytes, size_t len); // quoted
void json_text_hex(struct buffer *out, const void *bytes, size_t len);    // quoted
void json_text_u64(struct buffer *out, uint64_t value);                   // a number
void json_text_u64_string(struct buffer *out, uint64_t value);            // "1234", for what is beyond 2^53
// Like json_text_string, but control characters show as \x1b and the like: names that a program gave itself.
void json_text_name(struct buffer *out, const char *text, size_t len);
