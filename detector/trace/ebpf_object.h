// SPDX-License-Identifier: Apache-2.0
// The loaded programs and their memory: sizes, loading, attaching. Knows nothing of scans.
#pragma once

#include "bpf/shared.h"
#include "common/base/cleanup.h"
#include "common/base/error.h"
#include "detector/trace/source.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct syscope_bpf;

enum ebpf_hooks {
	EBPF_HOOKS_BASE,  // ends of calls, tasks, signals
	EBPF_HOOKS_ENTER, // beginnings of calls
};

#define EBPF_LINKS_BASE 6u // programs of EBPF_HOOKS_BASE; the last link is EBPF_HOOKS_ENTER's

struct ebpf_object {
	struct syscope_bpf *skeleton;
	struct capture_config *config; // live: the programs read it
	void *ring_memory;
	size_t ring_memory_bytes;
	uint64_t ring_bytes;
	struct task_marks *marks;
	uint32_t marks_tids; // tasks that the table has room for
	struct copy_row *rows;
	struct kernel_filter *filters; // by slot
	uint32_t rows_limit;           // the string limit that the rows' need of room was made for
	unsigned cpus;
	bool classic; // which pair of call hooks was loaded
	struct bpf_link *links[EBPF_LINKS_BASE + 1];
};

int ebpf_object_open(const struct source_settings *settings, struct ebpf_object **ret_object, struct error *err);
void ebpf_object_close(struct ebpf_object *object);
DEFINE_AUTO(ebpf_object, ebpf_object_close);

int ebpf_object_attach(struct ebpf_object *object, enum ebpf_hooks hooks, struct error *err); // twice is fine
void ebpf_object_detach(struct ebpf_object *object, enum ebpf_hooks hooks);
struct ring_head *ebpf_object_ring(const struct ebpf_object *object, unsigned cpu);
int ebpf_object_bell(const struct ebpf_object *object); // fd of the doorbell's map
// Runs that the kernel skipped, and tasks that had no room in the marks table, since loading.
uint64_t ebpf_object_missed(const struct ebpf_object *object);

// A scan's counters: object->cpus * COUNTER_SLOTS of them, zero at first, used by the programs as those of `slot`.
int ebpf_counters_new(struct ebpf_object *object, unsigned slot, struct counter **ret_counters, struct error *err);
void ebpf_counters_free(struct ebpf_object *object, unsigned slot, struct counter *counters);
