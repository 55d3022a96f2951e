// SPDX-License-Identifier: Apache-2.0
// Parameters of one SQL statement, typed, sent in binary. Text, bytea and json are borrowed until the query returns; arrays are
// copied. `AUTO_VALUE(db_params) struct db_params p = {0};` then one call a parameter, in the order of $1, $2, …
#pragma once

#include "common/base/cleanup.h"
#include "common/base/uuid.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DB_PARAMS_MAX 40

struct db_params {
	int n;
	unsigned types[DB_PARAMS_MAX]; // type oids
	const char *values[DB_PARAMS_MAX];
	int lengths[DB_PARAMS_MAX];
	int formats[DB_PARAMS_MAX];
	uint8_t small[DB_PARAMS_MAX][16]; // numbers and uuids live here
	void *owned[DB_PARAMS_MAX];       // arrays
};

struct db_bytes {
	const void *bytes;
	size_t len;
};

void db_params_done(struct db_params *params);
DEFINE_AUTO_VALUE(db_params, db_params_done);

// A NULL pointer is SQL's null, typed.
void db_param_text(struct db_params *params, const char *text);
void db_param_json(struct db_params *params, const char *json); // jsonb
void db_param_uuid(struct db_params *params, const struct uuid *uuid);
void db_param_bytea(struct db_params *params, const void *bytes, size_t len);
void db_param_i64(struct db_params *params, int64_t value);
void db_param_u64(struct db_params *params, uint64_t value); // bigint; must fit in 63 bits
void db_param_i32(struct db_params *params, int32_t value);
void db_param_bool(struct db_params *params, bool value);
void db_param_null_i64(struct db_params *params, const int64_t *value_or_null);
void db_param_null_i32(struct db_params *params, const int32_t *value_or_null);
void db_param_null(struct db_params *params); // the server infers the type

// text[], bigint[], int[], uuid[], bytea[]; with `unnest($1, $2, …)` they make bulk inserts.
void db_param_text_array(struct db_params *params, const char *const *items, size_t n);
void db_param_i64_array(struct db_params *params, const int64_t *items, size_t n);
void db_param_i32_array(struct db_params *params, const int32_t *items, size_t n);
void db_param_uuid_array(struct db_params *params, const struct uuid *items, size_t n);
void db_param_bytea_array(struct db_params *params, const struct db_bytes *items, size_t n);
