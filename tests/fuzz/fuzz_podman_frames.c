// SPDX-License-Identifier: Apache-2.0
// Podman's stream of standard output and error. The first byte says how large the pieces are in which the rest arrives: the
// result must not depend on it.
#include "tests/fuzz/fuzz.h"

#include <stdlib.h>

#include "common/base/crc32c.h"
#include "detector/container_manager/podman_frames.h"

struct sums {
	uint32_t crc[3];
	size_t len[3];
};

static void add(void *ctx, enum podman_stream stream, const uint8_t *bytes, size_t len)
{
	struct sums *sums = ctx;
	if (stream != PODMAN_STDOUT && stream != PODMAN_STDERR)
		abort();
	sums->crc[stream] = crc32c(sums->crc[stream], bytes, len);
	sums->len[stream] += len;
}

static int push_in_pieces(const uint8_t *bytes, size_t len, size_t step, struct sums *sums)
{
	struct podman_frames frames;
	struct error err;
	podman_frames_init(&frames);
	for (size_t at = 0; at < len; at += step) {
		int r = podman_frames_push(&frames, bytes + at, len - at < step ? len - at : step, add, sums, &err);
		if (r < 0)
			return r;
	}
	return podman_frames_end(&frames, &err);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	if (len < 1)
		return 0;
	struct sums whole = {0}, pieces = {0};
	int a = push_in_pieces(bytes + 1, len - 1, len, &whole);
	int b = push_in_pieces(bytes + 1, len - 1, bytes[0] % 32u + 1, &pieces);
	for (unsigned i = 1; i < 3; i++) {
		if (a != b || whole.crc[i] != pieces.crc[i] || whole.len[i] != pieces.len[i])
			abort();
	}
	return 0;
}
