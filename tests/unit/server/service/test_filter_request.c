// SPDX-License-Identifier: Apache-2.0
#include "server/service/filter_request.h"

#include "tests/unit/support/check_main.h"

#include <stdio.h>
#include <string.h>

#define MIXED "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z" // a é € 😀 z: 1, 2, 3, 4 and 1 bytes

START_TEST(lengths_are_counted_as_browsers_do)
{
	static const size_t bytes[] = {0, 1, 3, 6, 10, 11};
	static const uint32_t units[] = {0, 1, 2, 3, 5, 6};
	for (unsigned i = 0; i < 6; i++) {
		ck_assert_uint_eq(filter_utf16_length(MIXED, bytes[i]), units[i]);
		ck_assert_uint_eq(filter_utf16_bytes(MIXED, strlen(MIXED), units[i]), bytes[i]);
	}
	ck_assert_uint_eq(filter_utf16_bytes(MIXED, strlen(MIXED), 4), 6); // inside the pair: before it
	ck_assert_uint_eq(filter_utf16_bytes(MIXED, strlen(MIXED), 1u << 30), strlen(MIXED));
}
END_TEST

START_TEST(a_fault_has_its_place_in_the_text_as_it_was_sent)
{
	static const struct {
		const char *text;
		uint32_t at, len;
		const char *nearest;
	} rows[] = {
	    {"proc.nam = x", 0, 8, "proc.name"}, {"proc.name = \"" MIXED "\" and proc.nam = x", 25, 8, "proc.name"},
	    {"proc.name =", 11, 0, ""},          {"proc.name = a\x01", 13, 1, ""},
	    {"proc.name = \"\xc3\"", 13, 1, ""}, {"proc.name = \xed\xa0\x80", 12, 1, ""},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct filter *filter = NULL;
		struct filter_fault fault;
		struct error err;
		ck_assert_int_eq(filter_request_parse_with(NULL, rows[i].text, &filter, &fault, &err), -EINVAL);
		ck_assert(fault.known);
		ck_assert_msg(fault.at == rows[i].at && fault.len == rows[i].len, "%s: %u %u", rows[i].text, fault.at,
			      fault.len);
		ck_assert_str_eq(fault.nearest, rows[i].nearest);
		char place[40];
		(void)snprintf(place, sizeof(place), "position %u: ", fault.at + 1);
		ck_assert_int_eq(strncmp(fault.message, place, strlen(place)), 0);
		ck_assert_int_eq(strncmp(err.text, "filter: position ", 17), 0);
	}
}
END_TEST

START_TEST(a_text_that_is_too_long_is_refused)
{
	static char text[FILTER_TEXT_MAX + 100];
	struct filter *filter = NULL;
	struct filter_fault fault;
	struct error err;
	memset(text, ' ', sizeof(text) - 1);
	ck_assert_int_eq(filter_request_parse_with(NULL, text, &filter, &fault, &err), -EINVAL);
	ck_assert(fault.known);
}
END_TEST

START_TEST(macros_come_from_the_list)
{
	struct saved_filter items[] = {{.name = "failed", .text = (char *)(uintptr_t) "evt.failed = true"},
				       {.name = "opens", .text = (char *)(uintptr_t) "evt.type = openat and failed"},
				       {.name = "round", .text = (char *)(uintptr_t) "not (opens or round)"}};
	const struct saved_filter_list list = {.items = items, .n = 3};
	AUTO(filter) struct filter *filter = NULL;
	struct filter *none = NULL;
	struct filter_fault fault;
	struct error err;
	AUTO_VALUE(buffer) struct buffer out = {.max = 4096};
	ck_assert_int_eq(filter_request_parse_with(&list, "not opens", &filter, &fault, &err), 0);
	ck_assert(!fault.known);
	filter_print(filter, &out);
	ck_assert_str_eq(buffer_text(&out), "not (evt.type = openat and evt.failed = true)");
	ck_assert_int_eq(filter_request_parse_with(&list, "opens or round", &none, &fault, &err), -EINVAL);
	ck_assert_uint_eq(fault.at, 9);
	ck_assert_uint_eq(fault.len, 5);
	ck_assert_int_eq(filter_request_parse_with(&list, "open", &none, &fault, &err), -EINVAL);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, lengths_are_counted_as_browsers_do);
	tcase_add_test(tests, a_fault_has_its_place_in_the_text_as_it_was_sent);
	tcase_add_test(tests, a_text_that_is_too_long_is_refused);
	tcase_add_test(tests, macros_come_from_the_list);
}
