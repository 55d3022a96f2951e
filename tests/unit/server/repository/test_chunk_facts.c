// SPDX-License-Identifier: Apache-2.0
#include "server/repository/chunk_facts.h"

#include "common/base/alloc.h"
#include "tests/unit/support/check_main.h"

#include <stdlib.h>
#include <string.h>

#define EVENTS 1000u

static struct event_process parent = {.pid = 7, .ppid = 1, .exe = "/bin/parent", .user = "", .args = "", .cwd = ""};
static struct event_process process = {
    .pid = 9, .ppid = 7, .exe = "/bin/child", .user = "u", .args = "child", .cwd = "/"};
static struct event_object object = {.fd = 3, .type = EVENT_OBJECT_FILE, .name = "/etc/hosts", .path = "", .path2 = ""};

static struct event event_of(uint32_t i)
{
	return (struct event){.seq = i + 1,
			      .ts = 1000 + i,
			      .duration = i == 500 ? 77777 : EVENT_DURATION_UNKNOWN,
			      .kind = EVENT_SYSCALL,
			      .nr = (int32_t)(i % 3),
			      .pid = 100 + i, // more than are listed
			      .tid = 5,
			      .ret = i == 3 ? -13 : (int64_t)i,
			      .comm = "task",
			      .process = &process,
			      .object = i == 10 ? &object : NULL};
}

static void make(struct chunk_facts *ret_facts, int32_t odd_nr)
{
	AUTO(chunk_writer) struct chunk_writer *writer = chunk_writer_new();
	AUTO(chunk) struct chunk *chunk = NULL;
	AUTO_VALUE(buffer) struct buffer bytes = {.max = CHUNK_MAX_BYTES};
	struct error err;
	process.container_id = process.container_name = process.container_image = "";
	parent.container_id = parent.container_name = parent.container_image = "";
	process.parent = &parent;
	for (uint32_t i = 0; i < EVENTS; i++) {
		struct event event = event_of(i);
		if (i == 0 && odd_nr)
			event.nr = odd_nr;
		ck_assert_int_eq(chunk_writer_add(writer, &event), 0);
	}
	ck_assert_int_eq(chunk_writer_finish(writer, &bytes, &err), 0);
	ck_assert_int_eq(chunk_open(bytes.data, bytes.len, &chunk, &err), 0);
	ck_assert_int_eq(chunk_verify(chunk, &err), 0);
	chunk_facts_of(chunk, ret_facts);
}

static bool has(const struct chunk_facts *facts, int32_t fact)
{
	for (size_t i = 0; i < facts->n; i++) {
		if (facts->items[i] == fact)
			return true;
	}
	return false;
}

static bool has_text(const struct chunk_facts *facts, enum filter_field_id field, const char *text)
{
	const struct filter_field_value value = {.form = FILTER_VALUE_TEXT, .text = text, .len = strlen(text)};
	return has(facts, chunk_fact(field, &value));
}

static bool has_number(const struct chunk_facts *facts, enum filter_field_id field, int64_t number)
{
	const struct filter_field_value value = {.form = FILTER_VALUE_NUMBER, .number = number};
	return has(facts, chunk_fact(field, &value));
}

START_TEST(values_of_events_are_listed)
{
	AUTO_VALUE(chunk_facts) struct chunk_facts facts = {0};
	make(&facts, 0);
	ck_assert(has_text(&facts, FIELD_PROC_NAME, "task"));
	ck_assert(has_text(&facts, FIELD_PROC_EXEPATH, "/bin/child"));
	ck_assert(has_text(&facts, FIELD_PROC_ANAME, "parent"));
	ck_assert(has_text(&facts, FIELD_FD_NAME, "/etc/hosts"));
	ck_assert(has_text(&facts, FIELD_FD_DIRECTORY, "/etc"));
	ck_assert(has_number(&facts, FIELD_THREAD_TID, 5));
	ck_assert(has_number(&facts, FIELD_EVT_RES, -13));
	ck_assert_int_eq(facts.max_duration, 77777);
	for (size_t i = 1; i < facts.n; i++)
		ck_assert_int_lt(facts.items[i - 1], facts.items[i]);
}
END_TEST

START_TEST(values_that_no_event_has_are_not)
{
	AUTO_VALUE(chunk_facts) struct chunk_facts facts = {0};
	make(&facts, 0);
	ck_assert(!has_text(&facts, FIELD_PROC_EXEPATH, "/bin/parent")); // only an ancestor
	ck_assert(!has_text(&facts, FIELD_PROC_EXEPATH, "/etc/hosts"));  // of another field
	ck_assert(!has_number(&facts, FIELD_EVT_RES, 3));                // successes are endless
	ck_assert(!has_number(&facts, FIELD_PROC_PID, 5));
	ck_assert(!has(&facts, chunk_fact_odd_call()));
}
END_TEST

START_TEST(too_many_values_are_told_instead)
{
	AUTO_VALUE(chunk_facts) struct chunk_facts facts = {0};
	make(&facts, 0);
	ck_assert(has(&facts, chunk_fact_many(FIELD_PROC_PID)));
	ck_assert(!has(&facts, chunk_fact_many(FIELD_THREAD_TID)));
	ck_assert_uint_lt(facts.n, 300);
}
END_TEST

START_TEST(a_call_beyond_the_lists_is_told)
{
	static const int32_t odd[] = {CHUNK_CALLS_MAX, 100000, -1};
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		AUTO_VALUE(chunk_facts) struct chunk_facts facts = {0};
		make(&facts, odd[i]);
		ck_assert(has(&facts, chunk_fact_odd_call()));
	}
}
END_TEST

// They are in the store: other hashes would miss what was stored before.
START_TEST(hashes_stay_what_they_are)
{
	const struct filter_field_value text = {.form = FILTER_VALUE_TEXT, .text = "bash", .len = 4};
	const struct filter_field_value number = {.form = FILTER_VALUE_NUMBER, .number = -2};
	const struct filter_field_value address = {
	    .form = FILTER_VALUE_ADDRESS, .address = (const uint8_t[]){10, 0, 0, 1}, .family = 4};
	ck_assert_int_eq(chunk_fact(FIELD_PROC_NAME, &text), 1668425581);
	ck_assert_int_eq(chunk_fact(FIELD_EVT_RES, &number), 1735124092);
	ck_assert_int_eq(chunk_fact(FIELD_FD_IP, &address), -266382604);
	ck_assert_int_eq(chunk_fact_many(FIELD_PROC_NAME), -1127890403);
	ck_assert_int_eq(chunk_fact_odd_call(), -1126608525);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, values_of_events_are_listed);
	tcase_add_test(tests, values_that_no_event_has_are_not);
	tcase_add_test(tests, too_many_values_are_told_instead);
	tcase_add_test(tests, a_call_beyond_the_lists_is_told);
	tcase_add_test(tests, hashes_stay_what_they_are);
}
