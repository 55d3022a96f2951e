// SPDX-License-Identifier: Apache-2.0
#define LOG_TOPIC "ebpf"
#include "detector/trace/preempt_test.h"

#include <inttypes.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "common/base/log.h"
#include "detector/trace/host_check.h"

#include "bpf/preempt.skel.h"

#define MAGIC    0x737973636f706521ull
#define LEAST_NS (60 * NS_PER_MS)
#define MOST_NS  (400 * NS_PER_MS)
#define RUNS     100 // enough to be sure; a slow machine takes longer for them
#define SWITCHES 2   // seen inside: one could be chance at attaching

struct contest {
	int cpu;
	uint64_t start;
	const volatile uint64_t *runs;
};

// Two of these on one CPU: the scheduler must switch between them, and nearly all their time is spent in the program.
static void *call_on(void *ctx)
{
	const struct contest *contest = ctx;
	cpu_set_t set;
	CPU_ZERO(&set);
	CPU_SET((size_t)contest->cpu, &set);
	(void)sched_setaffinity(0, sizeof(set), &set);
	for (uint64_t spent = 0; spent < LEAST_NS || (spent < MOST_NS && *contest->runs < RUNS);) {
		(void)syscall(SYS_getppid, MAGIC);
		spent = clock_boot_ns() - contest->start;
	}
	return NULL;
}

static bool run_contest(const volatile uint64_t *runs)
{
	struct contest contest = {.cpu = sched_getcpu(), .start = clock_boot_ns(), .runs = runs};
	pthread_t threads[2];
	int n = 0;
	while (n < 2 && pthread_create(&threads[n], NULL, call_on, &contest) == 0)
		n++;
	for (int i = 0; i < n; i++)
		(void)pthread_join(threads[i], NULL);
	return n == 2;
}

// Only when the test itself cannot run.
static bool guess_by_version(void)
{
	return host_kernel_at_least(7, 2);
}

bool preempt_test(void)
{
	struct preempt_bpf *skeleton = preempt_bpf__open_and_load();
	bool preemptible = guess_by_version();
	if (skeleton && preempt_bpf__attach(skeleton) == 0 &&
	    run_contest((const volatile uint64_t *)&skeleton->bss->runs) && skeleton->bss->runs > 0) {
		preemptible = skeleton->bss->switches >= SWITCHES;
		log_debug("preemption test", "runs=%" PRIu64 " switches=%" PRIu64, (uint64_t)skeleton->bss->runs,
			  (uint64_t)skeleton->bss->switches);
	}
	preempt_bpf__destroy(skeleton);
	return preemptible;
}
