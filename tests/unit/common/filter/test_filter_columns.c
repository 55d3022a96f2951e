// SPDX-License-Identifier: Apache-2.0
// Random filters × random events: the flat program, the same over columns and with parts of the event only say what the tree says
// when it is read plainly.
#include "common/filter/filter_program.h"

#include "tests/unit/support/check_main.h"
#include "tests/unit/support/filter_maker.h"

#define EVENTS  FILTER_MAKER_EVENTS
#define WORDS   (EVENTS / 64)
#define FILTERS 100u // a seed
#define SEEDS   8

// What a chunk would give of the maker's events.
struct table {
	const struct filter_maker *maker;
	uint64_t columns[FILTER_COLUMNS][EVENTS];
	struct event entries[FILTER_COLUMNS][EVENTS + 1];
	uint32_t n_entries[FILTER_COLUMNS];
	unsigned column_reads[FILTER_COLUMNS], rows;
	int broken; // a column that cannot be read, -1 = none
};

static uint64_t entry_of(struct table *table, enum filter_column id, const struct event *part)
{
	struct event *entries = table->entries[id];
	uint32_t n = table->n_entries[id];
	for (uint32_t i = 0; i < n; i++)
		if (memcmp(&entries[i], part, sizeof(*part)) == 0)
			return i;
	memcpy(&entries[n], part, sizeof(*part));
	table->n_entries[id]++;
	return n;
}

static struct event *empty(struct event *part)
{
	memset(part, 0, sizeof(*part));
	return part;
}

static void add_event(struct table *table, uint32_t i)
{
	const struct event *event = &table->maker->events[i];
	struct event part;
	table->columns[FILTER_COLUMN_SEQ][i] = event->seq;
	table->columns[FILTER_COLUMN_TS][i] = event->ts;
	table->columns[FILTER_COLUMN_DURATION][i] = event->duration;
	table->columns[FILTER_COLUMN_RET][i] = (uint64_t)event->ret;
	empty(&part)->kind = event->kind;
	part.abi = event->abi;
	part.nr = event->nr;
	table->columns[FILTER_COLUMN_CALL][i] = entry_of(table, FILTER_COLUMN_CALL, &part);
	empty(&part)->pid = event->pid;
	part.tid = event->tid;
	memcpy(part.comm, event->comm, sizeof(part.comm));
	table->columns[FILTER_COLUMN_TASK][i] = entry_of(table, FILTER_COLUMN_TASK, &part);
	empty(&part)->process = event->process;
	table->columns[FILTER_COLUMN_PROCESS][i] = entry_of(table, FILTER_COLUMN_PROCESS, &part);
	empty(&part)->object = event->object;
	table->columns[FILTER_COLUMN_OBJECT][i] = entry_of(table, FILTER_COLUMN_OBJECT, &part);
}

static struct table *table_new(const struct filter_maker *maker)
{
	struct table *table = calloc(1, sizeof(*table));
	struct event none;
	table->maker = maker;
	table->broken = -1;
	(void)entry_of(table, FILTER_COLUMN_PROCESS, empty(&none));
	(void)entry_of(table, FILTER_COLUMN_OBJECT, empty(&none));
	for (uint32_t i = 0; i < EVENTS; i++)
		add_event(table, i);
	return table;
}

static const uint64_t *read_column(void *ctx, enum filter_column id)
{
	struct table *table = ctx;
	table->column_reads[id]++;
	return table->broken == (int)id ? NULL : table->columns[id];
}

static uint32_t read_entries(void *ctx, enum filter_column id)
{
	return ((struct table *)ctx)->n_entries[id];
}

static bool read_entry(void *ctx, enum filter_column id, uint32_t i, struct event *ret_event)
{
	struct table *table = ctx;
	if (i >= table->n_entries[id])
		return false;
	*ret_event = table->entries[id][i];
	return true;
}

static bool read_event(void *ctx, uint32_t i, struct event *ret_event)
{
	struct table *table = ctx;
	table->rows++;
	*ret_event = table->maker->events[i];
	return true;
}

static struct filter_columns columns_of(struct table *table, uint32_t n)
{
	return (struct filter_columns){.n = n,
				       .column = read_column,
				       .entries = read_entries,
				       .entry = read_entry,
				       .event = read_event,
				       .ctx = table};
}

static struct filter *parse(const char *text)
{
	struct filter *filter = NULL;
	struct error err;
	int r = filter_parse(text, strlen(text), NULL, &filter, NULL, &err);
	ck_assert_msg(r == 0, "%s: %s", text, r < 0 ? err.text : "");
	return filter;
}

static bool bit(const uint64_t *bits, uint32_t i)
{
	return (bits[i / 64] >> i % 64) & 1;
}

// Whatever parts are there, what they decide is right.
static void expect_parts(const struct filter_program *program, const struct event *event, bool expected,
			 const char *text, struct filter_scratch *scratch)
{
	enum filter_verdict whole = expected ? FILTER_YES : FILTER_NO;
	for (unsigned have = 0; have < 8; have++) {
		struct event part = *event;
		if (!(have & FILTER_NEEDS_ARGS)) {
			memset(part.args, 0x5a, sizeof(part.args));
			part.data_len = 0;
		}
		part.process = have & FILTER_NEEDS_PROCESS ? part.process : NULL;
		part.object = have & FILTER_NEEDS_OBJECT ? part.object : NULL;
		enum filter_verdict verdict = filter_match_part(program, &part, have, scratch);
		ck_assert_msg(verdict == whole || (verdict == FILTER_MAYBE && filter_program_needs(program) & ~have),
			      "%s: with parts %u the answer is %d", text, have, verdict);
	}
}

static unsigned expect_same(const struct filter_maker *maker, struct table *table, const char *text)
{
	AUTO(filter) struct filter *filter = parse(text);
	AUTO(filter_program) struct filter_program *program = filter_program_new(filter);
	AUTO_VALUE(filter_scratch) struct filter_scratch scratch;
	filter_scratch_init(&scratch);
	struct filter_columns columns = columns_of(table, EVENTS);
	uint64_t bits[WORDS];
	unsigned matched = 0;
	ck_assert_msg(filter_match_columns(program, &columns, bits, &scratch), "%s", text);
	for (uint32_t i = 0; i < EVENTS; i++) {
		const struct event *event = &maker->events[i];
		bool expected = naive_match(filter->root, event);
		matched += expected;
		ck_assert_msg(filter_match(program, event, &scratch) == expected,
			      "%s: event %u (%s): the program says %d", text, i, syscall_name(event->abi, event->nr),
			      !expected);
		ck_assert_msg(bit(bits, i) == expected, "%s: event %u: the columns say %d", text, i, !expected);
		if (i % 4 == 0)
			expect_parts(program, event, expected, text, &scratch);
	}
	return matched;
}

START_TEST(programs_columns_and_parts_say_what_the_tree_says)
{
	struct filter_maker *maker = calloc(1, sizeof(*maker));
	AUTO_VALUE(buffer) struct buffer text;
	buffer_init(&text, FILTER_TEXT_MAX);
	filter_maker_init(maker, (uint64_t)_i + 1);
	AUTO_FREE struct table *table = table_new(maker);
	unsigned some = 0;
	for (unsigned i = 0; i < FILTERS; i++) {
		buffer_clear(&text);
		filter_maker_filter(maker, 1 + i % 7, &text);
		unsigned matched = expect_same(maker, table, buffer_text(&text));
		some += matched > 0 && matched < EVENTS;
	}
	ck_assert_uint_gt(some, FILTERS / 2); // else this shows little
	free(maker);
}
END_TEST

static bool match(struct table *table, const char *text, uint32_t n, uint64_t *bits)
{
	AUTO(filter) struct filter *filter = parse(text);
	AUTO(filter_program) struct filter_program *program = filter_program_new(filter);
	AUTO_VALUE(filter_scratch) struct filter_scratch scratch;
	filter_scratch_init(&scratch);
	struct filter_columns columns = columns_of(table, n);
	return filter_match_columns(program, &columns, bits, &scratch);
}

struct fixture {
	struct filter_maker maker;
	struct table *table;
	uint64_t bits[WORDS];
};

static struct fixture *fixture_new(void)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));
	filter_maker_init(&fixture->maker, 7);
	fixture->table = table_new(&fixture->maker);
	return fixture;
}

static void fixture_free(struct fixture *fixture)
{
	free(fixture->table);
	free(fixture);
}

START_TEST(only_the_columns_that_are_asked_for_are_read)
{
	struct fixture *fixture = fixture_new();
	ck_assert(match(fixture->table, "evt.latency > 100", EVENTS, fixture->bits));
	for (unsigned id = 0; id < FILTER_COLUMNS; id++)
		ck_assert_uint_eq(fixture->table->column_reads[id], id == FILTER_COLUMN_DURATION);
	ck_assert_uint_eq(fixture->table->rows, 0);
	// No event is left for the second condition.
	ck_assert(match(fixture->table, "evt.kind = none and proc.aname = bash", EVENTS, fixture->bits));
	ck_assert_uint_eq(fixture->table->column_reads[FILTER_COLUMN_PROCESS], 0);
	fixture_free(fixture);
}
END_TEST

START_TEST(only_events_that_are_still_open_are_unpacked)
{
	struct fixture *fixture = fixture_new();
	unsigned openats = 0;
	for (uint32_t i = 0; i < EVENTS; i++)
		openats +=
		    strcmp(syscall_name(fixture->maker.events[i].abi, fixture->maker.events[i].nr), "openat") == 0 &&
		    fixture->maker.events[i].kind == EVENT_SYSCALL;
	ck_assert_uint_gt(openats, 0);
	ck_assert(match(fixture->table, "evt.text contains passwd and evt.type = openat", EVENTS, fixture->bits));
	ck_assert_uint_eq(fixture->table->rows, openats);
	// The call alone says that there is no such argument.
	fixture->table->rows = 0;
	ck_assert(match(fixture->table, "evt.arg.dirfd = 3 and evt.arg.path contains etc and evt.type = openat", EVENTS,
			fixture->bits));
	ck_assert_uint_eq(fixture->table->rows, openats);
	fixture_free(fixture);
}
END_TEST

START_TEST(events_behind_the_last_one_are_not_marked)
{
	struct fixture *fixture = fixture_new();
	static const char *const texts[] = {"", "evt.num > 0", "not evt.kind = none", "proc.pid != 1",
					    "evt.rawres != 77"};
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		ck_assert(match(fixture->table, texts[i], 70, fixture->bits));
		ck_assert_uint_eq(fixture->bits[0], UINT64_MAX);
		ck_assert_uint_eq(fixture->bits[1], (1u << 6) - 1);
	}
	ck_assert(match(fixture->table, "evt.num > 0", 0, fixture->bits));
	fixture_free(fixture);
}
END_TEST

START_TEST(an_unsound_column_is_told)
{
	static const char *const texts[FILTER_COLUMNS] = {
	    [FILTER_COLUMN_SEQ] = "evt.num = 1",
	    [FILTER_COLUMN_TS] = "evt.time > 0",
	    [FILTER_COLUMN_DURATION] = "evt.latency > 0",
	    [FILTER_COLUMN_CALL] = "evt.type = read",
	    [FILTER_COLUMN_TASK] = "proc.pid = 1",
	    [FILTER_COLUMN_RET] = "evt.res = ENOENT",
	    [FILTER_COLUMN_PROCESS] = "proc.duration > 1s",
	    [FILTER_COLUMN_OBJECT] = "fd.name contains x",
	};
	struct fixture *fixture = fixture_new();
	for (int id = 0; id < (int)FILTER_COLUMNS; id++) {
		fixture->table->broken = id;
		ck_assert_msg(!match(fixture->table, texts[id], EVENTS, fixture->bits), "%s", texts[id]);
	}
	fixture->table->broken = -1;
	fixture->table->columns[FILTER_COLUMN_CALL][9] = 1u << 20;
	fixture->table->columns[FILTER_COLUMN_CALL][10] = (1ull << 32) + 1;
	ck_assert(!match(fixture->table, "evt.type = read", EVENTS, fixture->bits));
	ck_assert(!match(fixture->table, "evt.buflen > 1", EVENTS, fixture->bits));
	fixture_free(fixture);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_loop_test(tests, programs_columns_and_parts_say_what_the_tree_says, 0, SEEDS);
	tcase_add_test(tests, only_the_columns_that_are_asked_for_are_read);
	tcase_add_test(tests, only_events_that_are_still_open_are_unpacked);
	tcase_add_test(tests, events_behind_the_last_one_are_not_marked);
	tcase_add_test(tests, an_unsound_column_is_told);
}
