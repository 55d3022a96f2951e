// SPDX-License-Identifier: Apache-2.0
#include "server/service/event_json.h"

#include "common/syscalls/syscalls.h"
#include "tests/unit/support/check_main.h"
#include "tests/unit/support/subject_maker.h"

#include <json-c/json.h>

#define BODY_MAX (4u << 20)
#define ARGS_LEN 4096u

static struct json_object *parse(struct buffer *text)
{
	struct json_object *json = json_tokener_parse(buffer_text(text));
	ck_assert_msg(json != NULL, "not JSON: %.300s", buffer_text(text));
	return json;
}

static const char *text_of(struct json_object *json, const char *key)
{
	return json_object_get_string(json_object_object_get(json, key));
}

static int64_t number_of(struct json_object *json, const char *key)
{
	return json_object_get_int64(json_object_object_get(json, key));
}

START_TEST(a_failed_call_is_shown_as_strace_shows_it)
{
	struct event event = {
	    .kind = EVENT_SYSCALL,
	    .seq = 12,
	    .ts = 1700000000000000001,
	    .duration = 345,
	    .nr = syscall_number(RECORD_ABI_NATIVE, "close"),
	    .args = {7},
	    .ret = -9,
	    .pid = 10,
	    .tid = 11,
	    .comm = "a\x1b[31m",
	};
	AUTO_VALUE(buffer) struct buffer out = {.max = BODY_MAX};
	event_json(&event, &out);
	struct json_object *json = parse(&out);
	ck_assert_int_eq(number_of(json, "seq"), 12);
	ck_assert_str_eq(text_of(json, "ts"), "1700000000000000001");
	ck_assert_int_eq(number_of(json, "duration"), 345);
	ck_assert_str_eq(text_of(json, "kind"), "syscall");
	ck_assert_str_eq(text_of(json, "syscall"), "close");
	ck_assert_str_eq(text_of(json, "comm"), "a\\x1b[31m");
	ck_assert_str_eq(text_of(json, "errno"), "EBADF");
	ck_assert(json_object_get_boolean(json_object_object_get(json, "failed")));
	ck_assert_str_eq(text_of(json, "text"), "close(7) = -1 EBADF (Bad file descriptor)");
	ck_assert_str_eq(text_of(json, "result"), "-1 EBADF (Bad file descriptor)");
	ck_assert(json_object_object_get_ex(json, "process", NULL) && !json_object_object_get(json, "process"));
	ck_assert(json_object_object_get_ex(json, "object", NULL) && !json_object_object_get(json, "object"));
	struct json_object *arg = json_object_array_get_idx(json_object_object_get(json, "args"), 0);
	ck_assert_str_eq(text_of(arg, "name"), "fd");
	ck_assert_str_eq(text_of(arg, "text"), "7");
	json_object_put(json);
}
END_TEST

START_TEST(signals_and_ends_have_their_own_kind)
{
	AUTO_VALUE(buffer) struct buffer out = {.max = BODY_MAX};
	struct event event = {.kind = EVENT_SIGNAL, .nr = 17, .duration = EVENT_DURATION_UNKNOWN};
	event_json(&event, &out);
	struct json_object *json = parse(&out);
	ck_assert_str_eq(text_of(json, "kind"), "signal");
	ck_assert_str_eq(text_of(json, "syscall"), "SIGCHLD");
	ck_assert_ptr_null(json_object_object_get(json, "duration"));
	json_object_put(json);
	event = (struct event){.kind = EVENT_EXIT, .ret = 3 << 8, .flags = RECORD_F_LEADER};
	buffer_clear(&out);
	event_json(&event, &out);
	json = parse(&out);
	ck_assert_str_eq(text_of(json, "kind"), "exit");
	ck_assert_str_eq(text_of(json, "text"), "+++ exited with 3 +++");
	ck_assert(!json_object_get_boolean(json_object_object_get(json, "failed")));
	json_object_put(json);
}
END_TEST

START_TEST(whatever_was_captured_is_sound_json)
{
	struct event_maker maker = {.state = 4711};
	struct subject_maker subjects;
	subject_maker_init(&subjects);
	for (unsigned i = 0; i < 20000; i++) {
		AUTO_VALUE(buffer) struct buffer out = {.max = BODY_MAX};
		struct event event;
		event_maker_wild(&maker, &event);
		subject_maker_wild(&subjects, &event);
		event_json(&event, &out);
		json_object_put(parse(&out));
		buffer_clear(&out);
		event_json_detail(&event, &out);
		struct json_object *json = parse(&out);
		ck_assert_int_eq(number_of(json, "seq"), (int64_t)event.seq);
		ck_assert_uint_eq(json_object_object_length(json), 17);
		json_object_put(json);
	}
}
END_TEST

START_TEST(the_detail_has_the_captured_memory)
{
	struct event_maker maker = {.state = 1};
	struct event event = {.kind = EVENT_SYSCALL, .nr = syscall_number(RECORD_ABI_NATIVE, "openat"), .args = {3, 4}};
	event.data_len = event_maker_string(&maker, 1, "/a\xff", 3);
	event.data = maker.data;
	AUTO_VALUE(buffer) struct buffer out = {.max = BODY_MAX};
	event_json_detail(&event, &out);
	struct json_object *json = parse(&out);
	struct json_object *args = json_object_object_get(json, "args");
	ck_assert_str_eq(text_of(json_object_array_get_idx(args, 1), "hex"), "2f61ff");
	ck_assert_str_eq(text_of(json_object_array_get_idx(args, 1), "text"), "\"/a\\377\"");
	ck_assert_ptr_null(json_object_object_get(json_object_array_get_idx(args, 0), "hex"));
	json_object_put(json);
}
END_TEST

// Lists cut what the detail shows whole.
START_TEST(an_event_says_who_and_on_what)
{
	static char args[ARGS_LEN + 1];
	memset(args, 'x', ARGS_LEN);
	struct event_process process = {.pid = 7,
					.user = "",
					.exe = "/bin/cat",
					.args = args,
					.cwd = "",
					.container_id = "",
					.container_name = "",
					.container_image = ""};
	struct event_object object = {
	    .fd = 3, .type = EVENT_OBJECT_FILE, .name = "/etc/hosts", .path = "", .path2 = ""};
	struct event event = {.kind = EVENT_SYSCALL, .process = &process, .object = &object};
	AUTO_VALUE(buffer) struct buffer out = {.max = BODY_MAX};
	event_json(&event, &out);
	struct json_object *json = parse(&out);
	struct json_object *shown = json_object_object_get(json, "process");
	ck_assert_str_eq(text_of(shown, "exe"), "/bin/cat");
	ck_assert_uint_eq(strlen(text_of(shown, "args")), 1024 + strlen("…"));
	ck_assert_str_eq(text_of(json_object_object_get(json, "object"), "name"), "/etc/hosts");
	json_object_put(json);
	buffer_clear(&out);
	event_json_detail(&event, &out);
	json = parse(&out);
	ck_assert_str_eq(text_of(json_object_object_get(json, "process"), "args"), args);
	json_object_put(json);
}
END_TEST

START_TEST(terminal_pieces_and_sizes)
{
	AUTO_VALUE(buffer) struct buffer out = {.max = BODY_MAX};
	struct wire_terminal piece = {
	    .offset = 5, .ts = 9, .kind = WIRE_TERMINAL_STDERR, .bytes = (const uint8_t *)"hi", .len = 2};
	terminal_json(&piece, &out);
	ck_assert_str_eq(buffer_text(&out), "{\"offset\":5,\"ts\":\"9\",\"kind\":\"stderr\",\"data\":\"aGk=\"}");
	buffer_clear(&out);
	piece =
	    (struct wire_terminal){.kind = WIRE_TERMINAL_RESIZE, .bytes = (const uint8_t *)"\x50\0\x2c\x01", .len = 4};
	terminal_json(&piece, &out);
	ck_assert_str_eq(buffer_text(&out),
			 "{\"offset\":0,\"ts\":\"0\",\"kind\":\"resize\",\"columns\":80,\"rows\":300}");
}
END_TEST

START_TEST(quantiles_come_from_the_histogram)
{
	struct wire_counter counter = {.calls = 100, .max_ns = 1900};
	ck_assert(counter_quantile_ns(&counter, 0.5) == 0); // nothing measured
	counter.histogram[6] = 98;                          // 64 … 127
	counter.histogram[10] = 2;                          // 1024 … 2047
	double median = counter_quantile_ns(&counter, 0.5), high = counter_quantile_ns(&counter, 0.99);
	ck_assert(median >= 64 && median < 128);
	ck_assert(high >= 1024 && high <= 1900);
	ck_assert(counter_quantile_ns(&counter, 1.0) <= 1900);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, a_failed_call_is_shown_as_strace_shows_it);
	tcase_add_test(tests, signals_and_ends_have_their_own_kind);
	tcase_add_test(tests, whatever_was_captured_is_sound_json);
	tcase_add_test(tests, the_detail_has_the_captured_memory);
	tcase_add_test(tests, an_event_says_who_and_on_what);
	tcase_add_test(tests, terminal_pieces_and_sizes);
	tcase_add_test(tests, quantiles_come_from_the_histogram);
}
