// SPDX-License-Identifier: Apache-2.0
// Random filters over random chunks, without a database: the conditions are evaluated here. What the property test of
// tests/integration/filter does with PostgreSQL, many more times.
#include "server/repository/filter_prune.h"

#include "common/base/alloc.h"
#include "common/filter/filter_program.h"
#include "server/repository/call_key.h"
#include "server/repository/chunk_facts.h"
#include "tests/unit/support/check_main.h"

#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHUNKS  60u
#define EVENTS  24u // of a chunk
#define FILTERS 3000u
#define FIRST   5

// Check tells its parent of each assertion: too slow for millions.
#define MUST(condition, ...)                       \
	do {                                       \
		if (!(condition))                  \
			ck_abort_msg(__VA_ARGS__); \
	} while (0)

static uint64_t seed;

static unsigned roll(unsigned n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % n;
}

// --- chunks ---

struct stored {
	struct chunk_facts facts;
	bool old; // no facts
	int64_t first_seq, last_seq, min_ts, max_ts;
	int64_t calls[EVENTS], failed[EVENTS], passed[EVENTS];
	size_t n_calls, n_failed, n_passed;
	struct chunk *chunk;
	struct buffer bytes;
};

static struct stored chunks[CHUNKS];

static const char *const names[] = {"/etc/passwd", "/etc/shadow", "/srv/data", "/tmp/x", "pipe:[17]", ""};
static const char *const comms[] = {"bash", "sh", "nginx", "curl"};
static const char *const images[] = {"web:1", "db:2", ""};
static const int32_t numbers[] = {0, 1, 2, 3, 9, 39, 42, 257, 262, 575};

static struct event_process processes[6];
static struct event_object objects[8];

static void make_subjects(void)
{
	for (unsigned i = 0; i < 6; i++)
		processes[i] = (struct event_process){.pid = 10 + i,
						      .ppid = i,
						      .uid = roll(3) ? roll(3) : EVENT_NO_ID,
						      .gid = roll(2),
						      .user = roll(2) ? "root" : "",
						      .exe = names[roll(6)],
						      .args = roll(2) ? "bash -c true" : "",
						      .cwd = "/",
						      .container_id = roll(2) ? "c1" : "",
						      .container_name = roll(2) ? "web" : "",
						      .container_image = images[roll(3)],
						      .parent = i > 2 ? &processes[i - 3] : NULL};
	for (unsigned i = 0; i < 8; i++) {
		objects[i] = (struct event_object){.fd = (int32_t)roll(5) - 1,
						   .type = (uint8_t)roll(6),
						   .protocol = 6,
						   .role = (uint8_t)roll(3),
						   .local_port = (uint16_t)(roll(2) ? 80 : 0),
						   .remote_port = (uint16_t)(roll(2) ? 4000 + roll(2) : 0),
						   .name = names[roll(6)],
						   .path = names[roll(6)],
						   .path2 = names[roll(6)]};
		objects[i].local[0] = objects[i].remote[0] = 10;
		objects[i].local[3] = (uint8_t)roll(3);
		objects[i].remote[3] = (uint8_t)roll(3);
	}
}

// Each chunk has few of all values, so that there is something to leave out.
static void make_event(unsigned c, uint64_t seq, struct event *ret_event)
{
	unsigned kind = roll(20);
	*ret_event = (struct event){.seq = seq,
				    .ts = 1000000000ull * (c / 3) + roll(1000) * 1000000ull,
				    .duration = roll(4) ? roll(1000) * 1000ull * (1 + c % 5) : EVENT_DURATION_UNKNOWN,
				    .kind = kind > 1 ? EVENT_SYSCALL
					    : kind   ? EVENT_SIGNAL
						     : EVENT_EXIT,
				    .pid = 10 + c % 4 + roll(2),
				    .tid = 10 + c % 4 + roll(3),
				    .ret = roll(3) ? (int64_t)roll(4) : -(int64_t)(1 + (c + roll(3)) % 14),
				    .process = roll(4) ? &processes[(c + roll(2)) % 6] : NULL,
				    .object = roll(3) ? &objects[(c + roll(2)) % 8] : NULL};
	(void)snprintf(ret_event->comm, sizeof(ret_event->comm), "%s", comms[(c + roll(2)) % 4]);
	if (ret_event->kind == EVENT_SYSCALL) {
		ret_event->nr = numbers[(c + roll(3)) % 10];
		if (c % 20 == 5 && roll(4) == 0)
			ret_event->nr = 600; // beyond every list
		ret_event->abi = (uint8_t)(c % 7 == 0 ? roll(3) : 0);
	} else if (ret_event->kind == EVENT_SIGNAL) {
		ret_event->nr = 1 + (int32_t)roll(20);
	}
	if (ret_event->kind != EVENT_SYSCALL)
		ret_event->duration = EVENT_DURATION_UNKNOWN;
	if (ret_event->kind == EVENT_EXIT)
		ret_event->ret = 0;
}

static void summarise(struct stored *stored)
{
	const struct chunk_summary *summary = chunk_summary(stored->chunk);
	stored->first_seq = (int64_t)summary->first_seq;
	stored->last_seq = (int64_t)(summary->first_seq + summary->n_events - 1);
	stored->min_ts = (int64_t)summary->min_ts;
	stored->max_ts = (int64_t)summary->max_ts;
	for (uint32_t i = 0; i < summary->n_calls; i++) {
		const struct chunk_call *call = &summary->calls[i];
		int64_t key = call_key(call->kind, call->abi, call->nr);
		stored->calls[stored->n_calls++] = key;
		if (call->kind == EVENT_SYSCALL && call->errors > 0)
			stored->failed[stored->n_failed++] = key;
		if (call->kind == EVENT_SYSCALL && call->errors < call->count)
			stored->passed[stored->n_passed++] = key;
	}
}

static void make_chunk(unsigned c, uint64_t first_seq)
{
	struct stored *stored = &chunks[c];
	AUTO(chunk_writer) struct chunk_writer *writer = chunk_writer_new();
	struct error err;
	for (unsigned i = 0; i < EVENTS; i++) {
		struct event event;
		make_event(c, first_seq + i, &event);
		ck_assert_int_eq(chunk_writer_add(writer, &event), 0);
	}
	buffer_init(&stored->bytes, CHUNK_MAX_BYTES);
	ck_assert_int_eq(chunk_writer_finish(writer, &stored->bytes, &err), 0);
	ck_assert_int_eq(chunk_open(stored->bytes.data, stored->bytes.len, &stored->chunk, &err), 0);
	ck_assert_int_eq(chunk_verify(stored->chunk, &err), 0);
	summarise(stored);
	stored->old = c % 20 == 19;
	if (!stored->old)
		chunk_facts_of(stored->chunk, &stored->facts);
}

static void setup(void)
{
	seed = 11;
	make_subjects();
	for (unsigned c = 0; c < CHUNKS; c++)
		make_chunk(c, 1 + c * EVENTS);
}

static void teardown(void)
{
	for (unsigned c = 0; c < CHUNKS; c++) {
		chunk_free(chunks[c].chunk);
		buffer_done(&chunks[c].bytes);
		chunk_facts_done(&chunks[c].facts);
		chunks[c] = (struct stored){0};
	}
}

// --- conditions, evaluated ---

struct evaluation {
	const char *at;
	const struct db_params *params;
	const struct stored *row;
};

static bool is_next(struct evaluation *e, const char *text)
{
	size_t len = strlen(text);
	if (strncmp(e->at, text, len) != 0)
		return false;
	e->at += len;
	return true;
}

static int read_param(struct evaluation *e, const char *type)
{
	char *end = NULL;
	MUST(*e->at == '$', "a parameter must be at: %s", e->at);
	long number = strtol(e->at + 1, &end, 10);
	MUST(number >= FIRST && number <= e->params->n, "%s", e->at);
	e->at = end;
	MUST(is_next(e, type), "%s must be at: %s", type, e->at);
	return (int)number - 1;
}

static int64_t read_number(struct evaluation *e)
{
	uint64_t big;
	memcpy(&big, e->params->values[read_param(e, "::bigint")], sizeof(big));
	return (int64_t)be64toh(big);
}

static uint32_t be32_at(const char *bytes)
{
	uint32_t big;
	memcpy(&big, bytes, sizeof(big));
	return be32toh(big);
}

// Element i of an array parameter, as it goes to PostgreSQL.
static bool element(const struct db_params *params, int param, size_t size, size_t i, int64_t *ret_value)
{
	const char *bytes = params->values[param];
	if (be32_at(bytes) == 0 || i >= be32_at(bytes + 12))
		return false;
	const char *at = bytes + 20 + i * (4 + size);
	MUST(be32_at(at) == size, "element %zu", i);
	*ret_value =
	    size == 4 ? (int32_t)be32_at(at + 4) : (int64_t)((uint64_t)be32_at(at + 4) << 32 | be32_at(at + 8));
	return true;
}

static bool is_in(const struct db_params *params, int param, size_t size, int64_t value)
{
	int64_t item;
	for (size_t i = 0; element(params, param, size, i, &item); i++) {
		if (item == value)
			return true;
	}
	return false;
}

static const int64_t *list(const struct stored *row, const char *name, size_t *ret_n)
{
	if (strcmp(name, "failed_calls") == 0) {
		*ret_n = row->n_failed;
		return row->failed;
	}
	bool passed = strcmp(name, "passed_calls") == 0;
	*ret_n = passed ? row->n_passed : row->n_calls;
	return passed ? row->passed : row->calls;
}

static const char *read_list_name(struct evaluation *e)
{
	static const char *const known[] = {"failed_calls", "passed_calls", "calls"};
	for (size_t i = 0; i < 3; i++) {
		if (is_next(e, known[i]))
			return known[i];
	}
	return NULL;
}

static bool overlaps(struct evaluation *e, const char *name)
{
	MUST(is_next(e, " && "), "%s", e->at);
	int param = read_param(e, "::bigint[]");
	size_t n = 0;
	const int64_t *items = list(e->row, name, &n);
	for (size_t i = 0; i < n; i++) {
		if (is_in(e->params, param, 8, items[i]))
			return true;
	}
	return false;
}

static bool not_within(struct evaluation *e)
{
	const char *name = read_list_name(e);
	MUST(name != NULL, "%s", e->at);
	MUST(is_next(e, " <@ "), "%s", e->at);
	int param = read_param(e, "::bigint[]");
	MUST(is_next(e, ")"), "%s", e->at);
	size_t n = 0;
	const int64_t *items = list(e->row, name, &n);
	for (size_t i = 0; i < n; i++) {
		if (!is_in(e->params, param, 8, items[i]))
			return true;
	}
	return false;
}

static bool facts(struct evaluation *e)
{
	if (is_next(e, " IS NULL"))
		return e->row->old;
	MUST(is_next(e, " && "), "%s", e->at);
	int param = read_param(e, "::int[]");
	for (size_t i = 0; i < e->row->facts.n; i++) {
		if (is_in(e->params, param, 4, e->row->facts.items[i]))
			return true;
	}
	return false;
}

static bool compare(struct evaluation *e, int64_t value)
{
	if (is_next(e, " <= "))
		return value <= read_number(e);
	if (is_next(e, " >= "))
		return value >= read_number(e);
	if (is_next(e, " < "))
		return value < read_number(e);
	MUST(is_next(e, " > "), "a comparison must be at: %s", e->at);
	return value > read_number(e);
}

static bool evaluate(struct evaluation *e);

static bool evaluate_one(struct evaluation *e)
{
	if (is_next(e, "NOT ("))
		return not_within(e);
	if (is_next(e, "(")) {
		bool holds = evaluate(e);
		MUST(is_next(e, ")"), "a ) must be at: %s", e->at);
		return holds;
	}
	if (is_next(e, "true"))
		return true;
	if (is_next(e, "false"))
		return false;
	if (is_next(e, "max_duration IS NULL"))
		return e->row->old;
	if (is_next(e, "max_duration"))
		return compare(e, e->row->facts.max_duration);
	if (is_next(e, "min_ts"))
		return compare(e, e->row->min_ts);
	if (is_next(e, "max_ts"))
		return compare(e, e->row->max_ts);
	if (is_next(e, "first_seq"))
		return compare(e, e->row->first_seq);
	if (is_next(e, "last_seq"))
		return compare(e, e->row->last_seq);
	if (is_next(e, "facts"))
		return facts(e);
	const char *name = read_list_name(e);
	MUST(name != NULL, "nothing known is at: %s", e->at);
	return overlaps(e, name);
}

// Chains of one kind: between ( and ) there are either ANDs or ORs.
static bool evaluate(struct evaluation *e)
{
	bool holds = evaluate_one(e);
	for (;;) {
		if (is_next(e, " AND "))
			holds = evaluate_one(e) && holds;
		else if (is_next(e, " OR "))
			holds = evaluate_one(e) || holds;
		else
			return holds;
	}
}

static bool lets_through(const struct filter_prune *prune, const struct db_params *params, const struct stored *row)
{
	struct evaluation e = {.at = filter_prune_sql(prune), .params = params, .row = row};
	bool holds = evaluate(&e);
	MUST(*e.at == '\0', "the end must be at: %s", e.at);
	return holds;
}

// --- filters ---

static void put_leaf(struct buffer *out)
{
	static const char *const leaves[] = {
	    "evt.type = read",
	    "evt.type in (openat, close, getpid)",
	    "evt.type != write",
	    "evt.type startswith syscall_",
	    "evt.type = procexit",
	    "evt.type = signal",
	    "evt.category = file",
	    "evt.failed = true",
	    "evt.failed != true",
	    "evt.res = SUCCESS",
	    "evt.res = ENOENT",
	    "evt.res in (EPERM, EAGAIN)",
	    "evt.res != SUCCESS",
	    "evt.rawres < 0",
	    "evt.rawres = -2",
	    "evt.rawres = 2",
	    "evt.kind = signal",
	    "evt.kind != syscall",
	    "evt.abi = i386",
	    "evt.abi != native",
	    "signal.name = SIGHUP",
	    "signal.name != SIGINT",
	    "evt.is_io = true",
	    "evt.is_io_read = false",
	    "evt.dir = <",
	    "evt.latency > 3ms",
	    "evt.latency >= 900us",
	    "evt.latency < 10us",
	    "evt.latency = 0",
	    "evt.latency != 5us",
	    "evt.latency exists",
	    "proc.name = bash",
	    "proc.name in (curl, nginx)",
	    "proc.name contains sh",
	    "proc.name = 'a name that is too long'",
	    "proc.exepath = /etc/passwd",
	    "proc.exe = bash",
	    "proc.ppid = 2",
	    "proc.pname = passwd",
	    "proc.aname = shadow",
	    "proc.aname[0] = bash",
	    "proc.aname[2] = data",
	    "user.uid = 0",
	    "user.uid > 0",
	    "user.uid != 1",
	    "user.name = root",
	    "group.gid = 1",
	    "container.id = host",
	    "container.id = c1",
	    "container.name = web",
	    "container.image in ('web:1', 'x:2')",
	    "container.image exists",
	    "fd.name = /etc/passwd",
	    "fd.name startswith /etc",
	    "fd.name in ('pipe:[17]', /tmp/x)",
	    "fd.type = file",
	    "fd.type = ipv4",
	    "fd.directory = /etc",
	    "fd.filename = shadow",
	    "fd.ip = 10.0.0.1",
	    "fd.rip = 10.0.0.2",
	    "fd.cip = 10.0.0.1",
	    "fd.net = 10.0.0.0/8",
	    "fd.ip != 10.0.0.1",
	    "fd.port = 80",
	    "fd.sport = http",
	    "fd.lport in (80, 4001)",
	    "fd.port > 1000",
	    "fs.path.name = /srv/data",
	    "fs.path.source = /tmp/x",
	    "fs.path.target = /etc/shadow",
	    "fs.path.name pmatch (/etc)",
	    "evt.text contains read",
	    "fd.num = 2",
	};
	unsigned kind = roll(12);
	if (kind == 0)
		(void)buffer_printf(out, "evt.num %s %u", roll(2) ? ">" : "<=", roll(CHUNKS * EVENTS));
	else if (kind == 1)
		(void)buffer_printf(out, "evt.time %s %u000000000", roll(2) ? ">=" : "<", roll(CHUNKS / 3 + 2));
	else if (kind == 2)
		(void)buffer_printf(out, "%s %s %u", roll(2) ? "proc.pid" : "thread.tid",
				    roll(3) ? "=" : "!=", 9 + roll(8));
	else if (kind == 3)
		(void)buffer_printf(out, "evt.num in (%u, %u)", roll(CHUNKS * EVENTS), roll(CHUNKS * EVENTS));
	else
		(void)buffer_append_text(out, leaves[roll(sizeof(leaves) / sizeof(leaves[0]))]);
}

static void put_filter(struct buffer *out, unsigned depth)
{
	unsigned kind = depth == 0 ? 0 : roll(6);
	if (kind < 2) {
		put_leaf(out);
		return;
	}
	if (kind == 2) {
		(void)buffer_append_text(out, "not (");
		put_filter(out, depth - 1);
		(void)buffer_append_byte(out, ')');
		return;
	}
	unsigned n = 2 + roll(3);
	(void)buffer_append_byte(out, '(');
	for (unsigned i = 0; i < n; i++) {
		if (i > 0)
			(void)buffer_append_text(out, kind == 3 ? " or " : " and ");
		put_filter(out, depth - 1);
	}
	(void)buffer_append_byte(out, ')');
}

struct tally {
	uint64_t without, skipped; // chunks without a match, and those of them that are left out
};

static bool has_match(const struct stored *stored, const struct filter_program *program, struct filter_scratch *scratch)
{
	for (uint32_t i = 0; i < EVENTS; i++) {
		struct event event;
		struct error err;
		MUST(chunk_event(stored->chunk, i, &event, &err) == 0, "%s", err.text);
		if (filter_match(program, &event, scratch))
			return true;
	}
	return false;
}

static void check(const char *text, struct tally *tally)
{
	AUTO(filter) struct filter *filter = NULL;
	AUTO_VALUE(db_params) struct db_params params = {0};
	AUTO_VALUE(filter_scratch) struct filter_scratch scratch;
	struct error err;
	filter_scratch_init(&scratch);
	ck_assert_msg(filter_parse(text, strlen(text), NULL, &filter, NULL, &err) == 0, "%s: %s", text, err.text);
	AUTO(filter_program) struct filter_program *program = filter_program_new(filter);
	AUTO(filter_prune) struct filter_prune *prune = filter_prune_new(filter, FIRST);
	for (int i = 1; i < FIRST; i++)
		db_param_i64(&params, 0);
	filter_prune_bind(prune, &params);
	ck_assert_ptr_null(strchr(filter_prune_sql(prune), '\''));
	for (unsigned c = 0; c < CHUNKS; c++) {
		bool match = has_match(&chunks[c], program, &scratch);
		bool let = lets_through(prune, &params, &chunks[c]);
		MUST(let || !match, "chunk %u is left out by %s\n  of %s", c, filter_prune_sql(prune), text);
		tally->without += !match;
		tally->skipped += !let;
	}
}

START_TEST(no_chunk_with_a_match_is_left_out)
{
	struct tally tally = {0};
	for (unsigned i = 0; i < FILTERS; i++) {
		AUTO_VALUE(buffer) struct buffer text = {.max = 65536};
		put_filter(&text, i % 4);
		check(buffer_text(&text), &tally);
	}
	ck_assert_msg(tally.skipped * 4 > tally.without * 3, "only %zu of %zu chunks without a match are left out",
		      (size_t)tally.skipped, (size_t)tally.without);
}
END_TEST

START_TEST(what_is_left_out_is_what_cannot_match)
{
	static const struct {
		const char *filter;
		unsigned percent; // at least so many of the chunks without a match are left out
	} rows[] = {
	    {"evt.type = openat", 90},
	    {"evt.type = openat and evt.failed = true", 90},
	    {"not evt.type != openat", 90},
	    {"evt.kind = signal", 75},
	    {"evt.res = EACCES", 90},
	    {"proc.name = curl", 90},
	    {"fs.path.name = /etc/shadow and proc.name = bash", 50},
	    {"evt.num < 50", 100},
	    {"evt.time >= 15000000000", 95},
	    {"evt.latency > 3ms", 90},
	    {"user.name = nobody", 90},
	    {"evt.type = socket or proc.pid = 4711", 90},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct tally tally = {0};
		check(rows[i].filter, &tally);
		ck_assert_msg(tally.skipped * 100 >= tally.without * rows[i].percent, "%s: %zu of %zu", rows[i].filter,
			      (size_t)tally.skipped, (size_t)tally.without);
	}
}
END_TEST

START_TEST(large_filters_stay_within_bounds)
{
	AUTO_VALUE(buffer) struct buffer text = {.max = FILTER_TEXT_MAX};
	struct tally tally = {0};
	for (unsigned i = 0; i < 300; i++)
		(void)buffer_printf(&text, "%s(proc.pid = %u and evt.latency > %uus)", i ? " or " : "", i, i);
	check(buffer_text(&text), &tally);
	buffer_clear(&text);
	for (unsigned i = 0; i < 300; i++)
		(void)buffer_printf(&text, "%sproc.pid != %u and (evt.failed = true or thread.tid = %u)",
				    i ? " and " : "", i, i);
	check(buffer_text(&text), &tally);
	buffer_clear(&text);
	(void)buffer_append_text(&text, "proc.pid in (0");
	for (unsigned i = 1; i < 1000; i++)
		(void)buffer_printf(&text, ", %u", i);
	(void)buffer_append_text(&text, ") and evt.type = read");
	check(buffer_text(&text), &tally);
}
END_TEST

START_TEST(a_filter_of_everything_asks_nothing)
{
	AUTO(filter) struct filter *all = filter_all();
	AUTO(filter_prune) struct filter_prune *prune = filter_prune_new(all, FIRST);
	ck_assert(filter_prune_is_idle(prune));
	ck_assert_str_eq(filter_prune_sql(prune), "true");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_set_timeout(tests, 100);
	tcase_add_test(tests, no_chunk_with_a_match_is_left_out);
	tcase_add_test(tests, what_is_left_out_is_what_cannot_match);
	tcase_add_test(tests, large_filters_stay_within_bounds);
	tcase_add_test(tests, a_filter_of_everything_asks_nothing);
}
