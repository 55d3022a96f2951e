// SPDX-License-Identifier: Apache-2.0
#include "server/service/event_walk.h"

#include "common/base/clock.h"
#include "common/loop/task.h"
#include "server/repository/chunk_match.h"
#include "server/repository/chunk_repository.h"

#include <string.h>

#define READ_CHUNKS 16u // of one query

struct step {
	struct event_walk *walk;
	const struct db_result *result;
	struct chunk *chunk;
	struct filter_scratch scratch;
	uint64_t bits[CHUNK_MATCH_WORDS];
	bool late;
	struct error *err;
	int r;
};

static int match(struct step *step)
{
	const struct filter_program *program = step->walk->filter->program;
	uint32_t n = chunk_summary(step->chunk)->n_events;
	if (!filter_program_is_all(program))
		return chunk_match(program, step->chunk, step->bits, &step->scratch, step->err);
	memset(step->bits, 0, sizeof(step->bits));
	for (uint32_t i = 0; i < n; i++)
		step->bits[i / 64] |= 1ull << i % 64;
	return 0;
}

// The first chunk may begin before where the walk does.
static void leave_out(struct step *step)
{
	const struct chunk_summary *summary = chunk_summary(step->chunk);
	for (uint32_t i = 0; i < summary->n_events && summary->first_seq + i <= step->walk->cursor; i++)
		step->bits[i / 64] &= ~(1ull << i % 64);
}

static int read_chunk(struct step *step, int row)
{
	size_t len = 0;
	const uint8_t *bytes = chunk_repository_bytes(step->result, row, &len);
	int r = chunk_reopen(&step->chunk, bytes, len, step->err);
	if (r == 0)
		r = match(step);
	if (r < 0)
		return r;
	leave_out(step);
	step->walk->take(step->walk->ctx, step->chunk, step->bits);
	step->walk->cursor = chunk_repository_last_seq(step->result, row);
	return 0;
}

static void read_rows(void *ctx)
{
	struct step *step = ctx;
	for (int row = 0; row < db_rows(step->result) && step->r == 0 && !step->late; row++) {
		step->r = read_chunk(step, row);
		step->late = clock_boot_ns() > step->walk->deadline_ns;
	}
}

static int take_step(struct event_walk *walk, struct db *db, const struct uuid *scan, unsigned limit, bool *ret_late,
		     struct error *err)
{
	AUTO(db_result) struct db_result *result = NULL;
	struct chunk_read read = {.seq = walk->cursor, .prune = walk->filter->prune, .limit = limit};
	int r = chunk_repository_read(db, scan, &read, &result, err);
	if (r < 0)
		return r;
	struct step step = {.walk = walk, .result = result, .err = err};
	filter_scratch_init(&step.scratch);
	task_offload(db_loop(db), read_rows, &step);
	filter_scratch_done(&step.scratch);
	chunk_free(step.chunk);
	if (step.r < 0)
		return error_wrap(err, "a stored chunk is damaged");
	walk->end = (unsigned)db_rows(result) < limit && !step.late;
	*ret_late = step.late;
	return 0;
}

int event_walk_run(struct event_walk *walk, struct db *db, const struct uuid *scan, struct error *err)
{
	bool late = false;
	int r = 0;
	for (unsigned limit = 2; r == 0 && !late && !walk->end; limit = limit < READ_CHUNKS ? 2 * limit : READ_CHUNKS)
		r = take_step(walk, db, scan, limit, &late, err);
	return r;
}
