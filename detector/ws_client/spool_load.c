// SPDX-License-Identifier: Apache-2.0
// Finds the streams that an earlier run left: after a crash the end of a stream may be torn, and that is told, not hidden.
#define LOG_TOPIC "spool"
#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/alloc.h"
#include "common/base/log.h"
#include "detector/ws_client/spool_internal.h"

// Names of one folder, sorted: for segments the order of their numbers.
struct names {
	char **list;
	size_t n;
};

static void names_done(struct names *names)
{
	for (size_t i = 0; i < names->n; i++)
		free(names->list[i]);
	free(names->list);
}
DEFINE_AUTO_VALUE(names, names_done);

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int read_names(int dir_fd, struct names *names, struct error *err)
{
	int fd = openat(dir_fd, ".", O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	if (!dir) {
		cleanup_close(&fd);
		return error_set(err, errno, "spool: read the folder: %m");
	}
	const struct dirent *entry;
	while ((entry = readdir(dir))) {
		char **list = realloc(names->list, (names->n + 1) * sizeof(*list));
		if (!list)
			abort(); // as xcalloc does
		names->list = list;
		names->list[names->n++] = xstrdup(entry->d_name);
	}
	(void)closedir(dir);
	if (names->n)
		qsort(names->list, names->n, sizeof(*names->list), compare_names);
	return 0;
}

static int load_segment(struct spool *spool, struct stream *stream, const char *name, bool tail, struct error *err)
{
	struct segment *segment = NULL;
	struct segment_report report = {0};
	int r = segment_load(stream->dir_fd, name, tail, &segment, &report, err);
	if (r < 0)
		return r;
	if (!list_empty(&stream->segments) && segment->first <= stream_tail(stream)->last) {
		log_error("overlap", "segment=%s: deleted", name);
		segment_delete(stream->dir_fd, segment);
		return 0;
	}
	list_append(&stream->segments, &segment->node);
	if (segment->size) // an empty tail says nothing: what stands before it does
		stream->ended = report.ended;
	spool->bytes += segment->size;
	if (segment->order >= spool->next_order)
		spool->next_order = segment->order + 1;
	if (report.damaged_bytes) {
		spool->damaged_frames++;
		char scan[UUID_TEXT_SIZE];
		uuid_format(&stream->scan, scan);
		log_warn("cut", "scan=%s segment=%s bytes=%" PRIu64 " last_frame=%" PRIu64, scan, name,
			 report.damaged_bytes, segment->last);
	}
	return 0;
}

static bool has_bytes(const struct stream *stream, const char *name)
{
	struct stat st;
	return fstatat(stream->dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && st.st_size > 0;
}

static int load_segments(struct spool *spool, struct stream *stream, const struct names *names, struct error *err)
{
	size_t last = 0; // the last one with something in it
	for (size_t i = 0; i < names->n; i++) {
		if (segment_parse_name(names->list[i]))
			last = has_bytes(stream, names->list[i]) ? i : last;
		else if (names->list[i][0] != '.')
			(void)unlinkat(stream->dir_fd, names->list[i], 0); // an unfinished rewrite
	}
	for (size_t i = 0; i < names->n; i++) {
		if (!segment_parse_name(names->list[i]))
			continue;
		int r = load_segment(spool, stream, names->list[i], i >= last, err);
		if (r < 0)
			return r;
	}
	if (!list_empty(&stream->segments))
		stream->acked = list_first(&stream->segments, struct segment, node)->first - 1;
	return 0;
}

static int load_stream(struct spool *spool, const struct uuid *scan, struct error *err)
{
	struct stream *stream = NULL;
	AUTO_VALUE(names) struct names names = {0};
	int r = stream_new(spool, scan, false, &stream, err);
	if (r < 0)
		return r;
	r = read_names(stream->dir_fd, &names, err);
	if (r == 0)
		r = load_segments(spool, stream, &names, err);
	if (r < 0 || list_empty(&stream->segments) || stream_tail(stream)->last == 0)
		stream_free(spool, stream, r == 0); // nothing in it
	return r;
}

int spool_load(struct spool *spool, struct error *err)
{
	AUTO_VALUE(names) struct names names = {0};
	int r = read_names(spool->dir_fd, &names, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < names.n; i++) {
		struct uuid scan;
		if (uuid_parse(names.list[i], &scan) < 0)
			continue;
		r = load_stream(spool, &scan, err);
		if (r < 0)
			return error_wrap(err, "%s", names.list[i]);
	}
	return 0;
}
