// SPDX-License-Identifier: Apache-2.0
// -e read=SET and -e write=SET: the data that calls moved through chosen descriptors, in strace's form. Pure.
#pragma once

#include "common/base/buffer.h"
#include "common/base/error.h"
#include "common/event/event.h"

#include <stdbool.h>

#define DUMP_FDS 1024u

// Descriptors by number; `beyond` stands for all that have no bit.
struct fd_choice {
	uint64_t bits[DUMP_FDS / 64];
	bool beyond;
};

struct dump_options {
	bool any; // something is chosen below
	struct fd_choice read, write;
};

// "3,5", "!1", "all", "none". -EINVAL when a word is no descriptor.
int fd_choice_parse(const char *list, struct fd_choice *ret_choice, struct error *err);
// Appends the lines under the call's own, each with its newline before it; nothing when the call moved nothing that was chosen.
void dump_append(const struct event *event, const struct dump_options *options, struct buffer *out);
