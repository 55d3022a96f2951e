// SPDX-License-Identifier: Apache-2.0
#include "common/filter/filter_value.h"

#include "common/filter/filter_internal.h"
#include "common/syscalls/syscalls.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <string.h>

unsigned filter_field_values(enum filter_field_id field)
{
	return field == FIELD_EVT_ARG ? 0 : filter_getters[field].values;
}

enum filter_column filter_field_dictionary(enum filter_field_id field)
{
	static const enum filter_column dictionaries[] = {FILTER_COLUMN_CALL, FILTER_COLUMN_TASK, FILTER_COLUMN_PROCESS,
							  FILTER_COLUMN_OBJECT};
	for (size_t i = 0; i < sizeof(dictionaries) / sizeof(dictionaries[0]); i++) {
		if (filter_getters[field].sources == 1u << dictionaries[i])
			return dictionaries[i];
	}
	return FILTER_COLUMNS;
}

static void give(const struct filter_datum *datum, enum filter_form form, struct filter_field_value *ret_value)
{
	static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
	*ret_value = (struct filter_field_value){.form = FILTER_VALUE_NUMBER, .number = datum->number};
	if (form == FILTER_FORM_TEXT) {
		ret_value->form = FILTER_VALUE_TEXT;
		ret_value->text = datum->text;
		ret_value->len = datum->len;
	} else if (form == FILTER_FORM_ADDRESS) {
		bool inside = datum->family == 6 && memcmp(datum->address, mapped, sizeof(mapped)) == 0;
		ret_value->form = FILTER_VALUE_ADDRESS;
		ret_value->address = datum->address + (inside ? sizeof(mapped) : 0);
		ret_value->family = inside ? 4 : datum->family;
	}
}

static bool get(unsigned id, const struct event *event, unsigned i, struct filter_scratch *scratch,
		struct filter_field_value *ret_value)
{
	const struct filter_getter *getter = &filter_getters[id];
	const struct filter_test test = {.getter = getter, .index = -1};
	struct filter_subject subject = {.event = event, .scratch = scratch, .test = &test};
	struct filter_datum datum = {0};
	if (getter->of_call) {
		subject.of_call = event->kind == EVENT_SYSCALL ? getter->of_call(&test, event->abi, event->nr) : 0;
		if (!subject.of_call)
			return false;
	}
	if (!getter->get(&subject, i, &datum))
		return false;
	give(&datum, getter->form, ret_value);
	return true;
}

bool filter_field_value(enum filter_field_id field, const struct event *event, unsigned i,
			struct filter_scratch *scratch, struct filter_field_value *ret_value)
{
	if (i >= filter_field_values(field))
		return false;
	if (field == FIELD_FD_NUM)
		return get(event->object ? FILTER_GET_OBJECT_FD : FILTER_GET_PLAIN_FD, event, i, scratch, ret_value);
	return get(field, event, i, scratch, ret_value);
}

static void print_number(enum filter_type type, int64_t number, struct buffer *out)
{
	if (type == FILTER_BOOL)
		(void)buffer_append_text(out, number ? "true" : "false");
	else if (type == FILTER_RESULT && number < 0 && number >= -4095)
		(void)buffer_append_text(out, errno_name((int)-number));
	else
		(void)buffer_printf(out, "%" PRId64, number);
}

void filter_field_print_value(enum filter_field_id field, const struct filter_field_value *value, struct buffer *out)
{
	char text[INET6_ADDRSTRLEN];
	switch (value->form) {
	case FILTER_VALUE_NUMBER:
		print_number(filter_fields[field].type, value->number, out);
		break;
	case FILTER_VALUE_TEXT:
		(void)buffer_append(out, value->text, value->len);
		break;
	case FILTER_VALUE_ADDRESS:
		if (inet_ntop(value->family == 6 ? AF_INET6 : AF_INET, value->address, text, sizeof(text)))
			(void)buffer_append_text(out, text);
		break;
	}
}

void filter_field_print_equal(enum filter_field_id field, const char *text, size_t len, struct buffer *out)
{
	struct filter_value value = {.text = text, .len = (uint32_t)len};
	const struct filter_node node = {.kind = FILTER_NODE_CHECK,
					 .field = &filter_fields[field],
					 .index = -1,
					 .op = FILTER_EQ,
					 .n_values = 1,
					 .values = &value};
	filter_print_node(&node, out);
}
