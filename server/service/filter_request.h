// SPDX-License-Identifier: Apache-2.0
// A filter that somebody sent: parsed with the project's saved filters as macros, its fault told so that an editor can show it. Lengths
// and positions are UTF-16 code units, as browsers count.
#pragma once

#include "common/base/buffer.h"
#include "common/filter/filter_program.h"
#include "server/model/saved_filter.h"
#include "server/repository/db.h"
#include "server/repository/filter_prune.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct filter_fault {
	bool known; // false: nothing is wrong with the filter
	uint32_t at, len;
	char message[320]; // "position 12: there is no field proc.nam; did you mean proc.name?"
	char expected[200];
	char nearest[64];
};

// A filter ready to be asked: of events, of chunks, of the store.
struct filter_query {
	struct filter *filter;
	struct filter_program *program;
	struct filter_prune *prune; // for chunk_repository_read
	bool by_call;               // asks only for calls and their failure: filter_cells.h
};
void filter_query_done(struct filter_query *query);
DEFINE_AUTO_VALUE(filter_query, filter_query_done);

// A macro's text from a list that stays.
struct filter_macros filter_request_macros(const struct saved_filter_list *list);
// text NULL or blank = everything. -EINVAL with the fault when it is no filter; other errors are those of the database. Inside a task.
int filter_request_parse(struct db *db, const struct uuid *project, const char *text, struct filter **ret_filter,
			 struct filter_fault *ret_fault, struct error *err);
// The same, compiled.
int filter_request_compile(struct db *db, const struct uuid *project, const char *text, struct filter_query *ret_query,
			   struct filter_fault *ret_fault, struct error *err);
// Parses with macros that are there; pure, on any thread.
int filter_request_parse_with(const struct saved_filter_list *macros, const char *text, struct filter **ret_filter,
			      struct filter_fault *ret_fault, struct error *err);

// Of the first `bytes` bytes of sound UTF-8.
uint32_t filter_utf16_length(const char *text, size_t bytes);
// The bytes that `units` code units take, at most all; never inside a character.
size_t filter_utf16_bytes(const char *text, size_t len, uint64_t units);
