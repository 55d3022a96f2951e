// SPDX-License-Identifier: Apache-2.0
#define ERROR_IMPLEMENTATION
#include "common/base/error.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int error_set(struct error *err, int code, const char *format, ...)
{
	assert(err && code > 0);
	va_list args;
	va_start(args, format);
	(void)vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	err->code = code;
	return -code;
}

int error_wrap(struct error *err, const char *format, ...)
{
	assert(err && err->code > 0);
	char context[sizeof(err->text)];
	char inner[sizeof(err->text)];
	va_list args;
	va_start(args, format);
	(void)vsnprintf(context, sizeof(context), format, args);
	va_end(args);
	memcpy(inner, err->text, sizeof(inner));
	(void)snprintf(err->text, sizeof(err->text), "%.120s: %.132s", context, inner);
	return -err->code;
}

void error_clear(struct error *err)
{
	err->code = 0;
	err->text[0] = '\0';
}
