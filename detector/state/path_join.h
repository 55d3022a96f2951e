// SPDX-License-Identifier: Apache-2.0
// Paths as text: joined to a folder, without ".", ".." and double slashes. What is a symbolic link is not asked for. Pure.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define PATH_JOIN_MAX 8192u // of what comes out: a folder and a path may each have 4096

// The length, or 0 (and ret = "") when it is not absolute in the end or does not fit. `folder` is a path that came out of here; it may
// lie in ret. A path ends at its first NUL.
size_t path_join(const char *folder, const char *path, size_t len, char *ret, size_t size);
// The path without its last part: "/a" of "/a/b", "/" of "/a". The length.
size_t path_folder(const char *path, char *ret, size_t size);
