// SPDX-License-Identifier: Apache-2.0
// How the values of trace options are read: one function an option, as option_row.apply wants them. Internal to detector/mode.
#pragma once

#include "detector/mode/options.h"

// Of -e and its long names (expression_options.c).
int apply_expression(struct mode_options *options, const char *value, struct error *err);
int apply_trace(struct mode_options *options, const char *value, struct error *err);
int apply_abbrev(struct mode_options *options, const char *value, struct error *err);
int apply_verbose_calls(struct mode_options *options, const char *value, struct error *err);
int apply_raw(struct mode_options *options, const char *value, struct error *err);
int apply_signals(struct mode_options *options, const char *value, struct error *err);
int apply_status(struct mode_options *options, const char *value, struct error *err);
int apply_quiet(struct mode_options *options, const char *value, struct error *err);
int apply_read(struct mode_options *options, const char *value, struct error *err);
int apply_write(struct mode_options *options, const char *value, struct error *err);
int apply_inject(struct mode_options *options, const char *value, struct error *err);
int apply_kvm(struct mode_options *options, const char *value, struct error *err);

// Of the lines' looks (text_options.c).
int apply_decode_fds(struct mode_options *options, const char *value, struct error *err);
int apply_strings(struct mode_options *options, const char *value, struct error *err);
int apply_no_abbrev(struct mode_options *options, const char *value, struct error *err);
int apply_hex(struct mode_options *options, const char *value, struct error *err);
int apply_constants(struct mode_options *options, const char *value, struct error *err);
int apply_time(struct mode_options *options, const char *value, struct error *err);
int apply_relative(struct mode_options *options, const char *value, struct error *err);
int apply_durations(struct mode_options *options, const char *value, struct error *err);
int apply_numbers(struct mode_options *options, const char *value, struct error *err);
int apply_columns(struct mode_options *options, const char *value, struct error *err);

// A value that is one of a list of words: 0 and the row's number. -EINVAL with what was written, what there is and the nearest.
struct option_word {
	const char *word;
	int value;
};
int option_word_find(const char *value, const struct option_word *words, int *ret_value, struct error *err);
// A list of such words with commas between, "!" before it, "all" and "none": the bits 1u << value.
int option_word_set(const char *list, const struct option_word *words, unsigned *ret_bits, struct error *err);
