// SPDX-License-Identifier: Apache-2.0
// A condition in the making, shared by filter_prune.c (the tree, the parameters) and filter_prune_checks.c (what one condition of a
// filter says of a chunk). A condition is SQL text that the caller frees; NULL is "true", which leaves nothing out and is always sound.
#pragma once

#include "common/base/buffer.h"
#include "server/repository/filter_prune.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PRUNE_PARAMS_MAX 24u // of one condition
#define PRUNE_FACTS_MAX  64u // values that one condition looks for: more cost as much as opening the chunk
#define PRUNE_SQL_MAX    (64u << 10)

struct prune_param {
	enum { PARAM_NUMBER, PARAM_FACTS, PARAM_CALLS } kind;
	int64_t number;
	int32_t *facts;
	int64_t *calls;
	size_t n;
};

struct filter_prune {
	int first;
	char *sql;
	struct prune_param params[PRUNE_PARAMS_MAX];
	unsigned n_params;
	unsigned n_cells; // tables of cells that were made
};

// filter_prune.c. The adders need room, and answer the parameter's number.
bool prune_has_room(const struct filter_prune *prune, unsigned n);
int prune_add_number(struct filter_prune *prune, int64_t number);
int prune_add_facts(struct filter_prune *prune, const int32_t *facts, size_t n);
int prune_add_calls(struct filter_prune *prune, const bool *answers, bool wanted); // of filter_cells: those answered so
// NULL; the parameters behind the first n_params are taken back.
char *prune_give_up(struct filter_prune *prune, unsigned n_params);
void prune_append(struct buffer *out, const char *between, const char *text);

// filter_prune_checks.c
char *prune_check(struct filter_prune *prune, const struct filter_node *check, bool negated);
// AND of parts that only ask for calls and failure.
char *prune_cells(struct filter_prune *prune, const struct filter_node *const *parts, size_t n, bool negated);
// Facts of which a chunk with a match has at least one: how many, 0 = there is no such list.
size_t prune_facts_of(const struct filter_node *check, int32_t *ret_facts, size_t max);
char *prune_facts(struct filter_prune *prune, const int32_t *facts, size_t n);
