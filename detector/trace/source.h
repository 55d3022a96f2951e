// SPDX-License-Identifier: Apache-2.0
// A trace source: where records come from. eBPF and ptrace stand behind the same functions. A source serves several scans
// at once; each scan has its own scope, plan, counters and sink. Everything runs on the loop's thread.
#pragma once

#include "bpf/record.h"
#include "common/base/error.h"
#include "common/loop/loop.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct kernel_filter; // bpf/shared.h
struct source;
struct source_scan;

enum scope_kind {
	SCOPE_HOST,   // everything but this detector itself
	SCOPE_CGROUP, // the cgroup of pid and all below it (v2, or the v1 pids hierarchy)
	SCOPE_TREE,   // process pid, what it forks from now on and, unless after_exec, the descendants that it has
};

struct scope {
	enum scope_kind kind;
	pid_t pid; // SCOPE_CGROUP: a process in the cgroup; SCOPE_TREE: the root
	// Read by source_add_scan only.
	const char *cgroup; // SCOPE_CGROUP: the cgroup's folder, whoever is in it; NULL = that of pid
	const pid_t *more;  // SCOPE_TREE without after_exec: further roots
	size_t n_more;
	bool
	    after_exec; // ignore the process in scope until its first successful execve: that is the scan's first event
	// (a container runtime's init, or our own forked child). Nothing before it is recorded or counted.
};

struct source_plan {
	bool latency;          // wants durations and entry-time arguments: attaches the enter hook
	bool count_only;       // counters, no records
	uint32_t string_limit; // bytes kept of payloads (CAPTURE_LIMITED); 0 = none
	// Which calls to record, decided in the kernel (filter_kernel.h); NULL = all. Counters stay exact for all.
	const struct kernel_filter *kernel; // copied
	// Native calls that are recorded whatever the kernel filter says, bit nr; NULL = none. Who asks for them runs the whole filter.
	const uint64_t *state_calls; // RECORD_SYSCALLS / 64 words, copied
	// Counters may leave out calls that `kernel` refuses by their number and state_calls do not name. ptrace then lets those run at full
	// speed in programs that it starts; eBPF counts them in any case.
	bool chosen_only;
};

#define SOURCE_ERRNOS 16u

// Counters of one call of one scan, exact: counted in the kernel, never dropped.
struct source_counter {
	uint8_t abi;
	int32_t nr;
	uint64_t calls;
	uint64_t errors;
	uint64_t denied;   // of those calls: never ran, seccomp answered them; needs latency
	uint64_t lost;     // of those calls: records that found no room in the ring
	uint64_t filtered; // of those calls: refused by the plan's kernel filter. The rest was delivered
	uint64_t time_ns;  // 0 without latency
	uint64_t max_ns;
	uint64_t min_ns;
	uint64_t histogram[40]; // [i] = calls with 2^i <= ns < 2^(i+1); without latency all 0
	// Of the errors: how often which. Their sum may be less than `errors`: of a call on a CPU the first eight kinds are told apart.
	struct source_errno {
		uint16_t code; // 0 = this one and all behind it are empty
		uint64_t calls;
	} errnos[SOURCE_ERRNOS];
};

struct source_loss {
	uint64_t from_ts, to_ts; // CLOCK_BOOTTIME ns: lost within
	uint64_t count;          // calls; the sum of calls[].lost
	uint64_t others;         // signals and ends of tasks besides; nearly always 0: the ring keeps room for them
	const struct source_counter *calls; // of each only abi, nr and lost are set: what was lost in this interval
	size_t n_calls;
};

struct source_sink {
	// In time order for each task. The record lives during the call only.
	void (*record)(void *ctx, const struct record *record);
	// Some were lost; comes before the records that followed the loss.
	void (*loss)(void *ctx, const struct source_loss *loss);
	void *ctx;
};

// eBPF: which kind of tracepoint program sees the calls.
enum source_hook {
	SOURCE_HOOK_AUTO,    // a self-test decides
	SOURCE_HOOK_BTF,     // the cheapest; on kernels that run it preemptibly (7.2 on) it misses calls
	SOURCE_HOOK_CLASSIC, // tracepoint/raw_syscalls
};

struct source_settings {
	uint64_t ring_bytes; // for each CPU, rounded up to a power of two ≥ 64 KiB; 0 = the default, 8 MiB
	enum source_hook hook;
};

struct source_ops {
	const char *name; // "ebpf", "ptrace"
	int (*open)(struct source *source, const struct source_settings *settings, struct error *err);
	void (*close)(struct source *source);
	int (*add_scan)(struct source *source, struct source_scan *scan, struct error *err);
	void (*drain)(struct source *source);
	void (*stop_scan)(struct source *source, struct source_scan *scan);
	void (*remove_scan)(struct source *source, struct source_scan *scan);
	size_t (*counters)(struct source *source, struct source_scan *scan, struct source_counter *out, size_t max);
	uint64_t (*missed_runs)(struct source *source, struct source_scan *scan);
};

// Loads the programs; attaches nothing until a scan is there. Errors say what this host lacks and what to do.
int source_open(struct loop *loop, const struct source_ops *backend, const struct source_settings *settings,
		struct source **ret_source, struct error *err);
enum source_backend { SOURCE_BACKEND_AUTO, SOURCE_BACKEND_EBPF, SOURCE_BACKEND_PTRACE };

// The same for a choice. AUTO takes ptrace where eBPF cannot be used: then ret_reason says why, else its code is 0.
int source_open_choice(struct loop *loop, enum source_backend choice, const struct source_settings *settings,
		       struct source **ret_source, struct error *ret_reason, struct error *err);
const struct source_ops *source_ops_of(const struct source *source);
void source_close(struct source *source); // NULL is fine; scans must be removed before

// ptrace only: who traces its own children learns of their ends instead of waitpid. Called for each process that ended and was reaped.
// living: tasks that are still traced; while there are any, no waitpid of one's own.
void source_on_end(struct source *source, void (*ended)(void *ctx, pid_t pid, int status, size_t living), void *ctx);

// When it returns 0, the scope is armed: whatever happens in it from now on is recorded.
int source_add_scan(struct source *source, const struct scope *scope, const struct source_plan *plan,
		    const struct source_sink *sink, struct source_scan **ret_scan, struct error *err);
// Delivers what is in the rings now, to all scans.
void source_drain(struct source *source);
// Disarms and drains: when it returns, nothing more is counted, and all that was counted was delivered or reported as lost.
// Final counters are those read between this and source_remove_scan. Doing it twice is fine.
void source_stop_scan(struct source_scan *scan);
void source_remove_scan(struct source_scan *scan); // stops first; NULL is fine
// None of these may be called from a sink.
// Copies the scan's counters of calls that were made at least once; returns how many (≤ max). 3 * RECORD_SYSCALLS is always enough.
size_t source_counters(struct source_scan *scan, struct source_counter *out, size_t max);
// Runs of our programs that the kernel skipped since this scan began (recursion_misses): not 0 = the counters may be short.
uint64_t source_missed_runs(struct source_scan *scan);

extern const struct source_ops ebpf_source_ops;
// No host-wide scope. Nothing is lost: traced tasks wait while the sink is slower than they are. In a program that was made for the scan
// (SCOPE_TREE, after_exec) with chosen_only and ptrace_seccomp.h's filter, unwanted calls do not stop.
extern const struct source_ops ptrace_source_ops;
