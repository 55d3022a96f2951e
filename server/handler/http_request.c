// SPDX-License-Identifier: Apache-2.0
#include "server/handler/http_request.h"

#include "common/base/alloc.h"
#include "common/base/parse.h"

#include <stdlib.h>
#include <string.h>

static const char *const method_names[] = {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

const char *http_method_name(enum http_method method)
{
	return method_names[method];
}

void request_init(struct request *request)
{
	*request = (struct request){0};
	buffer_init(&request->body, REQUEST_BODY_MAX);
}

static void free_pairs(struct request_pair *pairs, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(pairs[i].name);
		free(pairs[i].value);
	}
}

void request_done(struct request *request)
{
	free(request->path);
	free(request->cookie);
	free(request->origin);
	free(request->host);
	free(request->content_type);
	free(request->if_none_match);
	free_pairs(request->params, request->n_params);
	free_pairs(request->args, request->n_args);
	if (request->body.data) // it may have held a password
		explicit_bzero(request->body.data, request->body.cap);
	buffer_done(&request->body);
	*request = (struct request){0};
}

int request_add_arg(struct request *request, const char *text, size_t len)
{
	const char *equals = memchr(text, '=', len);
	size_t name_len = equals ? (size_t)(equals - text) : len;
	if (request->n_args == REQUEST_ARGS_MAX)
		return -E2BIG;
	struct request_pair *arg = &request->args[request->n_args++];
	arg->name = xstrndup(text, name_len);
	arg->value = equals ? xstrndup(equals + 1, len - name_len - 1) : xstrdup("");
	return 0;
}

static const char *find_pair(const struct request_pair *pairs, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(pairs[i].name, name) == 0)
			return pairs[i].value;
	return NULL;
}

const char *request_arg(const struct request *request, const char *name)
{
	return find_pair(request->args, request->n_args, name);
}

const char *request_param(const struct request *request, const char *name)
{
	return find_pair(request->params, request->n_params, name);
}

bool request_cookie(const struct request *request, const char *name, char *ret_value, size_t size)
{
	size_t name_len = strlen(name);
	for (const char *at = request->cookie; at && *at;) {
		at += strspn(at, "; ");
		size_t len = strcspn(at, ";");
		if (len > name_len && strncmp(at, name, name_len) == 0 && at[name_len] == '=') {
			size_t value_len = len - name_len - 1;
			if (value_len >= size)
				return false;
			memcpy(ret_value, at + name_len + 1, value_len);
			ret_value[value_len] = '\0';
			return true;
		}
		at += len;
	}
	return false;
}

int request_param_uuid(const struct request *request, const char *name, struct uuid *ret_uuid, struct error *err)
{
	const char *text = request_param(request, name);
	if (!text || uuid_parse(text, ret_uuid) < 0)
		return error_set(err, EINVAL, "%s: must be a UUID", name);
	return 0;
}

static int read_u64(const char *text, const char *name, uint64_t min, uint64_t max, uint64_t *ret_value,
		    struct error *err)
{
	uint64_t value;
	if (parse_u64(text, &value) < 0 || value < min || value > max)
		return error_set(err, EINVAL, "%s: must be a number from %llu to %llu", name, (unsigned long long)min,
				 (unsigned long long)max);
	*ret_value = value;
	return 0;
}

int request_param_u64(const struct request *request, const char *name, uint64_t min, uint64_t max, uint64_t *ret_value,
		      struct error *err)
{
	const char *text = request_param(request, name);
	return read_u64(text ? text : "", name, min, max, ret_value, err);
}

int request_arg_u64(const struct request *request, const char *name, uint64_t min, uint64_t max, uint64_t *ret_value,
		    struct error *err)
{
	const char *text = request_arg(request, name);
	return text ? read_u64(text, name, min, max, ret_value, err) : 0;
}

int request_arg_bool(const struct request *request, const char *name, bool *ret_present, bool *ret_value,
		     struct error *err)
{
	const char *text = request_arg(request, name);
	if (!text)
		return 0;
	int value = parse_bool(text);
	if (value < 0)
		return error_set(err, EINVAL, "%s: must be true or false", name);
	*ret_present = true;
	*ret_value = value == 1;
	return 0;
}
