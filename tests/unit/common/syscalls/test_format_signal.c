// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/syscalls/event_builder.h"

START_TEST(sets_are_short_whichever_way_they_are_full)
{
	struct built built;
	uint64_t set = 1ull << 16 | 1ull << 34, old = ~(1ull << 31 | 1ull << 32);
	built_call(&built, "rt_sigprocmask", 0);
	built_args(&built, 0, 0x1000, 0x2000, 8, 0, 0);
	built_bytes(&built, 1, &set, 8);
	built_bytes(&built, 2, &old, 8);
	built_reads(&built, "rt_sigprocmask(SIG_BLOCK, [CHLD RT_3], ~[RTMIN RT_1], 8) = 0");
}
END_TEST

START_TEST(actions_show_handler_mask_and_flags)
{
	struct built built;
	uint64_t action[4] = {0x55c0, 0x14000000, 0x7f00, 2}, old[4] = {0};
	built_call(&built, "rt_sigaction", 0);
	built_args(&built, 10, 0x1000, 0x2000, 8, 0, 0);
	built_bytes(&built, 1, action, sizeof(action));
	built_bytes(&built, 2, old, sizeof(old));
	built_reads(&built, "rt_sigaction(SIGUSR1, {sa_handler=0x55c0, sa_mask=[INT], sa_flags=SA_RESTORER|SA_RESTART, "
			    "sa_restorer=0x7f00}, {sa_handler=SIG_DFL, sa_mask=[], sa_flags=0}, 8) = 0");
}
END_TEST

static void signal_reads(int32_t signal, const uint64_t args[RECORD_ARGS], const char *expected)
{
	struct built built = {0};
	built.record.type = RECORD_SIGNAL;
	built.record.nr = signal;
	memcpy(built.record.args, args, sizeof(built.record.args));
	built_reads(&built, expected);
}

START_TEST(delivered_signals_tell_their_cause)
{
	signal_reads(17, (uint64_t[]){1, 0, 77, 0, 3, 2 | 1ull << 32},
		     "--- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=77, si_uid=0, si_status=3, si_utime=2 "
		     "/* 0.02 s */, "
		     "si_stime=1 /* 0.01 s */} ---");
	signal_reads(
	    17, (uint64_t[]){2, 0, 77, 0, 9, 0},
	    "--- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_KILLED, si_pid=77, si_uid=0, si_status=SIGKILL, si_utime=0, "
	    "si_stime=0} ---");
	signal_reads(15, (uint64_t[]){0, 0, 77, 1000, 0, 0},
		     "--- SIGTERM {si_signo=SIGTERM, si_code=SI_USER, si_pid=77, si_uid=1000} ---");
	signal_reads(11, (uint64_t[]){1, 0, 0, 0, 0, 0},
		     "--- SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=NULL} ---");
	signal_reads(14, (uint64_t[]){128, 0, 0, 0, 0, 0}, "--- SIGALRM {si_signo=SIGALRM, si_code=SI_KERNEL} ---");
	signal_reads(12, (uint64_t[]){(uint64_t)-1, 0, 77, 0, 7, 0},
		     "--- SIGUSR2 {si_signo=SIGUSR2, si_code=SI_QUEUE, si_pid=77, si_uid=0, si_int=7, si_ptr=0x7} ---");
}
END_TEST

START_TEST(waiting_for_a_signal_names_the_one_that_came)
{
	struct built built;
	uint64_t set = 1ull << 9;
	int32_t info[32] = {10, 0, 0, 0, 77, 0};
	built_call(&built, "rt_sigtimedwait", 10);
	built_args(&built, 0x1000, 0x2000, 0, 8, 0, 0);
	built_bytes(&built, 0, &set, sizeof(set));
	built_bytes(&built, 1, info, sizeof(info));
	built_reads(&built, "rt_sigtimedwait([USR1], {si_signo=SIGUSR1, si_code=SI_USER, si_pid=77, si_uid=0}, NULL, "
			    "8) = 10 (SIGUSR1)");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, sets_are_short_whichever_way_they_are_full);
	tcase_add_test(tests, actions_show_handler_mask_and_flags);
	tcase_add_test(tests, delivered_signals_tell_their_cause);
	tcase_add_test(tests, waiting_for_a_signal_names_the_one_that_came);
}
