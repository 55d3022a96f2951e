// SPDX-License-Identifier: Apache-2.0
// The one queue between the tracer's thread and the loop's: a ring of records with a cap. When it is full the tracer waits, and with it
// the traced tasks (back-pressure): nothing is ever lost. One writer, one reader. Owned by the source.
#pragma once

#include "bpf/record.h"

#include <stddef.h>
#include <stdint.h>

struct ptrace_queue;

// bytes is rounded up to a power of two that holds at least two of the longest records.
struct ptrace_queue *ptrace_queue_new(uint64_t bytes);
void ptrace_queue_free(struct ptrace_queue *queue); // NULL is fine
// Becomes readable when much waits, or the writer does.
int ptrace_queue_bell(const struct ptrace_queue *queue);

// The writer's. Copies the record; waits until there is room.
void ptrace_queue_push(struct ptrace_queue *queue, const struct record *record);

// The reader's. The oldest record, or NULL; it lives until the pop.
struct record *ptrace_queue_peek(struct ptrace_queue *queue);
void ptrace_queue_pop(struct ptrace_queue *queue);
void ptrace_queue_silence(struct ptrace_queue *queue); // takes the bell's ring
// Puts aside what is there, so that a writer who waits goes on while the reader may not deliver.
void ptrace_queue_spill(struct ptrace_queue *queue);
// How often the writer had to wait.
uint64_t ptrace_queue_waits(const struct ptrace_queue *queue);
