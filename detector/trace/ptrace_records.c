// SPDX-License-Identifier: Apache-2.0
// Records as bpf/process.bpf.c makes them, from what ptrace tells.
#include <sched.h>
#include <signal.h>
#include <string.h>

#include "common/base/clock.h"
#include "detector/trace/ptrace_tracer.h"

struct record *ptrace_record_begin(struct ptrace_tracer *tracer, const struct ptrace_task *task, uint8_t type,
				   uint32_t scans)
{
	struct record *record = (struct record *)tracer->work;
	memset(record, 0, sizeof(*record));
	record->size = sizeof(*record);
	record->type = type;
	record->ts = clock_boot_ns();
	record->duration = RECORD_NO_DURATION;
	record->pid = (uint32_t)task->process->pid;
	record->tid = (uint32_t)task->tid;
	record->scans = scans;
	memcpy(record->comm, task->comm, sizeof(record->comm));
	return record;
}

void ptrace_record_piece(struct record *record, unsigned arg, unsigned kind, unsigned status, const void *bytes,
			 size_t len)
{
	struct record_data *piece = (void *)((uint8_t *)record + record->size);
	size_t padded = (len + 7) & ~(size_t)7;
	if (record->size + sizeof(*piece) + padded > RING_RECORD_MAX) {
		record->flags |= RECORD_F_TRUNCATED;
		return;
	}
	*piece = (struct record_data){
	    .arg = (uint8_t)arg, .kind = (uint8_t)kind, .status = (uint8_t)status, .len = (uint32_t)len};
	memset((uint8_t *)(piece + 1) + padded - (padded > len ? 8 : 0), 0, padded > len ? 8 : 0);
	memcpy(piece + 1, bytes, len);
	record->size += (uint32_t)(sizeof(*piece) + padded);
	if (status & RECORD_DATA_FAULT)
		record->flags |= RECORD_F_FAULT;
	if (status & RECORD_DATA_TRUNCATED)
		record->flags |= RECORD_F_TRUNCATED;
}

static bool is_fault(const siginfo_t *info, int sig)
{
	static const uint32_t faults =
	    1u << SIGILL | 1u << SIGTRAP | 1u << SIGBUS | 1u << SIGFPE | 1u << SIGSEGV | 1u << SIGSYS;
	return info->si_code > 0 && info->si_code < 0x80 && sig < 32 && (faults >> sig & 1);
}

void ptrace_record_signal(struct ptrace_tracer *tracer, const struct ptrace_task *task)
{
	uint32_t scans = task->scans & tracer->recording;
	siginfo_t info;
	if (!scans || ptrace(PTRACE_GETSIGINFO, task->tid, 0, &info) < 0)
		return;
	struct record *record = ptrace_record_begin(tracer, task, RECORD_SIGNAL, scans);
	bool fault = is_fault(&info, info.si_signo);
	record->nr = info.si_signo;
	record->args[0] = (uint64_t)(int64_t)info.si_code;
	record->args[1] = (uint64_t)(int64_t)info.si_errno;
	record->args[2] = fault ? (uint64_t)(uintptr_t)info.si_addr : (uint64_t)(int64_t)info.si_pid;
	record->args[3] = fault ? 0 : info.si_uid;
	record->args[4] =
	    info.si_signo == SIGCHLD ? (uint64_t)(int64_t)info.si_status : (uint64_t)(uintptr_t)info.si_value.sival_ptr;
	if (info.si_signo == SIGCHLD)
		record->args[5] = (uint32_t)info.si_utime | (uint64_t)info.si_stime << 32;
	ptrace_queue_push(tracer->queue, record);
}

void ptrace_record_stopped(struct ptrace_tracer *tracer, const struct ptrace_task *task, int sig)
{
	uint32_t scans = task->scans & tracer->recording;
	if (!scans)
		return;
	struct record *record = ptrace_record_begin(tracer, task, RECORD_SIGNAL, scans);
	record->nr = sig;
	record->flags = RECORD_F_STOPPED;
	ptrace_queue_push(tracer->queue, record);
}

void ptrace_record_exit(struct ptrace_tracer *tracer, const struct ptrace_task *task, int status)
{
	uint32_t scans = task->scans & tracer->recording;
	bool last = task->process->threads == 1;
	atomic_store(&tracer->living, tracer->tasks.n - 1);
	if (!scans && !last)
		return;
	struct record *record =
	    ptrace_record_begin(tracer, task, RECORD_EXIT, scans); // without scans: for source_on_end
	record->ret = status;
	record->flags = last ? RECORD_F_LEADER : 0;
	ptrace_queue_push(tracer->queue, record);
}

void ptrace_record_fork(struct ptrace_tracer *tracer, const struct ptrace_task *task, const struct ptrace_task *child,
			uint64_t clone_flags)
{
	uint32_t scans = task->scans & tracer->recording;
	if (!scans)
		return;
	struct record *record = ptrace_record_begin(tracer, task, RECORD_FORK, scans);
	record->args[0] = (uint64_t)child->process->pid;
	record->args[1] = (uint64_t)child->tid;
	record->args[2] = RECORD_TASK_IDS | (clone_flags & CLONE_FILES ? RECORD_TASK_FILES : 0) |
			  (clone_flags & CLONE_FS ? RECORD_TASK_FS : 0);
	record->args[3] = child->uid | (uint64_t)child->gid << 32;
	record->args[4] = (uint64_t)child->process->ppid;
	ptrace_queue_push(tracer->queue, record);
}
