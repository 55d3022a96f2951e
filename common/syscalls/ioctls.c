// SPDX-License-Identifier: Apache-2.0
#include "common/syscalls/ioctls.h"

#include <stdlib.h>

static int compare(const void *key, const void *row)
{
	uint32_t number = *(const uint32_t *)key, other = ((const struct ioctl_row *)row)->number;
	return number < other ? -1 : number > other;
}

const struct ioctl_row *ioctl_find(uint32_t number)
{
	return (const struct ioctl_row *)bsearch(&number, ioctl_rows, ioctl_rows_count, sizeof(ioctl_rows[0]), compare);
}
