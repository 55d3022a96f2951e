// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/support/fake_source.h"

#include "detector/trace/source_backend.h"

static int fake_open(struct source *source, const struct source_settings *settings, struct error *err)
{
	(void)source;
	(void)settings;
	(void)err;
	return 0;
}

static void fake_close(struct source *source)
{
	(void)source;
}

static int fake_add_scan(struct source *source, struct source_scan *scan, struct error *err)
{
	struct fake_source *fake = source->backend;
	if (fake->refuses)
		return error_set(err, EPERM, "the kernel says no");
	fake->scan = scan;
	fake->scope = scan->scope;
	fake->added++;
	return 0;
}

static void fake_drain(struct source *source)
{
	(void)source;
}

static void fake_stop_scan(struct source *source, struct source_scan *scan)
{
	struct fake_source *fake = source->backend;
	(void)scan;
	fake->stopped++;
}

static void fake_remove_scan(struct source *source, struct source_scan *scan)
{
	struct fake_source *fake = source->backend;
	(void)scan;
	fake->scan = NULL;
	fake->removed++;
}

static size_t fake_counters(struct source *source, struct source_scan *scan, struct source_counter *out, size_t max)
{
	(void)source;
	(void)scan;
	if (max == 0)
		return 0;
	out[0] = (struct source_counter){.nr = 39, .calls = 5};
	return 1;
}

static uint64_t fake_missed_runs(struct source *source, struct source_scan *scan)
{
	(void)source;
	(void)scan;
	return 0;
}

static const struct source_ops fake_ops = {
    .name = "fake",
    .open = fake_open,
    .close = fake_close,
    .add_scan = fake_add_scan,
    .drain = fake_drain,
    .stop_scan = fake_stop_scan,
    .remove_scan = fake_remove_scan,
    .counters = fake_counters,
    .missed_runs = fake_missed_runs,
};

struct source *fake_source_open(struct loop *loop, struct fake_source *fake)
{
	struct source_settings settings = {0};
	struct error err;
	if (source_open(loop, &fake_ops, &settings, &fake->source, &err) < 0)
		return NULL;
	fake->source->backend = fake;
	return fake->source;
}

void fake_source_deliver(struct fake_source *fake, uint8_t type, pid_t pid, int64_t ret, uint16_t flags)
{
	struct record record = {
	    .size = sizeof(record),
	    .type = type,
	    .flags = flags,
	    .pid = (uint32_t)pid,
	    .tid = (uint32_t)pid,
	    .nr = 39,
	    .ret = ret,
	    .scans = 1u << fake->scan->slot,
	};
	source_deliver(fake->source, &record);
}
