// SPDX-License-Identifier: Apache-2.0
#define LOG_TOPIC "podman"
#include "detector/container_manager/podman_service.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/base/alloc.h"
#include "common/base/log.h"
#include "common/loop/task.h"
#include "detector/container_manager/podman_http.h"

#define START_TRIES 200 // of 50 ms
#define STOP_TRIES  500 // of 10 ms

struct podman_service {
	pid_t pid; // 0 once it was waited for
	char *socket;
	int output;
	struct loop_poll *poll;
	char last[200]; // its last line, for the error when it ends at once
};

static void keep_last_line(struct podman_service *service, char *text)
{
	for (char *line = strsep(&text, "\n"); line; line = strsep(&text, "\n")) {
		if (!*line)
			continue;
		log_debug("service", "line=%s", LOG_Q(line));
		(void)snprintf(service->last, sizeof(service->last), "%.199s", line);
	}
}

// The pipe is read for as long as the service lives: a full or closed one would stop it.
static void on_output(void *ctx, unsigned events)
{
	struct podman_service *service = ctx;
	char piece[1025];
	(void)events;
	ssize_t got = read(service->output, piece, sizeof(piece) - 1);
	if (got > 0) {
		piece[got] = '\0';
		keep_last_line(service, piece);
	} else if (got == 0 || errno != EAGAIN) {
		loop_poll_free(service->poll);
		service->poll = NULL;
	}
}

static bool ended(struct podman_service *service)
{
	if (service->pid && waitpid(service->pid, NULL, WNOHANG) != 0)
		service->pid = 0;
	return service->pid == 0;
}

// The environment without what would make the service's podman a client of another service. The array is the caller's to free.
static char **service_environment(void)
{
	static const char *const unwanted[] = {"CONTAINER_HOST=", "CONTAINER_CONNECTION=", "CONTAINER_SSHKEY="};
	size_t count = 0, kept = 0;
	while (environ[count])
		count++;
	char **result = xcalloc(count + 1, sizeof(*result));
	for (size_t i = 0; i < count; i++) {
		bool wanted = true;
		for (size_t j = 0; j < sizeof(unwanted) / sizeof(*unwanted); j++)
			wanted &= strncmp(environ[i], unwanted[j], strlen(unwanted[j])) != 0;
		if (wanted)
			result[kept++] = environ[i];
	}
	return result;
}

static _Noreturn void run_service(const char *address, char **environment, int output, pid_t parent)
{
	// A group of its own, or Ctrl-C in our terminal would end it before the containers are cleaned up.
	(void)setpgid(0, 0);
	(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
	sigset_t none;
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)sigaction(SIGPIPE, &(struct sigaction){.sa_handler = SIG_DFL}, NULL); // ignored by us, and inherited
	int input = open("/dev/null", O_RDONLY);
	if (getppid() != parent || input < 0 || dup2(input, 0) < 0 || dup2(output, 1) < 0 || dup2(output, 2) < 0)
		_exit(127);
	environ = environment;
	(void)execlp("podman", "podman", "system", "service", "--time=0", address, (char *)NULL);
	static const char message[] = "podman is not installed, or not in PATH\n";
	(void)!write(2, message, sizeof(message) - 1);
	_exit(127);
}

static int spawn(struct loop *loop, struct podman_service *service, struct error *err)
{
	int ends[2];
	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
		return error_set(err, errno, "pipe: %s", strerror(errno));
	AUTO_FREE char *address = xasprintf("unix://%s", service->socket);
	// The service writes as if to a file: O_NONBLOCK is for our end only.
	(void)fcntl(ends[1], F_SETFL, 0);
	AUTO_FREE char **environment = service_environment();
	pid_t parent = getpid();
	service->pid = fork();
	if (service->pid == 0)
		run_service(address, environment, ends[1], parent);
	int code = errno;
	(void)close(ends[1]);
	if (service->pid < 0) {
		service->pid = 0;
		(void)close(ends[0]);
		return error_set(err, code, "fork: %s", strerror(code));
	}
	service->output = ends[0];
	service->poll = loop_poll_new(loop, service->output, LOOP_READABLE, on_output, service);
	return 0;
}

static int choose_socket(const char *usual, struct podman_service *service, struct error *err)
{
	AUTO_FREE char *folder = xstrdup(usual);
	char *slash = strrchr(folder, '/');
	if (!slash || slash == folder)
		return error_set(err, EINVAL, "Podman's socket %s is not in a folder of its own", usual);
	*slash = '\0';
	if (mkdir(folder, 0700) < 0 && errno != EEXIST)
		return error_set(err, errno, "make the folder of Podman's socket, %s: %s", folder, strerror(errno));
	service->socket = xasprintf("%s/syscope-%d.sock", folder, (int)getpid());
	(void)unlink(service->socket);
	return 0;
}

static int wait_until_it_answers(struct podman *podman, struct podman_service *service, struct error *err)
{
	for (int i = 0; i < START_TRIES; i++) {
		task_sleep(podman_loop(podman), 50);
		if (podman_ping(podman, err) == 0)
			return 0;
		if (ended(service)) {
			task_sleep(podman_loop(podman), 20); // for its last words
			return error_set(err, EIO, "`podman system service` ended at once: %s",
					 service->last[0] ? service->last : "it said nothing");
		}
	}
	return error_wrap(err, "`podman system service` does not answer");
}

int podman_service_ensure(struct podman *podman, struct podman_service **ret_service, struct error *err)
{
	int r = podman_ping(podman, err);
	if (r == 0) {
		*ret_service = NULL;
		return 0;
	}
	if (r != -ECONNREFUSED)
		return r;
	struct podman_service *service = xcalloc(1, sizeof(*service));
	service->output = -1;
	r = choose_socket(podman_socket(podman), service, err);
	if (r == 0)
		r = spawn(podman_loop(podman), service, err);
	if (r == 0)
		podman_use_socket(podman, service->socket);
	if (r == 0)
		r = wait_until_it_answers(podman, service, err);
	if (r < 0) {
		podman_service_free(service);
		return r;
	}
	log_debug("service started", "pid=%d socket=%s", (int)service->pid, LOG_Q(podman_socket(podman)));
	*ret_service = service;
	return 0;
}

void podman_service_free(struct podman_service *service)
{
	if (!service)
		return;
	for (int i = 0; !ended(service); i++) {
		if (i % STOP_TRIES == 0)
			(void)kill(service->pid, i == 0 ? SIGTERM : SIGKILL);
		(void)nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
	}
	loop_poll_free(service->poll);
	if (service->output >= 0)
		(void)close(service->output);
	if (service->socket)
		(void)unlink(service->socket);
	free(service->socket);
	free(service);
}
