// SPDX-License-Identifier: Apache-2.0
// A call's entry and its exit cross the ring as two records. This keeps what was copied at entry until the exit comes, and makes
// one record of both. An execve needs it most: at its exit the caller's memory and registers are gone.
#pragma once

#include "bpf/shared.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct entry_join;

struct entry_join *entry_join_new(const struct copy_row *rows); // the caller's table, COPY_ROWS
void entry_join_free(struct entry_join *join);
// Keeps a RECORD_ENTER until its exit; replaces what is there of that task.
void entry_join_enter(struct entry_join *join, const struct record *record);
// An execve by a thread other than the leader takes over the leader's tid between entry and exit.
void entry_join_rename(struct entry_join *join, uint32_t from, uint32_t to);
// Forgets a task that ended.
void entry_join_forget(struct entry_join *join, uint32_t tid);
// The whole call: `record` itself when nothing is to be added, else one that is valid until the next call.
const struct record *entry_join_exit(struct entry_join *join, const struct record *record);
uint64_t entry_join_dropped(const struct entry_join *join); // entries given up because too much was kept
