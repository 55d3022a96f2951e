// SPDX-License-Identifier: Apache-2.0
#define LOG_TOPIC "scan"
#include "detector/command/remote_scan.h"

#include "common/base/alloc.h"
#include "common/base/clock.h"
#include "common/base/log.h"
#include "common/chunk/chunk.h"
#include "common/filter/filter_program.h"
#include "common/wire/wire.h"
#include "detector/command/state_frame.h"
#include "detector/pipeline/batcher.h"
#include "detector/scan/container_scan.h"
#include "detector/trace/filter_kernel.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define FRAME_MAX (1u << 20)
#define SHORT_ID  12 // digits of a container's id that Podman shows

struct remote_scan {
	struct list node;
	struct remote_scan_host host;
	struct uuid id;
	struct source *source;
	struct container_scan *container;
	struct state *state;
	char *container_name, *image;
	struct filter_program *filter; // NULL = everything is captured
	struct kernel_filter kernel;
	struct pipeline *pipeline;
	struct batcher *batcher;
	struct buffer payload; // of the frame that is being made
	int64_t boot_to_real;
	uint64_t terminal_bytes;
	uint64_t event_limit;
	uint64_t counted, filtered_in_kernel;
	uint64_t missed_runs;
	// Events that the spool had no room for: they become a gap as soon as it has.
	struct wire_gap unspooled;
	uint64_t unspooled_calls; // of all such gaps, system calls
	bool limited;
};

static int append(struct remote_scan *scan, uint8_t type, const void *bytes, size_t len)
{
	uint64_t number;
	struct error err;
	int r = spool_append(scan->host.spool, &scan->id, type, bytes, len, &number, &err);
	if (r == 0) {
		scan->host.frame_ready(scan->host.ctx, &scan->id);
		return 0;
	}
	log_error("the spool takes no more", "reason=%s", LOG_Q(err.text));
	if (scan->container)
		container_scan_stop(scan->container);
	return r;
}

static void append_gap(struct remote_scan *scan, const struct wire_gap *gap)
{
	buffer_clear(&scan->payload);
	if (wire_encode_gap(gap, &scan->payload) == 0)
		(void)append(scan, WIRE_GAP, scan->payload.data, scan->payload.len);
}

// What did not fit the spool is said before anything that comes after it.
static bool settle_unspooled(struct remote_scan *scan)
{
	if (!scan->unspooled.count)
		return true;
	buffer_clear(&scan->payload);
	(void)wire_encode_gap(&scan->unspooled, &scan->payload);
	if (append(scan, WIRE_GAP, scan->payload.data, scan->payload.len) < 0)
		return false;
	scan->unspooled.count = 0;
	return true;
}

static void keep_unspooled(struct remote_scan *scan, const struct buffer *bytes)
{
	AUTO(chunk) struct chunk *chunk = NULL;
	struct error err;
	if (chunk_open(bytes->data, bytes->len, &chunk, &err) < 0)
		abort(); // encoded here a moment ago
	const struct chunk_summary *summary = chunk_summary(chunk);
	if (!scan->unspooled.count)
		scan->unspooled = (struct wire_gap){
		    .first_seq = summary->first_seq, .from_ts = summary->min_ts, .stage = WIRE_STAGE_SPOOL};
	scan->unspooled.count += summary->n_events;
	scan->unspooled.to_ts = summary->max_ts;
	for (uint32_t i = 0; i < summary->n_calls; i++)
		if (summary->calls[i].kind == EVENT_SYSCALL)
			scan->unspooled_calls += summary->calls[i].count;
}

static void on_chunk(void *ctx, const struct buffer *chunk)
{
	struct remote_scan *scan = ctx;
	if (!settle_unspooled(scan) || append(scan, WIRE_CHUNK, chunk->data, chunk->len) < 0)
		keep_unspooled(scan, chunk);
}

static void on_gap(void *ctx, const struct wire_gap *gap)
{
	struct remote_scan *scan = ctx;
	if (settle_unspooled(scan))
		append_gap(scan, gap);
	else
		scan->unspooled.count += gap->count; // they follow each other in the sequence
}

static void on_record(void *ctx, const struct record *record)
{
	struct remote_scan *scan = ctx;
	pipeline_record(scan->pipeline, record);
}

static void on_loss(void *ctx, const struct source_loss *loss)
{
	struct remote_scan *scan = ctx;
	AUTO_FREE struct wire_gap_call *calls = xcalloc(loss->n_calls, sizeof(*calls));
	for (size_t i = 0; i < loss->n_calls; i++)
		calls[i] = (struct wire_gap_call){
		    .abi = loss->calls[i].abi, .nr = loss->calls[i].nr, .count = loss->calls[i].lost};
	pipeline_loss(scan->pipeline, loss->from_ts, loss->to_ts, loss->count, loss->others, calls, loss->n_calls);
}

static void on_limit(void *ctx)
{
	struct remote_scan *scan = ctx;
	char reason[64];
	(void)snprintf(reason, sizeof(reason), "the limit of %" PRIu64 " events is reached", scan->event_limit);
	container_scan_kill(scan->container, reason);
}

static void on_output(void *ctx, const struct terminal_piece *piece)
{
	struct remote_scan *scan = ctx;
	uint16_t size[2] = {piece->columns, piece->rows};
	struct wire_terminal terminal = {
	    .offset = piece->offset,
	    .ts = piece->ts + (uint64_t)scan->boot_to_real,
	    .kind = (uint8_t)piece->kind,
	    .bytes = piece->kind == TERMINAL_RESIZE ? (const uint8_t *)size : piece->bytes,
	    .len = piece->kind == TERMINAL_RESIZE ? (uint32_t)sizeof(size) : (uint32_t)piece->len,
	};
	buffer_clear(&scan->payload);
	if (wire_encode_terminal(&terminal, &scan->payload) == 0 &&
	    append(scan, WIRE_TERMINAL, scan->payload.data, scan->payload.len) == 0 && piece->kind != TERMINAL_RESIZE)
		scan->terminal_bytes += piece->len;
}

static void on_counters(void *ctx, const struct container_scan_counters *counters)
{
	struct remote_scan *scan = ctx;
	AUTO_FREE struct wire_counter *rows = xcalloc(counters->count, sizeof(*rows));
	struct wire_counters frame = {
	    .ts = counters->ts + (uint64_t)scan->boot_to_real,
	    .missed_runs = counters->missed_runs,
	    .n = (uint16_t)counters->count,
	    .counters = rows,
	};
	scan->counted = scan->filtered_in_kernel = 0;
	scan->missed_runs = counters->missed_runs;
	for (size_t i = 0; i < counters->count; i++) {
		const struct source_counter *from = &counters->counters[i];
		rows[i] = (struct wire_counter){.abi = from->abi,
						.nr = from->nr,
						.calls = from->calls,
						.errors = from->errors,
						.lost = from->lost,
						.time_ns = from->time_ns,
						.max_ns = from->max_ns};
		memcpy(rows[i].histogram, from->histogram, sizeof(rows[i].histogram));
		rows[i].filtered = from->filtered + pipeline_filtered(scan->pipeline, from->abi, from->nr);
		scan->counted += from->calls;
		scan->filtered_in_kernel += from->filtered;
	}
	if (counters->final) {
		pipeline_finish(scan->pipeline);
		batcher_flush(scan->batcher);
		(void)settle_unspooled(scan);
	}
	buffer_clear(&scan->payload);
	if (wire_encode_counters(&frame, &scan->payload) == 0)
		(void)append(scan, WIRE_COUNTERS, scan->payload.data, scan->payload.len);
}

static struct state_totals totals_of(const struct remote_scan *scan)
{
	struct pipeline_totals totals = pipeline_totals(scan->pipeline);
	return (struct state_totals){
	    .counted = scan->counted,
	    .captured = totals.captured - scan->unspooled_calls,
	    .lost_kernel = totals.lost_kernel,
	    .lost_spool = scan->unspooled_calls,
	    .lost_limit = totals.lost_limit,
	    .last_seq = totals.last_seq,
	    .events = totals.events,
	    .terminal_bytes = scan->terminal_bytes,
	    .missed_runs = scan->missed_runs,
	    .filtered = scan->filtered_in_kernel + totals.filtered,
	};
}

// Just before it starts: its first process waits, all it is can be read.
static void know_container(struct remote_scan *scan, const struct container_scan_update *update)
{
	char id[SHORT_ID + 1];
	(void)snprintf(id, sizeof(id), "%s", update->container_id);
	state_set_container(scan->state, id, scan->container_name, scan->image);
	state_seed(scan->state, update->pid);
}

static void on_state(void *ctx, const struct container_scan_update *update)
{
	struct remote_scan *scan = ctx;
	bool final = update->state >= CONTAINER_SCAN_FINISHED;
	struct state_totals totals = totals_of(scan);
	struct state_frame frame = {
	    .state = container_scan_state_name(update->state),
	    .ts = update->ts + (uint64_t)scan->boot_to_real,
	    .message = update->message,
	    .container_id = update->container_id,
	    .pid = update->pid,
	    .exit_code = update->exit_code,
	    .signal = update->signal,
	    .totals = final ? &totals : NULL,
	};
	log_info(frame.state, "message=%s", LOG_Q(update->message));
	if (update->state == CONTAINER_SCAN_RUNNING)
		know_container(scan, update);
	AUTO_FREE char *text = state_frame_format(&frame);
	(void)append(scan, WIRE_STATE, text, strlen(text));
	if (final)
		scan->host.over(scan->host.ctx, scan);
}

static int start_container(struct remote_scan *scan, struct scan_request *request, struct error *err)
{
	uint64_t ring = request->ring_bytes ? request->ring_bytes : scan->host.ring_bytes;
	int r = sources_take(scan->host.sources, ring, &scan->source, err);
	if (r < 0)
		return r;
	struct container_scan_options options = {
	    .podman = scan->host.podman,
	    .source = scan->source,
	    .spec = &request->spec,
	    .plan = {.latency = request->latency,
		     .string_limit = request->string_limit,
		     .kernel = scan->filter ? &scan->kernel : NULL,
		     .state_calls = state_calls()},
	    .id = scan->id,
	    .detector = scan->host.key_id,
	    .pull = CONTAINER_PULL_MISSING,
	    .time_limit_ns = request->time_limit_ns,
	};
	struct container_scan_events events = {
	    .state = on_state,
	    .output = on_output,
	    .record = on_record,
	    .loss = on_loss,
	    .counters = on_counters,
	    .ctx = scan,
	};
	return container_scan_start(&options, &events, &scan->container, err);
}

// The kernel refuses what it is sure of. What changes the state comes up in any case, so the pipeline asks the whole filter.
static void take_filter(struct remote_scan *scan, const struct filter *filter)
{
	struct filter *rest;
	if (!filter || filter_is_all(filter))
		return;
	filter_kernel_split(filter, &scan->kernel, &rest);
	filter_free(rest);
	filter_kernel_relax(&scan->kernel);
	scan->filter = filter_program_new(filter);
}

struct remote_scan *remote_scan_start(const struct remote_scan_host *host, struct scan_request *request)
{
	struct remote_scan *scan = xcalloc(1, sizeof(*scan));
	struct error err;
	list_init(&scan->node);
	scan->host = *host;
	scan->id = request->id;
	scan->boot_to_real = clock_boot_to_real_offset();
	struct state_options state_options = {.boot_to_real = scan->boot_to_real};
	scan->state = state_new(&state_options);
	scan->container_name = request->spec.name ? xstrdup(request->spec.name) : NULL;
	scan->image = request->spec.image ? xstrdup(request->spec.image) : NULL;
	scan->event_limit = request->event_limit;
	take_filter(scan, request->filter);
	struct pipeline_options options = {
	    .boot_to_real = scan->boot_to_real,
	    .event_limit = request->event_limit,
	    .state = scan->state,
	    .filter = scan->filter,
	    .limit_reached = on_limit,
	    .ctx = scan,
	};
	scan->pipeline = pipeline_new(&options);
	scan->batcher = batcher_new(host->loop, on_chunk, on_gap, scan);
	buffer_init(&scan->payload, FRAME_MAX);
	struct pipeline_sink sink = batcher_sink(scan->batcher);
	pipeline_add_sink(scan->pipeline, &sink);
	if (start_container(scan, request, &err) == 0)
		return scan;
	remote_scan_refused(host->spool, &scan->id, err.text);
	host->frame_ready(host->ctx, &scan->id);
	remote_scan_free(scan);
	return NULL;
}

void remote_scan_free(struct remote_scan *scan)
{
	if (!scan)
		return;
	container_scan_free(scan->container);
	if (scan->source)
		sources_give(scan->host.sources, scan->source);
	batcher_free(scan->batcher);
	pipeline_free(scan->pipeline);
	filter_program_free(scan->filter);
	state_free(scan->state);
	free(scan->container_name);
	free(scan->image);
	buffer_done(&scan->payload);
	list_remove(&scan->node);
	free(scan);
}

const struct uuid *remote_scan_id(const struct remote_scan *scan)
{
	return &scan->id;
}

struct list *remote_scan_node(struct remote_scan *scan)
{
	return &scan->node;
}

struct remote_scan *remote_scan_of(struct list *node)
{
	return list_entry(node, struct remote_scan, node);
}

void remote_scan_stop(struct remote_scan *scan)
{
	container_scan_stop(scan->container);
}

int remote_scan_input(struct remote_scan *scan, const void *bytes, size_t len, struct error *err)
{
	return container_scan_input(scan->container, bytes, len, err);
}

void remote_scan_resize(struct remote_scan *scan, uint16_t columns, uint16_t rows)
{
	container_scan_resize(scan->container, columns, rows);
}

uint64_t remote_scan_lost(const struct remote_scan *scan)
{
	return pipeline_totals(scan->pipeline).lost_kernel;
}

static void append_final(struct spool *spool, const struct uuid *scan, const char *state, const char *message)
{
	struct state_frame frame = {.state = state, .ts = clock_real_ns(), .message = message, .exit_code = -1};
	AUTO_FREE char *text = state_frame_format(&frame);
	uint64_t number;
	struct error err;
	if (spool_append(spool, scan, WIRE_STATE, text, strlen(text), &number, &err) < 0)
		log_error("the spool takes no more", "reason=%s", LOG_Q(err.text));
}

void remote_scan_interrupted(struct spool *spool, const struct uuid *scan)
{
	append_final(spool, scan, "interrupted",
		     "the detector was stopped while the scan ran; its container was removed");
}

void remote_scan_refused(struct spool *spool, const struct uuid *scan, const char *reason)
{
	append_final(spool, scan, "failed", reason);
}
