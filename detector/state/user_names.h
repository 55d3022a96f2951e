// SPDX-License-Identifier: Apache-2.0
// Names of users as the processes see them: a world is a root folder with its /etc/passwd and a user namespace with its map of ids. The
// file is a container's and trusted in nothing: a regular file only, bounded, never waited for.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct user_names;
struct user_world; // lives as long as its user_names

struct user_names *user_names_new(void);
void user_names_free(struct user_names *names);
// Where the process lives; NULL when it is gone, or when there are too many worlds.
struct user_world *user_names_world(struct user_names *names, pid_t pid);
// The name for a uid of the host's, "" when it has none. pid: a process in that world, to read the file again now and then.
const char *user_world_name(struct user_world *world, uint32_t uid, pid_t pid);
// A number that a process of that world gave, as the host has it; EVENT_NO_ID when it means nobody there.
uint32_t user_world_uid(const struct user_world *world, uint32_t inside);
uint32_t user_world_gid(const struct user_world *world, uint32_t inside);

// One world from texts. For tests; freed like any other.
struct user_world *user_names_add(struct user_names *names, const char *passwd, size_t passwd_len, const char *uid_map,
				  const char *gid_map);
