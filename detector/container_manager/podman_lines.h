// SPDX-License-Identifier: Apache-2.0
// Splits a stream of JSON lines (a pull's progress, events) into its lines. A line is at most 64 KiB.
#pragma once

#include "common/base/buffer.h"
#include "common/base/error.h"

struct podman_lines {
	struct buffer partial;
};

// A negative result ends the push and is returned by it.
typedef int (*podman_line_fn)(void *ctx, const char *line, size_t len, struct error *err);

void podman_lines_init(struct podman_lines *lines);
void podman_lines_done(struct podman_lines *lines);
int podman_lines_push(struct podman_lines *lines, const char *bytes, size_t len, podman_line_fn fn, void *ctx,
		      struct error *err);
// The last line may lack its end.
int podman_lines_end(struct podman_lines *lines, podman_line_fn fn, void *ctx, struct error *err);
