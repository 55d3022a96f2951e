// SPDX-License-Identifier: Apache-2.0
#include "common/chunk/chunk.h"

#include "common/chunk/chunk_format.h"
#include "tests/unit/support/check_main.h"
#include "tests/unit/support/chunk_forge.h"
#include "tests/unit/support/subject_maker.h"

#include <string.h>

static struct subject_maker subjects;

// 200 events with processes and objects, and copies of them.
static void make(struct buffer *out)
{
	struct error err;
	struct event_maker maker = {.state = 11, .ts = 1763971200000000000ull};
	AUTO(chunk_writer) struct chunk_writer *writer = chunk_writer_new();
	buffer_init(out, CHUNK_MAX_BYTES);
	for (uint32_t i = 0; i < 200; i++) {
		struct event event;
		event_maker_wild(&maker, &event);
		subject_maker_wild(&subjects, &event);
		ck_assert_int_eq(chunk_writer_add(writer, &event), 0);
	}
	ck_assert_int_eq(chunk_writer_finish(writer, out, &err), 0);
}

static void open_chunk(const struct buffer *bytes, struct chunk **ret_chunk)
{
	struct error err = {0};
	ck_assert_msg(chunk_open(bytes->data, bytes->len, ret_chunk, &err) == 0, "%s", err.text);
}

START_TEST(columns_one_by_one_say_what_the_events_say)
{
	AUTO_VALUE(buffer) struct buffer bytes;
	AUTO(chunk) struct chunk *columns = NULL;
	AUTO(chunk) struct chunk *events = NULL;
	struct error err = {0};
	make(&bytes);
	open_chunk(&bytes, &columns);
	open_chunk(&bytes, &events);
	const uint64_t *values[CHUNK_VALUES_OBJECT + 1];
	for (unsigned k = 0; k <= CHUNK_VALUES_OBJECT; k++) { // the last first: each must find by itself what it needs
		unsigned id = CHUNK_VALUES_OBJECT - k;
		values[id] = chunk_values(columns, id, &err);
		ck_assert_msg(values[id] != NULL, "%s", err.text);
	}
	for (uint32_t i = 0; i < 200; i++) {
		struct event event, entry;
		ck_assert_int_eq(chunk_event(events, i, &event, &err), 0);
		ck_assert_uint_eq(values[CHUNK_VALUES_TS][i], event.ts);
		ck_assert_uint_eq(values[CHUNK_VALUES_DURATION][i], event.duration);
		ck_assert_int_eq((int64_t)values[CHUNK_VALUES_RET][i], event.ret);
		ck_assert_int_eq(
		    chunk_entry(columns, CHUNK_VALUES_CALL, (uint32_t)values[CHUNK_VALUES_CALL][i], &entry, &err), 0);
		ck_assert(entry.kind == event.kind && entry.abi == event.abi && entry.nr == event.nr && !entry.pid);
		ck_assert_int_eq(
		    chunk_entry(columns, CHUNK_VALUES_TASK, (uint32_t)values[CHUNK_VALUES_TASK][i], &entry, &err), 0);
		ck_assert(entry.pid == event.pid && entry.tid == event.tid && !entry.kind);
		ck_assert_str_eq(entry.comm, event.comm);
		ck_assert_int_eq(
		    chunk_entry(columns, CHUNK_VALUES_PROCESS, (uint32_t)values[CHUNK_VALUES_PROCESS][i], &entry, &err),
		    0);
		ck_assert_int_eq(entry.process != NULL, event.process != NULL);
		if (entry.process)
			ck_assert_str_eq(entry.process->args, event.process->args);
		ck_assert_int_eq(
		    chunk_entry(columns, CHUNK_VALUES_OBJECT, (uint32_t)values[CHUNK_VALUES_OBJECT][i], &entry, &err),
		    0);
		ck_assert_int_eq(entry.object != NULL, event.object != NULL);
		ck_assert_ptr_null(entry.process);
		if (entry.object)
			ck_assert_str_eq(entry.object->path, event.object->path);
	}
}
END_TEST

START_TEST(each_value_is_an_entry)
{
	static const enum chunk_values ids[] = {CHUNK_VALUES_CALL, CHUNK_VALUES_TASK, CHUNK_VALUES_PROCESS,
						CHUNK_VALUES_OBJECT};
	AUTO_VALUE(buffer) struct buffer bytes;
	AUTO(chunk) struct chunk *chunk = NULL;
	struct error err = {0};
	struct event event;
	make(&bytes);
	open_chunk(&bytes, &chunk);
	for (unsigned k = 0; k < 4; k++) {
		uint32_t n = chunk_entries(chunk, ids[k], &err);
		const uint64_t *values = chunk_values(chunk, ids[k], &err);
		ck_assert_uint_gt(n, 1);
		for (uint32_t i = 0; i < 200; i++)
			ck_assert_uint_lt(values[i], n);
		ck_assert_int_eq(chunk_entry(chunk, ids[k], n, &event, &err), -EINVAL);
		ck_assert_int_eq(chunk_entry(chunk, ids[k], n - 1, &event, &err), 0);
	}
	ck_assert_uint_le(chunk_entries(chunk, CHUNK_VALUES_PROCESS, &err), SUBJECT_PROCESSES + 1); // each once
	ck_assert_uint_eq(chunk_entries(chunk, CHUNK_VALUES_TS, &err), 0);
	ck_assert_int_eq(err.code, EINVAL);
	ck_assert_int_eq(chunk_entry(chunk, CHUNK_VALUES_RET, 0, &event, &err), -EINVAL);
}
END_TEST

START_TEST(without_processes_and_objects_there_is_one_entry_none)
{
	AUTO(chunk_writer) struct chunk_writer *writer = chunk_writer_new();
	AUTO_VALUE(buffer) struct buffer bytes = {.max = CHUNK_MAX_BYTES};
	AUTO(chunk) struct chunk *chunk = NULL;
	struct error err = {0};
	struct event event = {.seq = 1, .kind = EVENT_SYSCALL};
	ck_assert_int_eq(chunk_writer_add(writer, &event), 0);
	ck_assert_int_eq(chunk_writer_finish(writer, &bytes, &err), 0);
	open_chunk(&bytes, &chunk);
	for (unsigned id = CHUNK_VALUES_PROCESS; id <= CHUNK_VALUES_OBJECT; id++) {
		ck_assert_uint_eq(chunk_values(chunk, id, &err)[0], 0);
		ck_assert_uint_eq(chunk_entries(chunk, id, &err), 1);
		ck_assert_int_eq(chunk_entry(chunk, id, 0, &event, &err), 0);
		ck_assert(!event.process && !event.object);
		ck_assert_int_eq(chunk_entry(chunk, id, 1, &event, &err), -EINVAL);
	}
}
END_TEST

// --- forged ---

#define TAIL8 "\0\0\0\0\0\0\0\0" // a process without texts

struct damage {
	uint8_t id;
	uint16_t n_entries;
	const char *bytes;
	size_t len;
	const char *reason; // NULL = sound
};

#define COLUMN(id, n, text) id, n, text, sizeof(text) - 1

static const struct damage damages[] = {
    {COLUMN(COLUMN_PROCESSES, 1, "\0\1\0\0\0\0" TAIL8), NULL},
    {COLUMN(COLUMN_PROCESSES, 2, "\0\1\0\0\0\0" TAIL8 "\1\1\0\0\0\0" TAIL8), NULL},
    {COLUMN(COLUMN_PROCESSES, 1, "\1\1\0\0\0\0" TAIL8), "process 1 is not sound"}, // its own parent
    {COLUMN(COLUMN_PROCESSES, 2, "\0\1\0\0\0\0" TAIL8 "\2\1\0\0\0\0" TAIL8), "process 2 is not sound"},
    {COLUMN(COLUMN_PROCESSES, 2, "\2\1\0\0\0\0" TAIL8 "\0\1\0\0\0\0" TAIL8),
     "process 1 is not sound"}, // its child's child
    {COLUMN(COLUMN_PROCESSES, 1, "\0\xff\xff\xff\xff\x10\0\0\0\0" TAIL8), "process 1 is not sound"}, // pid of 33 bits
    {COLUMN(COLUMN_PROCESSES, 1, "\0\1\xff\xff\xff\xff\x10\0\0\0" TAIL8), "process 1 is not sound"}, // ppid
    {COLUMN(COLUMN_PROCESSES, 1, "\0\1\0\xff\xff\xff\xff\x10\0\0" TAIL8), "process 1 is not sound"}, // uid
    {COLUMN(COLUMN_PROCESSES, 1, "\0\1\0\0\xff\xff\xff\xff\x10\0" TAIL8), "process 1 is not sound"}, // gid
    {COLUMN(COLUMN_PROCESSES, 1, "\0\1\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\2" TAIL8),
     "process 1 is not sound"}, // 65 bits
    {COLUMN(COLUMN_PROCESSES, 1, "\0\1\0\0\0\0\2ab\0\0\0\0\0\0\0\0"), NULL},
    {COLUMN(COLUMN_PROCESSES, 1, "\0\1\0\0\0\0\2abc\0\0\0\0\0\0\0"), "process 1 is not sound"},   // no NUL behind
    {COLUMN(COLUMN_PROCESSES, 1, "\0\1\0\0\0\0\2a\0\0\0\0\0\0\0\0\0"), "process 1 is not sound"}, // one inside
    {COLUMN(COLUMN_PROCESSES, 1, "\0\1\0\0\0\0\0\0\0\0\0\0\0\5abc"), "process 1 is not sound"},   // beyond the end
    {COLUMN(COLUMN_PROCESSES, 1, "\0\1\0\0\0\0\0\0\0\0\0\0\0\3abc"), "process 1 is not sound"},   // by the NUL
    {COLUMN(COLUMN_PROCESSES, 1, "\0\1\0\0\0\0\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\1"),
     "process 1 is not sound"},
    {COLUMN(COLUMN_PROCESSES, 1,
	    "\0\1\0\0\0\0\0\0\0\0\0\0\0\x0f"
	    "123456789012345\0"),
     NULL},
    {COLUMN(COLUMN_PROCESSES, 1,
	    "\0\1\0\0\0\0\0\0\0\0\0\0\0\x10"
	    "1234567890123456\0"),
     "process 1 is not sound"}, // comm
    {COLUMN(COLUMN_PROCESSES, 1, "\0\1\0\0\0\0" TAIL8 "\0"), "bytes behind the last entry"},
    {COLUMN(COLUMN_PROCESSES, 0, "\0\1\0\0\0\0" TAIL8), "column processes"},
    {COLUMN(COLUMN_PROCESSES, 3, "\0\1\0\0\0\0" TAIL8 "\0\1\0\0\0\0" TAIL8), "column processes"},
    {COLUMN(COLUMN_PROCESSES, 1, "\0\1\0\0\0"), "column processes"},
    {COLUMN(COLUMN_PROCESS, 0, "\2\0"), NULL},
    {COLUMN(COLUMN_PROCESS, 0, "\1\2"), NULL},
    {COLUMN(COLUMN_PROCESS, 0, "\3\0"), "column process: 3"},
    {COLUMN(COLUMN_PROCESS, 1, "\2\0"), "column process"}, // only dictionaries have entries
    {COLUMN(COLUMN_PROCESS, 0, "\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\1"), "column process: 18446744073709551615"},
    {COLUMN(COLUMN_OBJECTS, 1, "\1\1\6\0\0\0\0\0\0\0\0"), NULL},
    {COLUMN(COLUMN_OBJECTS, 1, "\1\1\6\0\0\0\4abcd\x10qrstuvwxyzabcdef\0\0\0"), NULL},
    {COLUMN(COLUMN_OBJECTS, 1, "\x10\1\6\0\0\0\0\0\0\0\0"), "object 1 is not sound"}, // type
    {COLUMN(COLUMN_OBJECTS, 1, "\1\3\6\0\0\0\0\0\0\0\0"), "object 1 is not sound"},   // role
    {COLUMN(COLUMN_OBJECTS, 1, "\1\1\6\xff\xff\xff\xff\x0f\0\0\0\0\0\0\0"), NULL},    // the least descriptor
    {COLUMN(COLUMN_OBJECTS, 1, "\1\1\6\xff\xff\xff\xff\x10\0\0\0\0\0\0\0"), "object 1 is not sound"},
    {COLUMN(COLUMN_OBJECTS, 1, "\1\1\6\0\x80\x80\4\0\0\0\0\0\0"), "object 1 is not sound"}, // port 65536
    {COLUMN(COLUMN_OBJECTS, 1, "\1\1\6\0\0\x80\x80\4\0\0\0\0\0"), "object 1 is not sound"},
    {COLUMN(COLUMN_OBJECTS, 1, "\1\1\6\0\0\0\5abcde\0\0\0\0"), "object 1 is not sound"}, // an address of five bytes
    {COLUMN(COLUMN_OBJECTS, 1, "\1\1\6\0\0\0\0\x11qrstuvwxyzabcdefg\0\0\0"), "object 1 is not sound"},
    {COLUMN(COLUMN_OBJECTS, 1, "\1\1\6\0\0\0\0\x10qrstuvw"), "object 1 is not sound"},
    {COLUMN(COLUMN_OBJECTS, 1, "\1\1\6\0\0\0\0\0\1ab\0\0"), "object 1 is not sound"},
    {COLUMN(COLUMN_OBJECTS, 1, "\1\1\6\0\0\0\0\0\0\0\0\0"), "bytes behind the last entry"},
    {COLUMN(COLUMN_OBJECTS, 0, "\1\1\6\0\0\0\0\0\0\0\0"), "column objects"},
    {COLUMN(COLUMN_OBJECTS, 2, "\1\1\6\0\0\0\0\0\0\0\0"), "column objects"},
    {COLUMN(COLUMN_OBJECT, 0, "\3\0"), NULL},
    {COLUMN(COLUMN_OBJECT, 0, "\1\2"), NULL},
    {COLUMN(COLUMN_OBJECT, 0, "\4\0"), "column object: 4"},
    {COLUMN(COLUMN_OBJECT, 0, "\1\1"), "column object: 1"}, // there is no second
    {COLUMN(COLUMN_OBJECT, 0, "\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\1"), "column object: 18446744073709551615"},
    {COLUMN(COLUMN_OBJECTS + 1, 0, "\1\1"), "directory: column 20"},
};

// Two events that have process 1 and object 1.
static void make_two(struct buffer *out)
{
	struct error err;
	struct event_process process = {.pid = 5,
					.user = "",
					.exe = "",
					.args = "",
					.cwd = "",
					.container_id = "",
					.container_name = "",
					.container_image = ""};
	struct event_object object = {.fd = 3, .name = "", .path = "", .path2 = ""};
	AUTO(chunk_writer) struct chunk_writer *writer = chunk_writer_new();
	struct event event = {.kind = EVENT_SYSCALL, .process = &process, .object = &object};
	buffer_init(out, CHUNK_MAX_BYTES);
	for (event.seq = 1; event.seq <= 2; event.seq++)
		ck_assert_int_eq(chunk_writer_add(writer, &event), 0);
	ck_assert_int_eq(chunk_writer_finish(writer, out, &err), 0);
}

static int verify(const struct buffer *bytes, struct error *err)
{
	AUTO(chunk) struct chunk *chunk = NULL;
	int r = chunk_open(bytes->data, bytes->len, &chunk, err);
	return r < 0 ? r : chunk_verify(chunk, err);
}

START_TEST(damage_is_refused_with_its_reason)
{
	const struct damage *damage = &damages[_i];
	struct forged_column column = {damage->id, damage->n_entries, damage->bytes, damage->len};
	AUTO_VALUE(buffer) struct buffer bytes;
	AUTO_VALUE(buffer) struct buffer forged = {.max = CHUNK_MAX_BYTES};
	struct error err = {0};
	make_two(&bytes);
	chunk_forge(&bytes, &column, &forged);
	int r = verify(&forged, &err);
	ck_assert_msg(r == (damage->reason ? -EBADMSG : 0), "damage %d: %d %s", _i, r, err.text);
	if (damage->reason)
		ck_assert_msg(strstr(err.text, damage->reason) != NULL, "damage %d: %s", _i, err.text);
}
END_TEST

// n processes, each the parent of the next.
static int verify_generations(uint16_t n, struct error *err)
{
	AUTO_VALUE(buffer) struct buffer dictionary = {.max = 1u << 20};
	AUTO_VALUE(buffer) struct buffer bytes;
	AUTO_VALUE(buffer) struct buffer forged = {.max = CHUNK_MAX_BYTES};
	make_two(&bytes);
	for (uint16_t i = 0; i < n; i++) {
		uint8_t entry[CHUNK_PROCESS_MIN] = {(uint8_t)i};
		(void)buffer_append(&dictionary, entry, sizeof(entry));
	}
	chunk_forge(&bytes, &(struct forged_column){COLUMN_PROCESSES, n, dictionary.data, dictionary.len}, &forged);
	return verify(&forged, err);
}

START_TEST(a_family_has_so_many_generations)
{
	struct error err = {0};
	ck_assert_int_eq(verify_generations(EVENT_ANCESTORS_MAX + 1, &err), 0);
	ck_assert_int_eq(verify_generations(EVENT_ANCESTORS_MAX + 2, &err), -EBADMSG);
	ck_assert_str_eq(err.text, "process 18 is not sound");
}
END_TEST

START_TEST(a_text_and_a_dictionary_have_a_limit)
{
	AUTO_VALUE(buffer) struct buffer dictionary = {.max = 1u << 20};
	AUTO_VALUE(buffer) struct buffer bytes;
	AUTO_VALUE(buffer) struct buffer forged = {.max = CHUNK_MAX_BYTES};
	struct error err = {0};
	static uint8_t text[CHUNK_TEXT_MAX + 64];
	make_two(&bytes);
	for (uint32_t len = CHUNK_TEXT_MAX; len <= CHUNK_TEXT_MAX + 1; len++) {
		uint8_t *to = varint_put(text + 8, len);
		memset(to, 'x', len);
		memset(to + len, 0, 3);
		chunk_forge(&bytes, &(struct forged_column){COLUMN_OBJECTS, 1, text, (size_t)(to + len + 3 - text)},
			    &forged);
		ck_assert_int_eq(verify(&forged, &err), len == CHUNK_TEXT_MAX ? 0 : -EBADMSG);
	}
	for (uint32_t n = 0; n <= CHUNK_MAX_ENTRIES; n++)
		(void)buffer_append(&dictionary, "\0\0\0\0\0\0\0\0\0\0\0", CHUNK_OBJECT_MIN);
	struct forged_column column = {COLUMN_OBJECTS, CHUNK_MAX_ENTRIES + 1, dictionary.data, dictionary.len};
	chunk_forge(&bytes, &column, &forged);
	ck_assert_int_eq(verify(&forged, &err), -EBADMSG);
	column.n_entries--;
	column.len -= CHUNK_OBJECT_MIN;
	chunk_forge(&bytes, &column, &forged);
	ck_assert_int_eq(verify(&forged, &err), 0);
}
END_TEST

// An index needs the dictionary.
START_TEST(without_its_dictionary_an_index_is_refused)
{
	AUTO_VALUE(buffer) struct buffer bytes;
	AUTO_VALUE(buffer) struct buffer forged = {.max = CHUNK_MAX_BYTES};
	struct error err = {0};
	make_two(&bytes);
	chunk_forge(&bytes, &(struct forged_column){.id = COLUMN_PROCESSES}, &forged);
	ck_assert_int_eq(verify(&forged, &err), -EBADMSG);
	chunk_forge(&bytes, &(struct forged_column){.id = COLUMN_OBJECTS}, &forged);
	ck_assert_int_eq(verify(&forged, &err), -EBADMSG);
}
END_TEST

START_TEST(version_1_has_no_processes)
{
	AUTO_VALUE(buffer) struct buffer bytes;
	struct error err = {0};
	make_two(&bytes);
	ck_assert_int_eq(verify(&bytes, &err), 0);
	bytes.data[4] = 1;
	chunk_forge_sum(&bytes);
	ck_assert_int_eq(verify(&bytes, &err), -EBADMSG);
	for (uint8_t version = 0; version < 4; version += 3) {
		bytes.data[4] = version;
		chunk_forge_sum(&bytes);
		ck_assert_int_eq(verify(&bytes, &err), -EBADMSG);
		ck_assert_ptr_nonnull(strstr(err.text, "known are 1 to 2"));
	}
}
END_TEST

void register_tests(TCase *tests)
{
	subject_maker_init(&subjects);
	tcase_add_test(tests, columns_one_by_one_say_what_the_events_say);
	tcase_add_test(tests, each_value_is_an_entry);
	tcase_add_test(tests, without_processes_and_objects_there_is_one_entry_none);
	tcase_add_loop_test(tests, damage_is_refused_with_its_reason, 0, (int)(sizeof(damages) / sizeof(damages[0])));
	tcase_add_test(tests, a_family_has_so_many_generations);
	tcase_add_test(tests, a_text_and_a_dictionary_have_a_limit);
	tcase_add_test(tests, without_its_dictionary_an_index_is_refused);
	tcase_add_test(tests, version_1_has_no_processes);
}
