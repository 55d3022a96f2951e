// SPDX-License-Identifier: Apache-2.0
// What calls do to a process: its folder, its ids, its program's arguments.
#include <linux/sched.h>
#include <string.h>
#include <sys/syscall.h>

#include "detector/state/state_effects.h"
#include "detector/state/state_private.h"

#define ARGS_MAX 4096u

// --- folders ---

static void on_chdir(struct state_call *call)
{
	char path[PATH_JOIN_MAX];
	(void)path_join("", call->state->path, sizeof(path), path, sizeof(path));
	place_set(call->state->texts, call->place, path, state_resolve(call->process, path, sizeof(path)));
}

static void on_fchdir(struct state_call *call)
{
	const char *name = call->object ? call->object->name : "";
	place_set(call->state->texts, call->place, name[0] == '/' ? name : "", PATH_JOIN_MAX);
}

// The kernel's own word for it, which has no symbolic links in it.
static void on_getcwd(struct state_call *call)
{
	struct event_data data;
	if (state_call_data(call, 0, &data) && data.head->len && data.bytes[0] == '/')
		place_set(call->state->texts, call->place, (const char *)data.bytes, data.head->len);
}

static void on_new_root(struct state_call *call)
{
	state_seed_world(call->state, call->process);
}

static void on_unshare(struct state_call *call)
{
	uint64_t flags = state_arg(call, 0);
	if (flags & CLONE_FILES)
		state_unshare_files(call);
	if (flags & (CLONE_FS | CLONE_NEWNS | CLONE_NEWUSER))
		state_unshare_place(call);
	if (flags & (CLONE_NEWUSER | CLONE_NEWNS))
		state_seed_world(call->state, call->process);
}

// --- users ---

static void set_ids(struct state_call *call, bool has_uid, uint32_t uid, bool has_gid, uint32_t gid)
{
	struct process *process = call->process;
	const struct user_world *world = process->world;
	if (has_uid && world)
		uid = user_world_uid(world, uid);
	if (has_gid && world)
		gid = user_world_gid(world, gid);
	process_set_ids(call->state->processes, process, has_uid ? uid : process->event.uid,
			has_gid ? gid : process->event.gid);
	if (has_uid)
		state_name_user(call->state, process);
}

static void on_setuid(struct state_call *call)
{
	set_ids(call, true, (uint32_t)state_arg(call, 0), false, 0);
}

static void on_setgid(struct state_call *call)
{
	set_ids(call, false, 0, true, (uint32_t)state_arg(call, 0));
}

// setreuid and setresuid: the second is the effective one, -1 leaves it.
static void on_setresuid(struct state_call *call)
{
	set_ids(call, (uint32_t)state_arg(call, 1) != EVENT_NO_ID, (uint32_t)state_arg(call, 1), false, 0);
}

static void on_setresgid(struct state_call *call)
{
	set_ids(call, false, 0, (uint32_t)state_arg(call, 1) != EVENT_NO_ID, (uint32_t)state_arg(call, 1));
}

// --- programs ---

static void exec_args(struct state_call *call, unsigned at)
{
	char text[ARGS_MAX];
	struct event_data data;
	if (!state_call_data(call, at, &data) || data.head->kind != RECORD_DATA_STRINGS)
		return;
	size_t len = data.head->len < sizeof(text) ? data.head->len : sizeof(text);
	memcpy(text, data.bytes, len);
	if (len && !text[len - 1])
		len--;
	for (size_t i = 0; i < len; i++)
		text[i] = text[i] ? text[i] : ' ';
	process_set_text(call->state->processes, call->process, &call->process->event.args, text, len);
}

// The program itself came with RECORD_EXEC.
static void on_execve(struct state_call *call)
{
	exec_args(call, 1);
}

static void on_execveat(struct state_call *call)
{
	exec_args(call, 2);
}

const struct state_effect state_process_effects[] = {
    {SYS_chdir, on_chdir, false},         {SYS_fchdir, on_fchdir, false},
    {SYS_getcwd, on_getcwd, false},       {SYS_chroot, on_new_root, false},
    {SYS_pivot_root, on_new_root, false}, {SYS_setns, on_new_root, false},
    {SYS_unshare, on_unshare, false},     {SYS_setuid, on_setuid, false},
    {SYS_setgid, on_setgid, false},       {SYS_setreuid, on_setresuid, false},
    {SYS_setregid, on_setresgid, false},  {SYS_setresuid, on_setresuid, false},
    {SYS_setresgid, on_setresgid, false}, {SYS_execve, on_execve, false},
    {SYS_execveat, on_execveat, false},   {-1, NULL, false},
};
