// SPDX-License-Identifier: Apache-2.0
#include "detector/ws_client/json_fields.h"

#include <limits.h>

#define MAX_DEPTH 32

int json_parse_object(const char *text, size_t len, struct json_object **ret_object, struct error *err)
{
	if (len > INT_MAX)
		return error_set(err, EBADMSG, "the message is too long");
	struct json_tokener *tokener = json_tokener_new_ex(MAX_DEPTH);
	struct json_object *object = json_tokener_parse_ex(tokener, text, (int)len);
	enum json_tokener_error problem = json_tokener_get_error(tokener);
	size_t used = json_tokener_get_parse_end(tokener);
	json_tokener_free(tokener);
	if (problem == json_tokener_success && json_object_is_type(object, json_type_object) && used == len) {
		*ret_object = object;
		return 0;
	}
	json_object_put(object);
	if (problem == json_tokener_continue)
		return error_set(err, EBADMSG, "not a JSON object: the text ends too early");
	return error_set(err, EBADMSG, "not a JSON object: %s",
			 problem == json_tokener_success ? "something else" : json_tokener_error_desc(problem));
}

static struct json_object *get(struct json_object *object, const char *name, enum json_type type)
{
	struct json_object *value = NULL;
	if (!json_object_object_get_ex(object, name, &value) || !json_object_is_type(value, type))
		return NULL;
	return value;
}

const char *json_string(struct json_object *object, const char *name)
{
	struct json_object *value = get(object, name, json_type_string);
	return value ? json_object_get_string(value) : NULL;
}

bool json_number(struct json_object *object, const char *name, uint64_t *ret_value)
{
	struct json_object *value = get(object, name, json_type_int);
	if (!value || json_object_get_int64(value) < 0)
		return false;
	*ret_value = (uint64_t)json_object_get_int64(value);
	return true;
}

bool json_uuid(struct json_object *object, const char *name, struct uuid *ret_uuid)
{
	const char *text = json_string(object, name);
	return text && uuid_parse(text, ret_uuid) == 0;
}

bool json_true(struct json_object *object, const char *name)
{
	struct json_object *value = get(object, name, json_type_boolean);
	return value && json_object_get_boolean(value);
}

void json_add_string(struct json_object *object, const char *name, const char *value)
{
	(void)json_object_object_add(object, name, json_object_new_string(value));
}

void json_add_number(struct json_object *object, const char *name, uint64_t value)
{
	(void)json_object_object_add(object, name, json_object_new_int64((int64_t)value));
}

void json_add_uuid(struct json_object *object, const char *name, const struct uuid *uuid)
{
	char text[UUID_TEXT_SIZE];
	uuid_format(uuid, text);
	json_add_string(object, name, text);
}
