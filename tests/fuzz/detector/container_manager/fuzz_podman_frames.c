// SPDX-License-Identifier: Apache-2.0
// Whatever the stream, and however it is cut: the same payload comes out, and never more of it than went in.
#include "detector/container_manager/podman_frames.h"

#include <stdint.h>
#include <stdlib.h>

struct sum {
	uint64_t bytes;
	uint64_t hash;
};

static void on_frame(void *ctx, enum podman_stream stream, const uint8_t *bytes, size_t len)
{
	struct sum *sum = ctx;
	sum->bytes += len;
	for (size_t i = 0; i < len; i++)
		sum->hash = (sum->hash ^ bytes[i] ^ (uint64_t)stream << 8) * 1099511628211u;
}

static struct sum push(const uint8_t *bytes, size_t len, size_t step)
{
	struct podman_frames frames;
	struct sum sum = {0};
	struct error err;
	podman_frames_init(&frames);
	for (size_t at = 0; at < len; at += step) {
		if (podman_frames_push(&frames, bytes + at, len - at < step ? len - at : step, on_frame, &sum, &err) <
		    0)
			break;
	}
	(void)podman_frames_end(&frames, &err);
	return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct sum whole = push(bytes, len, len ? len : 1), cut = push(bytes, len, 3);
	if (whole.bytes > len || whole.bytes != cut.bytes || whole.hash != cut.hash)
		abort();
	return 0;
}
