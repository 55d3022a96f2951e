// SPDX-License-Identifier: Apache-2.0
#define LOG_TOPIC "trace"
#include "detector/command/sources.h"

#include "common/base/alloc.h"
#include "common/base/list.h"
#include "common/base/log.h"

#include <assert.h>
#include <stdlib.h>

struct shared_source {
	struct list node;
	struct source *source;
	uint64_t ring_bytes;
	unsigned users;
};

struct sources {
	struct loop *loop;
	struct list open;
};

struct sources *sources_new(struct loop *loop)
{
	struct sources *sources = xcalloc(1, sizeof(*sources));
	sources->loop = loop;
	list_init(&sources->open);
	return sources;
}

void sources_free(struct sources *sources)
{
	if (!sources)
		return;
	assert(list_empty(&sources->open));
	free(sources);
}

int sources_take(struct sources *sources, uint64_t ring_bytes, struct source **ret_source, struct error *err)
{
	list_for_each (shared, &sources->open, struct shared_source, node) {
		if (shared->ring_bytes != ring_bytes || shared->users == RECORD_SCANS)
			continue;
		shared->users++;
		*ret_source = shared->source;
		return 0;
	}
	struct source_settings settings = {.ring_bytes = ring_bytes};
	struct source *source;
	struct error reason;
	int r = source_open_choice(sources->loop, SOURCE_BACKEND_AUTO, &settings, &source, &reason, err);
	if (r < 0)
		return r;
	if (reason.code)
		log_warn("tracing by ptrace", "reason=%s", LOG_Q(reason.text));
	struct shared_source *made = xcalloc(1, sizeof(*made));
	made->source = source;
	made->ring_bytes = ring_bytes;
	made->users = 1;
	list_append(&sources->open, &made->node);
	*ret_source = source;
	return 0;
}

void sources_give(struct sources *sources, struct source *source)
{
	list_for_each (shared, &sources->open, struct shared_source, node) {
		if (shared->source != source || --shared->users > 0)
			continue;
		source_close(shared->source);
		list_remove(&shared->node);
		free(shared);
	}
}
