// SPDX-License-Identifier: Apache-2.0
// Processes: how they begin and end, their limits, scheduling and capabilities.
#include <linux/capability.h>
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

void format_sched_param(struct printer *p, unsigned arg)
{
	format_int_ptr(p, arg);
}

#define SCHED_ATTR_OLD_SIZE 48
#define KEEP_POLICY         0x08
#define KEEP_PARAMS         0x10

// What a call that keeps the policy or its parameters is given counts for nothing.
void format_sched_attr(struct printer *p, unsigned arg)
{
	struct {
		uint32_t size, policy;
		uint64_t flags;
		int32_t nice;
		uint32_t priority;
		uint64_t runtime, deadline, period;
		uint32_t util_min, util_max;
	} attr;
	bool sets = p->entry->args[arg].direction == ARG_IN;
	if (!argument_or_pointer(p, arg, &attr, sizeof(attr)))
		return;
	print_format(p, "{size=%u", attr.size);
	if (!sets || !(attr.flags & (KEEP_POLICY | KEEP_PARAMS)) || !attr.size) {
		print_text(p, ", sched_policy=");
		print_sched_policy(p, attr.policy);
	}
	print_text(p, ", sched_flags=");
	print_bits(p, &constants_sched_flags, attr.flags);
	if (!sets || !(attr.flags & KEEP_PARAMS))
		print_format(
		    p, ", sched_nice=%d, sched_priority=%u, sched_runtime=%llu, sched_deadline=%llu, sched_period=%llu",
		    attr.nice, attr.priority, (unsigned long long)attr.runtime, (unsigned long long)attr.deadline,
		    (unsigned long long)attr.period);
	if (attr.size > SCHED_ATTR_OLD_SIZE && !(sets && attr.flags & KEEP_PARAMS))
		print_format(p, ", sched_util_min=%u, sched_util_max=%u", attr.util_min, attr.util_max);
	print_text(p, attr.size > sizeof(attr) ? ", ...}" : "}");
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

// As it was given: the kernel answers an unknown version with its own.
static bool find_cap_header(const struct printer *p, unsigned arg, uint32_t ret_head[2])
{
	struct piece piece;
	return (piece_find(p, arg, 0, 0, AT_ENTRY, &piece) || piece_find(p, arg, 0, 0, AT_EXIT, &piece)) &&
	       piece_struct(&piece, 0, ret_head, 2 * sizeof(ret_head[0]));
}

void format_cap_header(struct printer *p, unsigned arg)
{
	uint32_t head[2];
	if (!find_cap_header(p, arg, head)) {
		print_pointer(p, arg_value(p, arg));
		return;
	}
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
	if (set) // of the words that the two halves are
		print_format(p, first ? "%#llx" : "|%#llx", (unsigned long long)(set >> 32 ? set >> 32 : set));
}

void format_cap_data(struct printer *p, unsigned arg)
{
	static const char *const names[] = {"{effective=", ", permitted=", ", inheritable="};
	uint32_t words[6];
	if (!argument_or_pointer(p, arg, words, sizeof(words)))
		return;
	uint32_t head[2] = {0};
	bool halves = !find_cap_header(p, 0, head) || head[0] != _LINUX_CAPABILITY_VERSION_1;
	for (int i = 0; i < 3; i++) {
		print_text(p, names[i]);
		print_capabilities(p, words[i] | (halves ? (uint64_t)words[i + 3] << 32 : 0));
	}
	print_text(p, "}");
}
