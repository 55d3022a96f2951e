// SPDX-License-Identifier: Apache-2.0
// What becomes of scans by what their detectors say: state frames, and what a detector still knows when it comes back.
#define LOG_TOPIC "scans"

#include "common/base/clock.h"
#include "common/base/log.h"
#include "server/repository/scan_repository.h"
#include "server/service/scan_internal.h"

#include <stdio.h>

int scan_service_apply_state(struct db *tx_db, const struct uuid *scan, const void *json, size_t len, bool *ret_changed,
			     struct scan_update *ret_update, struct error *err)
{
	AUTO_VALUE(scan) struct scan before = {0};
	struct scan_update update;
	int r = scan_update_parse(json, len, &update, err);
	if (r == 0)
		r = scan_repository_lock(tx_db, scan, &before, err);
	if (r < 0)
		return r;
	bool changed = scan_state_may_follow(before.state, update.state);
	if (changed)
		r = scan_repository_apply(tx_db, scan, &update, err);
	if (r < 0)
		return r;
	*ret_changed = changed;
	*ret_update = update;
	return 0;
}

static const struct scan_stream *find_stream(const struct scan_stream *streams, size_t n, const struct uuid *scan)
{
	for (size_t i = 0; i < n; i++)
		if (uuid_equal(&streams[i].scan, scan))
			return &streams[i];
	return NULL;
}

static int end_here(struct scan_service *scans, const struct scan *scan, enum scan_state state, const char *message,
		    struct error *err)
{
	AUTO(db_tx) struct db_tx *tx = NULL;
	AUTO_VALUE(scan) struct scan now = {0};
	struct scan_update update = {.state = state, .ts = clock_real_ns()};
	(void)snprintf(update.message, sizeof(update.message), "%s", message);
	int r = db_begin(scans->db, &tx, err);
	if (r == 0)
		r = scan_repository_lock(db_tx_db(tx), &scan->id, &now, err);
	if (r == 0 && scan_state_may_follow(now.state, state))
		r = scan_repository_apply(db_tx_db(tx), &scan->id, &update, err);
	if (r == 0)
		r = db_commit(tx, err);
	if (r == 0)
		scan_service_publish(scans, &scan->id, &scan->project_id);
	return r;
}

// One unfinished scan of a detector that just came; stream = what it says of it, NULL = nothing.
static int settle(struct scan_service *scans, const struct scan *scan, const struct scan_stream *stream,
		  struct error *err)
{
	if (stream)
		return scan->stop_requested && !stream->ended ? scan_send_stop(scans, scan, err) : 0;
	if (scan->state == SCAN_QUEUED && scan->stop_requested)
		return end_here(scans, scan, SCAN_CANCELLED, "stopped before its detector began it", err);
	if (scan->state == SCAN_QUEUED)
		return scan_send_start(scans, scan, err);
	return end_here(scans, scan, SCAN_INTERRUPTED,
			"its detector came back without it: what it had sent before is kept", err);
}

int scan_service_welcome(struct scan_service *scans, const struct uuid *detector, const struct scan_stream *streams,
			 size_t n_streams, struct error *err)
{
	AUTO_VALUE(scan_list) struct scan_list unfinished = {0};
	int r = scan_repository_unfinished(scans->db, detector, &unfinished, err);
	for (size_t i = 0; r == 0 && i < unfinished.n; i++) {
		const struct scan *scan = &unfinished.items[i];
		r = settle(scans, scan, find_stream(streams, n_streams, &scan->id), err);
	}
	if (r == 0 && unfinished.n > 0)
		log_info("unfinished scans settled", "count=%zu", unfinished.n);
	return r;
}
