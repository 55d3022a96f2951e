// SPDX-License-Identifier: Apache-2.0
// proc.*, thread.*, user.*, group.*, container.*: who made the call.
#include "common/filter/filter_get.h"

#define NAME_MAX_LEN (RECORD_COMM - 1) // of a task's name

FILTER_GETTER(filter_get_proc_pid)
{
	(void)i;
	return filter_give_number(ret_datum, subject->event->pid);
}

FILTER_GETTER(filter_get_thread_tid)
{
	(void)i;
	return filter_give_number(ret_datum, subject->event->tid);
}

FILTER_GETTER(filter_get_proc_name)
{
	(void)i;
	const char *comm = subject->event->comm;
	return filter_give_bytes(ret_datum, comm, strnlen(comm, RECORD_COMM));
}

static bool give_exe(const struct event_process *process, struct filter_datum *ret_datum)
{
	return process && filter_give_known(ret_datum, process->exe);
}

static bool give_cmdline(const struct event_process *process, struct filter_datum *ret_datum)
{
	return process && filter_give_known(ret_datum, process->args);
}

// Of a process whose own name is not known, the program's, cut as the kernel cuts.
static bool give_name(const struct event_process *process, struct filter_datum *ret_datum)
{
	if (!process)
		return false;
	if (process->comm[0])
		return filter_give_bytes(ret_datum, process->comm, strnlen(process->comm, NAME_MAX_LEN));
	size_t len;
	const char *name = filter_base_name(process->exe, &len);
	if (len == 0) {
		const char *end = strchrnul(process->args, ' ');
		const char *slash = memrchr(process->args, '/', (size_t)(end - process->args));
		name = slash ? slash + 1 : process->args;
		len = (size_t)(end - name);
	}
	return len > 0 && filter_give_bytes(ret_datum, name, len < NAME_MAX_LEN ? len : NAME_MAX_LEN);
}

FILTER_GETTER(filter_get_proc_exe)
{
	(void)i;
	const struct event_process *process = subject->event->process;
	if (!process || !process->args[0])
		return false;
	return filter_give_bytes(ret_datum, process->args, strcspn(process->args, " "));
}

FILTER_GETTER(filter_get_proc_exepath)
{
	(void)i;
	return give_exe(subject->event->process, ret_datum);
}

FILTER_GETTER(filter_get_proc_args)
{
	(void)i;
	const struct event_process *process = subject->event->process;
	if (!process || !process->args[0])
		return false;
	const char *blank = strchr(process->args, ' ');
	return filter_give_text(ret_datum, blank ? blank + 1 : "");
}

FILTER_GETTER(filter_get_proc_cmdline)
{
	(void)i;
	return give_cmdline(subject->event->process, ret_datum);
}

FILTER_GETTER(filter_get_proc_cwd)
{
	(void)i;
	const struct event_process *process = subject->event->process;
	return process && filter_give_known(ret_datum, process->cwd);
}

FILTER_GETTER(filter_get_proc_duration)
{
	(void)i;
	const struct event_process *process = subject->event->process;
	if (!process || !process->start_ts)
		return false;
	uint64_t now = subject->event->ts;
	return filter_give_count(ret_datum, now > process->start_ts ? now - process->start_ts : 0);
}

// --- ancestors: 0 is the process itself, 1 its parent ---

static const struct event_process *ancestor(const struct event *event, unsigned generation)
{
	const struct event_process *process = event->process;
	for (; process && generation > 0; generation--)
		process = process->parent;
	return process;
}

// Of the number that the field has; without one, value i is that of generation i + 1.
static unsigned generation_of(const struct filter_subject *subject, unsigned i)
{
	return subject->test->index < 0 ? i + 1 : (unsigned)subject->test->index;
}

static bool no_more(struct filter_datum *ret_datum)
{
	ret_datum->end = true;
	return false;
}

FILTER_GETTER(filter_get_proc_aname)
{
	unsigned generation = generation_of(subject, i);
	if (generation == 0)
		return filter_get_proc_name(subject, 0, ret_datum);
	const struct event_process *process = ancestor(subject->event, generation);
	return process ? give_name(process, ret_datum) : no_more(ret_datum);
}

FILTER_GETTER(filter_get_proc_aexepath)
{
	const struct event_process *process = ancestor(subject->event, generation_of(subject, i));
	return process ? give_exe(process, ret_datum) : no_more(ret_datum);
}

// A parent's number is known where the parent itself is not.
static bool give_ppid(const struct event_process *of, struct filter_datum *ret_datum)
{
	return of && of->ppid && filter_give_number(ret_datum, of->ppid);
}

FILTER_GETTER(filter_get_proc_apid)
{
	unsigned generation = generation_of(subject, i);
	if (generation == 0)
		return filter_get_proc_pid(subject, 0, ret_datum);
	const struct event_process *child = ancestor(subject->event, generation - 1);
	return child ? give_ppid(child, ret_datum) : no_more(ret_datum);
}

FILTER_GETTER(filter_get_proc_ppid)
{
	(void)i;
	return give_ppid(subject->event->process, ret_datum);
}

FILTER_GETTER(filter_get_proc_pname)
{
	(void)i;
	return give_name(ancestor(subject->event, 1), ret_datum);
}

FILTER_GETTER(filter_get_proc_pcmdline)
{
	(void)i;
	return give_cmdline(ancestor(subject->event, 1), ret_datum);
}

FILTER_GETTER(filter_get_proc_pexepath)
{
	(void)i;
	return give_exe(ancestor(subject->event, 1), ret_datum);
}

// --- user, group ---

static bool give_id(struct filter_datum *ret_datum, uint32_t id)
{
	return id != EVENT_NO_ID && filter_give_number(ret_datum, id);
}

FILTER_GETTER(filter_get_user_uid)
{
	(void)i;
	const struct event_process *process = subject->event->process;
	return process && give_id(ret_datum, process->uid);
}

FILTER_GETTER(filter_get_user_name)
{
	(void)i;
	const struct event_process *process = subject->event->process;
	return process && filter_give_known(ret_datum, process->user);
}

FILTER_GETTER(filter_get_group_gid)
{
	(void)i;
	const struct event_process *process = subject->event->process;
	return process && give_id(ret_datum, process->gid);
}

// --- container ---

// "host" is what sysdig calls being in none.
FILTER_GETTER(filter_get_container_id)
{
	(void)i;
	const struct event_process *process = subject->event->process;
	if (!process)
		return false;
	return filter_give_text(ret_datum, process->container_id[0] ? process->container_id : "host");
}

FILTER_GETTER(filter_get_container_name)
{
	(void)i;
	const struct event_process *process = subject->event->process;
	if (!process)
		return false;
	return filter_give_known(ret_datum, process->container_id[0] ? process->container_name : "host");
}

FILTER_GETTER(filter_get_container_image)
{
	(void)i;
	const struct event_process *process = subject->event->process;
	return process && filter_give_known(ret_datum, process->container_image);
}

// registry:5000/team/name:tag@sha256:…: the tag's colon is behind the last slash.
static bool split_image(const struct event *event, size_t *ret_repository, const char **ret_tag, size_t *ret_tag_len)
{
	if (!event->process || !event->process->container_image[0])
		return false;
	const char *image = event->process->container_image;
	size_t len = strcspn(image, "@");
	const char *slash = memrchr(image, '/', len);
	const char *name = slash ? slash : image;
	const char *colon = memchr(name, ':', (size_t)(image + len - name));
	*ret_repository = colon ? (size_t)(colon - image) : len;
	*ret_tag = colon ? colon + 1 : image + len;
	*ret_tag_len = (size_t)(image + len - *ret_tag);
	return true;
}

FILTER_GETTER(filter_get_container_image_repository)
{
	(void)i;
	size_t repository, tag_len;
	const char *tag;
	return split_image(subject->event, &repository, &tag, &tag_len) &&
	       filter_give_bytes(ret_datum, subject->event->process->container_image, repository);
}

FILTER_GETTER(filter_get_container_image_tag)
{
	(void)i;
	size_t repository, tag_len;
	const char *tag;
	return split_image(subject->event, &repository, &tag, &tag_len) && tag_len > 0 &&
	       filter_give_bytes(ret_datum, tag, tag_len);
}
