// SPDX-License-Identifier: Apache-2.0
#include "detector/container_manager/podman_frames.h"

#include <string.h>

void podman_frames_init(struct podman_frames *frames)
{
	*frames = (struct podman_frames){0};
}

static uint32_t read_be32(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static size_t take_header(struct podman_frames *frames, const uint8_t *bytes, size_t len)
{
	size_t part = sizeof(frames->header) - frames->header_len;
	if (part > len)
		part = len;
	memcpy(frames->header + frames->header_len, bytes, part);
	frames->header_len += (uint8_t)part;
	return part;
}

int podman_frames_push(struct podman_frames *frames, const void *bytes, size_t len, podman_frames_fn fn, void *ctx,
		       struct error *err)
{
	const uint8_t *at = bytes, *end = at + len;
	const uint8_t *header = frames->header;
	while (at < end && !frames->failed) {
		if (frames->header_len < sizeof(frames->header)) {
			at += take_header(frames, at, (size_t)(end - at));
			if (frames->header_len < sizeof(frames->header))
				break;
			frames->left = read_be32(header + 4);
			if (header[0] < PODMAN_STDOUT || header[0] > PODMAN_STDERR || header[1] || header[2] ||
			    header[3])
				frames->failed = -EBADMSG;
		} else {
			size_t part = (size_t)(end - at) < frames->left ? (size_t)(end - at) : frames->left;
			fn(ctx, (enum podman_stream)header[0], at, part);
			at += part;
			frames->left -= (uint32_t)part;
		}
		if (frames->left == 0 && !frames->failed)
			frames->header_len = 0;
	}
	if (frames->failed)
		return error_set(err, EBADMSG,
				 "Podman's stream is not in frames (it starts a frame with %02x %02x %02x %02x)",
				 header[0], header[1], header[2], header[3]);
	return 0;
}

int podman_frames_end(const struct podman_frames *frames, struct error *err)
{
	if (frames->failed || frames->header_len == 0)
		return frames->failed ? error_set(err, EBADMSG, "Podman's stream is not in frames") : 0;
	return error_set(err, EBADMSG, "Podman's stream ended inside a frame, %u bytes short", frames->left);
}
