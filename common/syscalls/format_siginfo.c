// SPDX-License-Identifier: Apache-2.0
// What a signal carries: which fields there are depends on who sent it and why.
#include <linux/audit.h>
#include <signal.h>

#include "common/syscalls/formatters.h"
#include "common/syscalls/shared.h"

#define NO_INFO 32767

#if defined(__aarch64__)
#define NATIVE_ARCH AUDIT_ARCH_AARCH64
#define SECOND_ARCH AUDIT_ARCH_AARCH64
#else
#define NATIVE_ARCH AUDIT_ARCH_X86_64
#define SECOND_ARCH AUDIT_ARCH_I386
#endif

// Each name in words of 8 bytes behind the three numbers at the beginning, as all 64-bit architectures have them.
static int sender(const struct signal_info *info)
{
	return (int)info->words[0];
}

static uint32_t sender_uid(const struct signal_info *info)
{
	return (uint32_t)(info->words[0] >> 32);
}

static const struct constants *codes_of(int signal)
{
	static const struct {
		int signal;
		const struct constants *codes;
	} rows[] = {
	    {SIGILL, &constants_sigill_codes},   {SIGTRAP, &constants_sigtrap_codes},
	    {SIGBUS, &constants_sigbus_codes},   {SIGFPE, &constants_sigfpe_codes},
	    {SIGSEGV, &constants_sigsegv_codes}, {SIGCHLD, &constants_sigchld_codes},
	    {SIGPOLL, &constants_sigpoll_codes}, {SIGSYS, &constants_sigsys_codes},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].signal == signal)
			return rows[i].codes;
	return NULL;
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
	print_format(p, ", si_pid=%d, si_uid=", sender(info));
	print_id(p, sender_uid(info));
}

static void print_value(struct printer *p, uint64_t value)
{
	print_format(p, ", si_int=%d, si_ptr=", (int)value);
	print_pointer(p, value);
}

static void print_band(struct printer *p, const struct signal_info *info)
{
	print_format(p, ", si_band=%lld, si_fd=", (long long)info->words[0]);
	print_fd(p, (int)info->words[1]);
}

static void print_from_user(struct printer *p, const struct signal_info *info)
{
	switch (info->code) {
	case SI_USER:
	case SI_TKILL:
		print_sender(p, info);
		break;
	case SI_TIMER:
		print_format(p, ", si_timerid=%#x, si_overrun=%d", (unsigned)sender(info), (int)sender_uid(info));
		print_value(p, info->words[1]);
		break;
	case SI_SIGIO:
		print_band(p, info);
		break;
	default:
		print_sender(p, info);
		if (info->words[1])
			print_value(p, info->words[1]);
	}
}

static void print_ticks(struct printer *p, const char *name, uint64_t ticks)
{
	print_format(p, ", %s=%lld", name, (long long)ticks);
	if (ticks)
		print_format(p, " /* %.2f s */", (double)(int64_t)ticks / 100);
}

static void print_child(struct printer *p, const struct signal_info *info)
{
	int status = (int)info->words[1];
	print_sender(p, info);
	print_text(p, ", si_status=");
	if (info->code == CLD_EXITED)
		print_format(p, "%d", status);
	else
		print_signal(p, status);
	print_ticks(p, "si_utime", info->words[2]);
	print_ticks(p, "si_stime", info->words[3]);
}

static void print_fault(struct printer *p, const struct signal_info *info)
{
	print_text(p, ", si_addr=");
	print_pointer(p, info->words[0]);
	if (info->signo == SIGBUS && (info->code == BUS_MCEERR_AR || info->code == BUS_MCEERR_AO)) {
		print_text(p, ", si_addr_lsb=");
		print_hex(p, (uint64_t)(int64_t)(int16_t)info->words[1]);
	} else if (info->signo == SIGSEGV && info->code == SEGV_BNDERR) {
		print_text(p, ", si_lower=");
		print_pointer(p, info->words[2]);
		print_text(p, ", si_upper=");
		print_pointer(p, info->words[3]);
	} else if (info->signo == SIGSEGV && info->code == SEGV_PKUERR) {
		print_format(p, ", si_pkey=%u", (unsigned)info->words[2]);
	}
}

static void print_system_call(struct printer *p, const struct signal_info *info)
{
	uint32_t arch = (uint32_t)(info->words[1] >> 32);
	uint8_t abi = arch == AUDIT_ARCH_I386 ? RECORD_ABI_I386 : RECORD_ABI_NATIVE;
	int number = (int)info->words[1];
	bool ours = arch == NATIVE_ARCH || arch == SECOND_ARCH;
	print_text(p, ", si_call_addr=");
	print_pointer(p, info->words[0]);
	if (ours && syscall_entry_of(abi, number))
		print_format(p, ", si_syscall=__NR_%s", syscall_name(abi, number));
	else
		print_format(p, ", si_syscall=%d", number);
	print_text(p, ", si_arch=");
	print_one(p, &constants_audit_archs, arch);
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
		print_fault(p, info);
		break;
	case SIGPOLL:
		if (constant_name(&constants_sigpoll_codes, (uint64_t)info->code))
			print_band(p, info);
		break;
	case SIGSYS:
		print_system_call(p, info);
		break;
	default:
		if (info->words[0])
			print_sender(p, info);
		if (info->words[1])
			print_value(p, info->words[1]);
	}
}

static void print_signal_info(struct printer *p, const struct signal_info *info)
{
	print_text(p, "{");
	if (info->signo) {
		print_text(p, "si_signo=");
		print_signal(p, info->signo);
		print_text(p, ", si_code=");
		print_code(p, info->signo, info->code);
	}
	if (info->signo && info->code != NO_INFO) {
		const char *name = info->error > 0 ? errno_name(info->error) : NULL;
		if (name && errno_by_name(name) == info->error)
			print_format(p, ", si_errno=%s", name);
		else if (info->error)
			print_format(p, ", si_errno=%u", (unsigned)info->error);
		if (info->code <= 0)
			print_from_user(p, info);
		else
			print_from_kernel(p, info);
	}
	print_text(p, "}");
}

bool print_siginfo(struct printer *p, const struct piece *piece, size_t offset)
{
	struct signal_info info = {0};
	int32_t head[4];
	if (!piece_struct(piece, offset, head, sizeof(head)) ||
	    !piece_struct(piece, offset + sizeof(head), info.words, sizeof(info.words)))
		return false;
	info.signo = head[0];
	info.error = head[1];
	info.code = head[2];
	print_signal_info(p, &info);
	return true;
}

void format_siginfo(struct printer *p, unsigned arg)
{
	struct piece piece;
	if (!argument_memory(p, arg, &piece) || piece.len < SIGINFO_BYTES || !print_siginfo(p, &piece, 0))
		print_pointer(p, arg_value(p, arg));
}

// The kernel tells the address of a fault in one word, else pid and uid in two.
static bool is_fault(int signal, int code)
{
	switch (signal) {
	case SIGILL:
	case SIGFPE:
	case SIGSEGV:
	case SIGBUS:
	case SIGTRAP:
	case SIGSYS:
	case SIGPOLL:
		return code > 0 && code < SI_KERNEL;
	default:
		return code == SI_SIGIO;
	}
}

// The record carries the fields as they lie in a siginfo: see RECORD_SIGNAL.
void print_delivered_signal(struct printer *p)
{
	const uint64_t *args = p->event->args;
	if (p->event->flags & RECORD_F_STOPPED) {
		print_text(p, "--- stopped by ");
		print_signal(p, p->event->nr);
		print_text(p, " ---");
		return;
	}
	struct signal_info info = {.signo = p->event->nr, .code = (int)args[0], .error = (int)args[1]};
	bool fault = is_fault(info.signo, info.code);
	info.words[0] = fault ? args[2] : (uint32_t)args[2] | args[3] << 32;
	info.words[1] = args[4];
	info.words[2] = info.signo == SIGCHLD ? (uint32_t)args[5] : args[5];
	info.words[3] = info.signo == SIGCHLD ? args[5] >> 32 : args[3];
	print_text(p, "--- ");
	print_signal(p, info.signo);
	print_text(p, " ");
	print_signal_info(p, &info);
	print_text(p, " ---");
}
