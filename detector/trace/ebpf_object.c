// SPDX-License-Identifier: Apache-2.0
#define LOG_TOPIC "ebpf"
#include "detector/trace/ebpf_object.h"

#include <assert.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/base/alloc.h"
#include "common/base/log.h"
#include "detector/trace/copy_table.h"
#include "detector/trace/host_check.h"
#include "detector/trace/preempt_test.h"
#include "detector/trace/tracepoint.h"

#include "bpf/syscope.skel.h"

#define RING_DEFAULT          (8ull << 20)
#define RING_MOST             (1ull << 30)
#define LOG_LINES             30
#define ENTRIES_MOST          (256u * 1024)
#define FILTER_BYTES          (RECORD_SCANS * sizeof(struct kernel_filter))
#define COUNTER_BYTES(object) ((size_t)(object)->cpus * COUNTER_SLOTS * sizeof(struct counter))

// A verifier's log may be long; its end says what is wrong.
static void log_last_lines(char *text)
{
	char *at = text + strlen(text);
	for (int lines = 0; at > text && lines <= LOG_LINES; at--)
		lines += at[-1] == '\n';
	for (char *line; (line = strsep(&at, "\n"));)
		if (*line)
			log_debug("libbpf", "text=%s", LOG_Q(line));
}

static int on_libbpf_text(enum libbpf_print_level level, const char *format, va_list args)
{
	AUTO_FREE char *text = NULL;
	if (log_enabled(LOG_DEBUG, LOG_TOPIC) && level <= LIBBPF_INFO && vasprintf(&text, format, args) >= 0)
		log_last_lines(text);
	return 0;
}

static uint64_t power_of_two(uint64_t at_least)
{
	uint64_t size = RING_MIN_BYTES;
	while (size < at_least && size < RING_MOST)
		size *= 2;
	return size;
}

static uint32_t pid_max(void)
{
	return (uint32_t)host_read_number("/proc/sys/kernel/pid_max", 4194304);
}

static uint32_t entry_slots(uint32_t tids)
{
	uint32_t slots = 1024;
	while (slots < tids && slots < ENTRIES_MOST)
		slots *= 2;
	return slots;
}

// Maps that are sized by this host. Must stand before loading: the programs see the sizes as constants.
static int set_sizes(struct ebpf_object *object, struct error *err)
{
	struct syscope_bpf *skeleton = object->skeleton;
	uint32_t tids = pid_max() + 1, pages = (tids + MARKS_PER_VALUE - 1) / MARKS_PER_VALUE;
	uint32_t slots = entry_slots(tids);
	object->marks_tids = pages * MARKS_PER_VALUE;
	skeleton->rodata->ring_bytes = object->ring_bytes;
	skeleton->rodata->ring_mask = object->ring_bytes - 1;
	skeleton->rodata->bell_bytes = object->ring_bytes / 4 < 262144 ? object->ring_bytes / 4 : 262144;
	skeleton->rodata->slot_mask = slots - 1;
	int r = bpf_map__set_value_size(skeleton->maps.rings,
					(uint32_t)(RING_HEAD_BYTES + object->ring_bytes + RING_RECORD_MAX));
	r = r ? r : bpf_map__set_max_entries(skeleton->maps.rings, object->cpus);
	r = r ? r : bpf_map__set_max_entries(skeleton->maps.marks, pages);
	r = r ? r : bpf_map__set_max_entries(skeleton->maps.entries, slots);
	return r < 0 ? error_set(err, -r, "cannot size the eBPF maps: %s", strerror(-r)) : 0;
}

static int counters_map(const struct ebpf_object *object)
{
	LIBBPF_OPTS(bpf_map_create_opts, opts, .map_flags = BPF_F_MMAPABLE);
	return bpf_map_create(BPF_MAP_TYPE_ARRAY, "scan_counters", sizeof(uint32_t), sizeof(struct counter),
			      object->cpus * COUNTER_SLOTS, &opts);
}

// What the verifier takes as the form of each scan's counters; its memory goes when loading is over.
static int set_counters_form(struct ebpf_object *object, int *ret_fd, struct error *err)
{
	int fd = counters_map(object);
	if (fd < 0)
		return host_explain(err, errno, "create an eBPF map");
	*ret_fd = fd;
	int r = bpf_map__set_inner_map_fd(object->skeleton->maps.counters, fd);
	return r < 0 ? error_set(err, -r, "cannot give the counters their form: %s", strerror(-r)) : 0;
}

static void choose_hooks(struct ebpf_object *object)
{
	struct syscope_bpf *skeleton = object->skeleton;
	struct bpf_program *const pairs[][2] = {
	    {skeleton->progs.exit_btf, skeleton->progs.exit_classic},
	    {skeleton->progs.enter_btf, skeleton->progs.enter_classic},
	    {skeleton->progs.fork_btf, skeleton->progs.fork_classic},
	    {skeleton->progs.exec_btf, skeleton->progs.exec_classic},
	    {skeleton->progs.end_btf, skeleton->progs.end_classic},
	};
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		(void)bpf_program__set_autoload(pairs[i][object->classic ? 0 : 1], false);
}

static int map_memory(const struct bpf_map *map, size_t bytes, void **ret_memory, struct error *err)
{
	void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, bpf_map__fd(map), 0);
	if (memory == MAP_FAILED)
		return error_set(err, errno, "cannot map eBPF memory (%zu bytes): %s", bytes, strerror(errno));
	*ret_memory = memory;
	return 0;
}

static int map_all(struct ebpf_object *object, struct error *err)
{
	struct syscope_bpf *skeleton = object->skeleton;
	object->ring_memory_bytes = object->cpus * (size_t)(RING_HEAD_BYTES + object->ring_bytes + RING_RECORD_MAX);
	int r = map_memory(skeleton->maps.rings, object->ring_memory_bytes, &object->ring_memory, err);
	if (r < 0)
		return r;
	r = map_memory(skeleton->maps.marks, object->marks_tids * sizeof(uint16_t), (void **)&object->marks, err);
	if (r < 0)
		return r;
	r = map_memory(skeleton->maps.rows, COPY_ROWS * sizeof(struct copy_row), (void **)&object->rows, err);
	if (r < 0)
		return r;
	r = map_memory(skeleton->maps.filters, FILTER_BYTES, (void **)&object->filters, err);
	if (r < 0)
		return r;
	object->config = &skeleton->bss->config;
	object->config->own_pid = (uint32_t)getpid();
	copy_table_fd_places(object->config->fd_places);
	return 0;
}

static int load(struct ebpf_object *object, struct error *err)
{
	AUTO_CLOSE int form = -1;
	object->skeleton = syscope_bpf__open();
	if (!object->skeleton)
		return host_explain(err, errno, "open the embedded eBPF object");
	int r = set_sizes(object, err);
	if (r < 0)
		return r;
	r = set_counters_form(object, &form, err);
	if (r < 0)
		return r;
	choose_hooks(object);
	r = syscope_bpf__load(object->skeleton);
	return r < 0 ? host_explain(err, -r, "load the eBPF programs") : 0;
}

// Kernels before about 6.2 take at most 4 MiB an array value. Better a smaller ring than none.
static void fit_ring(struct ebpf_object *object)
{
	LIBBPF_OPTS(bpf_map_create_opts, opts, .map_flags = BPF_F_MMAPABLE);
	while (object->ring_bytes > RING_MIN_BYTES) {
		uint32_t value = (uint32_t)(RING_HEAD_BYTES + object->ring_bytes + RING_RECORD_MAX);
		AUTO_CLOSE int fd = bpf_map_create(BPF_MAP_TYPE_ARRAY, "ring_size", sizeof(uint32_t), value, 1, &opts);
		if (fd >= 0 || errno != E2BIG)
			return;
		object->ring_bytes /= 2;
		log_info("ring halved", "bytes=%" PRIu64 ", the most that this kernel allows", object->ring_bytes);
	}
}

int ebpf_object_open(const struct source_settings *settings, struct ebpf_object **ret_object, struct error *err)
{
	AUTO(ebpf_object) struct ebpf_object *object = xcalloc(1, sizeof(*object));
	object->ring_bytes = power_of_two(settings && settings->ring_bytes ? settings->ring_bytes : RING_DEFAULT);
	(void)libbpf_set_print(on_libbpf_text);
	int r = host_require_ebpf(err);
	if (r < 0)
		return r;
	enum source_hook hook = settings ? settings->hook : SOURCE_HOOK_AUTO;
	object->classic = hook == SOURCE_HOOK_CLASSIC || (hook == SOURCE_HOOK_AUTO && preempt_test());
	int cpus = libbpf_num_possible_cpus();
	if (cpus < 1)
		return error_set(err, EIO, "cannot tell the number of processors: is /sys mounted?");
	object->cpus = (unsigned)cpus;
	fit_ring(object);
	r = load(object, err);
	if (r < 0)
		return r;
	r = map_all(object, err);
	if (r < 0)
		return r;
	*ret_object = take_ptr(&object);
	return 0;
}

void ebpf_object_close(struct ebpf_object *object)
{
	if (!object)
		return;
	ebpf_object_detach(object, EBPF_HOOKS_BASE);
	ebpf_object_detach(object, EBPF_HOOKS_ENTER);
	if (object->ring_memory)
		(void)munmap(object->ring_memory, object->ring_memory_bytes);
	if (object->marks)
		(void)munmap(object->marks, object->marks_tids * sizeof(uint16_t));
	if (object->rows)
		(void)munmap(object->rows, COPY_ROWS * sizeof(struct copy_row));
	if (object->filters)
		(void)munmap(object->filters, FILTER_BYTES);
	syscope_bpf__destroy(object->skeleton);
	free(object);
}

struct hook {
	struct bpf_program *program;
	const char *group, *name; // of a classic tracepoint; NULL = the program names its own
};

static unsigned hooks_of(const struct ebpf_object *object, enum ebpf_hooks hooks, struct hook *ret_hooks)
{
	struct syscope_bpf *skeleton = object->skeleton;
	unsigned n = 0;
	if (hooks == EBPF_HOOKS_ENTER) {
		ret_hooks[n++] = object->classic
				     ? (struct hook){skeleton->progs.enter_classic, "raw_syscalls", "sys_enter"}
				     : (struct hook){skeleton->progs.enter_btf, NULL, NULL};
		return n;
	}
	// What hands marks on comes before what asks for them.
	const struct hook classic[] = {{skeleton->progs.fork_classic, "task", "task_newtask"},
				       {skeleton->progs.end_classic, "sched", "sched_process_exit"},
				       {skeleton->progs.exec_classic, "sched", "sched_process_exec"},
				       {skeleton->progs.exit_classic, "raw_syscalls", "sys_exit"}};
	const struct hook btf[] = {{skeleton->progs.fork_btf, NULL, NULL},
				   {skeleton->progs.end_btf, NULL, NULL},
				   {skeleton->progs.exec_btf, NULL, NULL},
				   {skeleton->progs.exit_btf, NULL, NULL}};
	for (; n < sizeof(btf) / sizeof(btf[0]); n++)
		ret_hooks[n] = object->classic ? classic[n] : btf[n];
	ret_hooks[n++] = (struct hook){skeleton->progs.on_signal, NULL, NULL};
	ret_hooks[n++] = (struct hook){skeleton->progs.on_generate, NULL, NULL};
	return n;
}

static struct bpf_link **links_of(struct ebpf_object *object, enum ebpf_hooks hooks)
{
	return hooks == EBPF_HOOKS_ENTER ? &object->links[EBPF_LINKS_BASE] : &object->links[0];
}

static int attach_one(const struct hook *hook, struct bpf_link **ret_link, struct error *err)
{
	const char *name = bpf_program__name(hook->program);
	if (hook->name) {
		int fd = tracepoint_open(hook->group, hook->name, err);
		if (fd < 0)
			return fd;
		*ret_link = bpf_program__attach_perf_event(hook->program, fd); // the link owns fd from here on
		if (!*ret_link)
			(void)close(fd);
	} else {
		*ret_link = bpf_program__attach(hook->program);
	}
	if (!*ret_link)
		return error_set(err, errno, "cannot attach the eBPF program %s: %s", name, strerror(errno));
	return 0;
}

int ebpf_object_attach(struct ebpf_object *object, enum ebpf_hooks hooks, struct error *err)
{
	struct hook rows[8];
	struct bpf_link **links = links_of(object, hooks);
	unsigned n = hooks_of(object, hooks, rows);
	for (unsigned i = 0; i < n; i++) {
		int r = links[i] ? 0 : attach_one(&rows[i], &links[i], err);
		if (r < 0) {
			ebpf_object_detach(object, hooks);
			return r;
		}
	}
	return 0;
}

void ebpf_object_detach(struct ebpf_object *object, enum ebpf_hooks hooks)
{
	struct bpf_link **links = links_of(object, hooks);
	for (unsigned i = 0; i < (hooks == EBPF_HOOKS_ENTER ? 1u : EBPF_LINKS_BASE); i++) {
		(void)bpf_link__destroy(links[i]);
		links[i] = NULL;
	}
}

struct ring_head *ebpf_object_ring(const struct ebpf_object *object, unsigned cpu)
{
	return (void *)((uint8_t *)object->ring_memory +
			cpu * (RING_HEAD_BYTES + object->ring_bytes + RING_RECORD_MAX));
}

int ebpf_object_bell(const struct ebpf_object *object)
{
	return bpf_map__fd(object->skeleton->maps.bell);
}

uint64_t ebpf_object_missed(const struct ebpf_object *object)
{
	struct bpf_program *program;
	uint64_t missed = 0;
	bpf_object__for_each_program(program, object->skeleton->obj)
	{
		struct bpf_prog_info info = {0};
		uint32_t size = sizeof(info);
		int fd = bpf_program__fd(program);
		if (fd >= 0 && bpf_obj_get_info_by_fd(fd, &info, &size) == 0)
			missed += info.recursion_misses;
	}
	for (unsigned i = 0; i < object->cpus; i++)
		missed += ebpf_object_ring(object, i)->overflows;
	return missed;
}

int ebpf_counters_new(struct ebpf_object *object, unsigned slot, struct counter **ret_counters, struct error *err)
{
	AUTO_CLOSE int fd = counters_map(object);
	if (fd < 0)
		return host_explain(err, errno, "create a scan's counters");
	void *memory = mmap(NULL, COUNTER_BYTES(object), PROT_READ, MAP_SHARED, fd, 0);
	if (memory == MAP_FAILED)
		return error_set(err, errno, "cannot map a scan's counters: %s", strerror(errno));
	int r = bpf_map_update_elem(bpf_map__fd(object->skeleton->maps.counters), &slot, &fd, BPF_ANY);
	if (r < 0) {
		(void)munmap(memory, COUNTER_BYTES(object));
		return error_set(err, -r, "cannot install a scan's counters: %s", strerror(-r));
	}
	*ret_counters = memory;
	return 0;
}

void ebpf_counters_free(struct ebpf_object *object, unsigned slot, struct counter *counters)
{
	if (!counters)
		return;
	(void)bpf_map_delete_elem(bpf_map__fd(object->skeleton->maps.counters), &slot);
	(void)munmap(counters, COUNTER_BYTES(object));
}
