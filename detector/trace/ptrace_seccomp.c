// SPDX-License-Identifier: Apache-2.0
#include "detector/trace/ptrace_seccomp.h"

#include <linux/audit.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>

#include "bpf/shared.h"
#include "common/syscalls/syscalls.h"
#include "detector/trace/source.h"

#define X32_BIT                0x40000000u
#define EDGES_MAX              (CALL_NUMBERS + 1)
#define AT_NR                  ((uint32_t)offsetof(struct seccomp_data, nr))
#define AT_ARCH                ((uint32_t)offsetof(struct seccomp_data, arch))
#define STATEMENT(code, k)     ((struct sock_filter)BPF_STMT(code, k))
#define JUMP(code, k, yes, no) ((struct sock_filter)BPF_JUMP(code, k, yes, no))

// What the tracer must see whatever the plan says: new programs, new names and users, who else makes filters, tasks that would hide.
static const char *const always[] = {"execve",   "execveat", "seccomp",    "prctl",      "clone",       "clone3",
				     "setuid",   "setgid",   "setreuid",   "setregid",   "setresuid",   "setresgid",
				     "setuid32", "setgid32", "setreuid32", "setregid32", "setresuid32", "setresgid32"};

struct program {
	struct sock_filter *out;
	size_t n;
};

// The numbers at which the decision changes, beginning with "allow".
struct edges {
	uint32_t at[EDGES_MAX];
	size_t n;
};

static bool is_always(uint8_t abi, int32_t nr)
{
	const char *name = syscall_name(abi, nr);
	for (size_t i = 0; name && i < sizeof(always) / sizeof(*always); i++)
		if (strcmp(name, always[i]) == 0)
			return true;
	return false;
}

bool ptrace_seccomp_stops(const struct source_plan *plan, unsigned at)
{
	const struct kernel_filter *kernel = plan->kernel;
	if (!kernel || !(kernel->on & KERNEL_ON_CALLS) || (kernel->calls[at / 64] >> at % 64 & 1))
		return true;
	if (at < RECORD_SYSCALLS && plan->state_calls && (plan->state_calls[at / 64] >> at % 64 & 1))
		return true;
	return is_always((uint8_t)(at / CALL_NUMBERS), (int32_t)(at % CALL_NUMBERS));
}

static void emit(struct program *program, struct sock_filter instruction)
{
	if (program->n < PTRACE_FILTER_MAX)
		program->out[program->n] = instruction;
	program->n++;
}

static void decide(struct program *program, bool stop)
{
	emit(program, STATEMENT(BPF_RET | BPF_K, stop ? SECCOMP_RET_TRACE : SECCOMP_RET_ALLOW));
}

// A search tree over the edges from `from` to before `to`: the number is in the accumulator.
static void search(struct program *program, const struct edges *edges, size_t from, size_t to)
{
	if (from == to) {
		decide(program, from % 2);
		return;
	}
	size_t middle = from + (to - from) / 2;
	emit(program, JUMP(BPF_JMP | BPF_JGE | BPF_K, edges->at[middle], 0, 1));
	size_t jump = program->n;
	emit(program, STATEMENT(BPF_JMP | BPF_JA, 0));
	search(program, edges, from, middle);
	if (jump < PTRACE_FILTER_MAX)
		program->out[jump].k = (uint32_t)(program->n - jump - 1);
	search(program, edges, middle + 1, to);
}

static void find_edges(const struct source_plan *plan, uint8_t abi, struct edges *ret_edges)
{
	uint32_t bit = abi == RECORD_ABI_X32 ? X32_BIT : 0;
	bool before = false, beyond = !plan->kernel || plan->kernel->calls_beyond;
	ret_edges->n = 0;
	for (uint32_t nr = 0; nr <= CALL_NUMBERS; nr++) {
		bool stop = nr == CALL_NUMBERS ? beyond : ptrace_seccomp_stops(plan, abi * CALL_NUMBERS + nr);
		if (stop != before)
			ret_edges->at[ret_edges->n++] = nr | bit;
		before = stop;
	}
}

// Filters that ask for more than numbers may name all of them.
static bool leaves_none_out(const struct source_plan *plan)
{
	struct edges edges;
	find_edges(plan, RECORD_ABI_NATIVE, &edges);
	return edges.n == 1 && edges.at[0] == 0;
}

static void add_abi(struct program *program, const struct source_plan *plan, uint8_t abi)
{
	struct edges edges;
	find_edges(plan, abi, &edges);
	search(program, &edges, 0, edges.n);
}

size_t ptrace_seccomp_make(const struct source_plan *plan, struct sock_filter out[static PTRACE_FILTER_MAX])
{
	struct program program = {.out = out};
	if (!plan->kernel || !(plan->kernel->on & KERNEL_ON_CALLS) || leaves_none_out(plan))
		return 0;
	emit(&program, STATEMENT(BPF_LD | BPF_W | BPF_ABS, AT_ARCH));
	emit(&program, JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0));
	size_t other_arch = program.n;
	emit(&program, STATEMENT(BPF_JMP | BPF_JA, 0));
	emit(&program, STATEMENT(BPF_LD | BPF_W | BPF_ABS, AT_NR));
	emit(&program, JUMP(BPF_JMP | BPF_JSET | BPF_K, X32_BIT, 0, 1));
	size_t x32 = program.n;
	emit(&program, STATEMENT(BPF_JMP | BPF_JA, 0));
	add_abi(&program, plan, RECORD_ABI_NATIVE);
	if (x32 < PTRACE_FILTER_MAX)
		out[x32].k = (uint32_t)(program.n - x32 - 1);
	add_abi(&program, plan, RECORD_ABI_X32);
	out[other_arch].k = (uint32_t)(program.n - other_arch - 1);
	emit(&program, JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_I386, 1, 0));
	decide(&program, true);
	emit(&program, STATEMENT(BPF_LD | BPF_W | BPF_ABS, AT_NR));
	add_abi(&program, plan, RECORD_ABI_I386);
	return program.n <= PTRACE_FILTER_MAX ? program.n : 0;
}
