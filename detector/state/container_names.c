// SPDX-License-Identifier: Apache-2.0
#include "detector/state/container_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/alloc.h"

#define NAMES_MAX 1024u

// Asked once for a process, not for an event: a walk is good enough.
struct container_names {
	struct container_name rows[NAMES_MAX];
	size_t n, next;
};

struct container_names *container_names_new(void)
{
	return xcalloc(1, sizeof(struct container_names));
}

void container_names_free(struct container_names *names)
{
	free(names);
}

const struct container_name *container_names_find(const struct container_names *names, const char *id)
{
	for (size_t i = 0; i < names->n; i++)
		if (strcmp(names->rows[i].id, id) == 0)
			return &names->rows[i];
	return NULL;
}

void container_names_put(struct container_names *names, const char *id, const char *name, const char *image)
{
	char short_id[CONTAINER_ID_SHORT + 1];
	(void)snprintf(short_id, sizeof(short_id), "%s", id);
	struct container_name *row = (struct container_name *)container_names_find(names, short_id);
	if (!row) {
		row = &names->rows[names->next];
		names->next = (names->next + 1) % NAMES_MAX;
		names->n += names->n < NAMES_MAX;
	}
	(void)snprintf(row->id, sizeof(row->id), "%s", short_id);
	(void)snprintf(row->name, sizeof(row->name), "%s", name);
	(void)snprintf(row->image, sizeof(row->image), "%s", image);
}
