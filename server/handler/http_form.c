// SPDX-License-Identifier: Apache-2.0
#include "server/handler/http_form.h"

#include <assert.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#define JSON_DEPTH_MAX 16

static void fail(struct form *form, const char *name, const char *what)
{
	if (!form->err.code)
		(void)error_set(&form->err, EINVAL, "%s: %s", name, what);
}

void form_parse(struct form *form, const void *text, size_t len)
{
	*form = (struct form){0};
	if (len == 0 || len > INT_MAX) {
		(void)error_set(&form->err, EINVAL, "The request needs a JSON object as its body.");
		return;
	}
	struct json_tokener *tokener = json_tokener_new_ex(JSON_DEPTH_MAX);
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	form->object = json_tokener_parse_ex(tokener, text, (int)len);
	enum json_tokener_error problem = json_tokener_get_error(tokener);
	size_t end = json_tokener_get_parse_end(tokener);
	json_tokener_free(tokener);
	if (problem != json_tokener_success || end != len)
		(void)error_set(&form->err, EINVAL, "The body is not sound JSON: %s near byte %zu.",
				problem == json_tokener_success || problem == json_tokener_continue
				    ? "unexpected end or rest"
				    : json_tokener_error_desc(problem),
				end);
	else if (!json_object_is_type(form->object, json_type_object))
		(void)error_set(&form->err, EINVAL, "The body must be a JSON object.");
}

void form_open(struct form *form, const struct request *request)
{
	form_parse(form, request->body.data, request->body.len);
	if (form->err.code)
		return;
	const char *type = request->content_type;
	if (!type || strncasecmp(type, "application/json", strlen("application/json")) != 0)
		(void)error_set(&form->err, EINVAL, "The body must be sent as Content-Type: application/json.");
}

void form_done(struct form *form)
{
	if (form->object)
		json_object_put(form->object);
	form->object = NULL;
}

static struct json_object *get(struct form *form, const char *name, unsigned flags)
{
	struct json_object *value = NULL;
	assert(form->n_known < FORM_FIELDS_MAX);
	form->known[form->n_known++] = name;
	if (form->err.code)
		return NULL;
	(void)json_object_object_get_ex(form->object, name, &value);
	if (!value && (flags & FORM_REQUIRED))
		fail(form, name, "is missing");
	return value;
}

static struct json_object *get_type(struct form *form, const char *name, unsigned flags, enum json_type type,
				    const char *wrong)
{
	struct json_object *value = get(form, name, flags);
	if (!value)
		return NULL;
	if (!json_object_is_type(value, type)) {
		fail(form, name, wrong);
		return NULL;
	}
	return value;
}

const char *form_text(struct form *form, const char *name, unsigned flags)
{
	struct json_object *value = get_type(form, name, flags, json_type_string, "must be a text");
	if (!value)
		return NULL;
	const char *text = json_object_get_string(value);
	if (strlen(text) != (size_t)json_object_get_string_len(value)) {
		fail(form, name, "must not contain a NUL character");
		return NULL;
	}
	return text;
}

const char *form_object(struct form *form, const char *name)
{
	struct json_object *value = get_type(form, name, 0, json_type_object, "must be an object");
	return value ? json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN) : NULL;
}

struct json_object *form_array(struct form *form, const char *name)
{
	return get_type(form, name, 0, json_type_array, "must be a list");
}

int64_t form_int(struct form *form, const char *name, int64_t fallback, int64_t min, int64_t max)
{
	char text[96];
	struct json_object *value = get_type(form, name, 0, json_type_int, "must be a whole number");
	if (!value)
		return fallback;
	int64_t number = json_object_get_int64(value);
	if (number >= min && number <= max)
		return number;
	(void)snprintf(text, sizeof(text), "must be from %" PRId64 " to %" PRId64, min, max);
	fail(form, name, text);
	return fallback;
}

bool form_bool(struct form *form, const char *name, bool fallback)
{
	struct json_object *value = get_type(form, name, 0, json_type_boolean, "must be true or false");
	return value ? json_object_get_boolean(value) : fallback;
}

const bool *form_flag(struct form *form, const char *name)
{
	struct json_object *value = get_type(form, name, 0, json_type_boolean, "must be true or false");
	if (!value)
		return NULL;
	form->flag = json_object_get_boolean(value);
	return &form->flag;
}

void form_uuid(struct form *form, const char *name, struct uuid *ret_uuid)
{
	const char *text = form_text(form, name, FORM_REQUIRED);
	if (text && uuid_parse(text, ret_uuid) < 0)
		fail(form, name, "must be a UUID");
}

static bool is_known(const struct form *form, const char *name)
{
	for (size_t i = 0; i < form->n_known; i++)
		if (strcmp(form->known[i], name) == 0)
			return true;
	return false;
}

int form_close(struct form *form, struct error *err)
{
	if (!form->err.code) {
		json_object_object_foreach(form->object, name, value)
		{
			(void)value;
			if (!is_known(form, name))
				return error_set(err, EINVAL,
						 "unknown field '%.64s'; known here are those of docs/openapi.yaml",
						 name);
		}
	}
	if (form->err.code)
		*err = form->err;
	return -form->err.code;
}
