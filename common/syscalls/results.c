// SPDX-License-Identifier: Apache-2.0
// Return values of calls that did not fail.
#include "common/syscalls/formatters.h"
#include "common/syscalls/shared.h"

static void print_signed(struct printer *p)
{
	print_format(p, "%lld", (long long)p->event->ret);
}

void result_errno(struct printer *p)
{
	print_signed(p);
}

void result_int(struct printer *p)
{
	print_signed(p);
}

void result_size(struct printer *p)
{
	print_signed(p);
}

void result_long(struct printer *p)
{
	print_signed(p);
}

void result_clock_t(struct printer *p)
{
	print_signed(p);
}

void result_clone(struct printer *p)
{
	print_signed(p);
}

void result_none_zero(struct printer *p)
{
	print_text(p, "0");
}

void result_fd(struct printer *p)
{
	print_returned_fd(p);
}

void result_hex(struct printer *p)
{
	print_hex(p, (uint64_t)p->event->ret);
}

void result_octal(struct printer *p)
{
	print_permissions(p, (uint32_t)p->event->ret);
}

void result_none(struct printer *p)
{
	print_text(p, "?");
}

void result_sigreturn(struct printer *p)
{
	print_signed(p);
}

void result_ptrace(struct printer *p)
{
	print_hex(p, (uint64_t)p->event->ret);
}

void result_clock_sleep(struct printer *p)
{
	print_signed(p);
}
