// SPDX-License-Identifier: Apache-2.0
// A new program, as its first stack tells: argc, argv, NULL, envp, NULL, auxv; and above that the strings, in the order argv, environment,
// path. The caller's memory is gone by then.
#include <elf.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/user.h>

#include "detector/trace/ptrace_tracer.h"

#define ENV_MAX    (1u << 20)
#define AUXV_MAX   64u
#define CODE32     0x23 // the code segment of 32-bit programs
#define ARGV_BYTES (PIECE_MAX - 8)

struct new_program {
	struct ptrace_tracer *tracer;
	unsigned word; // bytes of a pointer
	uint64_t stack;
	uint64_t argc;
	uint64_t argv_from, argv_to; // the strings
	uint64_t env_count;
	uint64_t path;
};

static uint64_t word_at(const struct new_program *program, uint64_t index)
{
	uint64_t value = 0;
	(void)ptrace_memory_read(program->tracer, program->stack + index * program->word, &value, program->word);
	return value;
}

static bool find_program(struct ptrace_tracer *tracer, pid_t tid, struct new_program *ret_program)
{
#ifdef __x86_64__
	struct user_regs_struct regs;
	if (ptrace(PTRACE_GETREGS, tid, 0, &regs) < 0)
		return false;
	struct new_program program = {.tracer = tracer,
				      .word = regs.cs == CODE32 ? 4 : 8,
				      .stack = regs.cs == CODE32 ? (uint32_t)regs.rsp : regs.rsp};
#else
	struct __ptrace_syscall_info info;
	if (ptrace(PTRACE_GET_SYSCALL_INFO, tid, sizeof(info), &info) <= 0)
		return false;
	struct new_program program = {.tracer = tracer, .word = 8, .stack = info.stack_pointer};
#endif
	program.argc = word_at(&program, 0);
	uint64_t env = program.argc + 2;
	while (program.env_count < ENV_MAX && word_at(&program, env + program.env_count))
		program.env_count++;
	uint64_t auxv = env + program.env_count + 1;
	for (unsigned i = 0; i < AUXV_MAX; i++, auxv += 2) {
		uint64_t type = word_at(&program, auxv);
		if (type == AT_EXECFN)
			program.path = word_at(&program, auxv + 1);
		if (type == AT_EXECFN || type == AT_NULL)
			break;
	}
	program.argv_from = program.argc ? word_at(&program, 1) : 0;
	program.argv_to = program.env_count ? word_at(&program, env) : program.path;
	*ret_program = program;
	return true;
}

// Text up to its NUL; the length, or -1.
static ssize_t read_text(struct ptrace_tracer *tracer, uint64_t from, char *ret_text, size_t size)
{
	ssize_t n = from ? ptrace_memory_read(tracer, from, ret_text, size) : -1;
	if (n <= 0)
		return -1;
	return (ssize_t)strnlen(ret_text, (size_t)n);
}

static size_t read_argv(const struct new_program *program, char *ret_argv, bool *ret_cut)
{
	uint64_t len = program->argv_to > program->argv_from ? program->argv_to - program->argv_from : 0;
	*ret_cut = len > ARGV_BYTES;
	ssize_t n =
	    len ? ptrace_memory_read(program->tracer, program->argv_from, ret_argv, *ret_cut ? ARGV_BYTES : len) : 0;
	return n > 0 ? (size_t)n : 0;
}

static void path_piece(struct record *record, unsigned arg, const char *path, ssize_t len)
{
	ptrace_record_piece(record, arg, RECORD_DATA_STRING, len < 0 ? RECORD_DATA_FAULT : 0, path,
			    len < 0 ? 0 : (size_t)len);
}

bool ptrace_exec_layout(void *ctx, struct memory_layout *ret_layout)
{
	struct ptrace_tracer *tracer = ctx;
	struct new_program program;
	if (!find_program(tracer, tracer->memory.tid, &program))
		return false;
	*ret_layout = (struct memory_layout){
	    .stack = program.stack,
	    .arg_start = program.argv_from,
	    .arg_end = program.argv_to > program.argv_from ? program.argv_to : program.argv_from,
	    .env_end = program.path,
	    .is_32bit = program.word == 4,
	};
	return true;
}

// The file that runs is another than the path's: a script's interpreter does.
static bool runs_another(const struct ptrace_task *task, const char *path)
{
	char exe[64];
	char file[CAPTURE_MAX + 64];
	struct stat runs, named;
	(void)snprintf(exe, sizeof(exe), "/proc/%d/exe", (int)task->tid);
	(void)snprintf(file, sizeof(file), "/proc/%d/%s/%s", (int)task->tid, path[0] == '/' ? "root" : "cwd", path);
	if (stat(exe, &runs) < 0 || stat(file, &named) < 0)
		return true;
	return runs.st_ino != named.st_ino || runs.st_dev != named.st_dev;
}

// A script's argv begins with its interpreter, as its first line writes it, an option perhaps, and the script's path.
static const char *interpreter_in(const char *argv, size_t len, const char *path)
{
	const char *at = argv;
	for (unsigned i = 0; i < 3 && at < argv + len; i++) {
		if (i > 0 && strcmp(at, path) == 0)
			return argv;
		at += strnlen(at, (size_t)(argv + len - at)) + 1;
	}
	return NULL;
}

void ptrace_record_exec(struct ptrace_tracer *tracer, const struct ptrace_task *task, pid_t old_tid)
{
	uint32_t scans = task->scans & tracer->recording;
	struct new_program program;
	char path[CAPTURE_MAX + 1];
	char argv[ARGV_BYTES + 1];
	bool cut;
	if (!scans)
		return;
	struct record *record = ptrace_record_begin(tracer, task, RECORD_EXEC, scans);
	record->args[0] = (uint64_t)old_tid;
	record->args[2] = RECORD_TASK_IDS;
	record->args[3] = task->uid | (uint64_t)task->gid << 32;
	if (find_program(tracer, task->tid, &program)) {
		ssize_t len = read_text(tracer, program.path, path, CAPTURE_MAX);
		size_t argv_len = read_argv(&program, argv, &cut);
		path_piece(record, 0, path, len);
		path[len < 0 ? 0 : len] = '\0';
		argv[argv_len] = '\0';
		const char *interpreter = len > 0 ? interpreter_in(argv, argv_len, path) : NULL;
		if (interpreter && runs_another(task, path))
			path_piece(record, 1, interpreter, (ssize_t)strlen(interpreter));
	}
	ptrace_queue_push(tracer->queue, record);
}
