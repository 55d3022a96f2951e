// SPDX-License-Identifier: Apache-2.0
#include "common/filter/filter_known.h"

#include "common/base/alloc.h"
#include "common/base/cleanup.h"
#include "common/filter/filter_text.h"
#include "common/syscalls/names.h"
#include "common/syscalls/syscalls.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#define NAMES_MAX   8192u // more than any walk of common/syscalls gives
#define NUMBERS_MAX 1024  // more than any abi has

struct each {
	filter_known_fn fn;
	void *ctx;
};

struct name {
	const char *name, *help;
};

struct names {
	size_t n;
	struct name list[NAMES_MAX];
};

static void add(struct names *names, const char *name, const char *help)
{
	if (names->n < NAMES_MAX)
		names->list[names->n++] = (struct name){name, help};
}

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct name *)a)->name, ((const struct name *)b)->name);
}

static void give_sorted(struct names *names, struct each each)
{
	qsort(names->list, names->n, sizeof(names->list[0]), compare);
	for (size_t i = 0; i < names->n; i++)
		if (i == 0 || strcmp(names->list[i - 1].name, names->list[i].name) != 0)
			each.fn(each.ctx, names->list[i].name, names->list[i].help);
}

static void give_calls(struct each each)
{
	static const uint8_t abis[] = {RECORD_ABI_NATIVE, RECORD_ABI_I386, RECORD_ABI_X32};
	AUTO_FREE struct names *names = xcalloc(1, sizeof(*names));
	for (size_t i = 0; i < sizeof(abis); i++)
		for (int32_t nr = 0; nr < NUMBERS_MAX; nr++) {
			const char *name = syscall_name(abis[i], nr);
			if (!syscall_name_is_number(name))
				add(names, name, syscall_category(abis[i], nr));
		}
	give_sorted(names, each);
	each.fn(each.ctx, "signal", "a signal was delivered");
	each.fn(each.ctx, "procexit", "a task ended");
}

static void give_categories(struct each each)
{
	AUTO_FREE struct names *names = xcalloc(1, sizeof(*names));
	for (int32_t nr = 0; nr < RECORD_SYSCALLS; nr++)
		add(names, syscall_category(RECORD_ABI_NATIVE, nr), "");
	give_sorted(names, each);
}

static void give_results(struct each each)
{
	each.fn(each.ctx, "SUCCESS", "no error");
	size_t cursor = 0;
	for (const char *name; (name = errno_next_name(&cursor));) {
		const char *help = strerrordesc_np((int)cursor);
		each.fn(each.ctx, name, help ? help : "");
	}
}

static void give_signals(struct each each)
{
	for (int signal = 1; signal < NSIG; signal++) {
		const char *name = sigabbrev_np(signal), *help = sigdescr_np(signal);
		char text[32];
		(void)snprintf(text, sizeof(text), "SIG%s", name ? name : "");
		if (name)
			each.fn(each.ctx, text, help ? help : "");
	}
}

static void give_ports(struct each each)
{
	const char *name;
	for (size_t i = 0; (name = filter_port_name(i)); i++)
		each.fn(each.ctx, name, "");
}

static void give_constants(const char *argument, struct each each)
{
	AUTO_FREE struct names *names = xcalloc(1, sizeof(*names));
	size_t cursor = 0;
	for (const char *name; (name = syscall_next_constant(argument, &cursor));)
		add(names, name, "");
	give_sorted(names, each);
}

void filter_known_arguments(filter_known_fn each, void *ctx)
{
	AUTO_FREE struct names *names = xcalloc(1, sizeof(*names));
	size_t cursor = 0;
	for (const char *name; (name = syscall_next_arg_name(&cursor));)
		add(names, name, "");
	give_sorted(names, (struct each){each, ctx});
}

static const struct {
	enum filter_field_id id;
	const char *value, *help;
} few[] = {
    {FIELD_EVT_DIR, "<", "the end of a call"},
    {FIELD_EVT_ABI, "native", "64 bits"},
    {FIELD_EVT_ABI, "i386", "32 bits"},
    {FIELD_EVT_ABI, "x32", "64 bits with short pointers"},
    {FIELD_EVT_KIND, "syscall", ""},
    {FIELD_EVT_KIND, "signal", "a signal was delivered"},
    {FIELD_EVT_KIND, "exit", "a task ended"},
    {FIELD_FD_TYPE, "file", ""},
    {FIELD_FD_TYPE, "directory", ""},
    {FIELD_FD_TYPE, "ipv4", "a socket"},
    {FIELD_FD_TYPE, "ipv6", "a socket"},
    {FIELD_FD_TYPE, "unix", "a socket"},
    {FIELD_FD_TYPE, "socket", "of another family"},
    {FIELD_FD_TYPE, "pipe", ""},
    {FIELD_FD_TYPE, "event", "eventfd"},
    {FIELD_FD_TYPE, "eventpoll", "epoll"},
    {FIELD_FD_TYPE, "signalfd", ""},
    {FIELD_FD_TYPE, "timerfd", ""},
    {FIELD_FD_TYPE, "inotify", ""},
    {FIELD_FD_TYPE, "memfd", ""},
    {FIELD_FD_TYPE, "pidfd", ""},
    {FIELD_FD_TYPE, "other", "io_uring, bpf, perf …"},
    {FIELD_FD_TYPECHAR, "f", "file"},
    {FIELD_FD_TYPECHAR, "d", "directory"},
    {FIELD_FD_TYPECHAR, "4", "ipv4"},
    {FIELD_FD_TYPECHAR, "6", "ipv6"},
    {FIELD_FD_TYPECHAR, "u", "unix"},
    {FIELD_FD_TYPECHAR, "p", "pipe"},
    {FIELD_FD_TYPECHAR, "e", "event"},
    {FIELD_FD_TYPECHAR, "l", "eventpoll"},
    {FIELD_FD_TYPECHAR, "s", "signalfd"},
    {FIELD_FD_TYPECHAR, "t", "timerfd"},
    {FIELD_FD_TYPECHAR, "i", "inotify"},
    {FIELD_FD_TYPECHAR, "m", "memfd"},
    {FIELD_FD_TYPECHAR, "P", "pidfd"},
    {FIELD_FD_TYPECHAR, "o", "other"},
    {FIELD_FD_L4PROTO, "tcp", ""},
    {FIELD_FD_L4PROTO, "udp", ""},
    {FIELD_FD_L4PROTO, "icmp", ""},
    {FIELD_FD_L4PROTO, "raw", ""},
    {FIELD_FD_L4PROTO, "sctp", ""},
    {FIELD_FD_SOCKFAMILY, "ip", ""},
    {FIELD_FD_SOCKFAMILY, "unix", ""},
    {FIELD_CONTAINER_ID, "host", "in no container"},
};

static void give_few(enum filter_field_id id, struct each each)
{
	for (size_t i = 0; i < sizeof(few) / sizeof(few[0]); i++)
		if (few[i].id == id)
			each.fn(each.ctx, few[i].value, few[i].help);
}

void filter_known_values(const struct filter_field *field, const char *argument, filter_known_fn fn, void *ctx)
{
	struct each each = {fn, ctx};
	switch (field->type) {
	case FILTER_CALL:
		give_calls(each);
		break;
	case FILTER_RESULT:
		give_results(each);
		break;
	case FILTER_PORT:
		give_ports(each);
		break;
	case FILTER_BOOL:
		fn(ctx, "true", "");
		fn(ctx, "false", "");
		break;
	case FILTER_ARGUMENT:
		if (argument)
			give_constants(argument, each);
		break;
	default:
		if (field->id == FIELD_EVT_CATEGORY)
			give_categories(each);
		else if (field->id == FIELD_SIGNAL_NAME)
			give_signals(each);
		else
			give_few(field->id, each);
	}
}
