// SPDX-License-Identifier: Apache-2.0
// Processes: how they begin and end, their limits, scheduling and capabilities.
#include <linux/sched.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "common/syscalls/formatters.h"
#include "common/syscalls/shared.h"

void format_wstatus(struct printer *p, unsigned arg)
{
	int status;
	if (p->event->ret <= 0 || !argument_struct(p, arg, &status, sizeof(status))) {
		print_pointer(p, arg_value(p, arg));
		return;
	}
	if (WIFEXITED(status)) {
		print_format(p, "[{WIFEXITED(s) && WEXITSTATUS(s) == %d}]", WEXITSTATUS(status));
	} else if (WIFCONTINUED(status)) {
		print_text(p, "[{WIFCONTINUED(s)}]");
	} else if (WIFSTOPPED(status)) {
		print_text(p, "[{WIFSTOPPED(s) && WSTOPSIG(s) == ");
		print_signal(p, WSTOPSIG(status) & 0x7f);
		print_text(p, WSTOPSIG(status) & 0x80 ? " | 0x80}]" : "}]");
	} else {
		print_text(p, "[{WIFSIGNALED(s) && WTERMSIG(s) == ");
		print_signal(p, WTERMSIG(status));
		print_text(p, WCOREDUMP(status) ? " && WCOREDUMP(s)}]" : "}]");
	}
}

void print_rusage(struct printer *p, const void *rusage)
{
	struct rusage ru;
	memcpy(&ru, rusage, sizeof(ru));
	print_text(p, "{ru_utime=");
	print_timeval(p, ru.ru_utime.tv_sec, ru.ru_utime.tv_usec);
	print_text(p, ", ru_stime=");
	print_timeval(p, ru.ru_stime.tv_sec, ru.ru_stime.tv_usec);
	if (!verbose(p)) {
		print_text(p, ", ...}");
		return;
	}
	print_format(
	    p, ", ru_maxrss=%ld, ru_ixrss=%ld, ru_idrss=%ld, ru_isrss=%ld, ru_minflt=%ld, ru_majflt=%ld, ru_nswap=%ld",
	    ru.ru_maxrss, ru.ru_ixrss, ru.ru_idrss, ru.ru_isrss, ru.ru_minflt, ru.ru_majflt, ru.ru_nswap);
	print_format(p,
		     ", ru_inblock=%ld, ru_oublock=%ld, ru_msgsnd=%ld, ru_msgrcv=%ld, ru_nsignals=%ld, ru_nvcsw=%ld, "
		     "ru_nivcsw=%ld}",
		     ru.ru_inblock, ru.ru_oublock, ru.ru_msgsnd, ru.ru_msgrcv, ru.ru_nsignals, ru.ru_nvcsw,
		     ru.ru_nivcsw);
}

// A wait that found nobody fills nothing.
void format_rusage(struct printer *p, unsigned arg)
{
	struct rusage ru;
	bool waited = p->entry->n_args == 4 && p->event->ret == 0; // wait4
	if (!waited && argument_struct(p, arg, &ru, sizeof(ru)))
		print_rusage(p, &ru);
	else
		print_pointer(p, arg_value(p, arg));
}

static void print_limit(struct printer *p, uint64_t limit)
{
	if (limit == UINT64_MAX)
		print_text(p, "RLIM64_INFINITY");
	else if (limit > 1024 && limit % 1024 == 0)
		print_format(p, "%llu*1024", (unsigned long long)(limit / 1024));
	else
		print_format(p, "%llu", (unsigned long long)limit);
}

void format_rlimit(struct printer *p, unsigned arg)
{
	uint64_t limit[2];
	if (!argument_or_pointer(p, arg, limit, sizeof(limit)))
		return;
	print_text(p, "{rlim_cur=");
	print_limit(p, limit[0]);
	print_text(p, ", rlim_max=");
	print_limit(p, limit[1]);
	print_text(p, "}");
}

#if defined(__aarch64__)
enum { ARG_FLAGS, ARG_STACK, ARG_PARENT, ARG_TLS, ARG_CHILD };
#else
enum { ARG_FLAGS, ARG_STACK, ARG_PARENT, ARG_CHILD, ARG_TLS };
#endif

void text_clone(struct printer *p)
{
	uint64_t flags = arg_value(p, ARG_FLAGS);
	print_text(p, "child_stack=");
	print_pointer(p, arg_value(p, ARG_STACK));
	print_text(p, ", flags=");
	print_clone_flags(p, (uint32_t)flags);
	if (flags & (CLONE_PARENT_SETTID | CLONE_PIDFD)) {
		print_text(p, ", parent_tid=");
		format_argument(p, ARG_PARENT);
	}
	if (flags & CLONE_SETTLS) {
		print_text(p, ", tls=");
		print_pointer(p, arg_value(p, ARG_TLS));
	}
	if (flags & (CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID)) {
		print_text(p, ", child_tidptr=");
		print_pointer(p, arg_value(p, ARG_CHILD));
	}
}

static void print_clone_args(struct printer *p, const struct clone_args *args, size_t size)
{
	print_text(p, "{flags=");
	print_bits(p, &constants_clone_flag_bits, args->flags);
	if (args->flags & CLONE_PIDFD) {
		print_text(p, ", pidfd=");
		print_pointer(p, args->pidfd);
	}
	if (args->flags & (CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID)) {
		print_text(p, ", child_tid=");
		print_pointer(p, args->child_tid);
	}
	if (args->flags & CLONE_PARENT_SETTID) {
		print_text(p, ", parent_tid=");
		print_pointer(p, args->parent_tid);
	}
	print_text(p, ", exit_signal=");
	print_signal(p, (int)args->exit_signal);
	print_text(p, ", stack=");
	print_pointer(p, args->stack);
	print_text(p, ", stack_size=");
	print_hex(p, args->stack_size);
	if (args->flags & CLONE_SETTLS) {
		print_text(p, ", tls=");
		print_pointer(p, args->tls);
	}
	if (args->set_tid || args->set_tid_size) {
		print_text(p, ", set_tid=");
		print_pointer(p, args->set_tid);
		print_format(p, ", set_tid_size=%llu", (unsigned long long)args->set_tid_size);
	}
	if (args->flags & CLONE_INTO_CGROUP && size >= CLONE_ARGS_SIZE_VER2)
		print_format(p, ", cgroup=%llu", (unsigned long long)args->cgroup);
	print_text(p, "}");
}

void format_clone_args(struct printer *p, unsigned arg)
{
	struct clone_args args = {0};
	struct piece piece;
	if (!argument_memory(p, arg, &piece) || piece.len < CLONE_ARGS_SIZE_VER0) {
		print_pointer(p, arg_value(p, arg));
		return;
	}
	memcpy(&args, piece.bytes, piece.len < sizeof(args) ? piece.len : sizeof(args));
	print_clone_args(p, &args, piece.len);
	// The kernel writes there what it returns.
	if (args.flags & CLONE_PARENT_SETTID && p->event->ret > 0)
		print_format(p, " => {parent_tid=[%lld]}", (long long)p->event->ret);
}

void format_sched_param(struct printer *p, unsigned arg)
{
	format_int_ptr(p, arg);
}

void format_sched_attr(struct printer *p, unsigned arg)
{
	struct {
		uint32_t size, policy;
		uint64_t flags;
		int32_t nice;
		uint32_t priority;
		uint64_t runtime, deadline, period;
	} attr;
	if (!argument_or_pointer(p, arg, &attr, sizeof(attr)))
		return;
	print_format(p, "{size=%u, sched_policy=", attr.size);
	print_sched_policy(p, attr.policy);
	print_text(p, ", sched_flags=");
	print_bits(p, &constants_sched_flags, attr.flags);
	print_format(p,
		     ", sched_nice=%d, sched_priority=%u, sched_runtime=%llu, sched_deadline=%llu, sched_period=%llu}",
		     attr.nice, attr.priority, (unsigned long long)attr.runtime, (unsigned long long)attr.deadline,
		     (unsigned long long)attr.period);
}

void result_sched_policy(struct printer *p)
{
	print_format(p, "%lld (", (long long)p->event->ret);
	print_sched_policy(p, (uint32_t)p->event->ret);
	print_text(p, ")");
}

void result_personality(struct printer *p)
{
	print_hex(p, (uint32_t)p->event->ret);
	print_text(p, " (");
	print_personality(p, (uint32_t)p->event->ret);
	print_text(p, ")");
}

void format_cap_header(struct printer *p, unsigned arg)
{
	uint32_t head[2];
	if (!argument_or_pointer(p, arg, head, sizeof(head)))
		return;
	print_text(p, "{version=");
	print_one(p, &constants_cap_versions, head[0]);
	print_format(p, ", pid=%d}", (int)head[1]);
}

static void print_capabilities(struct printer *p, uint64_t set)
{
	bool first = true;
	if (!set)
		print_text(p, "0");
	for (size_t i = 0; i < constants_capabilities.n; i++) {
		uint64_t bit = 1ull << constants_capabilities.rows[i].value;
		if (!(set & bit))
			continue;
		print_format(p, "%s1<<%s", first ? "" : "|", constants_capabilities.rows[i].name);
		first = false;
		set &= ~bit;
	}
	if (set)
		print_format(p, first ? "%#llx" : "|%#llx", (unsigned long long)set);
}

void format_cap_data(struct printer *p, unsigned arg)
{
	static const char *const names[] = {"{effective=", ", permitted=", ", inheritable="};
	uint32_t words[6];
	if (!argument_or_pointer(p, arg, words, sizeof(words)))
		return;
	for (int i = 0; i < 3; i++) {
		print_text(p, names[i]);
		print_capabilities(p, words[i] | (uint64_t)words[i + 3] << 32);
	}
	print_text(p, "}");
}
