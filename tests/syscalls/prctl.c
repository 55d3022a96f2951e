// SPDX-License-Identifier: Apache-2.0
#include "tests/syscalls/expect.h"

#include <sys/prctl.h>

static void names(void)
{
	char name[16];
	syscall(SYS_prctl, PR_SET_NAME, "a name that is far too long");
	expect("prctl(PR_SET_NAME, \"a name that is \"...) = 0");
	syscall(SYS_prctl, PR_GET_NAME, name);
	expect("prctl(PR_GET_NAME, \"a name that is \") = 0");
}

static void numbers(void)
{
	int value;
	long ret = syscall(SYS_prctl, PR_SET_PDEATHSIG, 15);
	expect("prctl(PR_SET_PDEATHSIG, SIGTERM) = %s", expect_result(ret));
	syscall(SYS_prctl, PR_GET_PDEATHSIG, &value);
	expect("prctl(PR_GET_PDEATHSIG, [SIGTERM]) = 0");
	ret = syscall(SYS_prctl, PR_GET_PDEATHSIG, 1);
	expect("prctl(PR_GET_PDEATHSIG, 0x1) = %s", expect_result(ret));
	ret = syscall(SYS_prctl, PR_CAPBSET_READ, 99);
	expect("prctl(PR_CAPBSET_READ, 0x63 /* CAP_??? */) = %s", expect_result(ret));
	ret = syscall(SYS_prctl, PR_MCE_KILL, 1, 2, 0, 0);
	expect("prctl(PR_MCE_KILL, PR_MCE_KILL_SET, PR_MCE_KILL_DEFAULT, 0, 0) = %s", expect_result(ret));
	syscall(SYS_prctl, PR_GET_TID_ADDRESS, 1);
	expect("prctl(PR_GET_TID_ADDRESS, 0x1) = -1 EFAULT (Bad address)");
	ret = syscall(SYS_prctl, 77, 1, 2, 3, 4);
	expect("prctl(0x4d /* PR_??? */, 0x1, 0x2, 0x3, 0x4) = %s", expect_result(ret));
}

int main(void)
{
	names();
	numbers();
	return expect_done();
}
