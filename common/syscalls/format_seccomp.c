// SPDX-License-Identifier: Apache-2.0
// seccomp: what its argument is depends on the operation.
#include <linux/seccomp.h>

#include "common/syscalls/bpf_filter.h"
#include "common/syscalls/formatters.h"
#include "common/syscalls/shared.h"

#define PROGRAM_LEN 16u // struct sock_fprog

void format_seccomp_flags(struct printer *p, unsigned arg)
{
	if (arg_value(p, 0) == SECCOMP_SET_MODE_FILTER)
		print_bits(p, &constants_seccomp_filter_flags, (uint32_t)arg_value(p, arg));
	else
		print_hex(p, (uint32_t)arg_value(p, arg));
}

void print_seccomp_program(struct printer *p, unsigned arg)
{
	struct piece piece;
	if (argument_memory(p, arg, &piece) && piece.len >= PROGRAM_LEN)
		print_filter_program(p, arg, &piece, print_seccomp_filter_k);
	else
		print_pointer(p, arg_value(p, arg));
}

void format_seccomp_arg(struct printer *p, unsigned arg)
{
	uint32_t action;
	uint16_t sizes[3];
	uint64_t op = arg_value(p, 0);
	if (op == SECCOMP_SET_MODE_FILTER) {
		print_seccomp_program(p, arg);
	} else if (op == SECCOMP_GET_ACTION_AVAIL && argument_struct(p, arg, &action, sizeof(action))) {
		print_text(p, "[");
		print_one(p, &constants_seccomp_actions, action);
		print_text(p, "]");
	} else if (op == SECCOMP_GET_NOTIF_SIZES && !event_failed(p->event) &&
		   argument_struct(p, arg, sizes, sizeof(sizes))) {
		print_format(p, "{seccomp_notif=%u, seccomp_notif_resp=%u, seccomp_data=%u}", sizes[0], sizes[1],
			     sizes[2]);
	} else {
		print_pointer(p, arg_value(p, arg));
	}
}
