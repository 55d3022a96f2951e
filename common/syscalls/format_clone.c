// SPDX-License-Identifier: Apache-2.0
// clone and clone3: how a process or thread begins.
#include <linux/sched.h>
#include <string.h>

#include "common/syscalls/formatters.h"
#include "common/syscalls/shared.h"

#define SET_TID_MAX 32 // a tree of pid namespaces is no deeper

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
	print_clone_flags(p, flags);
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

// A 64-bit word that is no signal's number stays one.
static void print_exit_signal(struct printer *p, uint64_t signal)
{
	print_text(p, ", exit_signal=");
	if (signal < INT32_MAX)
		print_signal(p, (int)signal);
	else
		print_format(p, "%llu", (unsigned long long)signal);
}

enum { FOLLOWED_PIDFD, FOLLOWED_SET_TID };

static void print_set_tid(struct printer *p, unsigned arg, const struct clone_args *args)
{
	struct piece tids;
	int tid;
	print_text(p, ", set_tid=");
	if (args->set_tid && args->set_tid_size && args->set_tid_size <= SET_TID_MAX &&
	    piece_find(p, arg, RECORD_DATA_NESTED, FOLLOWED_SET_TID, AT_EXIT, &tids) && tids.len) {
		print_text(p, "[");
		for (size_t i = 0; piece_struct(&tids, i * sizeof(tid), &tid, sizeof(tid)); i++)
			print_format(p, i ? ", %d" : "%d", tid);
		print_text(p, "]");
	} else {
		print_pointer(p, args->set_tid);
	}
	print_format(p, ", set_tid_size=%llu", (unsigned long long)args->set_tid_size);
}

static void print_pointer_field(struct printer *p, bool there, const char *name, uint64_t pointer)
{
	if (!there)
		return;
	print_format(p, ", %s=", name);
	print_pointer(p, pointer);
}

static void print_clone_args(struct printer *p, unsigned arg, const struct clone_args *args, size_t size)
{
	print_text(p, "{flags=");
	print_bits(p, &constants_clone_flag_bits, args->flags);
	print_pointer_field(p, args->flags & CLONE_PIDFD, "pidfd", args->pidfd);
	print_pointer_field(p, args->flags & (CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID), "child_tid", args->child_tid);
	print_pointer_field(p, args->flags & CLONE_PARENT_SETTID, "parent_tid", args->parent_tid);
	print_exit_signal(p, args->exit_signal);
	print_pointer_field(p, true, "stack", args->stack);
	print_text(p, ", stack_size=");
	print_hex(p, args->stack_size);
	print_pointer_field(p, args->flags & CLONE_SETTLS, "tls", args->tls);
	if (args->set_tid || args->set_tid_size)
		print_set_tid(p, arg, args);
	if (size >= CLONE_ARGS_SIZE_VER2 && (args->cgroup || args->flags & CLONE_INTO_CGROUP))
		print_format(p, ", cgroup=%llu", (unsigned long long)args->cgroup);
	print_text(p, "}");
}

// The kernel writes there what it returns, and the descriptor.
static void print_clone_results(struct printer *p, unsigned arg, const struct clone_args *args)
{
	struct piece piece;
	int fd;
	const char *before = " => {";
	if (p->event->ret <= 0)
		return;
	if (args->flags & CLONE_PIDFD && piece_find(p, arg, RECORD_DATA_NESTED, FOLLOWED_PIDFD, AT_EXIT, &piece) &&
	    piece_struct(&piece, 0, &fd, sizeof(fd))) {
		print_format(p, "%spidfd=[", before);
		print_fd(p, fd);
		print_text(p, "]");
		before = ", ";
	}
	if (args->flags & CLONE_PARENT_SETTID) {
		print_format(p, "%sparent_tid=[%lld]", before, (long long)p->event->ret);
		before = ", ";
	}
	if (before[0] == ',')
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
	print_clone_args(p, arg, &args, piece.len);
	print_clone_results(p, arg, &args);
}
