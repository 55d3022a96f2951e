// SPDX-License-Identifier: Apache-2.0
#include "tests/syscalls/expect.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

static void on_signal(int signal)
{
	(void)signal;
}

static void children(void)
{
	int status;
	pid_t pid = fork();
	if (pid == 0)
		syscall(SYS_exit_group, 3);
	syscall(SYS_wait4, pid, &status, 0, NULL);
	expect("wait4(%d, [{WIFEXITED(s) && WEXITSTATUS(s) == 3}], 0, NULL) = %d", pid, pid);
	pid = fork();
	if (pid == 0) {
		static const char *const argv[] = {"missing", "a \"b\"", NULL}, *const envp[] = {"A=1", NULL};
		syscall(SYS_execve, "/nonexistent/program", argv, envp);
		syscall(SYS_kill, getpid(), SIGKILL);
	}
	syscall(SYS_wait4, pid, &status, 0, NULL);
	expect("wait4(%d, [{WIFSIGNALED(s) && WTERMSIG(s) == SIGKILL}], 0, NULL) = %d", pid, pid);
	long ret = syscall(SYS_wait4, -1, &status, WNOHANG, NULL);
	expect("wait4(-1, %p, WNOHANG, NULL) = %s", (void *)&status, expect_result(ret));
}

static void signals(void)
{
	struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
	sigset_t set;
	sigaction(SIGUSR1, &action, NULL);
	syscall(SYS_kill, getpid(), SIGUSR1);
	expect("kill(%d, SIGUSR1) = 0", getpid());
	expect("--- SIGUSR1 {si_signo=SIGUSR1, si_code=SI_USER, si_pid=%d, si_uid=%u} ---", getpid(), getuid());
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	syscall(SYS_rt_sigprocmask, SIG_BLOCK, &set, NULL, 8);
	expect("rt_sigprocmask(SIG_BLOCK, [TERM], NULL, 8) = 0");
}

int main(void)
{
	struct rlimit limit;
	char name[16];
	children();
	signals();
	syscall(SYS_prctl, PR_SET_NAME, "renamed");
	expect("prctl(PR_SET_NAME, \"renamed\") = 0");
	syscall(SYS_prctl, PR_GET_NAME, name);
	expect("prctl(PR_GET_NAME, \"renamed\") = 0");
	syscall(SYS_prlimit64, 0, RLIMIT_CORE, &(struct rlimit){0, 0}, NULL);
	expect("prlimit64(0, RLIMIT_CORE, {rlim_cur=0, rlim_max=0}, NULL) = 0");
	syscall(SYS_prlimit64, 0, RLIMIT_CORE, NULL, &limit);
	expect("prlimit64(0, RLIMIT_CORE, NULL, {rlim_cur=0, rlim_max=0}) = 0");
	long ret = syscall(500, 1, 2, 3, 4, 5, 6);
	expect("syscall_0x1f4(0x1, 0x2, 0x3, 0x4, 0x5, 0x6) = %s", expect_result(ret));
	return expect_done();
}
