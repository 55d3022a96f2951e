// SPDX-License-Identifier: Apache-2.0
#include "server/handler/static_handler.h"

#include "common/base/alloc.h"
#include "common/loop/task.h"
#include "server/handler/static_path.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define FILE_MAX (32u << 20)

struct static_read {
	const char *root, *file;
	const char *known_tag; // If-None-Match
	char tag[64];
	struct buffer *body;
	int r;
	bool unchanged;
};

static int read_all(int fd, size_t size, struct buffer *body)
{
	unsigned char *at = buffer_reserve(body, size);
	if (!at && size > 0)
		return -EFBIG;
	for (size_t done = 0; done < size;) {
		ssize_t n = read(fd, at + done, size - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : -EIO; // it became shorter meanwhile
		done += (size_t)n;
	}
	return 0;
}

static int open_file(struct static_read *job, int *ret_fd, struct stat *ret_stat)
{
	AUTO_CLOSE int root = open(job->root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (root < 0)
		return -errno;
	AUTO_CLOSE int fd = openat(root, job->file, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return -errno;
	if (fstat(fd, ret_stat) < 0)
		return -errno;
	if (!S_ISREG(ret_stat->st_mode))
		return -ENOENT;
	*ret_fd = take_fd(&fd);
	return 0;
}

static void read_file(void *ctx)
{
	struct static_read *job = ctx;
	struct stat st = {0};
	AUTO_CLOSE int fd = -1;
	job->r = open_file(job, &fd, &st);
	if (job->r < 0)
		return;
	(void)snprintf(job->tag, sizeof(job->tag), "\"%" PRIx64 "-%" PRIx64 "%09lx\"", (uint64_t)st.st_size,
		       (uint64_t)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
	job->unchanged = job->known_tag && strstr(job->known_tag, job->tag);
	if (!job->unchanged)
		job->r = st.st_size > (off_t)FILE_MAX ? -EFBIG : read_all(fd, (size_t)st.st_size, job->body);
}

static int load(struct request *request, struct response *response, const char *file)
{
	struct static_read job = {
	    .root = request->web_root, .file = file, .known_tag = request->if_none_match, .body = &response->body};
	task_offload(request->loop, read_file, &job);
	if (job.r < 0)
		return job.r;
	response_add_header(response, "etag:", job.tag);
	response->cache_control = static_path_is_hashed(file) ? "public, max-age=31536000, immutable" : "no-cache";
	response->status = job.unchanged ? 304 : 200;
	response->content_type = job.unchanged ? NULL : static_path_type(file);
	return 0;
}

int static_serve(struct request *request, struct response *response, struct error *err)
{
	const char *file = static_path_file(request->path);
	int r = -ENOENT;
	if (!request->web_root[0])
		return error_set(err, ENOENT, "This server gives out no pages (web-root is not set).");
	if (file && file[0])
		r = load(request, response, file);
	if (file && (r == -ENOENT || r == -ENOTDIR) && static_path_is_place(request->path))
		r = load(request, response, "index.html");
	if (r == -ENOENT || r == -ENOTDIR || r == -EACCES || r == -ENAMETOOLONG || r == -ELOOP)
		return error_set(err, ENOENT, "There is nothing at this address.");
	if (r < 0)
		return error_set(err, EIO, "read %.100s: %s", request->path, strerror(-r));
	return 0;
}
