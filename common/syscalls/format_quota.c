// SPDX-License-Identifier: Apache-2.0
// Disk quotas.
#include "common/syscalls/formatters.h"
#include "common/syscalls/shared.h"

void format_quota_op(struct printer *p, unsigned arg)
{
	uint32_t op = (uint32_t)arg_value(p, arg);
	print_text(p, "QCMD(");
	print_one(p, &constants_quota_cmds, op >> 8);
	print_text(p, ", ");
	print_one(p, &constants_quota_types, op & 0xff);
	print_text(p, ")");
}
