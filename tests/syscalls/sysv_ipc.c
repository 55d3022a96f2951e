// SPDX-License-Identifier: Apache-2.0
#include "tests/syscalls/expect.h"

#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

static void queues(void)
{
	struct msqid_ds queue;
	long id = syscall(SYS_msgget, IPC_PRIVATE, IPC_CREAT | 0600);
	expect("msgget(IPC_PRIVATE, IPC_CREAT|0600) = %ld", id);
	syscall(SYS_msgctl, id, IPC_STAT, &queue);
	expect("msgctl(%ld, IPC_STAT, {msg_perm={uid=%u, gid=%u, mode=0600, key=0, cuid=%u, cgid=%u}, msg_stime=0, "
	       "msg_rtime=0, msg_ctime=%ld, "
	       "msg_qnum=0, msg_qbytes=%lu, msg_lspid=0, msg_lrpid=0}) = 0",
	       id, queue.msg_perm.uid, queue.msg_perm.gid, queue.msg_perm.cuid, queue.msg_perm.cgid, queue.msg_ctime,
	       queue.msg_qbytes);
	queue.msg_qbytes = 1000;
	syscall(SYS_msgctl, id, IPC_SET, &queue);
	expect("msgctl(%ld, IPC_SET, {msg_perm={uid=%u, gid=%u, mode=0600}, msg_qbytes=1000}) = 0", id,
	       queue.msg_perm.uid, queue.msg_perm.gid);
	long ret = syscall(SYS_msgctl, id, IPC_STAT, 1);
	expect("msgctl(%ld, IPC_STAT, 0x1) = %s", id, expect_result(ret));
	syscall(SYS_msgctl, id, IPC_RMID, NULL);
	expect("msgctl(%ld, IPC_RMID, NULL) = 0", id);
}

static void semaphores(void)
{
	struct semid_ds set;
	long id = syscall(SYS_semget, IPC_PRIVATE, 2, IPC_CREAT | 0600);
	syscall(SYS_semctl, id, 0, IPC_STAT, &set);
	expect("semctl(%ld, 0, IPC_STAT, {sem_perm={uid=%u, gid=%u, mode=0600, key=0, cuid=%u, cgid=%u}, sem_otime=0, "
	       "sem_ctime=%ld, "
	       "sem_nsems=2}) = 0",
	       id, set.sem_perm.uid, set.sem_perm.gid, set.sem_perm.cuid, set.sem_perm.cgid, set.sem_ctime);
	syscall(SYS_semctl, id, 0, SETVAL, 7);
	expect("semctl(%ld, 0, SETVAL, 0x7) = 0", id);
	syscall(SYS_semctl, id, 0, IPC_RMID, NULL);
	expect("semctl(%ld, 0, IPC_RMID, NULL) = 0", id);
}

static void segments(void)
{
	struct shmid_ds segment;
	long id = syscall(SYS_shmget, IPC_PRIVATE, 4096, IPC_CREAT | 0600);
	syscall(SYS_shmctl, id, IPC_STAT, &segment);
	expect("shmctl(%ld, IPC_STAT, {shm_perm={uid=%u, gid=%u, mode=0600, key=0, cuid=%u, cgid=%u}, shm_segsz=4096, "
	       "shm_cpid=%d, "
	       "shm_lpid=0, shm_nattch=0, shm_atime=0, shm_dtime=0, shm_ctime=%ld}) = 0",
	       id, segment.shm_perm.uid, segment.shm_perm.gid, segment.shm_perm.cuid, segment.shm_perm.cgid, getpid(),
	       segment.shm_ctime);
	syscall(SYS_shmctl, id, IPC_RMID, NULL);
	expect("shmctl(%ld, IPC_RMID, NULL) = 0", id);
}

int main(void)
{
	queues();
	semaphores();
	segments();
	return expect_done();
}
