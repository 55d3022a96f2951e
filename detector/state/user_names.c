// SPDX-License-Identifier: Apache-2.0
#include "detector/state/user_names.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/openat2.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/base/alloc.h"
#include "common/base/cleanup.h"
#include "common/base/clock.h"
#include "common/event/event.h"
#include "detector/state/proc_files.h"
#include "detector/state/proc_words.h"

#define WORLDS_MAX   256u
#define USERS_MAX    4096u
#define NAME_MAX_LEN 64u
#define PASSWD_MAX   (1u << 20)
#define RANGES_MAX   16u
#define REREAD_NS    NS_PER_S

struct user {
	uint32_t uid;  // inside
	uint32_t line; // of two with one uid, the first counts
	char *name;
};

struct id_range {
	uint32_t inside, outside, count;
};

struct id_map {
	struct id_range ranges[RANGES_MAX];
	unsigned n;
};

struct user_world {
	struct user_world *next;
	uint64_t root_device, root_inode, user_namespace;
	struct id_map uids, gids;
	struct user *users; // by uid
	size_t n_users;
	uint64_t read_ns; // boot time; 0 = not yet, UINT64_MAX = never again
};

struct user_names {
	struct user_world *worlds;
	unsigned count;
};

struct user_names *user_names_new(void)
{
	return xcalloc(1, sizeof(struct user_names));
}

static void forget_users(struct user_world *world)
{
	for (size_t i = 0; i < world->n_users; i++)
		free(world->users[i].name);
	free(take_ptr(&world->users));
	world->n_users = 0;
}

void user_names_free(struct user_names *names)
{
	if (!names)
		return;
	for (struct user_world *world = names->worlds, *next; world; world = next) {
		next = world->next;
		forget_users(world);
		free(world);
	}
	free(names);
}

static int compare_users(const void *a, const void *b)
{
	const struct user *x = a, *y = b;
	if (x->uid != y->uid)
		return x->uid < y->uid ? -1 : 1;
	return x->line < y->line ? -1 : x->line > y->line;
}

// "name:x:1000:1000:…": true when it is a sound line.
static bool parse_user(const char *line, size_t len, struct user *ret_user)
{
	const char *end = line + len;
	const char *password = memchr(line, ':', len);
	if (!password || password == line || (size_t)(password - line) > NAME_MAX_LEN)
		return false;
	const char *uid = memchr(password + 1, ':', (size_t)(end - password - 1));
	if (!uid++)
		return false;
	uint64_t value = 0;
	const char *at = uid;
	for (; at < end && *at >= '0' && *at <= '9' && at - uid < 10; at++)
		value = value * 10 + (uint64_t)(*at - '0');
	if (at == uid || at == end || *at != ':' || value >= EVENT_NO_ID)
		return false;
	*ret_user = (struct user){.uid = (uint32_t)value, .name = xstrndup(line, (size_t)(password - line))};
	return true;
}

static void parse_passwd(struct user_world *world, const char *text, size_t len)
{
	forget_users(world);
	world->users = xcalloc(USERS_MAX, sizeof(world->users[0]));
	for (size_t at = 0; at < len && world->n_users < USERS_MAX;) {
		const char *end = memchr(text + at, '\n', len - at);
		size_t line = end ? (size_t)(end - text) - at : len - at;
		if (parse_user(text + at, line, &world->users[world->n_users])) {
			world->users[world->n_users].line = (uint32_t)world->n_users;
			world->n_users++;
		}
		at += line + 1;
	}
	qsort(world->users, world->n_users, sizeof(world->users[0]), compare_users);
}

static void parse_map(struct id_map *map, const char *text)
{
	map->n = 0;
	while (*text && map->n < RANGES_MAX) {
		struct id_range *range = &map->ranges[map->n];
		struct proc_words words = {.at = text};
		uint64_t inside, outside, count;
		if (proc_words_number(&words, 10, &inside) && proc_words_number(&words, 10, &outside) &&
		    proc_words_number(&words, 10, &count)) {
			*range = (struct id_range){(uint32_t)inside, (uint32_t)outside, (uint32_t)count};
			map->n++;
		}
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
}

static uint32_t to_outside(const struct id_map *map, uint32_t inside)
{
	for (unsigned i = 0; i < map->n; i++)
		if (inside - map->ranges[i].inside < map->ranges[i].count)
			return map->ranges[i].outside + (inside - map->ranges[i].inside);
	return EVENT_NO_ID;
}

static uint32_t to_inside(const struct id_map *map, uint32_t outside)
{
	for (unsigned i = 0; i < map->n; i++)
		if (outside - map->ranges[i].outside < map->ranges[i].count)
			return map->ranges[i].inside + (outside - map->ranges[i].outside);
	return EVENT_NO_ID;
}

uint32_t user_world_uid(const struct user_world *world, uint32_t inside)
{
	return to_outside(&world->uids, inside);
}

uint32_t user_world_gid(const struct user_world *world, uint32_t inside)
{
	return to_outside(&world->gids, inside);
}

static int open_in(int root, const char *path, uint64_t flags, uint64_t resolve)
{
	struct open_how how = {.flags = flags | O_CLOEXEC,
			       .resolve = resolve | RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS};
	return (int)syscall(SYS_openat2, root, path, &how, sizeof(how));
}

// A file system of the container's own (FUSE) could let us wait for ever: only what the kernel has at hand, or what lies in the same
// file system as the root, which was mounted from outside.
static int open_passwd(pid_t pid)
{
	char path[64];
	struct stat status;
	(void)snprintf(path, sizeof(path), "/proc/%d/root", (int)pid);
	AUTO_CLOSE int root = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (root < 0)
		return -errno;
	AUTO_CLOSE int place = open_in(root, "etc/passwd", O_PATH, RESOLVE_NO_XDEV);
	if (place < 0 && errno == EXDEV)
		place = open_in(root, "etc/passwd", O_PATH, RESOLVE_CACHED);
	if (place < 0)
		return -errno;
	if (fstat(place, &status) < 0 || !S_ISREG(status.st_mode))
		return -EINVAL; // opening a device or a FIFO would do something
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", place);
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static void read_users(struct user_world *world, pid_t pid)
{
	AUTO_CLOSE int fd = open_passwd(pid);
	world->read_ns = clock_boot_ns();
	if (fd < 0)
		return;
	AUTO_FREE char *text = malloc(PASSWD_MAX);
	size_t len = 0;
	ssize_t got;
	while (text && len < PASSWD_MAX && (got = read(fd, text + len, PASSWD_MAX - len)) > 0)
		len += (size_t)got;
	if (text)
		parse_passwd(world, text, len);
}

static struct user_world *add_world(struct user_names *names)
{
	if (names->count >= WORLDS_MAX)
		return NULL;
	struct user_world *world = xcalloc(1, sizeof(*world));
	world->next = names->worlds;
	names->worlds = world;
	names->count++;
	return world;
}

struct user_world *user_names_add(struct user_names *names, const char *passwd, size_t passwd_len, const char *uid_map,
				  const char *gid_map)
{
	struct user_world *world = add_world(names);
	if (!world)
		return NULL;
	world->read_ns = UINT64_MAX;
	parse_passwd(world, passwd, passwd_len);
	parse_map(&world->uids, uid_map);
	parse_map(&world->gids, gid_map);
	return world;
}

struct user_world *user_names_world(struct user_names *names, pid_t pid)
{
	struct stat root, user;
	char path[64], text[4096];
	(void)snprintf(path, sizeof(path), "/proc/%d/root", (int)pid);
	if (stat(path, &root) < 0)
		return NULL;
	(void)snprintf(path, sizeof(path), "/proc/%d/ns/user", (int)pid);
	if (stat(path, &user) < 0)
		return NULL;
	for (struct user_world *world = names->worlds; world; world = world->next)
		if (world->root_device == root.st_dev && world->root_inode == root.st_ino &&
		    world->user_namespace == user.st_ino)
			return world;
	struct user_world *world = add_world(names);
	if (!world)
		return NULL;
	world->root_device = root.st_dev;
	world->root_inode = root.st_ino;
	world->user_namespace = user.st_ino;
	if (proc_read(pid, "uid_map", text, sizeof(text)) > 0)
		parse_map(&world->uids, text);
	if (proc_read(pid, "gid_map", text, sizeof(text)) > 0)
		parse_map(&world->gids, text);
	return world;
}

static const char *find_name(const struct user_world *world, uint32_t uid)
{
	size_t low = 0, high = world->n_users;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (world->users[middle].uid < uid)
			low = middle + 1;
		else
			high = middle;
	}
	return low < world->n_users && world->users[low].uid == uid ? world->users[low].name : NULL;
}

const char *user_world_name(struct user_world *world, uint32_t uid, pid_t pid)
{
	uint32_t inside = uid == EVENT_NO_ID ? EVENT_NO_ID : to_inside(&world->uids, uid);
	if (inside == EVENT_NO_ID)
		return "";
	const char *name = find_name(world, inside);
	bool old = world->read_ns != UINT64_MAX && (!world->read_ns || clock_boot_ns() - world->read_ns > REREAD_NS);
	if (!name && old) {
		read_users(world, pid);
		name = find_name(world, inside);
	}
	return name ? name : "";
}
