// SPDX-License-Identifier: Apache-2.0
// What the readers of values share. Internal to common/filter.
#pragma once

#include "common/filter/filter_text.h"

struct value_reader {
	const struct filter_field *field;
	const char *argument;
	enum filter_op op;
	struct filter_value *value;   // text and len are set
	struct filter_error *problem; // text, expected and nearest
};

// filter_values.c
int value_refuse(const struct value_reader *reader, const char *format, ...) __attribute__((format(printf, 2, 3)));
int value_refuse_for(const struct value_reader *reader, const char *expected);
int value_refuse_type(const struct value_reader *reader);
int value_refuse_name(struct value_reader *reader, const char *(*next)(size_t *cursor), const char *kind);
bool value_read_number(const char *text, bool octal, bool wide, int64_t *ret_number);

// filter_values_time.c: sizes, durations, times
int value_read_size(struct value_reader *reader);
int value_read_duration(struct value_reader *reader);
int value_read_time(struct value_reader *reader);

// filter_values_net.c: addresses, networks, ports
int value_read_address(struct value_reader *reader);
int value_read_net(struct value_reader *reader);
int value_read_port(struct value_reader *reader);
