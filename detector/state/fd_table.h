// SPDX-License-Identifier: Apache-2.0
// Descriptors of one process, or of several that share them, and the open files behind them, which dup and fork share. A copy for a
// fork costs nothing until one of the two changes. The pool counts and bounds what all tables of a scan hold.
#pragma once

#include "common/event/event.h"
#include "detector/state/text_pool.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FD_TABLE_MAX 65536 // descriptors beyond are not kept

// An open file: what an event_object says of it, and what else is needed to name it.
struct fd_object {
	uint32_t refs;
	uint8_t type; // enum event_object_type
	uint8_t protocol;
	uint8_t role;
	uint8_t socket_type; // SOCK_STREAM, SOCK_DGRAM …; 0 = not a socket, or not known
	uint16_t family;     // AF_*
	uint16_t local_port, remote_port;
	bool has_local, has_remote;
	uint8_t local[16], remote[16];
	uint64_t inode;          // of a socket or pipe; 0 = not known
	uint64_t peer;           // the other socket of a pair; 0 = not known
	const char *name;        // the pool's
	const char *local_path;  // AF_UNIX: what it is bound to, "" = nothing; the pool's
	const char *remote_path; // and connected to
	const char *shown;       // a path without symbolic links, for -y; NULL = nobody asked yet; the pool's
};

struct fd_pool {
	struct text_pool *texts;
	size_t objects, max_objects;
	size_t slots, max_slots;
	uint64_t refused; // objects and descriptors without room
};

// An object with no references yet: whoever puts it somewhere takes one. NULL when there is no room. name: kept, may be NULL.
struct fd_object *fd_object_new(struct fd_pool *pool, uint8_t type, const char *name, size_t name_len);
// As it is now; with no references yet.
struct fd_object *fd_object_copy(struct fd_pool *pool, const struct fd_object *object);
struct fd_object *fd_object_hold(struct fd_object *object); // NULL is fine
void fd_object_drop(struct fd_pool *pool, struct fd_object *object);

struct fd_table;

struct fd_table *fd_table_new(void); // one reference
struct fd_table *fd_table_share(struct fd_table *table);
struct fd_table *fd_table_copy(const struct fd_table *table); // one reference
void fd_table_drop(struct fd_pool *pool, struct fd_table *table);
struct fd_object *fd_table_get(const struct fd_table *table, int fd); // NULL = not known
bool fd_table_is_cloexec(const struct fd_table *table, int fd);
// Holds the object; NULL forgets what was there.
void fd_table_put(struct fd_pool *pool, struct fd_table *table, int fd, struct fd_object *object, bool cloexec);
void fd_table_close_range(struct fd_pool *pool, struct fd_table *table, uint32_t first, uint32_t last);
void fd_table_set_cloexec(struct fd_pool *pool, struct fd_table *table, uint32_t first, uint32_t last, bool cloexec);
void fd_table_exec(struct fd_pool *pool, struct fd_table *table); // closes those with close-on-exec
// Forgets those that `stale` chooses.
void fd_table_forget(struct fd_pool *pool, struct fd_table *table, bool (*stale)(const struct fd_object *object));
