// SPDX-License-Identifier: Apache-2.0
// A filter as a tree: parsed, typed and complete in itself (macros are replaced by what they stand for). Immutable once made; owned by
// whoever has the pointer; may be read by several threads.
#pragma once

#include "common/base/buffer.h"
#include "common/base/cleanup.h"
#include "common/base/error.h"
#include "common/filter/filter_fields.h"

#include <stdint.h>

#define FILTER_TEXT_MAX    (16u << 10) // bytes of a filter's text
#define FILTER_NESTING_MAX 100u
#define FILTER_CHECKS_MAX  2048u // conditions in one filter, macros opened
#define FILTER_VALUES_MAX  4096u // values in it
#define FILTER_VALUE_MAX   4096u // bytes of one value

// Typed after its field; what the type does not use is 0.
struct filter_value {
	const char *text; // as written, without quotes, NUL-terminated; len bytes
	uint32_t len;
	bool number_known; // FILTER_ARGUMENT: number is what the text says as a number, too
	bool success;      // FILTER_RESULT: SUCCESS
	bool truth;        // FILTER_BOOL
	uint8_t family;    // FILTER_ADDRESS, FILTER_NET: 4 or 6
	uint8_t prefix;    // bits that count
	uint8_t address[16];
	int64_t number; // NUMBER, SIZE, DURATION, TIME, PORT, RESULT (-errno)
	void *regex;    // FILTER_REGEX: a compiled regex_t
};

enum filter_node_kind {
	FILTER_NODE_ALL, // everything matches: the empty filter
	FILTER_NODE_AND, // n ≥ 2 children, none of them an AND
	FILTER_NODE_OR,  // likewise
	FILTER_NODE_NOT, // 1 child
	FILTER_NODE_CHECK,
};

struct filter_node {
	enum filter_node_kind kind;
	uint32_t at; // in the text it was parsed from, bytes; 0 within a macro
	// AND, OR, NOT
	size_t n;
	struct filter_node **children;
	// CHECK
	const struct filter_field *field;
	const char *argument; // FILTER_ARGUMENT_NAME: "flags"; NULL for one by number
	int32_t index;        // by number; -1 = none given
	enum filter_op op;
	size_t n_values;
	struct filter_value *values; // none with EXISTS
};

struct filter {
	struct filter_node *root;
	unsigned needs; // FILTER_NEEDS_* of all conditions
};

void filter_free(struct filter *filter);
DEFINE_AUTO(filter, filter_free);
struct filter *filter_all(void); // matches everything
bool filter_is_all(const struct filter *filter);
// Can a scan be captured by it? -EINVAL when it asks for evt.num: an event gets its number after the capture filter let it pass.
int filter_check_capture(const struct filter *filter, struct error *err);
// Deep copies, for whoever takes a filter apart. AND of the parts, in their order; n = 0 gives filter_all. A part that is itself an
// AND is opened; parts that are ALL are left out.
struct filter *filter_and(const struct filter_node *const *parts, size_t n);

// What is wrong with a text, for people and for an editor.
struct filter_error {
	uint32_t at, len;   // bytes of the text; len may be 0 (at its end)
	char text[200];     // "there is no field proc.nam"
	char expected[200]; // "a field" or "one of = != < <= > >= in exists", "" = nothing to say
	char nearest[64];   // "proc.name", "" = none is near
};

// Named filters: appends the text that a macro stands for. -ENOENT when there is no such macro. NULL = there are none.
struct filter_macros {
	int (*find)(void *ctx, const char *name, size_t len, struct buffer *ret_text);
	void *ctx;
};

// "" and blanks parse as filter_all. macros and ret_details may be NULL. -EINVAL: err says "position 12: there is no field proc.nam; did
// you mean proc.name?", details the parts (positions count from 0 there, from 1 in err). -E2BIG beyond the bounds above, likewise.
// A macro in a list of values may stand for a list instead: "(sh, bash)", or "sh, bash".
int filter_parse(const char *text, size_t len, const struct filter_macros *macros, struct filter **ret_filter,
		 struct filter_error *ret_details, struct error *err);
// Whether a text is such a list, so good as a macro though no filter.
bool filter_is_list_text(const char *text, size_t len);
// The canonical text, which has no macros: parse(print(f)) is f, and print(parse(print(f))) the same bytes. ALL prints as "".
void filter_print(const struct filter *filter, struct buffer *out);
void filter_print_node(const struct filter_node *node, struct buffer *out);
bool filter_node_equal(const struct filter_node *a, const struct filter_node *b);

// strace's -e trace=LIST ([!]name,%class,/regex,?name,all,none …) as a tree. `here` = the words of the list that are no calls of this
// machine fail with -EINVAL, unless they begin with ?.
int filter_from_trace(const char *list, struct filter **ret_filter, struct error *err);
