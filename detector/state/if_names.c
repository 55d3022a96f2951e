// SPDX-License-Identifier: Apache-2.0
#include "detector/state/if_names.h"

#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "detector/state/proc_files.h"

#define LIST_MAX 16384

bool if_name_parse(const char *list, uint32_t index, char ret_name[IF_NAME_SIZE])
{
	for (const char *line = list; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
		char *end;
		unsigned long number = strtoul(line, &end, 10);
		if (end == line || number != index || (*end != '\t' && *end != ' '))
			continue;
		end += strspn(end, " \t");
		size_t len = strcspn(end, " \t:\n");
		if (!len || len >= IF_NAME_SIZE)
			return false;
		memcpy(ret_name, end, len);
		ret_name[len] = '\0';
		return true;
	}
	return false;
}

// A process outside of containers has our network most of the time, as strace takes for granted of all; one inside has its own.
bool state_if_name(void *ctx, const struct event *event, uint32_t index, char ret_name[IF_NAME_SIZE])
{
	(void)ctx;
	char list[LIST_MAX];
	bool contained = event->process && event->process->container_id[0];
	if (contained)
		return proc_read((pid_t)event->pid, "net/igmp", list, sizeof(list)) > 0 &&
		       if_name_parse(list, index, ret_name);
	return if_indextoname(index, ret_name);
}
