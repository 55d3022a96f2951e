// SPDX-License-Identifier: Apache-2.0
// Splits the stream of a container without a terminal into standard output and standard error: frames of
// [1|2, 0, 0, 0, length as big-endian u32] and that many bytes. A pure push parser: any pieces in, no memory, no copies.
#pragma once

#include "common/base/error.h"

#include <stddef.h>
#include <stdint.h>

enum podman_stream { PODMAN_STDOUT = 1, PODMAN_STDERR = 2 };

struct podman_frames {
	uint8_t header[8];
	uint8_t header_len;
	uint32_t left; // bytes of the present frame still to come
	int failed;    // -EBADMSG once the stream made no sense
};

typedef void (*podman_frames_fn)(void *ctx, enum podman_stream stream, const uint8_t *bytes, size_t len);

void podman_frames_init(struct podman_frames *frames);
// Calls fn for each piece of payload in bytes. -EBADMSG with the reason, then and from then on.
int podman_frames_push(struct podman_frames *frames, const void *bytes, size_t len, podman_frames_fn fn, void *ctx,
		       struct error *err);
// At the end of the stream: -EBADMSG when it ended inside a frame.
int podman_frames_end(const struct podman_frames *frames, struct error *err);
