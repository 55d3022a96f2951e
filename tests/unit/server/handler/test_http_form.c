// SPDX-License-Identifier: Apache-2.0
#include "server/handler/http_form.h"

#include "tests/unit/support/check_main.h"

#include <string.h>

static int read_user(const char *json, struct error *err)
{
	AUTO_VALUE(form) struct form form;
	form_parse(&form, json, strlen(json));
	(void)form_text(&form, "username", FORM_REQUIRED);
	(void)form_int(&form, "age", 0, 1, 150);
	(void)form_flag(&form, "disabled");
	return form_close(&form, err);
}

START_TEST(fields_are_read)
{
	AUTO_VALUE(form) struct form form;
	struct error err = {0};
	const char *json = "{\"name\":\"caf\\u00e9\",\"uses\":3,\"tty\":false,\"labels\":{\"a\":\"b\"},\"none\":null}";
	form_parse(&form, json, strlen(json));
	ck_assert_str_eq(form_text(&form, "name", FORM_REQUIRED), "caf\xc3\xa9");
	ck_assert_int_eq(form_int(&form, "uses", 1, 1, 10), 3);
	ck_assert_int_eq(form_int(&form, "absent", 5, 1, 10), 5);
	ck_assert(!form_bool(&form, "tty", true));
	ck_assert_str_eq(form_object(&form, "labels"), "{\"a\":\"b\"}");
	ck_assert_ptr_null(form_text(&form, "none", 0));
	ck_assert_ptr_null(form_flag(&form, "disabled"));
	ck_assert_int_eq(form_close(&form, &err), 0);
}
END_TEST

START_TEST(what_is_wrong_is_named)
{
	static const struct {
		const char *json, *text;
	} cases[] = {
	    {"{}", "username: is missing"},
	    {"{\"username\":1}", "username: must be a text"},
	    {"{\"username\":\"a\\u0000b\"}", "username: must not contain a NUL character"},
	    {"{\"username\":\"a\",\"age\":151}", "age: must be from 1 to 150"},
	    {"{\"username\":\"a\",\"age\":1.5}", "age: must be a whole number"},
	    {"{\"username\":\"a\",\"disabled\":\"yes\"}", "disabled: must be true or false"},
	    {"[]", "The body must be a JSON object."},
	    {"", "The request needs a JSON object as its body."},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct error err = {0};
		ck_assert_int_eq(read_user(cases[i].json, &err), -EINVAL);
		ck_assert_str_eq(err.text, cases[i].text);
	}
}
END_TEST

START_TEST(unsound_json_and_unknown_fields_are_refused)
{
	static const char *const bodies[] = {
	    "{",
	    "{\"username\":\"a\"} x",
	    "{'username':'a'}",
	    "{\"username\":\"a\",}",
	    "{\"username\":\"\xff\"}",
	    "{\"username\":\"a\",\"admin\":true}",
	    "{\"username\":[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]}",
	};
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		struct error err = {0};
		ck_assert_int_eq(read_user(bodies[i], &err), -EINVAL);
		ck_assert(err.text[0] != '\0');
	}
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, fields_are_read);
	tcase_add_test(tests, what_is_wrong_is_named);
	tcase_add_test(tests, unsound_json_and_unknown_fields_are_refused);
}
