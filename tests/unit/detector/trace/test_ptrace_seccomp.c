// SPDX-License-Identifier: Apache-2.0
// The programs are run here as the kernel would run them.
#include "detector/trace/ptrace_seccomp.h"

#include <linux/audit.h>
#include <linux/seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

#include "bpf/shared.h"
#include "detector/trace/source.h"
#include "tests/unit/support/check_main.h"

#define X32_BIT 0x40000000u

static struct sock_filter program[PTRACE_FILTER_MAX];
static size_t length;
static struct kernel_filter kernel;
static struct source_plan plan;

static uint32_t run(uint32_t arch, uint32_t nr)
{
	const struct seccomp_data data = {.nr = (int)nr, .arch = arch};
	uint32_t accumulator = 0;
	for (size_t at = 0; at < length; at++) {
		const struct sock_filter *i = &program[at];
		switch (i->code) {
		case BPF_LD | BPF_W | BPF_ABS:
			memcpy(&accumulator, (const uint8_t *)&data + i->k, sizeof(accumulator));
			break;
		case BPF_JMP | BPF_JA:
			at += i->k;
			break;
		case BPF_JMP | BPF_JEQ | BPF_K:
			at += accumulator == i->k ? i->jt : i->jf;
			break;
		case BPF_JMP | BPF_JGE | BPF_K:
			at += accumulator >= i->k ? i->jt : i->jf;
			break;
		case BPF_JMP | BPF_JSET | BPF_K:
			at += accumulator & i->k ? i->jt : i->jf;
			break;
		case BPF_RET | BPF_K:
			return i->k;
		default: // nothing that the kernel's cache of allowed calls cannot follow
			ck_abort_msg("instruction %#x", i->code);
		}
	}
	ck_abort_msg("no return");
	return 0;
}

static void want(uint8_t abi, unsigned nr)
{
	unsigned at = abi * CALL_NUMBERS + nr;
	kernel.calls[at / 64] |= 1ull << at % 64;
}

static void begin(void)
{
	memset(&kernel, 0, sizeof(kernel));
	kernel.on = KERNEL_ON_CALLS;
	plan = (struct source_plan){.kernel = &kernel};
}

static void make(void)
{
	length = ptrace_seccomp_make(&plan, program);
	ck_assert_uint_gt(length, 0);
}

// Of every number and abi, the program says what ptrace_seccomp_stops says.
static void compare(void)
{
	static const uint32_t archs[] = {AUDIT_ARCH_X86_64, AUDIT_ARCH_I386, AUDIT_ARCH_X86_64};
	for (unsigned abi = 0; abi < CALL_ABIS; abi++) {
		for (unsigned nr = 0; nr < CALL_NUMBERS; nr++) {
			uint32_t raw = abi == RECORD_ABI_X32 ? nr | X32_BIT : nr;
			bool stops = ptrace_seccomp_stops(&plan, abi * CALL_NUMBERS + nr);
			ck_assert_msg(run(archs[abi], raw) == (stops ? SECCOMP_RET_TRACE : SECCOMP_RET_ALLOW),
				      "abi %u, call %u", abi, nr);
		}
	}
}

START_TEST(stops_at_wanted_calls_only)
{
	begin();
	want(RECORD_ABI_NATIVE, SYS_openat);
	want(RECORD_ABI_I386, 5);
	make();
	ck_assert_uint_eq(run(AUDIT_ARCH_X86_64, SYS_openat), SECCOMP_RET_TRACE);
	ck_assert_uint_eq(run(AUDIT_ARCH_X86_64, SYS_read), SECCOMP_RET_ALLOW);
	ck_assert_uint_eq(run(AUDIT_ARCH_I386, 5), SECCOMP_RET_TRACE);
	ck_assert_uint_eq(run(AUDIT_ARCH_I386, 3), SECCOMP_RET_ALLOW);
	ck_assert_uint_eq(run(AUDIT_ARCH_X86_64, SYS_execve), SECCOMP_RET_TRACE);
	compare();
}
END_TEST

START_TEST(numbers_beyond_follow_the_plan)
{
	begin();
	make();
	ck_assert_uint_eq(run(AUDIT_ARCH_X86_64, 5000), SECCOMP_RET_ALLOW);
	ck_assert_uint_eq(run(AUDIT_ARCH_X86_64, 5000 | X32_BIT), SECCOMP_RET_ALLOW);
	kernel.calls_beyond = 1;
	make();
	ck_assert_uint_eq(run(AUDIT_ARCH_X86_64, 5000), SECCOMP_RET_TRACE);
	ck_assert_uint_eq(run(AUDIT_ARCH_I386, 5000), SECCOMP_RET_TRACE);
	ck_assert_uint_eq(run(AUDIT_ARCH_X86_64, 0xffffffffu), SECCOMP_RET_TRACE);
}
END_TEST

START_TEST(other_architectures_stop)
{
	begin();
	make();
	ck_assert_uint_eq(run(AUDIT_ARCH_ARM, SYS_read), SECCOMP_RET_TRACE);
}
END_TEST

START_TEST(calls_that_change_the_state_stop)
{
	static uint64_t state_calls[RECORD_SYSCALLS / 64];
	begin();
	state_calls[SYS_dup / 64] |= 1ull << SYS_dup % 64;
	plan.state_calls = state_calls;
	make();
	ck_assert_uint_eq(run(AUDIT_ARCH_X86_64, SYS_dup), SECCOMP_RET_TRACE);
	compare();
}
END_TEST

START_TEST(any_set_of_calls_is_decided_rightly)
{
	srand(7);
	for (unsigned round = 0; round < 20; round++) {
		begin();
		for (unsigned i = 0; i < 150; i++)
			want((uint8_t)(rand() % 3), (unsigned)rand() % 500);
		make();
		compare();
	}
}
END_TEST

START_TEST(there_is_none_where_all_calls_are_wanted)
{
	begin();
	kernel.on = 0;
	ck_assert_uint_eq(ptrace_seccomp_make(&plan, program), 0);
	plan.kernel = NULL;
	ck_assert_uint_eq(ptrace_seccomp_make(&plan, program), 0);
}
END_TEST

START_TEST(there_is_none_where_the_filter_names_all)
{
	begin();
	for (unsigned nr = 0; nr < CALL_NUMBERS; nr++)
		want(RECORD_ABI_NATIVE, nr);
	kernel.calls_beyond = 1;
	ck_assert_uint_eq(ptrace_seccomp_make(&plan, program), 0);
}
END_TEST

START_TEST(there_is_none_where_it_would_be_too_long)
{
	begin();
	for (unsigned nr = 0; nr < CALL_NUMBERS; nr += 2)
		for (uint8_t abi = 0; abi < CALL_ABIS; abi++)
			want(abi, nr);
	ck_assert_uint_eq(ptrace_seccomp_make(&plan, program), 0);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, stops_at_wanted_calls_only);
	tcase_add_test(tests, numbers_beyond_follow_the_plan);
	tcase_add_test(tests, other_architectures_stop);
	tcase_add_test(tests, calls_that_change_the_state_stop);
	tcase_add_test(tests, any_set_of_calls_is_decided_rightly);
	tcase_add_test(tests, there_is_none_where_all_calls_are_wanted);
	tcase_add_test(tests, there_is_none_where_the_filter_names_all);
	tcase_add_test(tests, there_is_none_where_it_would_be_too_long);
}
