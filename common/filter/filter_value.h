// SPDX-License-Identifier: Apache-2.0
// The values of a field, one by one: for whoever counts them or keeps an index of them. The same values that conditions are compared
// with.
#pragma once

#include "common/filter/filter_program.h"

struct filter_field_value {
	enum { FILTER_VALUE_NUMBER, FILTER_VALUE_TEXT, FILTER_VALUE_ADDRESS } form;
	const char *text; // len bytes, no NUL promised; lives as long as the event and until the scratch is used again
	size_t len;
	int64_t number;
	const uint8_t *address; // 4 or 16 bytes: family
	uint8_t family;         // 4 or 6; an IPv4 address inside of IPv6 is 4
};

// At most so many values has an event; 0 = the field has none by itself (evt.arg without a name).
unsigned filter_field_values(enum filter_field_id field);
// The one dictionary that all values come from (FILTER_COLUMN_CALL, TASK, PROCESS or OBJECT), or FILTER_COLUMNS.
enum filter_column filter_field_dictionary(enum filter_field_id field);
// Value i; false when it is missing (a later one may be there).
bool filter_field_value(enum filter_field_id field, const struct event *event, unsigned i,
			struct filter_scratch *scratch, struct filter_field_value *ret_value);
// As a filter would be written that compares with it: 42, openat, ENOENT, 10.0.0.1.
void filter_field_print_value(enum filter_field_id field, const struct filter_field_value *value, struct buffer *out);
// "evt.type = openat": text as filter_field_print_value has it.
void filter_field_print_equal(enum filter_field_id field, const char *text, size_t len, struct buffer *out);
