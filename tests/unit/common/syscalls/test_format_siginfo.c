// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/syscalls/event_builder.h"

#include <signal.h>

struct raw {
	int32_t signo, error, code, pad;
	uint64_t words[14];
};

static void queue(const struct raw *raw, const char *text)
{
	struct built built;
	char line[512];
	built_call(&built, "rt_sigqueueinfo", 0);
	built_args(&built, 7, SIGUSR1, 0x1000, 0, 0, 0);
	built_bytes(&built, 2, raw, sizeof(*raw));
	(void)snprintf(line, sizeof(line), "rt_sigqueueinfo(7, SIGUSR1, %s) = 0", text);
	built_reads(&built, line);
}

#define PAIR(first, second) ((uint64_t)(second) << 32 | (first))

START_TEST(who_sent_it_decides_what_is_shown)
{
	static const struct {
		struct raw raw;
		const char *text;
	} rows[] = {
	    {{0, 0, 0, 0, {5}}, "{}"},
	    {{10, 0, SI_USER, 0, {PAIR(5, 6)}}, "{si_signo=SIGUSR1, si_code=SI_USER, si_pid=5, si_uid=6}"},
	    {{10, 2, SI_QUEUE, 0, {PAIR(5, 6), 9}},
	     "{si_signo=SIGUSR1, si_code=SI_QUEUE, si_errno=ENOENT, si_pid=5, si_uid=6, si_int=9, si_ptr=0x9}"},
	    {{10, 999, SI_QUEUE, 0, {PAIR(5, 6)}},
	     "{si_signo=SIGUSR1, si_code=SI_QUEUE, si_errno=999, si_pid=5, si_uid=6}"},
	    {{14, 0, SI_TIMER, 0, {PAIR(0x10, 3), 9}},
	     "{si_signo=SIGALRM, si_code=SI_TIMER, si_timerid=0x10, si_overrun=3, si_int=9, si_ptr=0x9}"},
	    {{29, 0, SI_SIGIO, 0, {65, 4}}, "{si_signo=SIGIO, si_code=SI_SIGIO, si_band=65, si_fd=4}"},
	    {{29, 0, 1, 0, {65, 4}}, "{si_signo=SIGIO, si_code=POLL_IN, si_band=65, si_fd=4}"},
	    {{17, 0, 1, 0, {PAIR(5, 6), 3, 7, 0}},
	     "{si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=5, si_uid=6, si_status=3, si_utime=7 /* 0.07 s */, "
	     "si_stime=0}"},
	    {{17, 0, 2, 0, {PAIR(5, 6), 9}},
	     "{si_signo=SIGCHLD, si_code=CLD_KILLED, si_pid=5, si_uid=6, si_status=SIGKILL, si_utime=0, si_stime=0}"},
	    {{11, 0, 1, 0, {0x1234}}, "{si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=0x1234}"},
	    {{11, 0, 3, 0, {0x1234, 0, 0x1000, 0x2000}},
	     "{si_signo=SIGSEGV, si_code=SEGV_BNDERR, si_addr=0x1234, si_lower=0x1000, si_upper=0x2000}"},
	    {{11, 0, 4, 0, {0x1234, 0, 3}}, "{si_signo=SIGSEGV, si_code=SEGV_PKUERR, si_addr=0x1234, si_pkey=3}"},
	    {{7, 0, 4, 0, {0x1234, 12}}, "{si_signo=SIGBUS, si_code=BUS_MCEERR_AR, si_addr=0x1234, si_addr_lsb=0xc}"},
	    {{8, 0, 1, 0, {0x1234}}, "{si_signo=SIGFPE, si_code=FPE_INTDIV, si_addr=0x1234}"},
	    {{31, 0, 1, 0, {0x1234, 102}},
	     "{si_signo=SIGSYS, si_code=SYS_SECCOMP, si_call_addr=0x1234, si_syscall=102, si_arch=0 /* AUDIT_ARCH_??? "
	     "*/}"},
	    {{5, 0, 0x7f, 0, {0}}, "{si_signo=SIGTRAP, si_code=0x7f, si_addr=NULL}"},
	    {{10, 0, SI_KERNEL, 0, {0}}, "{si_signo=SIGUSR1, si_code=SI_KERNEL}"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		queue(&rows[i].raw, rows[i].text);
}
END_TEST

#if defined(__x86_64__)
START_TEST(seccomp_tells_which_call_it_was)
{
	queue(&(struct raw){31, 0, 1, 0, {0x1234, PAIR(39, 0xc000003e)}},
	      "{si_signo=SIGSYS, si_code=SYS_SECCOMP, si_call_addr=0x1234, si_syscall=__NR_getpid, "
	      "si_arch=AUDIT_ARCH_X86_64}");
	queue(&(struct raw){31, 0, 1, 0, {0x1234, PAIR(20, 0x40000003)}},
	      "{si_signo=SIGSYS, si_code=SYS_SECCOMP, si_call_addr=0x1234, si_syscall=__NR_getpid, "
	      "si_arch=AUDIT_ARCH_I386}");
}
END_TEST
#endif

START_TEST(a_part_of_a_siginfo_is_none)
{
	struct built built;
	built_call(&built, "rt_sigqueueinfo", 0);
	built_args(&built, 7, SIGUSR1, 0x1000, 0, 0, 0);
	built_bytes(&built, 2, "0123456789abcdef", 16);
	built_reads(&built, "rt_sigqueueinfo(7, SIGUSR1, 0x1000) = 0");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, who_sent_it_decides_what_is_shown);
#if defined(__x86_64__)
	tcase_add_test(tests, seccomp_tells_which_call_it_was);
#endif
	tcase_add_test(tests, a_part_of_a_siginfo_is_none);
}
