// SPDX-License-Identifier: Apache-2.0
#include "server/model/text.h"

#include "common/base/alloc.h"

#include <json-c/json.h>
#include <stdint.h>
#include <string.h>

// Length of the sequence at text, 0 when it is not sound (RFC 3629).
static size_t sequence(const uint8_t *text, size_t left)
{
	if (text[0] < 0x80)
		return 1;
	size_t n = text[0] >= 0xf0 && text[0] <= 0xf4 ? 4 : text[0] >= 0xe0 ? 3 : 2;
	if (text[0] < 0xc2 || text[0] > 0xf4 || n > left)
		return 0;
	for (size_t i = 1; i < n; i++)
		if ((text[i] & 0xc0) != 0x80)
			return 0;
	if ((text[0] == 0xe0 && text[1] < 0xa0) || (text[0] == 0xed && text[1] >= 0xa0) ||
	    (text[0] == 0xf0 && text[1] < 0x90) || (text[0] == 0xf4 && text[1] >= 0x90))
		return 0;
	return n;
}

bool text_is_clean(const char *text, size_t len)
{
	const uint8_t *bytes = (const uint8_t *)text;
	while (len > 0) {
		size_t n = sequence(bytes, len);
		if (n == 0 || bytes[0] < 0x20 || bytes[0] == 0x7f)
			return false;
		if (n == 2 && bytes[0] == 0xc2 && bytes[1] < 0xa0) // C1 controls
			return false;
		bytes += n;
		len -= n;
	}
	return true;
}

int text_check(const char *text, const char *field, size_t min, size_t max, struct error *err)
{
	size_t len = text ? strnlen(text, max + 1) : 0;
	if (len < min && min == 1)
		return error_set(err, EINVAL, "%s: must not be empty", field);
	if (len < min)
		return error_set(err, EINVAL, "%s: must have at least %zu characters", field, min);
	if (len > max)
		return error_set(err, EINVAL, "%s: must have at most %zu bytes", field, max);
	if (len == 0)
		return 0;
	if (!text_is_clean(text, len))
		return error_set(err, EINVAL, "%s: must be UTF-8 text without control characters", field);
	if (text[0] == ' ' || text[len - 1] == ' ')
		return error_set(err, EINVAL, "%s: must not begin or end with a blank", field);
	return 0;
}

int text_check_object(const char *json, const char *field, size_t max_bytes, char **ret_json, struct error *err)
{
	if (!json) {
		*ret_json = xstrdup("{}");
		return 0;
	}
	size_t len = strnlen(json, max_bytes + 1);
	if (len > max_bytes)
		return error_set(err, EINVAL, "%s: must have at most %zu bytes", field, max_bytes);
	struct json_object *object = json_tokener_parse(json);
	int r = 0;
	if (!json_object_is_type(object, json_type_object)) {
		r = error_set(err, EINVAL, "%s: must be a JSON object", field);
	} else if (strstr(json, "\\u0000")) {
		r = error_set(err, EINVAL, "%s: must not contain NUL characters", field); // jsonb cannot hold them
	} else {
		*ret_json = xstrdup(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN));
	}
	json_object_put(object);
	return r;
}
