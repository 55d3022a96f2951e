// SPDX-License-Identifier: Apache-2.0
// Plain forms of what has no own formatter.
#include "common/syscalls/formatters.h"

void result_adjtimex(struct printer *p)
{
	print_format(p, "%lld", (long long)p->event->ret);
}

void result_select(struct printer *p)
{
	print_format(p, "%lld", (long long)p->event->ret);
}

void result_ioctl(struct printer *p)
{
	print_format(p, "%lld", (long long)p->event->ret);
}

void result_prctl(struct printer *p)
{
	print_format(p, "%lld", (long long)p->event->ret);
}

void result_sched_policy(struct printer *p)
{
	print_format(p, "%lld", (long long)p->event->ret);
}

void result_poll(struct printer *p)
{
	print_format(p, "%lld", (long long)p->event->ret);
}

void result_signal(struct printer *p)
{
	print_format(p, "%lld", (long long)p->event->ret);
}

void result_fcntl(struct printer *p)
{
	print_format(p, "%lld", (long long)p->event->ret);
}

bool shown_fcntl_has_arg(const struct event *event)
{
	return event->args[1] != UINT64_MAX;
}

bool shown_prctl_has(const struct event *event)
{
	return event->args[1] != UINT64_MAX;
}

bool shown_futex_has_4(const struct event *event)
{
	return event->args[1] != UINT64_MAX;
}

bool shown_futex_has_5(const struct event *event)
{
	return event->args[1] != UINT64_MAX;
}

bool shown_futex_has_6(const struct event *event)
{
	return event->args[1] != UINT64_MAX;
}

void text_clone(struct printer *p)
{
	format_argument(p, 0);
}

void print_delivered_signal(struct printer *p)
{
	print_text(p, "--- ");
	print_signal(p, p->event->nr);
	print_text(p, " ---");
}
