// SPDX-License-Identifier: Apache-2.0
// Signals: sets, actions, what a signal carries.
#include <signal.h>
#include <string.h>

#include "common/syscalls/formatters.h"
#include "common/syscalls/shared.h"

#define RESTORER_FLAG 0x04000000

// The bytes that the caller says the set has; a call without such an argument has a whole one.
static uint64_t set_bytes(const struct printer *p)
{
	static const char *const names[] = {"sigsetsize", "sizemask"};
	for (unsigned i = 0; i < p->entry->n_args; i++)
		if (strcmp(p->entry->args[i].name, names[0]) == 0 || strcmp(p->entry->args[i].name, names[1]) == 0)
			return arg_value(p, i);
	return sizeof(uint64_t);
}

// A set of another size than the kernel's own is no set; only rt_sigpending takes a shorter one, in words of 32 bits.
void format_sigset(struct printer *p, unsigned arg)
{
	uint64_t set, bytes = set_bytes(p);
	bool pending = arg == 0 && p->entry->args[0].direction == ARG_OUT;
	if (bytes > sizeof(set) || bytes < (pending ? 1 : sizeof(set)))
		print_pointer(p, arg_value(p, arg));
	else if (argument_or_pointer(p, arg, &set, sizeof(set)))
		print_signal_set(p, bytes > 4 ? set : set & (UINT64_MAX >> (64 - 8 * bytes)));
}

// The pointer to a set and its size; the set itself is not captured.
void format_sigset_pair(struct printer *p, unsigned arg)
{
	uint64_t pair[2];
	if (!argument_or_pointer(p, arg, pair, sizeof(pair)))
		return;
	print_text(p, "{sigmask=");
	print_pointer(p, pair[0]);
	print_format(p, ", sigsetsize=%llu}", (unsigned long long)pair[1]);
}

static void print_handler(struct printer *p, uint64_t handler)
{
	if (handler == 0)
		print_text(p, "SIG_DFL");
	else if (handler == 1)
		print_text(p, "SIG_IGN");
	else if (handler == UINT64_MAX)
		print_text(p, "SIG_ERR");
	else
		print_pointer(p, handler);
}

void format_sigaction(struct printer *p, unsigned arg)
{
	struct {
		uint64_t handler, flags, restorer, mask;
	} action;
	if (!argument_or_pointer(p, arg, &action, sizeof(action)))
		return;
	print_text(p, "{sa_handler=");
	print_handler(p, action.handler);
	print_text(p, ", sa_mask=");
	print_signal_set(p, action.mask);
	print_text(p, ", sa_flags=");
	print_bits(p, &constants_sigaction_flags, action.flags);
	if (action.flags & RESTORER_FLAG) {
		print_text(p, ", sa_restorer=");
		print_pointer(p, action.restorer);
	}
	print_text(p, "}");
}

void format_stack(struct printer *p, unsigned arg)
{
	struct {
		uint64_t sp;
		int32_t flags, pad;
		uint64_t size;
	} stack;
	if (!argument_or_pointer(p, arg, &stack, sizeof(stack)))
		return;
	print_text(p, "{ss_sp=");
	print_pointer(p, stack.sp);
	print_text(p, ", ss_flags=");
	print_bits(p, &constants_sigaltstack_flags, (uint32_t)stack.flags);
	print_format(p, ", ss_size=%llu}", (unsigned long long)stack.size);
}

static void print_value(struct printer *p, const char *prefix, const char *name, uint64_t value)
{
	print_format(p, "%s%s_int=%d, %s_ptr=", prefix, name, (int)value, name);
	print_pointer(p, value);
}

void format_sigevent(struct printer *p, unsigned arg)
{
	struct {
		uint64_t value;
		int32_t signo, notify;
		union {
			int32_t tid;
			uint64_t thread[2];
		};
	} event;
	if (!argument_or_pointer(p, arg, &event, sizeof(event)))
		return;
	print_text(p, "{");
	if (event.value) {
		print_value(p, "sigev_value={", "sival", event.value);
		print_text(p, "}, ");
	}
	print_text(p, "sigev_signo=");
	if (event.notify == SIGEV_SIGNAL || event.notify == SIGEV_THREAD || event.notify == SIGEV_THREAD_ID)
		print_signal(p, event.signo);
	else
		print_format(p, "%d", event.signo);
	print_text(p, ", sigev_notify=");
	print_one(p, &constants_sigev_values, (uint32_t)event.notify);
	if (event.notify == SIGEV_THREAD_ID)
		print_format(p, ", sigev_notify_thread_id=%d", event.tid);
	if (event.notify == SIGEV_THREAD) {
		print_text(p, ", sigev_notify_function=");
		print_pointer(p, event.thread[0]);
		print_text(p, ", sigev_notify_attributes=");
		print_pointer(p, event.thread[1]);
	}
	print_text(p, "}");
}

void result_signal(struct printer *p)
{
	print_format(p, "%lld", (long long)p->event->ret);
	if (p->event->ret > 0) {
		print_text(p, " (");
		print_signal(p, (int)p->event->ret);
		print_text(p, ")");
	}
}

// The frame is readable at the call's entry only.
bool shown_sigreturn(const struct event *event, unsigned arg)
{
	struct event_data data;
	return event_find_data(event, arg, true, &data);
}

void format_sigreturn_mask(struct printer *p, unsigned arg)
{
	uint64_t mask;
	if (!argument_or_pointer(p, arg, &mask, sizeof(mask)))
		return;
	print_text(p, "{mask=");
	print_signal_set(p, mask);
	print_text(p, "}");
}
