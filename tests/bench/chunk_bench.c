// SPDX-License-Identifier: Apache-2.0
// chunk_bench [EVENTS]: how fast chunks are made and read on this machine, and how many bytes an event takes. Times only.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "common/base/alloc.h"
#include "common/chunk/chunk.h"
#include "tests/unit/support/subject_maker.h"

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

// A walk over a tree of files: each call names another path.
static void make_find(struct event_maker *maker, struct event *event)
{
	make_simple(maker, event);
	event->nr = 262;
	event->args[0] = 4;
}

static struct subject_maker subjects;

static void add_process(struct subject_maker *maker, struct event *event)
{
	event->process = &maker->processes[13];
}

static void add_find(struct subject_maker *maker, struct event *event)
{
	event->process = &maker->processes[13];
	(void)snprintf(maker->path, sizeof(maker->path), "/usr/share/doc/package-%u/examples/file-%u.html",
		       (unsigned)(event->seq / 40), (unsigned)(event->seq * 7 % 40));
	(void)snprintf(maker->name, sizeof(maker->name), "/usr/share/doc/package-%u", (unsigned)(event->seq / 40));
	maker->object = (struct event_object){
	    .fd = 4, .type = EVENT_OBJECT_DIRECTORY, .name = maker->name, .path = maker->path, .path2 = ""};
	event->object = &maker->object;
}

// Many short programs that run at the same time.
static void add_make(struct subject_maker *maker, struct event *event)
{
	subject_maker_busy(maker, event);
	event->process = &maker->processes[1 + (event->seq / 3 % 4 + event->seq / 2000 % 3 * 4) * 2 % 22];
	event->pid = event->process->pid;
	event->tid = event->process->pid;
}

struct load {
	const char *name;
	void (*make)(struct event_maker *maker, struct event *event);
	void (*add)(struct subject_maker *maker, struct event *event); // process and object; NULL = none
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

// An event with copies of what lives only until the next one is made.
struct made {
	struct event event;
	struct event_object object;
	char name[96], path[96];
	_Alignas(8) uint8_t data[128];
};

static void make(const struct load *load, struct event_maker *maker, struct made *made)
{
	struct event *event = &made->event;
	load->make(maker, event);
	if (event->data_len)
		event->data = memcpy(made->data, maker->data, event->data_len);
	if (load->add)
		load->add(&subjects, event);
	if (!event->object)
		return;
	made->object = *event->object;
	(void)snprintf(made->name, sizeof(made->name), "%s", event->object->name);
	(void)snprintf(made->path, sizeof(made->path), "%s", event->object->path);
	made->object.name = made->name;
	made->object.path = made->path;
	event->object = &made->object;
}

static void finish(struct chunk_writer *writer, struct buffer *bytes, struct figures *figures)
{
	struct error err;
	double start = seconds();
	buffer_clear(bytes);
	if (chunk_writer_finish(writer, bytes, &err) < 0)
		exit(EXIT_FAILURE);
	figures->encode += seconds() - start;
	figures->bytes += bytes->len;
}

static void measure(const struct load *load, size_t n_chunks)
{
	struct figures figures = {0};
	struct event_maker maker = {.state = 1, .ts = 1763971200000000000ull};
	AUTO(chunk) struct chunk *chunk = NULL;
	AUTO(chunk_writer) struct chunk_writer *writer = chunk_writer_new();
	AUTO_FREE struct made *made = xcalloc(CHUNK_MAX_EVENTS, sizeof(*made));
	AUTO_VALUE(buffer) struct buffer bytes;
	buffer_init(&bytes, CHUNK_MAX_BYTES);
	for (size_t c = 0; c < n_chunks; c++) {
		for (size_t i = 0; i < CHUNK_MAX_EVENTS; i++)
			make(load, &maker, &made[i]);
		double start = seconds();
		for (size_t i = 0; i < CHUNK_MAX_EVENTS; i++) {
			if (chunk_writer_add(writer, &made[i].event) == 0)
				continue;
			figures.encode += seconds() - start;
			finish(writer, &bytes, &figures);
			read_chunk(&chunk, &bytes, &figures);
			start = seconds();
			(void)chunk_writer_add(writer, &made[i].event);
		}
		figures.encode += seconds() - start;
		finish(writer, &bytes, &figures);
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
	    {"getppid", make_getppid, NULL},
	    {"simple", make_simple, NULL},
	    {"busy", event_maker_busy, NULL},
	    // the same, and others, with processes and objects
	    {"getppid+", make_getppid, add_process},
	    {"busy+", event_maker_busy, subject_maker_busy},
	    {"find+", make_find, add_find},
	    {"make+", event_maker_busy, add_make},
	};
	subject_maker_init(&subjects);
	size_t n_events = argc > 1 ? strtoul(argv[1], NULL, 10) : 2000000;
	for (size_t i = 0; i < sizeof(loads) / sizeof(loads[0]); i++)
		measure(&loads[i], n_events / CHUNK_MAX_EVENTS + 1);
	return EXIT_SUCCESS;
}
