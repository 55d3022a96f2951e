// SPDX-License-Identifier: Apache-2.0
// Reads the JSON object of a request's body field by field. The first thing that is wrong is kept and told by form_close, so the
// readers in between need no checks; they answer the fallback then. Texts belong to the form.
//   AUTO_VALUE(form) struct form form;
//   form_open(&form, request);  name = form_text(&form, "name", FORM_REQUIRED);  r = form_close(&form, err);
#pragma once

#include "common/base/cleanup.h"
#include "common/base/error.h"
#include "common/base/uuid.h"
#include "server/handler/http_request.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

#define FORM_FIELDS_MAX 24u

enum { FORM_REQUIRED = 1u << 0 };

struct form {
	struct json_object *object;
	const char *known[FORM_FIELDS_MAX]; // fields that were asked for
	size_t n_known;
	bool flag; // storage for form_flag
	struct error err;
};

void form_open(struct form *form, const struct request *request);
// The same over text that did not come as a request.
void form_parse(struct form *form, const void *text, size_t len);
void form_done(struct form *form);
DEFINE_AUTO_VALUE(form, form_done);

// NULL when absent or null.
const char *form_text(struct form *form, const char *name, unsigned flags);
// A JSON object as text, NULL when absent.
const char *form_object(struct form *form, const char *name);
// An array; NULL when absent.
struct json_object *form_array(struct form *form, const char *name);
int64_t form_int(struct form *form, const char *name, int64_t fallback, int64_t min, int64_t max);
bool form_bool(struct form *form, const char *name, bool fallback);
// NULL when absent. At most one a form.
const bool *form_flag(struct form *form, const char *name);
void form_uuid(struct form *form, const char *name, struct uuid *ret_uuid);

// 0, or -EINVAL: the first field that is wrong, or one that nobody knows.
int form_close(struct form *form, struct error *err);
