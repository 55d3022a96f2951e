// SPDX-License-Identifier: Apache-2.0
#include "detector/container_manager/podman_lines.h"

#include <string.h>

#define LINE_MAX_BYTES (64u * 1024u)

void podman_lines_init(struct podman_lines *lines)
{
	buffer_init(&lines->partial, LINE_MAX_BYTES);
}

void podman_lines_done(struct podman_lines *lines)
{
	buffer_done(&lines->partial);
}

static int give(struct podman_lines *lines, podman_line_fn fn, void *ctx, struct error *err)
{
	int r = 0;
	if (lines->partial.len > 0)
		r = fn(ctx, buffer_text(&lines->partial), lines->partial.len, err);
	buffer_clear(&lines->partial);
	return r;
}

int podman_lines_push(struct podman_lines *lines, const char *bytes, size_t len, podman_line_fn fn, void *ctx,
		      struct error *err)
{
	const char *end = bytes + len;
	while (bytes < end) {
		const char *stop = memchr(bytes, '\n', (size_t)(end - bytes));
		if (buffer_append(&lines->partial, bytes, (size_t)((stop ? stop : end) - bytes)) < 0)
			return error_set(err, EMSGSIZE, "a line of Podman's answer is longer than %u bytes",
					 LINE_MAX_BYTES);
		if (!stop)
			return 0;
		int r = give(lines, fn, ctx, err);
		if (r < 0)
			return r;
		bytes = stop + 1;
	}
	return 0;
}

int podman_lines_end(struct podman_lines *lines, podman_line_fn fn, void *ctx, struct error *err)
{
	return give(lines, fn, ctx, err);
}
