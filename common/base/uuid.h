// SPDX-License-Identifier: Apache-2.0
// Random UUIDs (RFC 9562 version 4), the identity of scans, detectors, users and the rest.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define UUID_TEXT_SIZE 37 // 36 characters and the NUL

struct uuid {
	uint8_t bytes[16];
};

void uuid_generate(struct uuid *ret_uuid);
void uuid_format(const struct uuid *uuid, char ret_text[static UUID_TEXT_SIZE]);
// -EINVAL unless the text is the 36 characters form, upper or lower case.
int uuid_parse(const char *text, struct uuid *ret_uuid);
bool uuid_equal(const struct uuid *a, const struct uuid *b);
bool uuid_is_zero(const struct uuid *uuid);
