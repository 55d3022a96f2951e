// SPDX-License-Identifier: Apache-2.0
// bpf/filter.h in plain C, asked of an event.
#include <string.h>
#include <sys/syscall.h>

#include "common/syscalls/arguments.h"
#include "detector/trace/filter_kernel.h"

static bool call_passes(const struct kernel_filter *kernel, const struct event *event)
{
	uint32_t nr = (uint32_t)event->nr;
	if (nr >= CALL_NUMBERS || event->abi >= CALL_ABIS)
		return kernel->calls_beyond;
	uint32_t at = event->abi * CALL_NUMBERS + nr;
	return kernel->calls[at / 64] >> at % 64 & 1;
}

static bool descriptor_of(const struct event *event, int64_t *ret_fd)
{
	int place = syscall_fd_argument(event->abi, event->nr);
	*ret_fd = -1;
	if (event->object) // the same one, if it was kept track of rightly
		*ret_fd = event->object->fd;
	else if (place == SYSCALL_FD_RESULT)
		*ret_fd = event->ret;
	else if (place >= 0)
		*ret_fd = syscall_arg_number(event, (unsigned)place, SYSCALL_ARG_I32);
	return *ret_fd >= 0;
}

static bool in_ranges(const struct kernel_numbers *numbers, int64_t number)
{
	for (unsigned i = 0; i < numbers->n; i++)
		if (number >= numbers->ranges[i].low && number <= numbers->ranges[i].high)
			return true;
	return false;
}

static bool number_passes(const struct kernel_filter *kernel, unsigned field, bool known, int64_t number)
{
	if (!(kernel->on & 1u << field))
		return true;
	return known ? in_ranges(&kernel->numbers[field], number) : kernel->numbers[field].missing;
}

static bool numbers_pass(const struct kernel_filter *kernel, const struct event *event)
{
	const struct event_process *process = event->process;
	int64_t fd;
	bool has_fd = descriptor_of(event, &fd);
	bool timed = event->duration != EVENT_DURATION_UNKNOWN;
	int64_t latency = event->duration > INT64_MAX ? INT64_MAX : (int64_t)event->duration;
	return number_passes(kernel, KERNEL_PID, true, event->pid) &&
	       number_passes(kernel, KERNEL_TID, true, event->tid) &&
	       number_passes(kernel, KERNEL_RESULT, true, event->ret) &&
	       number_passes(kernel, KERNEL_LATENCY, timed, latency) && number_passes(kernel, KERNEL_FD, has_fd, fd) &&
	       // The kernel always knows; an event alone may not, and the program decides it anyway.
	       (!process || process->uid == EVENT_NO_ID || number_passes(kernel, KERNEL_UID, true, process->uid));
}

static bool is_named(const struct kernel_name *names, unsigned n, const uint64_t *comm)
{
	for (unsigned i = 0; i < n; i++)
		if ((comm[0] & names[i].mask[0]) == names[i].bytes[0] &&
		    (comm[1] & names[i].mask[1]) == names[i].bytes[1])
			return true;
	return false;
}

static bool name_passes(const struct kernel_filter *kernel, const struct event *event)
{
	uint64_t comm[2];
	memcpy(comm, event->comm, sizeof(comm));
	if ((kernel->on & KERNEL_ON_NOT_NAMES) && is_named(kernel->not_names, kernel->n_not_names, comm))
		return false;
	return !(kernel->on & KERNEL_ON_NAMES) || is_named(kernel->names, kernel->n_names, comm);
}

// The first of the call's paths, -1 when it has none; how many there are.
static int path_argument(const struct event *event, unsigned *ret_n)
{
	int first = -1;
	*ret_n = 0;
	for (unsigned i = RECORD_ARGS; i-- > 0;) {
		if (!syscall_arg_type(event->abi, event->nr, i).path)
			continue;
		first = (int)i;
		++*ret_n;
	}
	return first;
}

static bool is_plain(const uint8_t *path, size_t len)
{
	if (!len || len >= KERNEL_PATH_BYTES || path[0] != '/')
		return false;
	for (size_t i = 1; i < len; i++)
		if (path[i - 1] == '/' && (path[i] == '/' || path[i] == '.'))
			return false;
	return len == 1 || path[len - 1] != '/';
}

static bool path_is(const struct kernel_path *path, const uint8_t *text, size_t len)
{
	if (len < path->len || (path->kind == KERNEL_PATH_WHOLE && len != path->len))
		return false;
	if (path->kind == KERNEL_PATH_FOLDER && (!len || (len > path->len && text[path->len] != '/')))
		return false;
	return memcmp(text, path->words, path->len) == 0;
}

static bool path_passes(const struct kernel_filter *kernel, const struct event *event)
{
	const uint8_t *text = NULL;
	size_t len = 0;
	unsigned n_paths;
	bool exec = event->abi == RECORD_ABI_NATIVE && (event->nr == SYS_execve || event->nr == SYS_execveat);
	if (!(kernel->on & KERNEL_ON_PATHS) || exec)
		return true;
	int arg = path_argument(event, &n_paths);
	if (n_paths > 1 && kernel->paths_plain)
		return true;
	bool known = arg >= 0 && syscall_arg_bytes(event, (unsigned)arg, &text, &len);
	if (known && kernel->paths_plain && !is_plain(text, len))
		return true;
	if (kernel->paths_plain && event->object && event->object->path) { // the same one, as above
		text = (const uint8_t *)event->object->path;
		len = strlen(event->object->path);
		known = len > 0;
	}
	if (!known)
		return kernel->paths_missing;
	for (unsigned i = 0; i < kernel->n_paths; i++)
		if (path_is(&kernel->paths[i], text, len))
			return !kernel->paths_negate;
	return kernel->paths_negate;
}

bool filter_kernel_model(const struct kernel_filter *kernel, const struct event *event)
{
	if (event->kind != EVENT_SYSCALL)
		return true;
	return call_passes(kernel, event) && numbers_pass(kernel, event) && name_passes(kernel, event) &&
	       path_passes(kernel, event);
}
