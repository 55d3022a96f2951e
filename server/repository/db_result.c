// SPDX-License-Identifier: Apache-2.0
#include "server/repository/db_result.h"

#include "common/base/alloc.h"
#include "server/repository/db_internal.h"

#include <assert.h>
#include <endian.h>
#include <string.h>

// Of pg_type.dat; fixed for ever.
enum {
	OID_INT2 = 21,
	OID_INT4 = 23,
	OID_TEXT = 25,
	OID_INT8 = 20,
	OID_VARCHAR = 1043,
	OID_UUID = 2950,
	OID_JSONB = 3802
};

struct db_result {
	PGresult *pg;
};

struct db_result *db_result_wrap(PGresult *pg)
{
	struct db_result *result = xcalloc(1, sizeof(*result));
	result->pg = pg;
	return result;
}

void db_result_free(struct db_result *result)
{
	if (!result)
		return;
	PQclear(result->pg);
	free(result);
}

int db_rows(const struct db_result *result)
{
	return PQntuples(result->pg);
}

int64_t db_affected(const struct db_result *result)
{
	return strtoll(PQcmdTuples(result->pg), NULL, 10);
}

static const uint8_t *value(const struct db_result *result, int row, int column, size_t *ret_len)
{
	assert(row >= 0 && row < PQntuples(result->pg) && column >= 0 && column < PQnfields(result->pg));
	assert(PQfformat(result->pg, column) == 1);
	*ret_len = (size_t)PQgetlength(result->pg, row, column);
	return (const uint8_t *)PQgetvalue(result->pg, row, column);
}

bool db_is_null(const struct db_result *result, int row, int column)
{
	return PQgetisnull(result->pg, row, column) == 1;
}

static int64_t read_int(const uint8_t *bytes, size_t len)
{
	uint64_t raw = 0;
	assert(len == 2 || len == 4 || len == 8);
	for (size_t i = 0; i < len; i++)
		raw = raw << 8 | bytes[i];
	if (len == 2)
		return (int16_t)raw;
	if (len == 4)
		return (int32_t)raw;
	return (int64_t)raw;
}

int64_t db_i64(const struct db_result *result, int row, int column)
{
	size_t len = 0;
	const uint8_t *bytes = value(result, row, column, &len);
	return db_is_null(result, row, column) ? 0 : read_int(bytes, len);
}

bool db_bool(const struct db_result *result, int row, int column)
{
	size_t len = 0;
	const uint8_t *bytes = value(result, row, column, &len);
	if (db_is_null(result, row, column))
		return false;
	assert(len == 1);
	return bytes[0] != 0;
}

double db_f64(const struct db_result *result, int row, int column)
{
	size_t len = 0;
	const uint8_t *bytes = value(result, row, column, &len);
	if (db_is_null(result, row, column))
		return 0;
	assert(len == 8);
	int64_t raw = read_int(bytes, len);
	double number = 0;
	memcpy(&number, &raw, sizeof(number));
	return number;
}

const char *db_text(const struct db_result *result, int row, int column)
{
	size_t len = 0;
	const char *text = (const char *)value(result, row, column, &len);
	// Binary jsonb is its text behind a version byte.
	return PQftype(result->pg, column) == OID_JSONB && len > 0 ? text + 1 : text;
}

struct uuid db_uuid(const struct db_result *result, int row, int column)
{
	size_t len = 0;
	const uint8_t *bytes = value(result, row, column, &len);
	struct uuid uuid = {0};
	if (db_is_null(result, row, column))
		return uuid;
	assert(len == sizeof(uuid.bytes));
	memcpy(uuid.bytes, bytes, sizeof(uuid.bytes));
	return uuid;
}

const uint8_t *db_bytea(const struct db_result *result, int row, int column, size_t *ret_len)
{
	return value(result, row, column, ret_len);
}

char *db_text_dup(const struct db_result *result, int row, int column)
{
	return db_is_null(result, row, column) ? NULL : xstrdup(db_text(result, row, column));
}

// Walks the elements of a one-dimensional binary array without nulls.
struct array {
	const uint8_t *next;
	const uint8_t *end;
	unsigned type;
	size_t n;
};

static uint32_t take_u32(struct array *array)
{
	assert(array->end - array->next >= 4);
	uint32_t raw = 0;
	memcpy(&raw, array->next, sizeof(raw));
	array->next += sizeof(raw);
	return be32toh(raw);
}

static struct array array_open(const struct db_result *result, int row, int column)
{
	struct array array = {0};
	size_t len = 0;
	array.next = value(result, row, column, &len);
	array.end = array.next + len;
	if (db_is_null(result, row, column))
		return array;
	uint32_t dimensions = take_u32(&array);
	(void)take_u32(&array); // has nulls: an element of length -1 would show
	array.type = take_u32(&array);
	if (dimensions == 0)
		return array;
	assert(dimensions == 1);
	array.n = take_u32(&array);
	(void)take_u32(&array); // lower bound
	return array;
}

static const uint8_t *array_take(struct array *array, size_t *ret_len)
{
	*ret_len = take_u32(array);
	assert(*ret_len <= (size_t)(array->end - array->next));
	const uint8_t *bytes = array->next;
	array->next += *ret_len;
	return bytes;
}

int64_t *db_i64_array(const struct db_result *result, int row, int column, size_t *ret_n)
{
	struct array array = array_open(result, row, column);
	*ret_n = array.n;
	if (array.n == 0)
		return NULL;
	assert(array.type == OID_INT2 || array.type == OID_INT4 || array.type == OID_INT8);
	int64_t *items = xcalloc(array.n, sizeof(*items));
	for (size_t i = 0; i < array.n; i++) {
		size_t len = 0;
		const uint8_t *bytes = array_take(&array, &len);
		items[i] = read_int(bytes, len);
	}
	return items;
}

char **db_text_array(const struct db_result *result, int row, int column, size_t *ret_n)
{
	struct array array = array_open(result, row, column);
	*ret_n = array.n;
	if (array.n == 0)
		return NULL;
	assert(array.type == OID_TEXT || array.type == OID_VARCHAR);
	char **items = xcalloc(array.n, sizeof(*items));
	for (size_t i = 0; i < array.n; i++) {
		size_t len = 0;
		const uint8_t *bytes = array_take(&array, &len);
		items[i] = xstrndup((const char *)bytes, len);
	}
	return items;
}

struct uuid *db_uuid_array(const struct db_result *result, int row, int column, size_t *ret_n)
{
	struct array array = array_open(result, row, column);
	*ret_n = array.n;
	if (array.n == 0)
		return NULL;
	assert(array.type == OID_UUID);
	struct uuid *items = xcalloc(array.n, sizeof(*items));
	for (size_t i = 0; i < array.n; i++) {
		size_t len = 0;
		const uint8_t *bytes = array_take(&array, &len);
		assert(len == sizeof(items[i].bytes));
		memcpy(items[i].bytes, bytes, sizeof(items[i].bytes));
	}
	return items;
}
