// SPDX-License-Identifier: Apache-2.0
// Programs of BPF: classic ones of sockets and of seccomp, and extended ones. Internal to common/syscalls.
#pragma once

#include "common/syscalls/layout.h"

// Shows what an instruction's `k` means; false = as a number.
typedef bool (*filter_k_fn)(struct printer *p, uint16_t code, uint32_t k);

bool print_socket_filter_k(struct printer *p, uint16_t code, uint32_t k);
bool print_seccomp_filter_k(struct printer *p, uint16_t code, uint32_t k);

// A struct sock_fprog in `header`; its instructions are the first memory that follows from argument `arg`.
void print_filter_program(struct printer *p, unsigned arg, const struct piece *header, filter_k_fn print_k);
// [BPF_STMT(…), BPF_JUMP(…)]: `count` instructions.
void print_filter_block(struct printer *p, const struct piece *block, size_t count, uint64_t pointer,
			filter_k_fn print_k);
void print_filter_code(struct printer *p, uint16_t code, bool extended);
// [{code=…, dst_reg=…}]
void print_ebpf_program(struct printer *p, const struct piece *block, size_t count, uint64_t pointer);
