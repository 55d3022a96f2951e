// SPDX-License-Identifier: Apache-2.0
// filter_bench [SECONDS]: how many events a second filters decide on this machine, event by event and column by column. SECONDS for each row.
// Ratios are to the first row.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "common/base/alloc.h"
#include "common/chunk/chunk.h"
#include "common/filter/filter_program.h"
#include "server/repository/chunk_match.h"
#include "tests/unit/support/event_maker.h"
#include "tests/unit/support/subject_maker.h"

#define CHUNK CHUNK_MAX_EVENTS

// One chunk of events, encoded and opened: the same events for each row.
struct load {
	struct buffer bytes;
	struct chunk *chunk;
	struct event *events;
};

struct row {
	const char *name;
	const char *filter;
	bool columns;
};

static const struct row rows[] = {
    {"five conditions, event by event",
     "evt.type in (openat, read, write) and evt.latency > 200 and evt.failed = false and proc.name = worker and "
     "user.uid in (1000, 1001)",
     false},
    {"five, with arguments and a path",
     "evt.type in (openat, open) and evt.arg.flags = O_RDONLY and evt.failed = false and fd.name startswith /usr/ and "
     "proc.aname = tool-1",
     false},
    {"five that hold, to the last",
     "evt.latency > 1 and proc.cmdline contains data and fd.name != /none and proc.aname != bash and evt.arg[0] != 77",
     false},
    {"one condition, one column", "evt.latency > 1us", true},
    {"the same event by event", "evt.latency > 1us", false},
    {"one condition, a dictionary", "evt.type = openat", true},
    {"one condition, results", "evt.res = ENOENT", true},
    {"three conditions, columns", "evt.type in (read, write) and evt.res < 0 and proc.name = worker", true},
    {"three, process and object", "proc.aname = tool-1 and fd.name startswith /usr/lib and evt.latency > 500", true},
    {"an argument's text, columns", "evt.arg.path contains something7", true},
    {"text search, event by event", "evt.text icontains something7", false},
    {"text search, columns", "evt.text icontains something7", true},
};

// Processor time, so that neighbours on the machine matter less.
static double seconds(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void give_up(const char *what)
{
	(void)fprintf(stderr, "filter_bench: %s\n", what);
	exit(EXIT_FAILURE);
}

static void load_make(struct load *load)
{
	struct event_maker maker = {.state = 1, .ts = 1763971200000000000ull};
	struct subject_maker subjects;
	struct error err;
	struct event event;
	AUTO(chunk_writer) struct chunk_writer *writer = chunk_writer_new();
	subject_maker_init(&subjects);
	buffer_init(&load->bytes, CHUNK_MAX_BYTES);
	for (size_t i = 0; i < CHUNK; i++) {
		event_maker_busy(&maker, &event);
		subject_maker_busy(&subjects, &event);
		if (chunk_writer_add(writer, &event) < 0)
			give_up("a chunk does not hold the events");
	}
	if (chunk_writer_finish(writer, &load->bytes, &err) < 0 ||
	    chunk_open(load->bytes.data, load->bytes.len, &load->chunk, &err) < 0)
		give_up(err.text);
	load->events = xcalloc(CHUNK, sizeof(*load->events));
	for (uint32_t i = 0; i < CHUNK; i++)
		if (chunk_event(load->chunk, i, &load->events[i], &err) < 0)
			give_up(err.text);
}

static void load_done(struct load *load)
{
	free(load->events);
	chunk_free(load->chunk);
	buffer_done(&load->bytes);
}

static struct filter_program *compile(const char *text)
{
	AUTO(filter) struct filter *filter = NULL;
	struct error err;
	if (filter_parse(text, strlen(text), NULL, &filter, NULL, &err) < 0)
		give_up(err.text);
	return filter_program_new(filter);
}

static size_t match_events(const struct load *load, const struct filter_program *program,
			   struct filter_scratch *scratch)
{
	size_t n = 0;
	for (size_t i = 0; i < CHUNK; i++)
		n += filter_match(program, &load->events[i], scratch);
	return n;
}

// The columns stay unpacked from the first round on.
static size_t match_columns(const struct load *load, const struct filter_program *program,
			    struct filter_scratch *scratch)
{
	uint64_t bits[CHUNK_MATCH_WORDS];
	struct error err;
	if (chunk_match(program, load->chunk, bits, scratch, &err) < 0)
		give_up(err.text);
	size_t n = 0;
	for (size_t i = 0; i < CHUNK_MATCH_WORDS; i++)
		n += (size_t)__builtin_popcountll(bits[i]);
	return n;
}

// As many rounds as `seconds_wanted` has room for; the matches of one round come back.
static double measure(const struct load *load, const struct row *row, double seconds_wanted, size_t *ret_matched)
{
	AUTO(filter_program) struct filter_program *program = compile(row->filter);
	AUTO_VALUE(filter_scratch) struct filter_scratch scratch;
	filter_scratch_init(&scratch);
	size_t (*match)(const struct load *, const struct filter_program *, struct filter_scratch *) =
	    row->columns ? match_columns : match_events;
	*ret_matched = match(load, program, &scratch);
	size_t rounds = 0;
	double start = seconds(), taken;
	do {
		for (unsigned i = 0; i < 4; i++)
			if (match(load, program, &scratch) != *ret_matched)
				give_up("not the same answer twice");
		rounds += 4;
		taken = seconds() - start;
	} while (taken < seconds_wanted);
	return (double)(rounds * CHUNK) / taken;
}

int main(int argc, char **argv)
{
	double seconds_wanted = argc > 1 ? strtod(argv[1], NULL) : 0.5;
	struct load load = {0};
	double first = 0;
	load_make(&load);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t matched;
		double rate = measure(&load, &rows[i], seconds_wanted, &matched);
		first = i == 0 ? rate : first;
		printf("%-36s %8.1f M events/s %8.2f x  %5.1f %% match  %s\n", rows[i].name, rate / 1e6, rate / first,
		       100.0 * (double)matched / CHUNK, rows[i].filter);
	}
	load_done(&load);
	return EXIT_SUCCESS;
}
