// SPDX-License-Identifier: Apache-2.0
// The eBPF trace source: its loop side. A doorbell and a slow timer call a turn; a turn delivers a bounded number of records in
// time order; a loss is told before the first record behind it.
#define LOG_TOPIC "ebpf"
#include "detector/trace/source.h"

#include <assert.h>
#include <bpf/libbpf.h>
#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

#include "common/base/alloc.h"
#include "common/base/clock.h"
#include "common/base/log.h"
#include "detector/trace/ebpf_object.h"
#include "detector/trace/ebpf_scan.h"
#include "detector/trace/entry_join.h"
#include "detector/trace/ring_set.h"
#include "detector/trace/signal_order.h"
#include "detector/trace/source_backend.h"

#define TURN_RECORDS  8192u
#define RELEASE_EVERY 32u
#define PERIOD_MS     20
#define DRAIN_NS      (2 * NS_PER_S) // give up waiting for a CPU that was taken away in the middle of a program

struct cpu_state {
	uint64_t delivered_ts; // of the last record handled
	uint64_t drops_seen;
};

struct ebpf {
	struct ebpf_object *object;
	struct ring_set *rings;
	struct entry_join *join;
	struct signal_order *signals;
	struct ring_buffer *bell;
	struct loop_poll *bell_poll;
	struct loop_timer *timer;
	unsigned scans;
	struct cpu_state cpus[];
};

static void report_losses(struct source *source, bool final)
{
	struct ebpf *ebpf = source->backend;
	uint64_t from = UINT64_MAX, to = 0;
	for (unsigned i = 0; i < ebpf->object->cpus; i++) {
		const struct ring_head *head = ring_set_head(ebpf->rings, i);
		uint64_t drops = __atomic_load_n(&head->drops, __ATOMIC_ACQUIRE);
		if (drops == ebpf->cpus[i].drops_seen && !final)
			continue;
		ebpf->cpus[i].drops_seen = drops;
		if (!drops)
			continue;
		from = ebpf->cpus[i].delivered_ts < from ? ebpf->cpus[i].delivered_ts : from;
		to = head->drop_ts > to ? head->drop_ts : to;
	}
	for (unsigned i = 0; from != UINT64_MAX && i < RECORD_SCANS; i++)
		if (source->scans[i] && source->scans[i]->backend)
			ebpf_scan_report_loss(ebpf->object, source->scans[i], from, to);
}

// A record, and the signals of its task that stood waiting for it.
static void deliver_in_order(struct source *source, const struct record *record)
{
	struct ebpf *ebpf = source->backend;
	const struct record *signal;
	if (signal_order_is_empty(ebpf->signals)) {
		source_deliver(source, record);
		return;
	}
	while ((signal = signal_order_before(ebpf->signals, record)))
		source_deliver(source, signal);
	source_deliver(source, record);
	while ((signal = signal_order_behind(ebpf->signals, record)))
		source_deliver(source, signal);
}

static void handle(struct source *source, struct record *record, unsigned cpu)
{
	struct ebpf *ebpf = source->backend;
	if (record->flags & RECORD_F_AFTER_LOSS) {
		record->flags &= (uint16_t)~RECORD_F_AFTER_LOSS;
		report_losses(source, false);
	}
	ebpf->cpus[cpu].delivered_ts = record->ts;
	switch (record->type) {
	case RECORD_ENTER:
		entry_join_enter(ebpf->join, record);
		return;
	case RECORD_SENT:
		signal_order_sent(ebpf->signals, record);
		return;
	case RECORD_SYSCALL:
		deliver_in_order(source, entry_join_exit(ebpf->join, record));
		return;
	case RECORD_EXEC:
		entry_join_rename(ebpf->join, (uint32_t)record->args[0], record->tid);
		signal_order_rename(ebpf->signals, (uint32_t)record->args[0], record->tid);
		break;
	case RECORD_EXIT:
		entry_join_forget(ebpf->join, record->tid);
		break;
	default:
		break;
	}
	deliver_in_order(source, record);
}

static void deliver_late(struct source *source, uint64_t before)
{
	struct ebpf *ebpf = source->backend;
	for (const struct record *signal; (signal = signal_order_late(ebpf->signals, before));)
		source_deliver(source, signal);
}

// Delivers up to `budget` records of what the rings were last seen to hold; false when nothing of it is left.
static bool deliver(struct source *source, size_t budget)
{
	struct ebpf *ebpf = source->backend;
	for (size_t i = 0; i < budget; i++) {
		unsigned cpu;
		struct record *record = ring_set_next(ebpf->rings, &cpu);
		if (!record)
			return false;
		handle(source, record, cpu);
		if (i % RELEASE_EVERY == 0)
			ring_set_release(ebpf->rings, false);
	}
	return true;
}

static void turn(void *ctx)
{
	struct source *source = ctx;
	struct ebpf *ebpf = source->backend;
	uint64_t horizon = ring_set_refresh(ebpf->rings);
	bool more = deliver(source, TURN_RECORDS);
	if (!more && horizon > SIGNAL_ORDER_NS)
		deliver_late(source, horizon - SIGNAL_ORDER_NS);
	ring_set_release(ebpf->rings, true);
	if (!more && ring_set_is_empty(ebpf->rings))
		report_losses(source, false);
	if (!more)
		ring_set_want_bell(ebpf->rings);
	loop_timer_start(ebpf->timer, more ? 0 : PERIOD_MS, PERIOD_MS);
}

static void on_bell(void *ctx, unsigned events)
{
	struct source *source = ctx;
	struct ebpf *ebpf = source->backend;
	(void)events;
	(void)ring_buffer__consume(ebpf->bell);
	turn(source);
}

static int on_ding(void *ctx, void *data, size_t size)
{
	(void)ctx;
	(void)data;
	(void)size;
	return 0;
}

static void ebpf_drain(struct source *source)
{
	struct ebpf *ebpf = source->backend;
	struct timespec pause = {.tv_nsec = 30000};
	uint64_t target = clock_boot_ns();
	for (;;) {
		uint64_t horizon = ring_set_refresh(ebpf->rings);
		(void)deliver(source, SIZE_MAX);
		ring_set_release(ebpf->rings, true);
		if (horizon >= target || clock_boot_ns() - target > DRAIN_NS)
			break;
		(void)nanosleep(&pause, NULL);
	}
	if (ring_set_is_empty(ebpf->rings))
		report_losses(source, false);
}

static int open_bell(struct ebpf *ebpf, struct error *err)
{
	int fd = ebpf_object_bell(ebpf->object);
	ebpf->bell = ring_buffer__new(fd, on_ding, NULL, NULL);
	if (!ebpf->bell)
		return error_set(err, errno ? errno : EIO, "cannot watch the eBPF doorbell");
	return 0;
}

static int ebpf_open(struct source *source, const struct source_settings *settings, struct error *err)
{
	AUTO(ebpf_object) struct ebpf_object *object = NULL;
	int r = ebpf_object_open(settings, &object, err);
	if (r < 0)
		return r;
	struct ebpf *ebpf = xcalloc(1, sizeof(*ebpf) + object->cpus * sizeof(ebpf->cpus[0]));
	ebpf->object = object;
	r = open_bell(ebpf, err);
	if (r < 0) {
		free(ebpf);
		return r;
	}
	(void)take_ptr(&object);
	ebpf->rings = ring_set_new(ebpf->object->ring_memory, ebpf->object->cpus, ebpf->object->ring_bytes);
	ebpf->join = entry_join_new(ebpf->object->rows);
	ebpf->signals = signal_order_new();
	source->backend = ebpf;
	return 0;
}

static void ebpf_close(struct source *source)
{
	struct ebpf *ebpf = source->backend;
	assert(!ebpf->scans);
	ring_buffer__free(ebpf->bell);
	entry_join_free(ebpf->join);
	signal_order_free(ebpf->signals);
	ring_set_free(ebpf->rings);
	ebpf_object_close(ebpf->object);
	free(ebpf);
}

static void watch(struct source *source)
{
	struct ebpf *ebpf = source->backend;
	ebpf->bell_poll =
	    loop_poll_new(source->loop, ring_buffer__epoll_fd(ebpf->bell), LOOP_READABLE, on_bell, source);
	ebpf->timer = loop_timer_new(source->loop, turn, source);
	loop_timer_start(ebpf->timer, PERIOD_MS, PERIOD_MS);
	ring_set_want_bell(ebpf->rings);
}

static void unwatch(struct ebpf *ebpf)
{
	loop_poll_free(ebpf->bell_poll);
	loop_timer_free(ebpf->timer);
	ebpf->bell_poll = NULL;
	ebpf->timer = NULL;
}

static int attach(struct source *source, struct error *err)
{
	struct ebpf *ebpf = source->backend;
	int r = ebpf_object_attach(ebpf->object, EBPF_HOOKS_BASE, err);
	if (r == 0 && ebpf_scans_want_enter(source))
		r = ebpf_object_attach(ebpf->object, EBPF_HOOKS_ENTER, err);
	return r;
}

// Hooks that no scan needs cost every process of the host its time.
static void detach_unneeded(struct source *source)
{
	struct ebpf *ebpf = source->backend;
	if (!ebpf_scans_want_enter(source))
		ebpf_object_detach(ebpf->object, EBPF_HOOKS_ENTER);
	if (ebpf->scans)
		return;
	ebpf_object_detach(ebpf->object, EBPF_HOOKS_BASE);
	unwatch(ebpf);
}

static int ebpf_add_scan(struct source *source, struct source_scan *scan, struct error *err)
{
	struct ebpf *ebpf = source->backend;
	int r = attach(source, err);
	if (r == 0)
		r = ebpf_scan_arm(ebpf->object, scan, err);
	if (r == 0) {
		if (ebpf->scans++ == 0)
			watch(source);
		return 0;
	}
	if (scan->backend)
		ebpf_scan_disarm(ebpf->object, scan);
	ebpf_scan_free(ebpf->object, scan);
	source->scans[scan->slot] = NULL;
	ebpf_scans_apply(ebpf->object, source);
	detach_unneeded(source);
	return r;
}

static void ebpf_stop_scan(struct source *source, struct source_scan *scan)
{
	struct ebpf *ebpf = source->backend;
	ebpf_scan_disarm(ebpf->object, scan);
	ebpf_drain(source);
	deliver_late(source, UINT64_MAX);
	report_losses(source, true);
	scan->stopped = true;
	ebpf->scans--;
	detach_unneeded(source);
}

static void ebpf_remove_scan(struct source *source, struct source_scan *scan)
{
	struct ebpf *ebpf = source->backend;
	uint64_t damaged = ring_set_damaged(ebpf->rings);
	if (damaged)
		log_error("ring damaged", "%" PRIu64 " bytes skipped", damaged);
	ebpf_scan_free(ebpf->object, scan);
	source->scans[scan->slot] = NULL;
	ebpf_scans_apply(ebpf->object, source);
}

static size_t ebpf_counters(struct source *source, struct source_scan *scan, struct source_counter *out, size_t max)
{
	struct ebpf *ebpf = source->backend;
	return ebpf_scan_counters(ebpf->object, scan, out, max);
}

static uint64_t ebpf_missed_runs(struct source *source, struct source_scan *scan)
{
	struct ebpf *ebpf = source->backend;
	const struct ebpf_scan *state = scan->backend;
	return ebpf_object_missed(ebpf->object) - state->missed_before;
}

const struct source_ops ebpf_source_ops = {
    .name = "ebpf",
    .open = ebpf_open,
    .close = ebpf_close,
    .add_scan = ebpf_add_scan,
    .drain = ebpf_drain,
    .stop_scan = ebpf_stop_scan,
    .remove_scan = ebpf_remove_scan,
    .counters = ebpf_counters,
    .missed_runs = ebpf_missed_runs,
};
