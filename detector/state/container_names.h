// SPDX-License-Identifier: Apache-2.0
// Names and images of containers by their short id, as somebody told them. Bounded; what is told last of an id counts.
#pragma once

#include "detector/state/container_id.h"

#include <stddef.h>

struct container_name {
	char id[CONTAINER_ID_SHORT + 1];
	char name[128];
	char image[256];
};

struct container_names;

struct container_names *container_names_new(void);
void container_names_free(struct container_names *names);
// id may be longer. When there is no room, the one told first is forgotten.
void container_names_put(struct container_names *names, const char *id, const char *name, const char *image);
// NULL when it is not known.
const struct container_name *container_names_find(const struct container_names *names, const char *id);
