// SPDX-License-Identifier: Apache-2.0
#include "detector/mode/child.h"

#include "common/base/cleanup.h"

#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <linux/seccomp.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#define FILTER_MAX 4096

static bool is_program(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, X_OK) == 0;
}

static int find_program(const char *name, char ret_path[static PATH_MAX], struct error *err)
{
	if (strchr(name, '/')) {
		if (access(name, F_OK) != 0)
			return error_set(err, errno, "cannot run \"%.120s\": %s", name, strerror(errno));
		if (!is_program(name))
			return error_set(err, EACCES, "cannot run \"%.120s\": not an executable file", name);
		(void)snprintf(ret_path, PATH_MAX, "%s", name);
		return 0;
	}
	const char *path = getenv("PATH");
	for (const char *dir = path ? path : "/usr/bin:/bin"; dir; dir = *dir ? dir + 1 : NULL) {
		const char *end = strchrnul(dir, ':');
		int len = (int)(end - dir);
		(void)snprintf(ret_path, PATH_MAX, "%.*s%s%s", len, dir, len ? "/" : "./", name);
		if (is_program(ret_path))
			return 0;
		if (!*end)
			break;
		dir = end;
	}
	return error_set(err, ENOENT, "cannot run \"%.120s\": there is no such program in PATH", name);
}

static const int handled[CHILD_SIGNALS] = {SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGQUIT};

void child_save_signals(struct child_setup *setup)
{
	for (int i = 0; i < CHILD_SIGNALS; i++)
		(void)sigaction(handled[i], NULL, &setup->actions[i]);
}

static bool read_whole(int fd, void *to, size_t size)
{
	uint8_t *at = to;
	while (size > 0) {
		ssize_t n = read(fd, at, size);
		if (n <= 0)
			return false;
		at += n;
		size -= (size_t)n;
	}
	return true;
}

// Root may have a filter without giving up setuid programs; others lose nothing, for tracing them takes those away already. Without the
// filter all calls are traced: slower, not wrong.
static void set_filter(struct sock_filter *instructions, uint16_t n)
{
	const struct sock_fprog program = {.len = n, .filter = instructions};
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0 || errno != EACCES)
		return;
	(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	(void)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
}

// What the parent writes when the program may start: how many instructions, and those.
static bool read_filter(int go_fd)
{
	static struct sock_filter instructions[FILTER_MAX];
	uint16_t n;
	if (!read_whole(go_fd, &n, sizeof(n)) || n > FILTER_MAX ||
	    !read_whole(go_fd, instructions, n * sizeof(*instructions)))
		return false;
	if (n > 0)
		set_filter(instructions, n);
	return true;
}

static void set_environment(const struct child_setup *setup)
{
	for (size_t i = 0; i < setup->n_environment; i++) {
		const char *change = setup->environment[i];
		if (strchr(change, '='))
			(void)putenv((char *)change);
		else
			(void)unsetenv(change);
	}
}

static int become(const struct passwd *user)
{
	if (!user)
		return 0;
	return initgroups(user->pw_name, user->pw_gid) < 0 || setgid(user->pw_gid) < 0 || setuid(user->pw_uid) < 0
		   ? errno
		   : 0;
}

static void run_child(const char *path, char **argv, const struct child_setup *setup, const struct passwd *user,
		      int go_fd, int failed_fd)
{
	sigset_t none;
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	for (int i = 0; i < CHILD_SIGNALS; i++)
		(void)sigaction(handled[i], &setup->actions[i], NULL);
	if (!read_filter(go_fd))
		_exit(125); // abandoned
	int code = become(user);
	if (!code) {
		set_environment(setup);
		execv(path, argv);
		code = errno;
	}
	(void)!write(failed_fd, &code, sizeof(code));
	_exit(code == ENOENT ? 127 : 126);
}

int child_prepare(char **argv, const struct child_setup *setup, struct child *ret_child, struct error *err)
{
	char path[PATH_MAX];
	int go[2];
	int failed[2];
	const struct passwd *user = setup->user ? getpwnam(setup->user) : NULL;
	if (setup->user && !user)
		return error_set(err, EINVAL, "there is no user %.80s", setup->user);
	int r = find_program(argv[0], path, err);
	if (r < 0)
		return r;
	if (pipe2(go, O_CLOEXEC) < 0)
		return error_set(err, errno, "cannot make a pipe: %s", strerror(errno));
	AUTO_CLOSE int go_read = go[0];
	AUTO_CLOSE int go_write = go[1];
	if (pipe2(failed, O_CLOEXEC) < 0)
		return error_set(err, errno, "cannot make a pipe: %s", strerror(errno));
	AUTO_CLOSE int failed_read = failed[0];
	AUTO_CLOSE int failed_write = failed[1];
	pid_t pid = fork();
	if (pid < 0)
		return error_set(err, errno, "cannot fork: %s", strerror(errno));
	if (pid == 0) {
		(void)close(go_write); // else the child holds its own leash
		run_child(path, argv, setup, user, go_read, failed_write);
	}
	*ret_child = (struct child){.pid = pid, .go_fd = take_fd(&go_write), .failed_fd = take_fd(&failed_read)};
	return 0;
}

int child_release(struct child *child, const char *name, const struct sock_filter *filter, size_t n_filter,
		  struct error *err)
{
	int code = 0;
	ssize_t n;
	uint16_t instructions = (uint16_t)n_filter;
	(void)!write(child->go_fd, &instructions, sizeof(instructions));
	if (n_filter > 0)
		(void)!write(child->go_fd, filter, n_filter * sizeof(*filter));
	do
		n = read(child->failed_fd, &code, sizeof(code));
	while (n < 0 && errno == EINTR);
	(void)close(child->go_fd);
	(void)close(child->failed_fd);
	child->go_fd = -1;
	child->failed_fd = -1;
	if (n != (ssize_t)sizeof(code))
		return 0;
	if (!child->traced)
		(void)waitpid(child->pid, NULL, 0);
	return error_set(err, code, "cannot run \"%.120s\": %s", name, strerror(code));
}

void child_abandon(struct child *child)
{
	if (child->go_fd < 0)
		return;
	(void)close(child->go_fd);
	(void)close(child->failed_fd);
	child->go_fd = -1;
	(void)waitpid(child->pid, NULL, 0);
}
