// SPDX-License-Identifier: Apache-2.0
// The processes and objects of a chunk that is being made. Part of a chunk_writer. docs/protocol.md describes the entries.
#pragma once

#include "common/chunk/chunk_dictionary.h"
#include "common/event/event.h"

// Bytes of both dictionaries together: room for more than the largest process with all its ancestors and the largest object, so an
// empty chunk takes any event.
#define SUBJECTS_MAX_BYTES (3u << 18)

struct chunk_subjects;
struct chunk_subjects *chunk_subjects_new(void);
void chunk_subjects_free(struct chunk_subjects *subjects);
void chunk_subjects_clear(struct chunk_subjects *subjects);
// The event's process and object: what COLUMN_PROCESS and COLUMN_OBJECT store for it. task: its index; slot: chunk_slot(). -ENOSPC when the
// dictionaries are full.
int chunk_subjects_add(struct chunk_subjects *subjects, const struct event *event, uint32_t task, uint32_t slot,
		       uint32_t *ret_process, uint32_t *ret_object);
const struct dictionary *chunk_subjects_processes(const struct chunk_subjects *subjects);
const struct dictionary *chunk_subjects_objects(const struct chunk_subjects *subjects);
