// SPDX-License-Identifier: Apache-2.0
#include "server/service/subject_json.h"

#include "tests/unit/support/check_main.h"

#include <json-c/json.h>
#include <string.h>

#define TEXT_MAX 64u

static const struct event_process nobody = {.uid = EVENT_NO_ID,
					    .user = "",
					    .exe = "",
					    .args = "",
					    .cwd = "",
					    .container_id = "",
					    .container_name = "",
					    .container_image = ""};
static const struct event_object nothing = {.fd = -1, .name = "", .path = "", .path2 = ""};

START_TEST(nothing_known_is_null)
{
	AUTO_VALUE(buffer) struct buffer out = {.max = 1u << 20};
	process_json(NULL, TEXT_MAX, &out);
	object_json(NULL, TEXT_MAX, &out);
	ck_assert_str_eq(buffer_text(&out), "nullnull");
	buffer_clear(&out);
	process_json(&nobody, TEXT_MAX, &out);
	ck_assert_str_eq(buffer_text(&out),
			 "{\"pid\":0,\"ppid\":null,\"uid\":null,\"user\":\"\",\"exe\":\"\",\"args\":\"\",\"cwd\":\"\","
			 "\"container_id\":\"\",\"container_name\":\"\",\"container_image\":\"\",\"parents\":[]}");
	buffer_clear(&out);
	object_json(&nothing, TEXT_MAX, &out);
	ck_assert_str_eq(
	    buffer_text(&out),
	    "{\"fd\":null,\"type\":\"\",\"name\":\"\",\"path\":\"\",\"path2\":\"\",\"protocol\":\"\",\"local_ip\":\"\","
	    "\"local_port\":null,\"remote_ip\":\"\",\"remote_port\":null,\"role\":\"\"}");
}
END_TEST

START_TEST(a_process_has_its_ancestors)
{
	AUTO_VALUE(buffer) struct buffer out = {.max = 1u << 20};
	struct event_process init = nobody, shell = nobody, cat = nobody;
	init.pid = 1;
	init.exe = "/sbin/init";
	shell.pid = 20;
	shell.parent = &init;
	shell.args = "sh -c 'cat \"x\"'";
	cat.pid = 30;
	cat.ppid = 20;
	cat.uid = 0;
	cat.user = "root";
	cat.container_name = "web";
	cat.parent = &shell;
	process_json(&cat, TEXT_MAX, &out);
	ck_assert_str_eq(buffer_text(&out),
			 "{\"pid\":30,\"ppid\":20,\"uid\":0,\"user\":\"root\",\"exe\":\"\",\"args\":\"\",\"cwd\":\"\","
			 "\"container_id\":\"\",\"container_name\":\"web\",\"container_image\":\"\",\"parents\":["
			 "{\"pid\":20,\"exe\":\"\",\"args\":\"sh -c 'cat "
			 "\\\"x\\\"'\"},{\"pid\":1,\"exe\":\"/sbin/init\",\"args\":\"\"}]}");
}
END_TEST

static const char *text_of(struct json_object *json, const char *key)
{
	return json_object_get_string(json_object_object_get(json, key));
}

START_TEST(addresses_are_text)
{
	static const struct {
		uint8_t type;
		uint8_t local[16];
		const char *text;
	} cases[] = {
	    {EVENT_OBJECT_IPV4, {127, 0, 0, 1}, "127.0.0.1"},
	    {EVENT_OBJECT_IPV4, {0}, ""},
	    {EVENT_OBJECT_IPV6, {[15] = 1}, "::1"},
	    {EVENT_OBJECT_IPV6, {0x20, 1, 0xd, 0xb8, [15] = 9}, "2001:db8::9"},
	    {EVENT_OBJECT_IPV6, {[10] = 0xff, 0xff, 10, 0, 0, 7}, "10.0.0.7"},
	    {EVENT_OBJECT_IPV6, {0}, ""},
	    {EVENT_OBJECT_FILE, {127, 0, 0, 1}, ""},
	};
	AUTO_VALUE(buffer) struct buffer out = {.max = 1u << 20};
	struct event_object object = nothing;
	object.type = cases[_i].type;
	object.local_port = 80;
	object.protocol = 17;
	memcpy(object.local, cases[_i].local, sizeof(object.local));
	object_json(&object, TEXT_MAX, &out);
	struct json_object *json = json_tokener_parse(buffer_text(&out));
	ck_assert_str_eq(text_of(json, "local_ip"), cases[_i].text);
	ck_assert_str_eq(text_of(json, "remote_ip"), "");
	ck_assert_pstr_eq(text_of(json, "local_port"), object.type == EVENT_OBJECT_FILE ? NULL : "80");
	ck_assert_str_eq(text_of(json, "protocol"), "udp");
	json_object_put(json);
}
END_TEST

START_TEST(each_type_and_role_has_its_name)
{
	static const char *const roles[] = {"", "client", "server", ""};
	for (unsigned i = 0; i <= EVENT_OBJECT_END; i++) {
		AUTO_VALUE(buffer) struct buffer out = {.max = 1u << 20};
		struct event_object object = nothing;
		object.type = (uint8_t)i;
		object.role = (uint8_t)(i % 4);
		object_json(&object, TEXT_MAX, &out);
		struct json_object *json = json_tokener_parse(buffer_text(&out));
		ck_assert_str_eq(text_of(json, "type"), event_object_type_name((uint8_t)i));
		ck_assert_str_eq(text_of(json, "role"), roles[i % 4]);
		json_object_put(json);
	}
}
END_TEST

START_TEST(hostile_text_is_shown_not_obeyed)
{
	AUTO_VALUE(buffer) struct buffer out = {.max = 1u << 20};
	struct event_object object = nothing;
	object.name = "/tmp/\x1b[31m\"\\\n\xff\xe2\x80\xaegnp.exe";
	object.path = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\xe2\x82\xac"
		      "b"; // the 64th byte is inside the character
	object_json(&object, TEXT_MAX, &out);
	struct json_object *json = json_tokener_parse(buffer_text(&out));
	ck_assert_ptr_nonnull(json);
	ck_assert_str_eq(text_of(json, "name"), "/tmp/\\x1b[31m\"\\\\x0a\xef\xbf\xbd\\u202egnp.exe");
	ck_assert_str_eq(text_of(json, "path"), "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…");
	json_object_put(json);
	struct buffer small = {.max = 40};
	object_json(&object, TEXT_MAX, &small);
	ck_assert(small.failed);
	buffer_done(&small);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, nothing_known_is_null);
	tcase_add_test(tests, a_process_has_its_ancestors);
	tcase_add_loop_test(tests, addresses_are_text, 0, 7);
	tcase_add_test(tests, each_type_and_role_has_its_name);
	tcase_add_test(tests, hostile_text_is_shown_not_obeyed);
}
