// SPDX-License-Identifier: Apache-2.0
// The whole line: name, arguments, result; signals and ends of tasks.
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

#include "common/syscalls/errnos.h"
#include "common/syscalls/formatters.h"

static const struct decode_options default_options = {0};

static struct printer printer_of(const struct event *event, const struct decode_options *options, struct buffer *out)
{
	return (struct printer){
	    .event = event,
	    .entry = event->kind == EVENT_SYSCALL ? syscall_entry_of(event->abi, event->nr) : NULL,
	    .options = options ? options : &default_options,
	    .out = out,
	};
}

static bool is_shown(const struct event *event, const struct syscall_entry *entry, unsigned arg)
{
	if (!entry)
		return true;
	const struct syscall_arg *what = &entry->args[arg];
	return what->format != format_skip && (!what->shown || what->shown(event, arg));
}

static unsigned count_args(const struct event *event, const struct syscall_entry *entry)
{
	if (event->kind != EVENT_SYSCALL)
		return 0;
	if (!entry)
		return RECORD_ARGS;
	unsigned n = entry->n_args;
	while (n > 0 && !is_shown(event, entry, n - 1))
		n--;
	return n;
}

unsigned syscall_arg_count(const struct event *event)
{
	return count_args(event, syscall_entry_of(event->abi, event->nr));
}

bool syscall_arg_shown(const struct event *event, unsigned arg)
{
	const struct syscall_entry *entry = syscall_entry_of(event->abi, event->nr);
	return arg < count_args(event, entry) && is_shown(event, entry, arg);
}

const char *syscall_arg_name(const struct event *event, unsigned arg)
{
	static const char *const unknown[RECORD_ARGS] = {"arg1", "arg2", "arg3", "arg4", "arg5", "arg6"};
	const struct syscall_entry *entry =
	    event->kind == EVENT_SYSCALL ? syscall_entry_of(event->abi, event->nr) : NULL;
	if (entry && arg < entry->n_args)
		return entry->args[arg].name;
	return arg < RECORD_ARGS ? unknown[arg] : "";
}

void format_argument(struct printer *p, unsigned arg)
{
	if (p->entry && arg < p->entry->n_args)
		p->entry->args[arg].format(p, arg);
	else
		print_hex(p, arg_value(p, arg));
}

void syscall_format_arg(const struct event *event, unsigned arg, const struct decode_options *options,
			struct buffer *out)
{
	struct printer p = printer_of(event, options, out);
	format_argument(&p, arg);
}

// What of an argument a call that never ended leaves unsaid: CAPTURE_OUT what it would have filled.
static unsigned filled_by_kernel(const struct event *event, unsigned arg)
{
	if (!(event->flags & RECORD_F_NO_RETURN) || event->abi != RECORD_ABI_NATIVE ||
	    (uint32_t)event->nr >= RECORD_SYSCALLS)
		return 0;
	const struct capture_arg *what = &syscall_capture.rows[event->nr].args[arg];
	if (what->kind == CAPTURE_NONE)
		return 0;
	bool filled = what->kind == CAPTURE_MSGHDR && (what->when & CAPTURE_OUT);
	return filled ? CAPTURE_OUT : what->when & (CAPTURE_IN | CAPTURE_OUT);
}

static void print_arguments(struct printer *p)
{
	unsigned n = count_args(p->event, p->entry);
	bool first = true, unfinished = false;
	for (unsigned i = 0; i < n; i++) {
		if (!is_shown(p->event, p->entry, i))
			continue;
		if (!first)
			print_text(p, ", ");
		first = false;
		unfinished |= (filled_by_kernel(p->event, i) & CAPTURE_OUT) != 0;
		if (filled_by_kernel(p->event, i) == CAPTURE_OUT)
			break;
		format_argument(p, i);
	}
	if (unfinished)
		print_text(p, " <unfinished ...>");
}

// -e raw=: the registers, whatever they mean.
static void print_registers(struct printer *p)
{
	unsigned n = p->entry ? p->entry->n_args : RECORD_ARGS;
	for (unsigned i = 0; i < n; i++) {
		print_text(p, i ? ", " : "");
		print_hex(p, arg_value(p, i));
	}
}

static void print_error(struct printer *p)
{
	int code = (int)-p->event->ret;
	const char *text = errno_text(code);
	if (!text) {
		print_format(p, "-1 (errno %d)", code);
		return;
	}
	print_format(p, "%s %s (%s)", errno_is_restart(code) ? "?" : "-1", errno_name(code), text);
}

static void print_result(struct printer *p)
{
	if (p->event->flags & RECORD_F_NO_RETURN)
		print_text(p, "?");
	else if (event_failed(p->event))
		print_error(p);
	else if (p->entry && !p->options->raw)
		p->entry->result(p);
	else
		print_hex(p, (uint64_t)p->event->ret);
}

void syscall_format_result(const struct event *event, const struct decode_options *options, struct buffer *out)
{
	struct printer p = printer_of(event, options, out);
	if (event->kind == EVENT_SYSCALL)
		print_result(&p);
}

// At least one blank, as many as put the = into the column that the caller wants.
static void print_alignment(struct printer *p, size_t start)
{
	size_t column = p->options->column + (p->out->len - start) + 1;
	print_text(p, " ");
	for (; column < p->options->align; column++)
		print_text(p, " ");
}

static void print_call(struct printer *p)
{
	size_t start = p->out->len;
	print_text(p, syscall_name(p->event->abi, p->event->nr));
	print_text(p, "(");
	if (p->options->raw)
		print_registers(p);
	else if (p->entry && p->entry->text)
		p->entry->text(p);
	else
		print_arguments(p);
	print_text(p, ")");
	print_alignment(p, start);
	print_text(p, "= ");
	print_result(p);
}

static void print_end(struct printer *p)
{
	int status = (int)p->event->ret;
	if (WIFSIGNALED(status)) {
		print_text(p, "+++ killed by ");
		print_signal(p, WTERMSIG(status));
		print_text(p, WCOREDUMP(status) ? " (core dumped) +++" : " +++");
	} else {
		print_format(p, "+++ exited with %d +++", WEXITSTATUS(status));
	}
}

void syscall_format(const struct event *event, const struct decode_options *options, struct buffer *out)
{
	struct printer p = printer_of(event, options, out);
	switch (event->kind) {
	case EVENT_SIGNAL:
		print_delivered_signal(&p);
		break;
	case EVENT_EXIT:
		print_end(&p);
		break;
	default:
		print_call(&p);
	}
}
