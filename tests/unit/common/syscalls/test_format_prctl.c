// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/syscalls/event_builder.h"

#include <linux/prctl.h>

START_TEST(prctl_shows_as_many_arguments_as_the_operation_has)
{
	struct built built;
	built_call(&built, "prctl", 0);
	built_args(&built, PR_SET_NAME, 0x1000, 1, 2, 3, 0);
	built_bytes(&built, 1, "worker\0........", 16);
	built_reads(&built, "prctl(PR_SET_NAME, \"worker\") = 0");
	built_call(&built, "prctl", 1);
	built_args(&built, PR_GET_DUMPABLE, 9, 9, 9, 9, 0);
	built_reads(&built, "prctl(PR_GET_DUMPABLE) = 1 (SUID_DUMP_USER)");
	built_call(&built, "prctl", 0);
	built_args(&built, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, 0);
	built_reads(&built, "prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) = 0");
	built_args(&built, PR_CAPBSET_READ, 21, 0, 0, 0, 0);
	built_reads(&built, "prctl(PR_CAPBSET_READ, CAP_SYS_ADMIN) = 0");
}
END_TEST

START_TEST(prctl_shows_what_an_operation_is_given)
{
	static const struct {
		uint64_t args[5];
		int64_t ret;
		const char *text;
	} rows[] = {
	    {{PR_SET_SECUREBITS, 0x10, 0, 0, 0}, 0, "prctl(PR_SET_SECUREBITS, SECBIT_KEEP_CAPS) = 0"},
	    {{PR_MCE_KILL, 1, 2, 0, 0}, 0, "prctl(PR_MCE_KILL, PR_MCE_KILL_SET, PR_MCE_KILL_DEFAULT, 0, 0) = 0"},
	    {{PR_MCE_KILL_GET, 0, 0, 0, 0}, 2, "prctl(PR_MCE_KILL_GET, 0, 0, 0, 0) = 2 (PR_MCE_KILL_DEFAULT)"},
	    {{PR_CAP_AMBIENT, 2, 12, 0, 0}, 0, "prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_NET_ADMIN, 0, 0) = 0"},
	    {{PR_CAP_AMBIENT, 4, 12, 0, 0}, 0, "prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0xc, 0, 0) = 0"},
	    {{PR_SET_TAGGED_ADDR_CTRL, 0x7ffff, 0, 0, 0},
	     0,
	     "prctl(PR_SET_TAGGED_ADDR_CTRL, PR_TAGGED_ADDR_ENABLE|PR_MTE_TCF_MASK|0xffff<<PR_MTE_TAG_SHIFT, 0, 0, 0) "
	     "= 0"},
	    {{PR_GET_SPECULATION_CTRL, 1, 0, 0, 0},
	     3,
	     "prctl(PR_GET_SPECULATION_CTRL, PR_SPEC_INDIRECT_BRANCH) = 0x3 (PR_SPEC_PRCTL|PR_SPEC_ENABLE)"},
	    {{PR_SET_SPECULATION_CTRL, 7, 2, 0, 0},
	     0,
	     "prctl(PR_SET_SPECULATION_CTRL, 0x7 /* PR_SPEC_??? */, 0x2) = 0"},
	    {{PR_SVE_SET_VL, 0x20010, 0, 0, 0},
	     0x20020,
	     "prctl(PR_SVE_SET_VL, PR_SVE_VL_INHERIT|0x10) = 0x20020 (PR_SVE_VL_INHERIT|0x20)"},
	    {{PR_SCHED_CORE, 1, 7, 1, 0},
	     0,
	     "prctl(PR_SCHED_CORE, PR_SCHED_CORE_CREATE, 7, 0x1 /* PIDTYPE_TGID */, NULL) = 0"},
	    {{PR_SET_PTRACER, UINT64_MAX, 0, 0, 0}, 0, "prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY) = 0"},
	    {{PR_SET_SECCOMP, 1, 9, 9, 9}, 0, "prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT) = 0"},
	    {{77, 1, 2, 3, 4}, 0, "prctl(0x4d /* PR_??? */, 0x1, 0x2, 0x3, 0x4) = 0"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct built built;
		const uint64_t *args = rows[i].args;
		built_call(&built, "prctl", rows[i].ret);
		built_args(&built, args[0], args[1], args[2], args[3], args[4], 0);
		built_reads(&built, rows[i].text);
	}
}
END_TEST

START_TEST(prctl_shows_what_the_kernel_filled)
{
	struct built built;
	uint32_t signal = 15;
	built_call(&built, "prctl", 0);
	built_args(&built, PR_GET_PDEATHSIG, 0x1000, 0, 0, 0, 0);
	built_bytes(&built, 1, &signal, sizeof(signal));
	built_reads(&built, "prctl(PR_GET_PDEATHSIG, [SIGTERM]) = 0");
	built_call(&built, "prctl", -EFAULT);
	built_args(&built, PR_GET_PDEATHSIG, 1, 0, 0, 0, 0);
	built_reads(&built, "prctl(PR_GET_PDEATHSIG, 0x1) = -1 EFAULT (Bad address)");
	built_call(&built, "prctl", 0);
	built_args(&built, PR_SET_NAME, 0x1000, 0, 0, 0, 0);
	built_bytes(&built, 1, "more than fifteen", 16);
	built_reads(&built, "prctl(PR_SET_NAME, \"more than fifte\"...) = 0");
}
END_TEST

#if !defined(__aarch64__)
START_TEST(arch_prctl_names_features)
{
	struct built built;
	uint64_t mask = 0x203;
	built_call(&built, "arch_prctl", 0);
	built_args(&built, 0x1022, 0x1000, 0, 0, 0, 0);
	built_bytes(&built, 1, &mask, sizeof(mask));
	built_reads(&built,
		    "arch_prctl(ARCH_GET_XCOMP_PERM, [0x203 /* XFEATURE_MASK_FPSSE|XFEATURE_MASK_PKRU */]) = 0");
	built_call(&built, "arch_prctl", 0);
	built_args(&built, 0x1023, 18, 0, 0, 0, 0);
	built_reads(&built, "arch_prctl(ARCH_REQ_XCOMP_PERM, 0x12 /* XFEATURE_XTILE_DATA */) = 0");
	built_args(&built, 0x1011, 18, 0, 0, 0, 0);
	built_reads(&built, "arch_prctl(ARCH_GET_CPUID) = 0");
}
END_TEST
#endif

START_TEST(seccomp_shows_the_filter_by_length)
{
	struct built built;
	uint64_t program[2] = {5, 0x7f10};
	built_call(&built, "seccomp", 0);
	built_args(&built, 1, 1, 0x1000, 0, 0, 0);
	built_bytes(&built, 2, program, sizeof(program));
	built_reads(&built, "seccomp(SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, {len=5, filter=0x7f10}) = 0");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, prctl_shows_as_many_arguments_as_the_operation_has);
	tcase_add_test(tests, prctl_shows_what_an_operation_is_given);
	tcase_add_test(tests, prctl_shows_what_the_kernel_filled);
#if !defined(__aarch64__)
	tcase_add_test(tests, arch_prctl_names_features);
#endif
	tcase_add_test(tests, seccomp_shows_the_filter_by_length);
}
