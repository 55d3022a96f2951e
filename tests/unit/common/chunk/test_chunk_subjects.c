// SPDX-License-Identifier: Apache-2.0
#include "common/chunk/chunk_subjects.h"

#include "tests/unit/support/check_main.h"
#include "tests/unit/support/event_maker.h"

#include <stdio.h>
#include <string.h>

static const struct event_process nobody = {
    .user = "", .exe = "", .args = "", .cwd = "", .container_id = "", .container_name = "", .container_image = ""};
static const struct event_object nothing = {.fd = -1, .name = "", .path = "", .path2 = ""};

// Adds events one after the other, reads the last one back.
static void read_back(const struct event *events, unsigned n, struct chunk **ret_chunk, struct buffer *bytes,
		      struct event *ret_last)
{
	struct error err = {0};
	AUTO(chunk_writer) struct chunk_writer *writer = chunk_writer_new();
	buffer_init(bytes, CHUNK_MAX_BYTES);
	for (unsigned i = 0; i < n; i++) {
		struct event event = events[i];
		event.seq = i + 1;
		event.kind = EVENT_SYSCALL;
		ck_assert_int_eq(chunk_writer_add(writer, &event), 0);
	}
	ck_assert_int_eq(chunk_writer_finish(writer, bytes, &err), 0);
	ck_assert_msg(chunk_open(bytes->data, bytes->len, ret_chunk, &err) == 0, "%s", err.text);
	ck_assert_msg(chunk_verify(*ret_chunk, &err) == 0, "%s", err.text);
	ck_assert_int_eq(chunk_event(*ret_chunk, n - 1, ret_last, &err), 0);
}

START_TEST(a_long_text_is_cut_between_characters)
{
	static char text[CHUNK_TEXT_MAX + 100];
	static const struct {
		const char *character;
		unsigned before; // bytes of the text before it
		size_t len;
	} cases[] = {
	    {"x", CHUNK_TEXT_MAX - 1, CHUNK_TEXT_MAX},
	    {"\xc3\xa9", CHUNK_TEXT_MAX - 1, CHUNK_TEXT_MAX - 1},
	    {"\xc3\xa9", CHUNK_TEXT_MAX - 2, CHUNK_TEXT_MAX},
	    {"\xe2\x82\xac", CHUNK_TEXT_MAX - 2, CHUNK_TEXT_MAX - 2},
	    {"\xf0\x9f\x90\xa7", CHUNK_TEXT_MAX - 3, CHUNK_TEXT_MAX - 3},
	    {"\xf0\x9f\x90\xa7", CHUNK_TEXT_MAX - 4, CHUNK_TEXT_MAX},
	    {"\xa9\xa9\xa9\xa9\xa9\xa9", CHUNK_TEXT_MAX - 3, CHUNK_TEXT_MAX - 3}, // not UTF-8
	};
	memset(text, 'a', cases[_i].before);
	(void)snprintf(text + cases[_i].before, sizeof(text) - cases[_i].before, "%sbcd", cases[_i].character);
	struct event_object object = nothing;
	struct event_process process = nobody;
	object.path2 = process.args = text;
	struct event events[2] = {{.process = &process, .object = &object}, {.process = &process, .object = &object}};
	AUTO_VALUE(buffer) struct buffer bytes;
	AUTO(chunk) struct chunk *chunk = NULL;
	struct event got;
	read_back(events, 2, &chunk, &bytes, &got);
	ck_assert_uint_eq(strlen(got.object->path2), cases[_i].len);
	ck_assert_mem_eq(got.object->path2, text, cases[_i].len);
	ck_assert_str_eq(got.process->args, got.object->path2);
}
END_TEST

// The detector uses one buffer again and again: what was there before must not be taken for what is there now.
START_TEST(the_same_pointers_may_say_something_else)
{
	AUTO(chunk_writer) struct chunk_writer *writer = chunk_writer_new();
	AUTO_VALUE(buffer) struct buffer bytes = {.max = CHUNK_MAX_BYTES};
	AUTO(chunk) struct chunk *chunk = NULL;
	struct error err = {0};
	char name[32], exe[32];
	struct event_object object = nothing;
	struct event_process process = nobody, parent = nobody;
	object.name = name;
	process.exe = exe;
	process.parent = &parent;
	struct event event = {.kind = EVENT_SYSCALL, .process = &process, .object = &object};
	for (event.seq = 1; event.seq <= 300; event.seq++) {
		(void)snprintf(name, sizeof(name), "name-%u", (unsigned)event.seq / 3);
		(void)snprintf(exe, sizeof(exe), "exe-%u", (unsigned)event.seq / 5);
		process.version = event.seq % 2 ? 0 : 1 + event.seq / 5;
		parent.version = event.seq % 2 ? 0 : 1000 + event.seq / 7;
		parent.pid = (uint32_t)event.seq / 7;
		ck_assert_int_eq(chunk_writer_add(writer, &event), 0);
	}
	ck_assert_int_eq(chunk_writer_finish(writer, &bytes, &err), 0);
	ck_assert_int_eq(chunk_open(bytes.data, bytes.len, &chunk, &err), 0);
	for (uint32_t i = 0; i < 300; i++) {
		unsigned number = 0;
		ck_assert_int_eq(chunk_event(chunk, i, &event, &err), 0);
		ck_assert_int_eq(sscanf(event.object->name, "name-%u", &number), 1);
		ck_assert_uint_eq(number, (i + 1) / 3);
		ck_assert_int_eq(sscanf(event.process->exe, "exe-%u", &number), 1);
		ck_assert_uint_eq(number, (i + 1) / 5);
		ck_assert_uint_eq(event.process->parent->pid, (i + 1) / 7);
	}
	ck_assert_uint_eq(chunk_entries(chunk, CHUNK_VALUES_OBJECT, &err), 300 / 3 + 2);
}
END_TEST

START_TEST(the_oldest_ancestors_are_cut_off)
{
	static struct event_process family[40];
	for (unsigned i = 0; i < 40; i++) {
		family[i] = nobody;
		family[i].pid = i + 1;
		family[i].version = i + 1;
		family[i].parent = i ? &family[i - 1] : NULL;
	}
	struct event events[2] = {{.process = &family[39]}, {.process = &family[39]}};
	AUTO_VALUE(buffer) struct buffer bytes;
	AUTO(chunk) struct chunk *chunk = NULL;
	struct event got;
	read_back(events, 2, &chunk, &bytes, &got);
	unsigned n = 0;
	for (const struct event_process *process = got.process; process; process = process->parent)
		ck_assert_uint_eq(process->pid, 40 - n++);
	ck_assert_uint_eq(n, EVENT_ANCESTORS_MAX + 1);
}
END_TEST

START_TEST(numbers_at_their_ends_come_back)
{
	struct event_process process = nobody;
	struct event_object object = nothing;
	process.pid = process.ppid = UINT32_MAX;
	process.uid = EVENT_NO_ID;
	process.gid = EVENT_NO_ID - 1;
	process.start_ts = UINT64_MAX;
	object.fd = INT32_MIN;
	object.type = EVENT_OBJECT_END - 1;
	object.role = EVENT_ROLE_SERVER;
	object.protocol = UINT8_MAX;
	object.local_port = object.remote_port = UINT16_MAX;
	memset(object.local, 0xff, sizeof(object.local));
	object.remote[3] = 9; // an IPv4 address of which only the last byte is not zero
	struct event event = {.process = &process, .object = &object};
	AUTO_VALUE(buffer) struct buffer bytes;
	AUTO(chunk) struct chunk *chunk = NULL;
	struct event got;
	read_back(&event, 1, &chunk, &bytes, &got);
	ck_assert_uint_eq(got.process->pid, UINT32_MAX);
	ck_assert_uint_eq(got.process->ppid, UINT32_MAX);
	ck_assert_uint_eq(got.process->uid, EVENT_NO_ID);
	ck_assert_uint_eq(got.process->gid, EVENT_NO_ID - 1);
	ck_assert_uint_eq(got.process->start_ts, UINT64_MAX);
	ck_assert_int_eq(got.object->fd, INT32_MIN);
	ck_assert_uint_eq(got.object->type, EVENT_OBJECT_END - 1);
	ck_assert_uint_eq(got.object->protocol, UINT8_MAX);
	ck_assert_uint_eq(got.object->remote_port, UINT16_MAX);
	ck_assert_mem_eq(got.object->local, object.local, 16);
	ck_assert_mem_eq(got.object->remote, object.remote, 16);
}
END_TEST

// The largest family with the largest object fits an empty chunk; then the dictionaries fill, and a new chunk goes on.
START_TEST(full_dictionaries_ask_for_a_new_chunk)
{
	static char texts[10][CHUNK_TEXT_MAX + 1];
	static struct event_process family[EVENT_ANCESTORS_MAX + 1];
	struct event_maker maker = {.state = 5};
	struct error err = {0};
	AUTO(chunk_writer) struct chunk_writer *writer = chunk_writer_new();
	AUTO_VALUE(buffer) struct buffer bytes = {.max = CHUNK_MAX_BYTES};
	unsigned n_chunks = 0;
	for (unsigned i = 0; i < 10; i++)
		memset(texts[i], 'a' + (int)i, CHUNK_TEXT_MAX);
	struct event_object object = {.fd = 3, .name = texts[7], .path = texts[8], .path2 = texts[9]};
	struct event event = {.kind = EVENT_SYSCALL, .process = &family[EVENT_ANCESTORS_MAX], .object = &object};
	for (event.seq = 1; event.seq <= 20; event.seq++) {
		for (unsigned i = 0; i <= EVENT_ANCESTORS_MAX; i++)
			family[i] = (struct event_process){.pid = (uint32_t)event.seq,
							   .user = texts[0],
							   .exe = texts[1],
							   .args = texts[2],
							   .cwd = texts[3],
							   .container_id = texts[4],
							   .container_name = texts[5],
							   .container_image = texts[6],
							   .parent = i ? &family[i - 1] : NULL};
		event.tid = event.pid =
		    (uint32_t)event_maker_random(&maker); // a task whose event is refused must leave nothing
		int r = chunk_writer_add(writer, &event);
		if (r == -ENOSPC) {
			AUTO(chunk) struct chunk *chunk = NULL;
			buffer_clear(&bytes);
			ck_assert_int_eq(chunk_writer_finish(writer, &bytes, &err), 0);
			ck_assert_int_eq(chunk_open(bytes.data, bytes.len, &chunk, &err), 0);
			ck_assert_msg(chunk_verify(chunk, &err) == 0, "%s", err.text);
			ck_assert_uint_eq(chunk_entries(chunk, CHUNK_VALUES_TASK, &err),
					  chunk_summary(chunk)->n_events);
			n_chunks++;
			r = chunk_writer_add(writer, &event);
		}
		ck_assert_int_eq(r, 0);
	}
	ck_assert_uint_gt(n_chunks, 5);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_loop_test(tests, a_long_text_is_cut_between_characters, 0, 7);
	tcase_add_test(tests, the_same_pointers_may_say_something_else);
	tcase_add_test(tests, the_oldest_ancestors_are_cut_off);
	tcase_add_test(tests, numbers_at_their_ends_come_back);
	tcase_add_test(tests, full_dictionaries_ask_for_a_new_chunk);
}
