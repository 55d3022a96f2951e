// SPDX-License-Identifier: Apache-2.0
// The rows of one answer, read by row and column index. Values arrive in binary: the accessors know boolean, int2, int4, int8,
// float8, text, varchar, name, json, jsonb, uuid, bytea and arrays of int2/int4/int8, text and uuid. Cast everything else in the
// SQL (`sum(x)::bigint`: the sum of bigints is numeric). Reading a value as another kind is our mistake and asserts.
#pragma once

#include "common/base/cleanup.h"
#include "common/base/uuid.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db_result;

void db_result_free(struct db_result *result);
DEFINE_AUTO(db_result, db_result_free);

int db_rows(const struct db_result *result);
// Rows that an INSERT, UPDATE, DELETE or COPY touched.
int64_t db_affected(const struct db_result *result);

bool db_is_null(const struct db_result *result, int row, int column);
// Null reads as 0, false, "", the zero uuid, no bytes; ask db_is_null where that matters.
int64_t db_i64(const struct db_result *result, int row, int column);
bool db_bool(const struct db_result *result, int row, int column);
double db_f64(const struct db_result *result, int row, int column);
// NUL-terminated; belongs to the result.
const char *db_text(const struct db_result *result, int row, int column);
struct uuid db_uuid(const struct db_result *result, int row, int column);
// Belongs to the result.
const uint8_t *db_bytea(const struct db_result *result, int row, int column, size_t *ret_len);
// A copy of the text, NULL for null; the caller frees.
char *db_text_dup(const struct db_result *result, int row, int column);
// Copies; the caller frees the array (of text: each item too). NULL and 0 for null or an empty array.
int64_t *db_i64_array(const struct db_result *result, int row, int column, size_t *ret_n);
char **db_text_array(const struct db_result *result, int row, int column, size_t *ret_n);
struct uuid *db_uuid_array(const struct db_result *result, int row, int column, size_t *ret_n);
