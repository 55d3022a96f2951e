// SPDX-License-Identifier: Apache-2.0
// chunk_bench [EVENTS]: how fast chunks are made and read on this machine, and how many bytes an event takes. Times only.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "common/base/alloc.h"
#include "common/chunk/chunk.h"
#include "tests/unit/support/event_maker.h"

// Processor time, so that neighbours on the machine matter less.
static double seconds(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

// Four calls without memory, as a program that mostly reads clocks and polls.
static void make_simple(struct event_maker *maker, struct event *event)
{
	static const int32_t numbers[] = {0, 1, 39, 7};
	uint64_t dice = event_maker_random(maker);
	maker->ts += 300 + dice % 700;
	*event = (struct event){
	    .seq = ++maker->seq,
	    .ts = maker->ts,
	    .duration = 100 + (dice >> 11) % 900,
	    .ret = (int64_t)((dice >> 27) % 64),
	    .pid = 4711,
	    .tid = 4711,
	    .nr = numbers[(dice >> 37) % 4],
	    .kind = EVENT_SYSCALL,
	    .comm = "simple",
	    .args = {3 + (dice >> 41) % 4, 0x7ffd12345000, 64, 0x7f0011223344, 0, 0},
	};
}

// The getppid loop of a load test.
static void make_getppid(struct event_maker *maker, struct event *event)
{
	make_simple(maker, event);
	event->nr = 110;
	event->ret = 1;
	event->args[0] = 0;
}

struct load {
	const char *name;
	void (*make)(struct event_maker *maker, struct event *event);
};

struct figures {
	double encode, open, head, whole;
	size_t bytes;
};

static void read_chunk(struct chunk **reused, const struct buffer *bytes, struct figures *figures)
{
	struct error err;
	struct event event;
	double start = seconds();
	if (chunk_reopen(reused, bytes->data, bytes->len, &err) < 0)
		exit(EXIT_FAILURE);
	struct chunk *chunk = *reused;
	figures->open += seconds() - start;
	start = seconds();
	for (uint32_t i = 0; i < chunk_summary(chunk)->n_events; i++)
		(void)chunk_event_head(chunk, i, &event, &err);
	figures->head += seconds() - start;
	start = seconds();
	for (uint32_t i = 0; i < chunk_summary(chunk)->n_events; i++)
		(void)chunk_event(chunk, i, &event, &err);
	figures->whole += seconds() - start;
}

static void measure(const struct load *load, size_t n_chunks)
{
	struct figures figures = {0};
	struct error err;
	struct event_maker maker = {.state = 1, .ts = 1763971200000000000ull};
	AUTO(chunk) struct chunk *chunk = NULL;
	AUTO(chunk_writer) struct chunk_writer *writer = chunk_writer_new();
	AUTO_FREE struct event *events = xcalloc(CHUNK_MAX_EVENTS, sizeof(*events));
	AUTO_FREE uint8_t *data = xcalloc(CHUNK_MAX_EVENTS, 128);
	AUTO_VALUE(buffer) struct buffer bytes;
	buffer_init(&bytes, CHUNK_MAX_BYTES);
	for (size_t c = 0; c < n_chunks; c++) {
		for (size_t i = 0; i < CHUNK_MAX_EVENTS; i++) {
			load->make(&maker, &events[i]);
			if (events[i].data_len)
				events[i].data = memcpy(data + i * 128, maker.data, events[i].data_len);
		}
		buffer_clear(&bytes);
		double start = seconds();
		for (size_t i = 0; i < CHUNK_MAX_EVENTS; i++)
			(void)chunk_writer_add(writer, &events[i]);
		if (chunk_writer_finish(writer, &bytes, &err) < 0)
			exit(EXIT_FAILURE);
		figures.encode += seconds() - start;
		figures.bytes += bytes.len;
		read_chunk(&chunk, &bytes, &figures);
	}
	double n = (double)n_chunks * CHUNK_MAX_EVENTS;
	printf("%-8s encode %5.2f M/s  open %7.1f M/s  look through %6.1f M/s  read whole %5.1f M/s  %5.1f B/event\n",
	       load->name, n / figures.encode / 1e6, n / figures.open / 1e6, n / figures.head / 1e6,
	       n / figures.whole / 1e6, (double)figures.bytes / n);
}

int main(int argc, char **argv)
{
	static const struct load loads[] = {
	    {"getppid", make_getppid}, {"simple", make_simple}, {"busy", event_maker_busy}};
	size_t n_events = argc > 1 ? strtoul(argv[1], NULL, 10) : 2000000;
	for (size_t i = 0; i < sizeof(loads) / sizeof(loads[0]); i++)
		measure(&loads[i], n_events / CHUNK_MAX_EVENTS + 1);
	return EXIT_SUCCESS;
}
