// SPDX-License-Identifier: Apache-2.0
#include "detector/trace/task_marks.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/alloc.h"
#include "common/base/cleanup.h"

static uint16_t *mark_of(struct task_marks *marks, uint32_t tid)
{
	return &marks[tid / MARKS_PER_VALUE].scans[tid % MARKS_PER_VALUE];
}

// Answers how many threads were new to us, or -errno.
static int mark_round(struct task_marks *marks, uint32_t tids, const char *folder, unsigned slot)
{
	uint16_t bit = (uint16_t)(1u << slot);
	int found = 0;
	DIR *dir = opendir(folder);
	if (!dir)
		return -errno;
	for (struct dirent *entry; (entry = readdir(dir));) {
		uint32_t tid = (uint32_t)strtoul(entry->d_name, NULL, 10);
		if (!tid || tid >= tids)
			continue;
		if (!(__atomic_fetch_or(mark_of(marks, tid), bit, __ATOMIC_SEQ_CST) & bit))
			found++;
	}
	(void)closedir(dir);
	return found;
}

int task_marks_set(struct task_marks *marks, uint32_t tids, pid_t pid, unsigned slot)
{
	AUTO_FREE char *folder = xasprintf("/proc/%d/task", (int)pid);
	int r, found = 0;
	// A thread not seen yet may have made another one while we read.
	do {
		r = mark_round(marks, tids, folder, slot);
		found += r > 0 ? r : 0;
	} while (r > 0);
	return r < 0 ? r : found;
}

void task_marks_clear(struct task_marks *marks, uint32_t tids, unsigned slot)
{
	uint16_t bit = (uint16_t)(1u << slot);
	for (uint32_t tid = 0; tid < tids; tid++) {
		uint16_t *mark = mark_of(marks, tid);
		if (*mark & bit)
			(void)__atomic_fetch_and(mark, (uint16_t)~bit, __ATOMIC_SEQ_CST);
	}
}
