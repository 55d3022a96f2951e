// SPDX-License-Identifier: Apache-2.0
// Signals: sets, actions, what a signal carries.
#include <signal.h>

#include "common/syscalls/formatters.h"
#include "common/syscalls/shared.h"

#define KERNEL_SIGSET_BYTES 8
#define RESTORER_FLAG       0x04000000

void format_sigset(struct printer *p, unsigned arg)
{
	uint64_t set;
	if (argument_or_pointer(p, arg, &set, sizeof(set)))
		print_signal_set(p, set);
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
		int32_t signo, notify, tid;
	} event;
	if (!argument_or_pointer(p, arg, &event, sizeof(event)))
		return;
	print_text(p, "{");
	if (event.value) {
		print_value(p, "sigev_value={", "sival", event.value);
		print_text(p, "}, ");
	}
	print_text(p, "sigev_signo=");
	print_signal(p, event.signo);
	print_text(p, ", sigev_notify=");
	print_one(p, &constants_sigev_values, (uint32_t)event.notify);
	if (event.notify == SIGEV_THREAD_ID)
		print_format(p, ", sigev_notify_thread_id=%d", event.tid);
	print_text(p, "}");
}

static const struct constants *codes_of(int signal)
{
	switch (signal) {
	case SIGILL:
		return &constants_sigill_codes;
	case SIGTRAP:
		return &constants_sigtrap_codes;
	case SIGBUS:
		return &constants_sigbus_codes;
	case SIGFPE:
		return &constants_sigfpe_codes;
	case SIGSEGV:
		return &constants_sigsegv_codes;
	case SIGCHLD:
		return &constants_sigchld_codes;
	case SIGPOLL:
		return &constants_sigpoll_codes;
	case SIGSYS:
		return &constants_sigsys_codes;
	default:
		return NULL;
	}
}

static void print_code(struct printer *p, int signal, int code)
{
	const struct constants *codes = codes_of(signal);
	const char *name = constant_name(&constants_si_codes, (uint64_t)code);
	if (!name && codes)
		name = constant_name(codes, (uint64_t)code);
	if (name)
		print_text(p, name);
	else
		print_hex(p, (uint32_t)code);
}

static void print_sender(struct printer *p, const struct signal_info *info)
{
	print_format(p, ", si_pid=%d, si_uid=", info->pid);
	print_id(p, info->uid);
}

static void print_from_user(struct printer *p, const struct signal_info *info)
{
	switch (info->code) {
	case SI_USER:
	case SI_TKILL:
		print_sender(p, info);
		break;
	case SI_TIMER:
		print_format(p, ", si_timerid=%d, si_overrun=%d", info->timer, info->overrun);
		print_value(p, ", ", "si", info->value);
		break;
	default:
		print_sender(p, info);
		if (info->value)
			print_value(p, ", ", "si", info->value);
	}
}

static void print_child(struct printer *p, const struct signal_info *info)
{
	print_sender(p, info);
	print_text(p, ", si_status=");
	if (info->code == CLD_EXITED)
		print_format(p, "%d", (int)info->status);
	else
		print_signal(p, (int)info->status & 0x7f);
	print_format(p, ", si_utime=%lld", (long long)info->utime);
	if (info->utime)
		print_format(p, " /* %.2f s */", (double)info->utime / 100);
	print_format(p, ", si_stime=%lld", (long long)info->stime);
	if (info->stime)
		print_format(p, " /* %.2f s */", (double)info->stime / 100);
}

static void print_from_kernel(struct printer *p, const struct signal_info *info)
{
	switch (info->signo) {
	case SIGCHLD:
		print_child(p, info);
		break;
	case SIGILL:
	case SIGFPE:
	case SIGSEGV:
	case SIGBUS:
	case SIGTRAP:
		print_text(p, ", si_addr=");
		print_pointer(p, info->address);
		break;
	case SIGPOLL:
		print_format(p, ", si_band=%ld", info->band);
		break;
	case SIGSYS:
		print_text(p, ", si_call_addr=");
		print_pointer(p, info->address);
		print_format(p, ", si_syscall=__NR_%s", syscall_name(RECORD_ABI_NATIVE, (int32_t)info->value));
		break;
	default:
		if (info->pid || info->uid)
			print_sender(p, info);
		if (info->value)
			print_value(p, ", ", "si", info->value);
	}
}

void print_signal_info(struct printer *p, const struct signal_info *info)
{
	if (!info->signo) {
		print_text(p, "{}");
		return;
	}
	print_text(p, "{si_signo=");
	print_signal(p, info->signo);
	print_text(p, ", si_code=");
	print_code(p, info->signo, info->code);
	if (info->error)
		print_format(p, ", si_errno=%s", errno_name(info->error));
	if (info->code <= 0)
		print_from_user(p, info);
	else
		print_from_kernel(p, info);
	print_text(p, "}");
}

void format_siginfo(struct printer *p, unsigned arg)
{
	struct {
		int32_t signo, error, code, pad;
		union {
			struct {
				int32_t pid, uid;
				union {
					struct {
						int32_t status, gap;
						int64_t utime, stime;
					};
					uint64_t value;
				};
			};
			uint64_t address;
			int64_t band;
		};
	} raw;
	if (!argument_or_pointer(p, arg, &raw, sizeof(raw)))
		return;
	struct signal_info info = {
	    .signo = raw.signo,
	    .code = raw.code,
	    .error = raw.error,
	    .pid = raw.pid,
	    .uid = (uint32_t)raw.uid,
	    .address = raw.address,
	    .status = raw.status,
	    .utime = raw.utime,
	    .stime = raw.stime,
	    .timer = raw.pid,
	    .overrun = raw.uid,
	    .value = raw.value,
	    .band = raw.band,
	};
	print_signal_info(p, &info);
}

// The record carries the fields as they lie in a siginfo: see RECORD_SIGNAL.
void print_delivered_signal(struct printer *p)
{
	const uint64_t *args = p->event->args;
	struct signal_info info = {
	    .signo = p->event->nr,
	    .code = (int)args[0],
	    .error = (int)args[1],
	    .pid = (int)args[2],
	    .uid = (uint32_t)args[3],
	    .address = args[2],
	    .status = (int64_t)args[4],
	    .utime = (uint32_t)args[5],
	    .stime = (int64_t)(args[5] >> 32),
	    .timer = (int)args[2],
	    .overrun = (int)args[3],
	    .value = args[4],
	    .band = (int64_t)args[2],
	};
	print_text(p, "--- ");
	print_signal(p, info.signo);
	print_text(p, " ");
	print_signal_info(p, &info);
	print_text(p, " ---");
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
