// SPDX-License-Identifier: Apache-2.0
#include "detector/output/output_target.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

bool output_target_is_command(const char *name)
{
	return name && (name[0] == '|' || name[0] == '!');
}

static void run_command(const char *command, int input)
{
	sigset_t none;
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)sigaction(SIGPIPE, &(struct sigaction){.sa_handler = SIG_DFL}, NULL);
	if (dup2(input, STDIN_FILENO) < 0)
		_exit(127);
	(void)execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

// The command is no child of ours: who waits for children waits for traced ones. So it is a grandchild whose parent has ended, and for that
// moment nobody here takes orphans in.
static pid_t spawn_orphan(const char *command, int input)
{
	int reaper = 0, tell[2];
	pid_t pid = -1;
	if (pipe2(tell, O_CLOEXEC) < 0)
		return -1;
	(void)prctl(PR_GET_CHILD_SUBREAPER, &reaper);
	(void)prctl(PR_SET_CHILD_SUBREAPER, 0);
	pid_t middle = fork();
	if (middle == 0) {
		pid_t command_pid = fork();
		if (command_pid == 0)
			run_command(command, input);
		(void)!write(tell[1], &command_pid, sizeof(command_pid));
		_exit(0);
	}
	if (middle > 0) {
		if (read(tell[0], &pid, sizeof(pid)) != (ssize_t)sizeof(pid))
			pid = -1;
		(void)waitpid(middle, NULL, 0);
	}
	(void)prctl(PR_SET_CHILD_SUBREAPER, (unsigned long)reaper);
	(void)close(tell[0]);
	(void)close(tell[1]);
	return pid;
}

static int open_command(const char *command, struct output_target *ret_target, struct error *err)
{
	int ends[2];
	if (pipe2(ends, O_CLOEXEC) < 0)
		return error_set(err, errno, "cannot make a pipe: %s", strerror(errno));
	pid_t pid = spawn_orphan(command, ends[0]);
	int ended = pid > 0 ? (int)syscall(SYS_pidfd_open, pid, 0) : -1;
	(void)close(ends[0]);
	if (pid <= 0) {
		(void)close(ends[1]);
		return error_set(err, EAGAIN, "cannot start %.150s", command);
	}
	*ret_target = (struct output_target){.fd = ends[1], .ended = ended};
	return 0;
}

int output_target_open(const char *name, bool append, struct output_target *ret_target, struct error *err)
{
	if (output_target_is_command(name))
		return open_command(name + 1, ret_target, err);
	int fd = STDERR_FILENO;
	if (name) {
		fd = open(name, O_WRONLY | O_CREAT | O_CLOEXEC | (append ? O_APPEND : O_TRUNC), 0666);
		if (fd < 0)
			return error_set(err, errno, "cannot write %.150s: %s", name, strerror(errno));
	}
	*ret_target = (struct output_target){.fd = fd, .ended = -1};
	return 0;
}

void output_target_close(struct output_target *target)
{
	if (target->fd >= 0 && target->fd != STDERR_FILENO)
		(void)close(target->fd);
	target->fd = -1;
	if (target->ended < 0)
		return;
	struct pollfd wait = {.fd = target->ended, .events = POLLIN};
	while (poll(&wait, 1, -1) < 0 && errno == EINTR)
		;
	(void)close(target->ended);
	target->ended = -1;
}
