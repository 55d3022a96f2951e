// SPDX-License-Identifier: Apache-2.0
#include "server/one_shot.h"

#include "common/loop/task.h"
#include "server/repository/migrate.h"

struct shot {
	struct loop *loop;
	struct db *db;
	bool needs_schema;
	one_shot_fn fn;
	void *ctx;
	int r;
	struct error *err;
};

static void run(void *ctx)
{
	struct shot *shot = ctx;
	shot->r = shot->needs_schema ? migrate_check(shot->db, shot->err) : 0;
	if (shot->r == 0)
		shot->r = shot->fn(shot->loop, shot->db, shot->ctx, shot->err);
	loop_stop(shot->loop);
}

int one_shot(const struct server_config *config, bool needs_schema, one_shot_fn fn, void *ctx, struct error *err)
{
	struct loop *loop = loop_new();
	struct db *db = db_open(loop, config->database, 1);
	struct shot shot = {.loop = loop, .db = db, .needs_schema = needs_schema, .fn = fn, .ctx = ctx, .err = err};
	task_spawn(loop, run, &shot);
	loop_run(loop);
	db_close(db);
	loop_free(loop);
	return shot.r;
}
