// SPDX-License-Identifier: Apache-2.0
#include "detector/state/path_join.h"

#include <string.h>

static size_t without_last(const char *path, size_t len)
{
	while (len > 0 && path[len - 1] != '/')
		len--;
	return len > 0 ? len - 1 : 0;
}

static bool is_dots(const char *part, size_t len, size_t dots)
{
	return len == dots && part[0] == '.' && part[dots - 1] == '.';
}

// Appends the path's parts to what stands in ret; `len` counts neither a slash at the end nor the root's own.
static bool append_parts(const char *path, size_t path_len, char *ret, size_t size, size_t *len)
{
	for (size_t at = 0; at < path_len;) {
		size_t part = 0;
		while (at + part < path_len && path[at + part] != '/')
			part++;
		if (is_dots(path + at, part, 2)) {
			*len = without_last(ret, *len);
		} else if (part && !is_dots(path + at, part, 1)) {
			if (*len + 1 + part >= size)
				return false;
			ret[(*len)++] = '/';
			memcpy(ret + *len, path + at, part);
			*len += part;
		}
		at += part + 1;
	}
	return true;
}

size_t path_join(const char *folder, const char *path, size_t path_len, char *ret, size_t size)
{
	size_t len = 0;
	path_len = strnlen(path, path_len);
	bool absolute = path_len && path[0] == '/';
	if (!absolute && folder[0] == '/') {
		len = strlen(folder);
		if (len < size)
			memmove(ret, folder, len);
		len = len == 1 ? 0 : len;
		absolute = true;
	}
	if (!absolute || len >= size || size < 2 || !append_parts(path, path_len, ret, size, &len)) {
		ret[0] = '\0';
		return 0;
	}
	if (!len)
		ret[len++] = '/';
	ret[len] = '\0';
	return len;
}

size_t path_folder(const char *path, char *ret, size_t size)
{
	size_t len = without_last(path, strlen(path));
	if (!len && path[0] == '/')
		len = 1;
	if (len >= size)
		len = 0;
	memmove(ret, path, len);
	ret[len] = '\0';
	return len;
}
