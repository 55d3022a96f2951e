// SPDX-License-Identifier: Apache-2.0
// What the capture tests share: a source, a sink that keeps everything it is given, children that wait until they may run.
#pragma once

#include "detector/trace/source.h"

#include <check.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

// A test file defines this and adds its tests.
void register_tests(TCase *tests);

// Everything one scan delivered, in order.
struct kept {
	struct record **records; // a NULL stands for a loss
	size_t n, room;
	struct source_loss losses[64]; // without their calls
	size_t n_losses;
	uint64_t lost;
};

struct capture {
	struct loop *loop;
	struct source *source;
};

// CAPTURE_BACKEND=ptrace runs the same tests on that source; what it cannot know is not asked then.
bool capture_by_ptrace(void);
void capture_open(struct capture *capture, uint64_t ring_bytes);
void capture_open_with(struct capture *capture, const struct source_settings *settings);
void capture_close(struct capture *capture);

struct source_scan *capture_scan(struct capture *capture, const struct scope *scope, const struct source_plan *plan,
				 struct kept *kept);
struct source_scan *capture_tree(struct capture *capture, pid_t pid, bool latency, struct kept *kept);
void kept_free(struct kept *kept);

// A child that waits for child_go, calls work, then leaves by exit_group(0). Between the two it makes these calls: the end of the
// read that it waits in, and exit_group.
struct child {
	pid_t pid;
	int go;
};
struct child child_new(void (*work)(void *), void *ctx);
void child_go(struct child *child);
int child_wait(struct child *child); // its wait status
// ptrace looks for who entered a cgroup other than by a fork from time to time.
void child_wait_traced(struct child *child);

// In what was kept: the n-th RECORD_SYSCALL with that number, NULL when there are fewer.
const struct record *kept_call(const struct kept *kept, int nr, size_t n);
const struct record *kept_type(const struct kept *kept, int type, size_t n);
size_t kept_calls(const struct kept *kept, int nr); // -1: of all numbers
// The first data of an argument with that kind; its length or -1.
int record_bytes(const struct record *record, unsigned arg, unsigned kind, unsigned sub, const uint8_t **ret_bytes,
		 unsigned *ret_status);
void assert_text(const struct record *record, unsigned arg, const char *text);

uint64_t counted(struct source_scan *scan, int nr, uint64_t *ret_errors, uint64_t *ret_lost); // nr -1: all
struct source_counter counter_for(struct source_scan *scan, int nr);

const char *v2_root(void);
// A cgroup of our own, in the v2 hierarchy or below another one.
void cgroup_make(char *ret_path, size_t size, const char *below);
void cgroup_enter(const char *path, pid_t pid);
void cgroup_remove(const char *path);
