// SPDX-License-Identifier: Apache-2.0
// The property that the whole design stands on: whoever evaluates a filter, it selects the same events. Random well-typed filters
// on random events: condition by condition along the tree (the reference), as a program, with a part of the event unpacked, through
// the kernel's part and what it leaves, column by column over chunks, and from chunks stored in PostgreSQL behind the pruning query.
#include "common/base/alloc.h"
#include "common/chunk/chunk.h"
#include "common/filter/filter_program.h"
#include "common/syscalls/syscalls.h"
#include "detector/trace/filter_kernel.h"
#include "server/repository/chunk_match.h"
#include "server/repository/chunk_repository.h"
#include "server/repository/filter_prune.h"
#include "tests/integration/ingest/link_sim.h"
#include "tests/support/filter_random.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS      10u
#define EVENTS      1200u // a round
#define FILTERS     100u  // a round: 1.2 million pairs in all
#define CHUNKS_MAX  256u
#define DEPTH       3u
#define PAGE_CHUNKS 13u

#define WORDS       ((EVENTS + 63) / 64)

struct stored {
	struct buffer bytes;
	uint64_t first_seq;
	uint32_t n;
};

struct round {
	struct ingest_case *test;
	struct filter_random random;
	struct random_event *events;
	struct stored chunks[CHUNKS_MAX];
	size_t n_chunks;
	struct uuid scan;
	struct filter_scratch scratch;
	struct chunk *reader;
	// Of all rounds.
	uint64_t pairs, matches, chunks_read, chunks_there, by_kernel, counted;
};

static void set(uint64_t *bits, size_t i)
{
	bits[i / 64] |= 1ull << i % 64;
}

static bool get(const uint64_t *bits, size_t i)
{
	return bits[i / 64] >> i % 64 & 1;
}

static void describe(const struct event *event, struct buffer *out)
{
	static const struct decode_options whole = {.string_limit = CAPTURE_MAX, .verbose = true};
	const struct event_process *process = event->process;
	const struct event_object *object = event->object;
	(void)buffer_printf(
	    out, "event %" PRIu64 " kind %u abi %u nr %d pid %u tid %u comm \"%s\" flags %u duration %" PRIu64 "\n  ",
	    event->seq, event->kind, event->abi, event->nr, event->pid, event->tid, event->comm, event->flags,
	    event->duration);
	syscall_format(event, &whole, out);
	if (process)
		(void)buffer_printf(out, "\n  process %u uid %u exe %s args %s cwd %s container %s", process->pid,
				    process->uid, process->exe, process->args, process->cwd, process->container_id);
	if (object)
		(void)buffer_printf(out, "\n  object fd %d type %u name %s path %s path2 %s", object->fd, object->type,
				    object->name, object->path, object->path2);
}

static void must_be(const char *how, const char *text, const struct event *event, bool expected, bool got)
{
	if (got == expected)
		return;
	AUTO_VALUE(buffer) struct buffer out = {.max = 1u << 20};
	describe(event, &out);
	ck_abort_msg("%s: %s, must be %s\n  %s\n  %s", how, got ? "selected" : "not selected",
		     expected ? "selected" : "not selected", text, buffer_text(&out));
}

// --- the reference ---

// A condition alone is a program of one test: nothing of the tree can be mistaken there.
struct leaves {
	size_t n;
	struct {
		const struct filter_node *node;
		struct filter_program *program;
	} leaf[256];
};

static void add_leaves(const struct filter_node *node, struct leaves *leaves)
{
	for (size_t i = 0; i < node->n; i++)
		add_leaves(node->children[i], leaves);
	if (node->kind != FILTER_NODE_CHECK)
		return;
	ck_assert_uint_lt(leaves->n, 256);
	AUTO(filter) struct filter *alone = filter_and(&node, 1);
	leaves->leaf[leaves->n].node = node;
	leaves->leaf[leaves->n++].program = filter_program_new(alone);
}

static void free_leaves(struct leaves *leaves)
{
	for (size_t i = 0; i < leaves->n; i++)
		filter_program_free(leaves->leaf[i].program);
}

static bool holds(const struct filter_node *node, const struct leaves *leaves, const struct event *event,
		  struct filter_scratch *scratch)
{
	bool answer = node->kind != FILTER_NODE_OR;
	switch (node->kind) {
	case FILTER_NODE_ALL:
		return true;
	case FILTER_NODE_NOT:
		return !holds(node->children[0], leaves, event, scratch);
	case FILTER_NODE_AND:
	case FILTER_NODE_OR:
		for (size_t i = 0; i < node->n; i++)
			if (holds(node->children[i], leaves, event, scratch) != answer)
				return !answer;
		return answer;
	default:
		for (size_t i = 0; i < leaves->n; i++)
			if (leaves->leaf[i].node == node)
				return filter_match(leaves->leaf[i].program, event, scratch);
		ck_abort_msg("a condition without a program");
	}
}

// --- the ways ---

// Whatever is known of an event, a verdict that is not MAYBE is the right one.
static void check_parts(struct round *round, const struct filter_program *program, const char *text,
			const struct event *event, bool expected)
{
	for (unsigned have = 0; have < 8; have++) {
		struct event part = *event;
		if (!(have & FILTER_NEEDS_ARGS)) {
			part.data = NULL;
			part.data_len = 0;
			memset(part.args, 0, sizeof(part.args));
		}
		if (!(have & FILTER_NEEDS_PROCESS))
			part.process = NULL;
		if (!(have & FILTER_NEEDS_OBJECT))
			part.object = NULL;
		enum filter_verdict verdict = filter_match_part(program, &part, have, &round->scratch);
		ck_assert_msg(have != 7 || verdict != FILTER_MAYBE, "undecided with all there is: %s", text);
		if (verdict != FILTER_MAYBE)
			must_be("with a part of the event", text, event, expected, verdict == FILTER_YES);
	}
}

static void check_events(struct round *round, const struct filter *filter, const struct filter_program *program,
			 const char *text, uint64_t *ret_bits)
{
	struct leaves leaves = {0};
	struct kernel_filter kernel;
	AUTO(filter) struct filter *rest = NULL;
	AUTO(filter_program) struct filter_program *rest_program = NULL;
	filter_kernel_split(filter, &kernel, &rest);
	rest_program = filter_program_new(rest);
	round->by_kernel += !filter_node_equal(filter->root, rest->root);
	add_leaves(filter->root, &leaves);
	memset(ret_bits, 0, WORDS * sizeof(*ret_bits));
	for (size_t i = 0; i < EVENTS; i++) {
		const struct event *event = &round->events[i].event;
		bool expected = holds(filter->root, &leaves, event, &round->scratch);
		must_be("as a program", text, event, expected, filter_match(program, event, &round->scratch));
		must_be("kernel and rest", text, event, expected,
			filter_kernel_model(&kernel, event) && filter_match(rest_program, event, &round->scratch));
		if (i % 16 == 0)
			check_parts(round, program, text, event, expected);
		if (expected)
			set(ret_bits, i);
		round->matches += expected;
	}
	round->pairs += EVENTS;
	free_leaves(&leaves);
}

static void match_chunk(struct round *round, const struct filter_program *program, const uint8_t *bytes, size_t len,
			uint64_t *ret_bits)
{
	struct error err;
	uint64_t found[CHUNK_MATCH_WORDS];
	ck_assert_msg(chunk_reopen(&round->reader, bytes, len, &err) == 0, "%s", err.text);
	const struct chunk_summary *summary = chunk_summary(round->reader);
	ck_assert_msg(chunk_match(program, round->reader, found, &round->scratch, &err) == 0, "%s", err.text);
	for (uint32_t i = 0; i < summary->n_events; i++)
		if (get(found, i))
			set(ret_bits, summary->first_seq - 1 + i);
}

static void compare(const char *how, const char *text, const struct round *round, const uint64_t *expected,
		    const uint64_t *got)
{
	for (size_t i = 0; i < EVENTS; i++)
		must_be(how, text, &round->events[i].event, get(expected, i), get(got, i));
}

static void check_columns(struct round *round, const struct filter_program *program, const char *text,
			  const uint64_t *expected)
{
	uint64_t bits[WORDS] = {0};
	for (size_t i = 0; i < round->n_chunks; i++)
		match_chunk(round, program, round->chunks[i].bytes.data, round->chunks[i].bytes.len, bits);
	compare("column by column", text, round, expected, bits);
}

// The pages of chunks that the pruning query lets through; what it leaves out has no match, or the sets differ.
static void check_store(struct round *round, const struct filter *filter, const struct filter_program *program,
			const char *text, const uint64_t *expected)
{
	AUTO(filter_prune) struct filter_prune *prune = filter_prune_new(filter, CHUNK_READ_PARAMS + 1);
	struct chunk_read read = {.prune = prune, .limit = PAGE_CHUNKS};
	uint64_t bits[WORDS] = {0};
	struct error err;
	for (;;) {
		AUTO(db_result) struct db_result *result = NULL;
		int r = chunk_repository_read(round->test->db, &round->scan, &read, &result, &err);
		ck_assert_msg(r == 0, "%s\n  %s\n  %s", err.text, text, filter_prune_sql(prune));
		int rows = db_rows(result);
		for (int row = 0; row < rows; row++) {
			size_t len;
			const uint8_t *bytes = chunk_repository_bytes(result, row, &len);
			match_chunk(round, program, bytes, len, bits);
			read.seq = chunk_repository_last_seq(result, row);
		}
		round->chunks_read += (uint64_t)rows;
		if (rows < (int)PAGE_CHUNKS)
			break;
	}
	round->chunks_there += round->n_chunks;
	compare("stored", text, round, expected, bits);
	bool answered = false;
	uint64_t count = 0, matches = 0;
	ck_assert_msg(filter_prune_count(round->test->db, &round->scan, filter, &answered, &count, &err) == 0, "%s",
		      err.text);
	for (size_t i = 0; i < WORDS; i++)
		matches += (uint64_t)__builtin_popcountll(expected[i]);
	ck_assert_msg(!answered || count == matches, "counted %" PRIu64 ", must be %" PRIu64 "\n  %s", count, matches,
		      text);
	round->counted += answered;
}

static void check_filter(struct round *round)
{
	AUTO_VALUE(buffer) struct buffer text = {.max = FILTER_TEXT_MAX};
	AUTO_VALUE(buffer) struct buffer canonical = {.max = FILTER_TEXT_MAX * 2};
	AUTO(filter) struct filter *filter = NULL;
	AUTO(filter) struct filter *again = NULL;
	AUTO(filter_program) struct filter_program *program = NULL;
	struct error err;
	uint64_t bits[WORDS];
	filter_random_text(&round->random, DEPTH, &text);
	ck_assert_msg(filter_parse(buffer_text(&text), text.len, NULL, &filter, NULL, &err) == 0, "%s\n  %s", err.text,
		      buffer_text(&text));
	filter_print(filter, &canonical);
	ck_assert_msg(filter_parse(buffer_text(&canonical), canonical.len, NULL, &again, NULL, &err) == 0, "%s\n  %s",
		      err.text, buffer_text(&canonical));
	ck_assert_msg(filter_node_equal(filter->root, again->root), "printed as another: %s\n  %s", buffer_text(&text),
		      buffer_text(&canonical));
	program = filter_program_new(filter);
	check_events(round, filter, program, buffer_text(&text), bits);
	check_columns(round, program, buffer_text(&text), bits);
	check_store(round, filter, program, buffer_text(&text), bits);
}

// --- a round ---

static void put_chunk(struct round *round, struct chunk_writer *writer)
{
	struct error err;
	ck_assert_uint_lt(round->n_chunks, CHUNKS_MAX);
	struct stored *chunk = &round->chunks[round->n_chunks++];
	buffer_init(&chunk->bytes, CHUNK_MAX_BYTES);
	ck_assert_msg(chunk_writer_finish(writer, &chunk->bytes, &err) == 0, "%s", err.text);
}

static void make_events(struct round *round)
{
	AUTO(chunk_writer) struct chunk_writer *writer = chunk_writer_new();
	uint32_t left = 0;
	for (size_t i = 0; i < EVENTS; i++) {
		filter_random_event(&round->random, i + 1, &round->events[i]);
		if (left == 0 && i > 0)
			put_chunk(round, writer);
		if (left == 0)
			left = 1 + filter_random_below(&round->random, i % 3 == 0 ? 5 : 120);
		left--;
		ck_assert_int_eq(chunk_writer_add(writer, &round->events[i].event), 0);
	}
	put_chunk(round, writer);
}

static void forget_events(struct round *round)
{
	for (size_t i = 0; i < round->n_chunks; i++)
		buffer_done(&round->chunks[i].bytes);
	round->n_chunks = 0;
}

static void make_scan(void *ctx)
{
	struct round *round = ctx;
	round->scan = ingest_case_scan(round->test, &round->test->detector);
}

// The way of a detector's frames: checked, indexed and written by the server's own ingest.
static void store_events(struct round *round)
{
	struct stream_maker stream;
	struct link_sim link;
	ingest_case_run(round->test, make_scan, round);
	stream_maker_init(&stream, &round->scan, 1);
	stream_add_state(&stream, "running");
	for (size_t i = 0; i < round->n_chunks; i++)
		stream_add_payload(&stream, WIRE_CHUNK, round->chunks[i].bytes.data, round->chunks[i].bytes.len);
	link_sim_init(&link, round->test, &stream, 1);
	link_sim_run(&link, 60);
	link_sim_close(&link);
	ck_assert_uint_eq(link.nacks, 0);
	stream_maker_done(&stream);
}

static void check_filters(void *ctx)
{
	for (unsigned i = 0; i < FILTERS; i++)
		check_filter(ctx);
}

START_TEST(every_way_selects_the_same_events)
{
	struct round *round = xcalloc(1, sizeof(*round));
	round->events = xcalloc(EVENTS, sizeof(*round->events));
	filter_scratch_init(&round->scratch);
	filter_random_init(&round->random, 20261124);
	round->test = ingest_case_new();
	for (unsigned i = 0; i < ROUNDS; i++) {
		make_events(round);
		store_events(round);
		ingest_case_run(round->test, check_filters, round);
		forget_events(round);
	}
	ingest_case_free(round->test);
	chunk_free(round->reader);
	filter_scratch_done(&round->scratch);
	printf("%" PRIu64 " pairs, %" PRIu64 " matches; the kernel took a part of %" PRIu64 " of %u filters; %" PRIu64
	       " of %" PRIu64 " chunks read; %" PRIu64 " filters counted without\n",
	       round->pairs, round->matches, round->by_kernel, ROUNDS * FILTERS, round->chunks_read,
	       round->chunks_there, round->counted);
	ck_assert_uint_ge(round->pairs, 100000);
	ck_assert_uint_gt(round->by_kernel, ROUNDS * FILTERS / 10);
	ck_assert_uint_lt(round->chunks_read, round->chunks_there / 10 * 9);
	ck_assert_uint_gt(round->counted, 0);
	free(round->events);
	free(round);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_set_timeout(tests, 240);
	tcase_add_test(tests, every_way_selects_the_same_events);
}
