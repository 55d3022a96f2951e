// SPDX-License-Identifier: Apache-2.0
// The table of what to copy, as the programs want it: the syscall spec's rows, plus the room that each may need.
#pragma once

#include "bpf/shared.h"

// Fills RECORD_SYSCALLS rows from as many capture rows. string_limit: the largest of the running scans.
void copy_table_fill(struct copy_row *rows, const struct capture_row *capture, uint32_t string_limit);
// Where each call's descriptor is: capture_config.fd_places, CALL_ABIS * CALL_NUMBERS of them.
void copy_table_fd_places(uint8_t *places);
