// SPDX-License-Identifier: Apache-2.0
#include "server/service/password_hasher.h"

#include "common/base/alloc.h"
#include "common/base/list.h"
#include "common/loop/waiter.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#define AT_ONCE     2u  // 64 MiB each, and never all threads of the pool: connecting to the database needs one too
#define WAITING_MAX 32u // waiting

_Static_assert(PASSWORD_HASH_SIZE >= crypto_pwhash_STRBYTES, "room for libsodium's string");

struct password_hasher {
	struct loop *loop;
	unsigned running;
	unsigned waiting;
	struct list line;
};

struct place {
	struct list node;
	struct waiter waiter;
};

struct password_hasher *password_hasher_new(struct loop *loop)
{
	if (sodium_init() < 0)
		abort();
	struct password_hasher *hasher = xcalloc(1, sizeof(*hasher));
	hasher->loop = loop;
	list_init(&hasher->line);
	return hasher;
}

void password_hasher_free(struct password_hasher *hasher)
{
	if (!hasher)
		return;
	assert(hasher->running == 0 && hasher->waiting == 0);
	free(hasher);
}

static int enter(struct password_hasher *hasher, struct error *err)
{
	if (hasher->running < AT_ONCE) {
		hasher->running++;
		return 0;
	}
	if (hasher->waiting >= WAITING_MAX)
		return error_set(err, EBUSY, "too many passwords are being checked just now, try again in a moment");
	struct place place;
	waiter_init(&place.waiter, hasher->loop);
	list_append(&hasher->line, &place.node);
	hasher->waiting++;
	waiter_wait(&place.waiter); // whoever leaves hands the place over
	return 0;
}

static void leave(struct password_hasher *hasher)
{
	if (list_empty(&hasher->line)) {
		hasher->running--;
		return;
	}
	struct place *next = list_first(&hasher->line, struct place, node);
	list_remove(&next->node);
	hasher->waiting--;
	waiter_wake(&next->waiter);
}

struct job {
	const char *password;
	const char *hash; // NULL = make one
	char made[crypto_pwhash_STRBYTES];
	int r;
};

static void work(void *ctx)
{
	struct job *job = ctx;
	size_t len = strlen(job->password);
	job->r = job->hash ? crypto_pwhash_str_verify(job->hash, job->password, len)
			   : crypto_pwhash_str(job->made, job->password, len, crypto_pwhash_OPSLIMIT_INTERACTIVE,
					       crypto_pwhash_MEMLIMIT_INTERACTIVE);
}

int password_hasher_hash(struct password_hasher *hasher, const char *password, char ret_hash[static PASSWORD_HASH_SIZE],
			 struct error *err)
{
	struct job job = {.password = password};
	int r = enter(hasher, err);
	if (r < 0)
		return r;
	task_offload(hasher->loop, work, &job);
	leave(hasher);
	if (job.r != 0)
		return error_set(err, ENOMEM, "not enough memory to hash a password");
	memcpy(ret_hash, job.made, sizeof(job.made));
	return 0;
}

int password_hasher_verify(struct password_hasher *hasher, const char *password, const char *hash, bool *ret_match,
			   struct error *err)
{
	struct job job = {.password = password, .hash = hash};
	int r = enter(hasher, err);
	if (r < 0)
		return r;
	task_offload(hasher->loop, work, &job);
	leave(hasher);
	*ret_match = hash && job.r == 0;
	return 0;
}
