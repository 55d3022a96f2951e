// SPDX-License-Identifier: Apache-2.0
// Which file of the web root a path of an address means, and as what it is sent. Pure.
#pragma once

#include <stdbool.h>
#include <stddef.h>

// The file's name below the web root, without a leading slash ("" for "/"); NULL when the path is none that we give files for: dot
// segments, hidden files, backslashes, control characters, empty segments, too long.
const char *static_path_file(const char *path);
// A path without a file is a place in the client (index.html) unless it looks like a file: has a dot in its last segment.
bool static_path_is_place(const char *path);
// Built files carry a hash of their content in their name and never change: "assets/index-B3xk9_2a.js".
bool static_path_is_hashed(const char *file);
const char *static_path_type(const char *file); // "text/html; charset=utf-8"
