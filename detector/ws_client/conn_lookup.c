// SPDX-License-Identifier: Apache-2.0
#include "detector/ws_client/conn_lookup.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "common/base/alloc.h"
#include "common/base/cleanup.h"

#define DIAGNOSE_SECONDS 3

struct lookup_job {
	struct loop *loop;
	char *host;
	uint16_t port; // 0: only look the name up
	lookup_fn fn;
	void *ctx;
	bool cancelled; // the canceller waits and frees
	bool finished;
	struct lookup result;
};

static void look_up(struct lookup_job *job)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG};
	struct addrinfo *list = NULL;
	struct lookup *result = &job->result;
	int r = getaddrinfo(job->host, NULL, &hints, &list);
	for (const struct addrinfo *info = list; r == 0 && info && result->n < LOOKUP_ADDRESSES; info = info->ai_next) {
		if (getnameinfo(info->ai_addr, info->ai_addrlen, result->addresses[result->n], LOOKUP_TEXT, NULL, 0,
				NI_NUMERICHOST) == 0)
			result->n++;
	}
	if (list)
		freeaddrinfo(list);
	if (result->n == 0)
		(void)snprintf(result->problem, sizeof(result->problem), "the name %.64s is not known: %.64s",
			       job->host, r ? gai_strerror(r) : "no address");
}

static void diagnose(struct lookup_job *job)
{
	char port[8];
	(void)snprintf(port, sizeof(port), "%u", job->port);
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV};
	struct addrinfo *info = NULL;
	if (getaddrinfo(job->host, port, &hints, &info) != 0)
		return;
	AUTO_CLOSE int fd = socket(info->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct timeval limit = {.tv_sec = DIAGNOSE_SECONDS};
	if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit)) == 0 &&
	    connect(fd, info->ai_addr, info->ai_addrlen) < 0)
		(void)snprintf(job->result.problem, sizeof(job->result.problem), "%s",
			       strerror(errno == EINPROGRESS ? ETIMEDOUT : errno));
	freeaddrinfo(info);
}

static void work(void *ctx)
{
	struct lookup_job *job = ctx;
	if (job->port)
		diagnose(job);
	else
		look_up(job);
}

static void job_free(struct lookup_job *job)
{
	free(job->host);
	free(job);
}

static void done(void *ctx)
{
	struct lookup_job *job = ctx;
	job->finished = true;
	if (job->cancelled)
		return;
	job->fn(job->ctx, &job->result);
	job_free(job);
}

static struct lookup_job *start(struct loop *loop, const char *host, uint16_t port, lookup_fn fn, void *ctx)
{
	struct lookup_job *job = xcalloc(1, sizeof(*job));
	job->loop = loop;
	job->host = xstrdup(host);
	job->port = port;
	job->fn = fn;
	job->ctx = ctx;
	loop_offload(loop, work, done, job);
	return job;
}

struct lookup_job *lookup_start(struct loop *loop, const char *host, lookup_fn fn, void *ctx)
{
	return start(loop, host, 0, fn, ctx);
}

struct lookup_job *lookup_diagnose(struct loop *loop, const char *address, uint16_t port, lookup_fn fn, void *ctx)
{
	return start(loop, address, port, fn, ctx);
}

void lookup_cancel(struct lookup_job *job)
{
	if (!job)
		return;
	job->cancelled = true;
	while (!job->finished)
		loop_run_once(job->loop, 100);
	job_free(job);
}
