// SPDX-License-Identifier: Apache-2.0
// The table of what to copy, as the programs want it: the syscall spec's rows, plus the room that each may need.
#pragma once

#include "bpf/shared.h"

struct capture_spec; // common/syscalls/syscalls.h

// Fills a table of COPY_ROWS. string_limit: the largest of the running scans. May be done again while programs read it, with a larger one.
void copy_table_fill(struct copy_row *rows, const struct capture_spec *spec, uint32_t string_limit);
// Where each call's descriptor is: capture_config.fd_places, CALL_ABIS * CALL_NUMBERS of them.
void copy_table_fd_places(uint8_t *places);
// The row by which a call's memory is copied; NULL: nothing is. args: what the call was given.
const struct copy_row *copy_table_row(const struct copy_row *rows, uint8_t abi, int32_t nr,
				      const uint64_t args[RECORD_ARGS]);
