// SPDX-License-Identifier: Apache-2.0
// Base64 (RFC 4648, with padding) from a viewer's keys to bytes. Pure.
#pragma once

#include "common/base/buffer.h"

// Appends the bytes. -EINVAL for anything that is not sound base64, -ENOBUFS when out's maximum is reached.
int base64_decode(const char *text, struct buffer *out);
