// SPDX-License-Identifier: Apache-2.0
// Checks of text that came from outside. The error's text begins with the field's name and a colon: "name: must not be empty".
#pragma once

#include "common/base/error.h"

#include <stdbool.h>
#include <stddef.h>

// Valid UTF-8 (RFC 3629: no surrogates, nothing overlong) without control characters.
bool text_is_clean(const char *text, size_t len);
// Between min and max bytes, clean, no blank at either end. text may be NULL (counts as missing).
int text_check(const char *text, const char *field, size_t min, size_t max, struct error *err);
// A JSON object within max_bytes, put into ret_json in its compact form (caller frees). NULL counts as {}.
int text_check_object(const char *json, const char *field, size_t max_bytes, char **ret_json, struct error *err);
