// SPDX-License-Identifier: Apache-2.0
// A record of a trace source as an event: checked, not copied.
#include <errno.h>
#include <string.h>

#include "common/syscalls/syscalls.h"

static bool data_is_sound(const struct event *event)
{
	size_t cursor = 0;
	struct event_data data;
	while (event_next_data(event, &cursor, &data))
		if (data.head->arg >= RECORD_ARGS)
			return false;
	return cursor == event->data_len;
}

static int kind_of(const struct record *record, uint8_t *ret_kind)
{
	switch (record->type) {
	case RECORD_SYSCALL:
		*ret_kind = EVENT_SYSCALL;
		return 0;
	case RECORD_SIGNAL:
		*ret_kind = EVENT_SIGNAL;
		return 0;
	case RECORD_EXIT:
		*ret_kind = EVENT_EXIT;
		return 0;
	case RECORD_FORK:
	case RECORD_EXEC:
		return -ENODATA;
	default:
		return -EBADMSG;
	}
}

int syscall_decode(const struct record *record, int64_t boot_to_real, struct event *ret_event)
{
	uint8_t kind;
	int r = kind_of(record, &kind);
	if (r < 0)
		return r;
	if (record->size < sizeof(*record) || record->size % 8 || record->abi > RECORD_ABI_X32)
		return -EBADMSG;
	struct event event = {
	    .ts = record->ts + (uint64_t)boot_to_real,
	    .duration = record->duration == RECORD_NO_DURATION ? EVENT_DURATION_UNKNOWN : record->duration,
	    .ret = record->ret,
	    .pid = record->pid,
	    .tid = record->tid,
	    .nr = record->nr,
	    .kind = kind,
	    .abi = record->abi,
	    .flags = record->flags,
	    .data = (const uint8_t *)(record + 1),
	    .data_len = record->size - (uint32_t)sizeof(*record),
	};
	memcpy(event.args, record->args, sizeof(event.args));
	memcpy(event.comm, record->comm, sizeof(event.comm));
	if (!data_is_sound(&event))
		return -EBADMSG;
	*ret_event = event;
	return 0;
}
