// SPDX-License-Identifier: Apache-2.0
#include "server/handler/static_path.h"

#include <ctype.h>
#include <string.h>

#define FILE_NAME_MAX 512u
#define HASH_SIZE     8 // Vite's; it may hold dashes itself

const char *static_path_file(const char *path)
{
	if (path[0] != '/' || strlen(path) > FILE_NAME_MAX)
		return NULL;
	for (const char *c = path; *c; c++) {
		if (iscntrl((unsigned char)*c) || *c == '\\')
			return NULL;
		if (*c == '/' && (c[1] == '.' || c[1] == '/'))
			return NULL;
	}
	return path + 1;
}

bool static_path_is_place(const char *path)
{
	const char *last = strrchr(path, '/');
	return !strchr(last ? last : path, '.');
}

bool static_path_is_hashed(const char *file)
{
	if (strncmp(file, "assets/", strlen("assets/")) != 0)
		return false;
	const char *dot = strrchr(file, '.');
	if (!dot || dot - file <= (long)HASH_SIZE || dot[-(long)HASH_SIZE - 1] != '-')
		return false;
	for (const char *c = dot - HASH_SIZE; c < dot; c++)
		if (!isalnum((unsigned char)*c) && *c != '_' && *c != '-')
			return false;
	return true;
}

const char *static_path_type(const char *file)
{
	static const struct {
		const char *suffix, *type;
	} types[] = {
	    {"css", "text/css; charset=utf-8"},
	    {"gif", "image/gif"},
	    {"html", "text/html; charset=utf-8"},
	    {"ico", "image/x-icon"},
	    {"jpg", "image/jpeg"},
	    {"js", "text/javascript; charset=utf-8"},
	    {"json", "application/json"},
	    {"map", "application/json"},
	    {"mjs", "text/javascript; charset=utf-8"},
	    {"png", "image/png"},
	    {"svg", "image/svg+xml"},
	    {"txt", "text/plain; charset=utf-8"},
	    {"wasm", "application/wasm"},
	    {"webmanifest", "application/manifest+json"},
	    {"webp", "image/webp"},
	    {"woff", "font/woff"},
	    {"woff2", "font/woff2"},
	};
	const char *dot = strrchr(file, '.');
	for (size_t i = 0; dot && i < sizeof(types) / sizeof(types[0]); i++)
		if (strcasecmp(dot + 1, types[i].suffix) == 0)
			return types[i].type;
	return "application/octet-stream";
}
