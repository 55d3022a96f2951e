// SPDX-License-Identifier: Apache-2.0
#include "detector/output/json_subject.h"

#include "tests/unit/support/check_main.h"

#include <netinet/in.h>
#include <string.h>

static const struct event_process parent = {.pid = 1,
					    .user = "",
					    .exe = "/init",
					    .args = "",
					    .cwd = "",
					    .container_id = "",
					    .container_name = "",
					    .container_image = ""};

START_TEST(a_process_with_its_parents)
{
	AUTO_VALUE(buffer) struct buffer out;
	struct event_process process = parent;
	process.pid = 7;
	process.ppid = 1;
	process.uid = EVENT_NO_ID;
	process.args = "sh \"\xff";
	process.parent = &parent;
	buffer_init(&out, 4096);
	json_append_process(&out, &process);
	ck_assert_str_eq(buffer_text(&out), "{\"pid\":7,\"ppid\":1,\"uid\":null,\"user\":\"\",\"exe\":\"/"
					    "init\",\"args\":\"sh \\\"\\u00ff\",\"cwd\":\"\","
					    "\"container_id\":\"\",\"container_name\":\"\",\"container_image\":\"\","
					    "\"parents\":[{\"pid\":1,\"exe\":\"/init\",\"args\":\"\"}]}");
	buffer_clear(&out);
	json_append_process(&out, NULL);
	ck_assert_str_eq(buffer_text(&out), "null");
}
END_TEST

START_TEST(a_process_is_written_anew_when_somebody_in_it_changed)
{
	AUTO_VALUE(buffer) struct buffer out;
	struct json_processes *processes = json_processes_new();
	struct event_process above = parent, process = parent;
	process.pid = 7;
	process.version = 1;
	process.parent = &above;
	above.version = 2;
	buffer_init(&out, 4096);
	json_processes_append(processes, &out, &process);
	size_t len = out.len;
	process.exe = "/never looked at";
	json_processes_append(processes, &out, &process);
	ck_assert_uint_eq(out.len, 2 * len);
	ck_assert_mem_eq(out.data, out.data + len, len);
	above.exe = "/sbin/init";
	above.version = 3;
	json_processes_append(processes, &out, &process);
	ck_assert_ptr_nonnull(strstr(buffer_text(&out) + 2 * len, "/sbin/init"));
	above.version = 0; // not counted: never kept
	above.exe = "/other";
	json_processes_append(processes, &out, &process);
	ck_assert_ptr_nonnull(strstr(buffer_text(&out), "/other"));
	json_processes_free(processes);
}
END_TEST

START_TEST(an_object_with_its_ends)
{
	AUTO_VALUE(buffer) struct buffer out;
	struct event_object object = {.fd = 3,
				      .type = EVENT_OBJECT_IPV4,
				      .protocol = IPPROTO_TCP,
				      .role = EVENT_ROLE_CLIENT,
				      .remote_port = 443,
				      .remote = {10, 0, 0, 1},
				      .name = "n",
				      .path = "",
				      .path2 = ""};
	buffer_init(&out, 4096);
	json_append_object(&out, &object);
	ck_assert_str_eq(buffer_text(&out),
			 "{\"fd\":3,\"type\":\"ipv4\",\"name\":\"n\",\"path\":\"\",\"path2\":\"\",\"protocol\":\"tcp\","
			 "\"local_ip\":\"\","
			 "\"local_port\":null,\"remote_ip\":\"10.0.0.1\",\"remote_port\":443,\"role\":\"client\"}");
	object.fd = -1;
	object.type = EVENT_OBJECT_NONE;
	object.path = "/a";
	object.remote_port = 0;
	object.role = 0;
	object.protocol = 0;
	buffer_clear(&out);
	json_append_object(&out, &object);
	ck_assert_str_eq(buffer_text(&out),
			 "{\"fd\":null,\"type\":\"\",\"name\":\"n\",\"path\":\"/"
			 "a\",\"path2\":\"\",\"protocol\":\"\",\"local_ip\":\"\","
			 "\"local_port\":null,\"remote_ip\":\"\",\"remote_port\":null,\"role\":\"\"}");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, a_process_with_its_parents);
	tcase_add_test(tests, a_process_is_written_anew_when_somebody_in_it_changed);
	tcase_add_test(tests, an_object_with_its_ends);
}
