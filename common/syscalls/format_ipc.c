// SPDX-License-Identifier: Apache-2.0
// What the control calls of System V message queues, semaphores and shared memory are given and answer.
#include <stddef.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

#include "common/syscalls/fields.h"
#include "common/syscalls/formatters.h"

// The highest of the flags of a command: the structs are those of Linux 2.4.
#define WITHOUT_IPC_64 (~0x100u)

// Who may: a change tells less than an answer.
static void print_owner(struct printer *p, const char *name, const struct ipc_perm *perm, bool set)
{
	print_format(p, "{%s={uid=", name);
	print_id(p, perm->uid);
	print_text(p, ", gid=");
	print_id(p, perm->gid);
	print_text(p, ", mode=");
	print_permissions(p, perm->mode);
	if (!set) {
		print_format(p, ", key=%u, cuid=", (unsigned)perm->__key);
		print_id(p, perm->cuid);
		print_text(p, ", cgid=");
		print_id(p, perm->cgid);
	}
	print_text(p, "}");
}

static const struct field queue_rows[] = {
    FIELD(struct msqid_ds, msg_stime, FIELD_U),  FIELD(struct msqid_ds, msg_rtime, FIELD_U),
    FIELD(struct msqid_ds, msg_ctime, FIELD_U),  FIELD(struct msqid_ds, msg_qnum, FIELD_U),
    FIELD(struct msqid_ds, msg_qbytes, FIELD_U), FIELD(struct msqid_ds, msg_lspid, FIELD_D),
    FIELD(struct msqid_ds, msg_lrpid, FIELD_D),
};
static const struct field queue_set_rows[] = {FIELD(struct msqid_ds, msg_qbytes, FIELD_U)};
static const struct field set_rows[] = {
    FIELD(struct semid_ds, sem_otime, FIELD_U),
    FIELD(struct semid_ds, sem_ctime, FIELD_U),
    FIELD(struct semid_ds, sem_nsems, FIELD_U),
};
static const struct field segment_rows[] = {
    FIELD(struct shmid_ds, shm_segsz, FIELD_U), FIELD(struct shmid_ds, shm_cpid, FIELD_D),
    FIELD(struct shmid_ds, shm_lpid, FIELD_D),  FIELD(struct shmid_ds, shm_nattch, FIELD_U),
    FIELD(struct shmid_ds, shm_atime, FIELD_U), FIELD(struct shmid_ds, shm_dtime, FIELD_U),
    FIELD(struct shmid_ds, shm_ctime, FIELD_U),
};
static const struct field queue_limit_rows[] = {
    FIELD(struct msginfo, msgpool, FIELD_D), FIELD(struct msginfo, msgmap, FIELD_D),
    FIELD(struct msginfo, msgmax, FIELD_D),  FIELD(struct msginfo, msgmnb, FIELD_D),
    FIELD(struct msginfo, msgmni, FIELD_D),  FIELD(struct msginfo, msgssz, FIELD_D),
    FIELD(struct msginfo, msgtql, FIELD_D),  FIELD(struct msginfo, msgseg, FIELD_U),
};
static const struct field set_limit_rows[] = {
    FIELD(struct seminfo, semmap, FIELD_D), FIELD(struct seminfo, semmni, FIELD_D),
    FIELD(struct seminfo, semmns, FIELD_D), FIELD(struct seminfo, semmnu, FIELD_D),
    FIELD(struct seminfo, semmsl, FIELD_D), FIELD(struct seminfo, semopm, FIELD_D),
    FIELD(struct seminfo, semume, FIELD_D), FIELD(struct seminfo, semusz, FIELD_D),
    FIELD(struct seminfo, semvmx, FIELD_D), FIELD(struct seminfo, semaem, FIELD_D),
};
static const struct field segment_limit_rows[] = {
    FIELD(struct shminfo, shmmax, FIELD_U), FIELD(struct shminfo, shmmin, FIELD_U),
    FIELD(struct shminfo, shmmni, FIELD_U), FIELD(struct shminfo, shmseg, FIELD_U),
    FIELD(struct shminfo, shmall, FIELD_U),
};
static const struct field segment_use_rows[] = {
    FIELD(struct shm_info, used_ids, FIELD_D),      FIELD(struct shm_info, shm_tot, FIELD_U),
    FIELD(struct shm_info, shm_rss, FIELD_U),       FIELD(struct shm_info, shm_swp, FIELD_U),
    FIELD(struct shm_info, swap_attempts, FIELD_U), FIELD(struct shm_info, swap_successes, FIELD_U),
};

static const struct field_table queue = FIELD_TABLE(queue_rows), queue_set = FIELD_TABLE(queue_set_rows),
				set = FIELD_TABLE(set_rows), segment = FIELD_TABLE(segment_rows),
				queue_limits = FIELD_TABLE(queue_limit_rows), set_limits = FIELD_TABLE(set_limit_rows),
				segment_limits = FIELD_TABLE(segment_limit_rows),
				segment_use = FIELD_TABLE(segment_use_rows);

// The owner, then the rest; `rest` is NULL when there is none.
static void print_object(struct printer *p, unsigned arg, const char *name, size_t size, bool change,
			 const struct field_table *rest)
{
	struct piece piece;
	struct ipc_perm perm;
	bool first = false;
	if ((!change && event_failed(p->event)) || !argument_memory(p, arg, &piece) || piece.len < size ||
	    !piece_struct(&piece, 0, &perm, sizeof(perm))) {
		print_pointer(p, arg_value(p, arg));
		return;
	}
	print_owner(p, name, &perm, change);
	if (rest)
		(void)print_fields(p, piece.bytes, piece.len, rest, &first);
	print_text(p, "}");
}

static void print_limits(struct printer *p, unsigned arg, size_t size, const struct field_table *fields)
{
	if (event_failed(p->event))
		print_pointer(p, arg_value(p, arg));
	else
		print_argument_struct(p, arg, size, fields);
}

void format_msgctl_arg(struct printer *p, unsigned arg)
{
	switch ((uint32_t)arg_value(p, 1) & WITHOUT_IPC_64) {
	case IPC_SET:
		print_object(p, arg, "msg_perm", sizeof(struct msqid_ds), true, &queue_set);
		break;
	case IPC_STAT:
	case MSG_STAT:
	case MSG_STAT_ANY:
		print_object(p, arg, "msg_perm", sizeof(struct msqid_ds), false, &queue);
		break;
	case IPC_INFO:
	case MSG_INFO:
		print_limits(p, arg, sizeof(struct msginfo), &queue_limits);
		break;
	default:
		print_pointer(p, arg_value(p, arg));
	}
}

void format_semctl_arg(struct printer *p, unsigned arg)
{
	switch ((uint32_t)arg_value(p, 2) & WITHOUT_IPC_64) {
	case IPC_SET:
		print_object(p, arg, "sem_perm", sizeof(struct semid_ds), true, NULL);
		break;
	case IPC_STAT:
	case SEM_STAT:
	case SEM_STAT_ANY:
		print_object(p, arg, "sem_perm", sizeof(struct semid_ds), false, &set);
		break;
	case IPC_INFO:
	case SEM_INFO:
		print_limits(p, arg, sizeof(struct seminfo), &set_limits);
		break;
	default:
		print_pointer(p, arg_value(p, arg));
	}
}

void format_shmctl_arg(struct printer *p, unsigned arg)
{
	switch ((uint32_t)arg_value(p, 1) & WITHOUT_IPC_64) {
	case IPC_SET:
		print_object(p, arg, "shm_perm", sizeof(struct shmid_ds), true, NULL);
		break;
	case IPC_STAT:
	case SHM_STAT:
	case SHM_STAT_ANY:
		print_object(p, arg, "shm_perm", sizeof(struct shmid_ds), false, &segment);
		break;
	case IPC_INFO:
		print_limits(p, arg, sizeof(struct shminfo), &segment_limits);
		break;
	case SHM_INFO:
		print_limits(p, arg, sizeof(struct shm_info), &segment_use);
		break;
	default:
		print_pointer(p, arg_value(p, arg));
	}
}
