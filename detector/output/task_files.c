// SPDX-License-Identifier: Apache-2.0
#include "detector/output/task_files.h"

#include "common/base/alloc.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define OPEN_MAX_FILES 128u       // of a process's usual 1024 descriptors
#define TIDS           (1u << 22) // the kernel's limit

struct task_file {
	uint32_t tid; // 0 = free
	uint64_t used;
	int fd;
	struct line_writer *writer;
};

struct task_files {
	char *name;
	bool append;
	uint64_t clock;
	struct error failure; // code 0 = none
	struct task_file open[OPEN_MAX_FILES];
	uint64_t begun[TIDS / 64]; // by tid: its file is gone on with when it had to be closed in between
};

struct task_files *task_files_new(const char *name, bool append)
{
	struct task_files *files = xcalloc(1, sizeof(*files));
	files->name = xstrdup(name);
	files->append = append;
	return files;
}

static void close_file(struct task_files *files, struct task_file *file)
{
	struct error err;
	line_writer_flush(file->writer);
	if (line_writer_error(file->writer, &err) < 0 && !files->failure.code)
		files->failure = err;
	line_writer_free(file->writer);
	if (file->fd >= 0)
		(void)close(file->fd);
	*file = (struct task_file){0};
}

void task_files_free(struct task_files *files)
{
	if (!files)
		return;
	for (unsigned i = 0; i < OPEN_MAX_FILES; i++)
		if (files->open[i].writer)
			close_file(files, &files->open[i]);
	free(files->name);
	free(files);
}

static bool was_begun(struct task_files *files, uint32_t tid)
{
	uint64_t bit = 1ull << (tid % 64), *word = &files->begun[tid % TIDS / 64];
	bool begun = *word & bit;
	*word |= bit;
	return begun;
}

// The file of the task, else a free place, else the one that was not used for longest.
static struct task_file *place_of(struct task_files *files, uint32_t tid)
{
	struct task_file *best = &files->open[0];
	for (unsigned i = 0; i < OPEN_MAX_FILES; i++) {
		if (files->open[i].tid == tid)
			return &files->open[i];
		if (files->open[i].used < best->used)
			best = &files->open[i];
	}
	return best;
}

static void open_file(struct task_files *files, struct task_file *file, uint32_t tid)
{
	AUTO_FREE char *path = xasprintf("%s.%u", files->name, tid);
	bool goes_on = was_begun(files, tid) || files->append;
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | (goes_on ? O_APPEND : O_TRUNC), 0666);
	if (fd < 0 && !files->failure.code)
		(void)error_set(&files->failure, errno, "cannot write %.150s: %s", path, strerror(errno));
	*file = (struct task_file){.tid = tid, .fd = fd, .writer = line_writer_new(fd)};
}

struct line_writer *task_files_writer(void *ctx, uint32_t tid)
{
	struct task_files *files = ctx;
	struct task_file *file = place_of(files, tid);
	if (file->tid != tid) {
		if (file->writer)
			close_file(files, file);
		open_file(files, file, tid);
	}
	file->used = ++files->clock;
	return file->writer;
}

void task_files_ended(void *ctx, uint32_t tid)
{
	struct task_files *files = ctx;
	for (unsigned i = 0; i < OPEN_MAX_FILES; i++)
		if (files->open[i].tid == tid && files->open[i].writer)
			close_file(files, &files->open[i]);
	files->begun[tid % TIDS / 64] &= ~(1ull << (tid % 64));
}

void task_files_flush(struct task_files *files)
{
	struct error err;
	for (unsigned i = 0; i < OPEN_MAX_FILES; i++) {
		if (!files->open[i].writer)
			continue;
		line_writer_flush(files->open[i].writer);
		if (line_writer_error(files->open[i].writer, &err) < 0 && !files->failure.code)
			files->failure = err;
	}
}

int task_files_error(const struct task_files *files, struct error *err)
{
	if (!files->failure.code)
		return 0;
	*err = files->failure;
	return -err->code;
}
