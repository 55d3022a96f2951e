// SPDX-License-Identifier: Apache-2.0
// fdatasync takes milliseconds and, on a busy disk, seconds: it runs on the pool, on descriptors of its own, so that the spool may
// be closed meanwhile.
#define LOG_TOPIC "spool"
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "common/base/alloc.h"
#include "common/base/log.h"
#include "detector/ws_client/spool_internal.h"

#define SYNC_AFTER_MS 1000

struct sync_job {
	int *fds;
	size_t n;
	int failed; // errno of the first failure
};

static void work(void *ctx)
{
	struct sync_job *job = ctx;
	for (size_t i = 0; i < job->n; i++) {
		if (fdatasync(job->fds[i]) < 0 && !job->failed)
			job->failed = errno;
		(void)close(job->fds[i]);
	}
}

static void done(void *ctx)
{
	struct sync_job *job = ctx;
	if (job->failed)
		log_error("sync", "error=%s: a power cut now would lose captured data", strerror(job->failed));
	free(job->fds);
	free(job);
}

static void add(struct sync_job *job, int fd)
{
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (copy < 0) {
		job->failed = errno;
		return;
	}
	job->fds[job->n++] = copy;
}

static struct sync_job *collect(struct spool *spool)
{
	size_t max = 1;
	list_for_each (stream, &spool->streams, struct stream, node) {
		max++;
		list_for_each (segment, &stream->segments, struct segment, node)
			max += segment->dirty;
	}
	struct sync_job *job = xcalloc(1, sizeof(*job));
	job->fds = xcalloc(max, sizeof(*job->fds));
	list_for_each (stream, &spool->streams, struct stream, node) {
		size_t before = job->n;
		list_for_each (segment, &stream->segments, struct segment, node) {
			if (segment->dirty)
				add(job, segment->fd);
			segment->dirty = false;
		}
		if (job->n > before)
			add(job, stream->dir_fd); // a new file is safe when its folder is
	}
	if (job->n > 0)
		add(job, spool->dir_fd);
	return job;
}

void spool_sync(struct spool *spool, bool in_place)
{
	struct sync_job *job = collect(spool);
	if (in_place || job->n == 0) {
		work(job);
		done(job);
	} else {
		loop_offload(spool->loop, work, done, job);
	}
}

static void on_timer(void *ctx)
{
	struct spool *spool = ctx;
	loop_timer_free(spool->timer);
	spool->timer = NULL;
	spool_sync(spool, false);
}

void spool_sync_later(struct spool *spool)
{
	if (spool->timer)
		return;
	spool->timer = loop_timer_new(spool->loop, on_timer, spool);
	loop_timer_start(spool->timer, SYNC_AFTER_MS, 0);
}
