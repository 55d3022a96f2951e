// SPDX-License-Identifier: Apache-2.0
#include "detector/state/netlink_fds.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "common/base/alloc.h"

#define ROWS_MAX 128u

#ifndef SYS_dup2
#define SYS_dup2 (-1)
#endif

struct row {
	uint32_t pid;
	int32_t fd;
	uint8_t protocol;
};

struct netlink_fds {
	size_t n;
	struct row rows[ROWS_MAX];
	struct event_object object;
};

struct netlink_fds *netlink_fds_new(void)
{
	struct netlink_fds *fds = xcalloc(1, sizeof(*fds));
	fds->object = (struct event_object){.type = EVENT_OBJECT_SOCKET, .name = "", .path = "", .path2 = ""};
	return fds;
}

void netlink_fds_free(struct netlink_fds *fds)
{
	free(fds);
}

static struct row *find(struct netlink_fds *fds, uint32_t pid, int32_t fd)
{
	for (size_t i = 0; i < fds->n; i++)
		if (fds->rows[i].pid == pid && fds->rows[i].fd == fd)
			return &fds->rows[i];
	return NULL;
}

static void drop(struct netlink_fds *fds, struct row *row)
{
	if (row)
		*row = fds->rows[--fds->n];
}

static void add(struct netlink_fds *fds, uint32_t pid, int32_t fd, uint8_t protocol)
{
	struct row *row = find(fds, pid, fd);
	if (!row && fds->n < ROWS_MAX)
		row = &fds->rows[fds->n++];
	if (row)
		*row = (struct row){pid, fd, protocol};
}

static void on_call(struct netlink_fds *fds, const struct record *record)
{
	int32_t fd = (int32_t)record->args[0];
	switch (record->nr) {
	case SYS_socket:
		if (record->args[0] == AF_NETLINK && record->args[2] < UINT8_MAX - EVENT_PROTOCOL_NETLINK)
			add(fds, record->pid, (int32_t)record->ret,
			    (uint8_t)(EVENT_PROTOCOL_NETLINK + record->args[2]));
		else if (fds->n)
			drop(fds, find(fds, record->pid, (int32_t)record->ret));
		break;
	case SYS_close:
		drop(fds, find(fds, record->pid, fd));
		break;
	case SYS_dup:
	case SYS_dup2:
	case SYS_dup3: {
		const struct row *from = find(fds, record->pid, fd);
		if (from)
			add(fds, record->pid, (int32_t)record->ret, from->protocol);
		else
			drop(fds, find(fds, record->pid, (int32_t)record->ret));
		break;
	}
	default:
		break;
	}
}

static void on_fork(struct netlink_fds *fds, const struct record *record)
{
	uint32_t child = (uint32_t)record->args[0];
	for (size_t i = 0, n = fds->n; child != record->pid && i < n; i++)
		if (fds->rows[i].pid == record->pid)
			add(fds, child, fds->rows[i].fd, fds->rows[i].protocol);
}

static void on_end(struct netlink_fds *fds, const struct record *record)
{
	for (size_t i = fds->n; i-- > 0;)
		if (fds->rows[i].pid == record->pid)
			drop(fds, &fds->rows[i]);
}

static bool moves_data(int32_t nr)
{
	return nr == SYS_sendto || nr == SYS_recvfrom || nr == SYS_sendmsg || nr == SYS_recvmsg || nr == SYS_sendmmsg ||
	       nr == SYS_recvmmsg;
}

void netlink_fds_apply(struct netlink_fds *fds, const struct record *record, struct event *event)
{
	bool opens = record->nr == SYS_socket && record->type == RECORD_SYSCALL;
	if ((!fds->n && !opens) || record->abi != RECORD_ABI_NATIVE)
		return;
	if (record->type == RECORD_FORK)
		on_fork(fds, record);
	else if (record->type == RECORD_EXIT && (record->flags & RECORD_F_LEADER))
		on_end(fds, record);
	else if (record->type == RECORD_SYSCALL && record->ret >= 0)
		on_call(fds, record);
	if (!event || record->type != RECORD_SYSCALL || !moves_data(record->nr))
		return;
	const struct row *row = find(fds, record->pid, (int32_t)record->args[0]);
	if (!row)
		return;
	fds->object.fd = row->fd;
	fds->object.protocol = row->protocol;
	event->object = &fds->object;
}
