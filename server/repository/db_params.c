// SPDX-License-Identifier: Apache-2.0
#include "server/repository/db_params.h"

#include "common/base/alloc.h"

#include <assert.h>
#include <endian.h>
#include <string.h>

// Type oids are fixed in PostgreSQL's catalogue (pg_type.dat) and never change.
enum {
	OID_BOOL = 16,
	OID_BYTEA = 17,
	OID_INT8 = 20,
	OID_INT4 = 23,
	OID_TEXT = 25,
	OID_BYTEA_ARRAY = 1001,
	OID_INT4_ARRAY = 1007,
	OID_TEXT_ARRAY = 1009,
	OID_INT8_ARRAY = 1016,
	OID_UUID = 2950,
	OID_UUID_ARRAY = 2951,
	OID_JSONB = 3802,
};

enum { FORMAT_TEXT = 0, FORMAT_BINARY = 1 };

void db_params_done(struct db_params *params)
{
	for (int i = 0; i < params->n; i++)
		free(params->owned[i]);
	params->n = 0;
}

static int add(struct db_params *params, unsigned type, const void *value, size_t len, int format)
{
	assert(params->n < DB_PARAMS_MAX && len <= INT32_MAX);
	int i = params->n++;
	params->types[i] = type;
	params->values[i] = value;
	params->lengths[i] = (int)len;
	params->formats[i] = format;
	params->owned[i] = NULL;
	return i;
}

// A fixed-size value, copied; bytes NULL = null.
static void add_small(struct db_params *params, unsigned type, const void *bytes, size_t len)
{
	int i = add(params, type, NULL, len, FORMAT_BINARY);
	assert(len <= sizeof(params->small[i]));
	if (!bytes)
		return;
	memcpy(params->small[i], bytes, len);
	params->values[i] = (const char *)params->small[i];
}

void db_param_text(struct db_params *params, const char *text)
{
	(void)add(params, OID_TEXT, text, text ? strlen(text) : 0, FORMAT_TEXT);
}

void db_param_json(struct db_params *params, const char *json)
{
	(void)add(params, OID_JSONB, json, json ? strlen(json) : 0, FORMAT_TEXT);
}

void db_param_uuid(struct db_params *params, const struct uuid *uuid)
{
	add_small(params, OID_UUID, uuid ? uuid->bytes : NULL, sizeof(uuid->bytes));
}

void db_param_bytea(struct db_params *params, const void *bytes, size_t len)
{
	(void)add(params, OID_BYTEA, bytes, len, FORMAT_BINARY);
}

void db_param_null_i64(struct db_params *params, const int64_t *value_or_null)
{
	uint64_t big = value_or_null ? htobe64((uint64_t)*value_or_null) : 0;
	add_small(params, OID_INT8, value_or_null ? &big : NULL, sizeof(big));
}

void db_param_null_i32(struct db_params *params, const int32_t *value_or_null)
{
	uint32_t big = value_or_null ? htobe32((uint32_t)*value_or_null) : 0;
	add_small(params, OID_INT4, value_or_null ? &big : NULL, sizeof(big));
}

void db_param_i64(struct db_params *params, int64_t value)
{
	db_param_null_i64(params, &value);
}

void db_param_u64(struct db_params *params, uint64_t value)
{
	assert(value <= INT64_MAX);
	db_param_i64(params, (int64_t)value);
}

void db_param_i32(struct db_params *params, int32_t value)
{
	db_param_null_i32(params, &value);
}

void db_param_bool(struct db_params *params, bool value)
{
	uint8_t byte = value;
	add_small(params, OID_BOOL, &byte, 1);
}

void db_param_null(struct db_params *params)
{
	(void)add(params, 0, NULL, 0, FORMAT_TEXT);
}

// PostgreSQL's binary array: dimensions, has-null, element type, length, lower bound, then each element with its length.
static uint8_t *put_u32(uint8_t *out, uint32_t value)
{
	value = htobe32(value);
	memcpy(out, &value, sizeof(value));
	return out + sizeof(value);
}

struct array {
	uint8_t *bytes;
	uint8_t *end;
};

static struct array array_begin(unsigned element, size_t n, size_t payload)
{
	struct array array;
	array.bytes = xcalloc(1, 20 + n * 4 + payload);
	array.end = put_u32(array.bytes, n ? 1 : 0);
	array.end = put_u32(array.end, 0);
	array.end = put_u32(array.end, element);
	if (n) {
		array.end = put_u32(array.end, (uint32_t)n);
		array.end = put_u32(array.end, 1);
	}
	return array;
}

static void array_put(struct array *array, const void *bytes, size_t len)
{
	array->end = put_u32(array->end, (uint32_t)len);
	if (len)
		memcpy(array->end, bytes, len);
	array->end += len;
}

static void array_end(struct db_params *params, unsigned type, struct array *array)
{
	int i = add(params, type, array->bytes, (size_t)(array->end - array->bytes), FORMAT_BINARY);
	params->owned[i] = array->bytes;
}

void db_param_text_array(struct db_params *params, const char *const *items, size_t n)
{
	size_t payload = 0;
	for (size_t i = 0; i < n; i++)
		payload += strlen(items[i]);
	struct array array = array_begin(OID_TEXT, n, payload);
	for (size_t i = 0; i < n; i++)
		array_put(&array, items[i], strlen(items[i]));
	array_end(params, OID_TEXT_ARRAY, &array);
}

void db_param_i64_array(struct db_params *params, const int64_t *items, size_t n)
{
	struct array array = array_begin(OID_INT8, n, n * sizeof(*items));
	for (size_t i = 0; i < n; i++) {
		uint64_t big = htobe64((uint64_t)items[i]);
		array_put(&array, &big, sizeof(big));
	}
	array_end(params, OID_INT8_ARRAY, &array);
}

void db_param_i32_array(struct db_params *params, const int32_t *items, size_t n)
{
	struct array array = array_begin(OID_INT4, n, n * sizeof(*items));
	for (size_t i = 0; i < n; i++) {
		uint32_t big = htobe32((uint32_t)items[i]);
		array_put(&array, &big, sizeof(big));
	}
	array_end(params, OID_INT4_ARRAY, &array);
}

void db_param_uuid_array(struct db_params *params, const struct uuid *items, size_t n)
{
	struct array array = array_begin(OID_UUID, n, n * sizeof(items->bytes));
	for (size_t i = 0; i < n; i++)
		array_put(&array, items[i].bytes, sizeof(items[i].bytes));
	array_end(params, OID_UUID_ARRAY, &array);
}

void db_param_bytea_array(struct db_params *params, const struct db_bytes *items, size_t n)
{
	size_t payload = 0;
	for (size_t i = 0; i < n; i++)
		payload += items[i].len;
	struct array array = array_begin(OID_BYTEA, n, payload);
	for (size_t i = 0; i < n; i++)
		array_put(&array, items[i].bytes, items[i].len);
	array_end(params, OID_BYTEA_ARRAY, &array);
}
