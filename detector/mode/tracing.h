// SPDX-License-Identifier: Apache-2.0
// What the modes host, run and exec share: a trace source, one scan's pipeline, and where its lines go.
#pragma once

#include "common/loop/loop.h"
#include "detector/mode/options.h"
#include "detector/trace/ptrace_seccomp.h"
#include "detector/trace/source.h"

struct tracing;

// Opens the output and the trace source. container: the name that JSON lines carry, or NULL.
int tracing_new(struct loop *loop, const struct trace_options *options, const char *container,
		struct tracing **ret_tracing, struct error *err);
void tracing_free(struct tracing *tracing);

struct source *tracing_source(struct tracing *tracing);
bool tracing_by_ptrace(const struct tracing *tracing);
// Before tracing_start: lets calls that the filter does not choose run unseen and uncounted, where the backend gains by it. The seccomp filter
// for the program to start, its length returned; 0 = it needs none.
size_t tracing_skip_unchosen(struct tracing *tracing, struct sock_filter out[static PTRACE_FILTER_MAX]);
// For whoever arms the scan itself (a container's).
struct source_plan tracing_plan(const struct tracing *tracing);
struct source_sink tracing_sink(struct tracing *tracing);

int tracing_start(struct tracing *tracing, const struct scope *scope, struct error *err);
// The container that is about to start, and its first process. Before the first record.
void tracing_container(struct tracing *tracing, const char *id, const char *image, pid_t pid);
// Mode host: what Podman says of a container, by its id.
void tracing_name_container(struct tracing *tracing, const char *id, const char *name, const char *image);
bool tracing_takes_unnamed(struct tracing *tracing);          // a container came that nobody named yet; told once
bool tracing_names_containers(const struct tracing *tracing); // whether anybody wants to know
// A process that was there before: it and its descriptors are read from /proc, if anybody needs them.
void tracing_seed(struct tracing *tracing, pid_t pid);
// The same, and where JSON is written a line says who it is.
void tracing_was_there(struct tracing *tracing, pid_t pid);
unsigned tracing_tasks(const struct tracing *tracing);
// --interval: prints the counters as they are. For a scan that tracing_start began it is done by itself.
void tracing_interval(struct tracing *tracing, const struct source_counter *counters, size_t n);
// Drains and stops the scan that tracing_start began.
void tracing_stop(struct tracing *tracing);
// Ends the output: the summary if it is wanted, and what was lost, in plain words. -errno when the output could not be written.
int tracing_report(struct tracing *tracing, const struct source_counter *counters, size_t n, uint64_t missed_runs,
		   struct error *err);
// The same with the counters that tracing_stop took.
int tracing_report_own(struct tracing *tracing, struct error *err);
DEFINE_AUTO(tracing, tracing_free);
