// SPDX-License-Identifier: Apache-2.0
// Scans: creation, state, stop, delete, terminal input. Their data (events, terminal, counters) is other services' work.
#pragma once

#include "common/base/cleanup.h"
#include "common/base/error.h"
#include "server/model/scan.h"
#include "server/repository/db.h"
#include "server/service/change_feed.h"
#include "server/service/detector_registry.h"
#include "server/service/filter_request.h"
#include "server/service/principal.h"

struct scan_service;

struct scan_service *scan_service_new(struct db *db, struct detector_registry *registry, struct change_feed *feed);
void scan_service_free(struct scan_service *scans);
DEFINE_AUTO(scan_service, scan_service_free);

// For people.

struct scan_query {
	const struct uuid *project;   // NULL = all projects of mine
	const enum scan_state *state; // NULL = any
	const char *state_group;      // "active" = not final, "ended" = final, NULL = any
	int64_t limit;                // 1 … 200
	uint64_t before_created_at;   // 0 = from the newest
};

// Newest first.
int scan_service_list(struct scan_service *scans, const struct principal *who, const struct scan_query *query,
		      struct scan_list *ret_list, struct error *err);
// ret_role: what the asking user is in the scan's project (role_permissions gives the list); may be NULL.
int scan_service_get(struct scan_service *scans, const struct principal *who, const struct uuid *id,
		     struct scan *ret_scan, enum role *ret_role, struct error *err);
// Needs scan.create and detector.use; the detector must be assigned to the project and not revoked. It may be away: then the
// scan stays queued until it comes.
int scan_service_create(struct scan_service *scans, const struct principal *who, const struct uuid *project,
			const struct uuid *detector, const struct scan_spec *spec, struct scan *ret_scan,
			struct filter_fault *ret_fault, struct error *err);
// 0 also when it is at its end already. One whose detector never heard of it is cancelled at once.
int scan_service_stop(struct scan_service *scans, const struct principal *who, const struct uuid *id,
		      struct scan *ret_scan, struct error *err);
// -EBUSY while it is not at its end.
int scan_service_delete(struct scan_service *scans, const struct principal *who, const struct uuid *id,
			struct error *err);

// Terminal input in two halves: the right is asked of the database once in a while (ask again after 10 s), the bytes then go
// without waiting and so stay in order.
struct scan_control {
	struct uuid scan, detector;
	uint64_t checked_at; // clock_boot_ns
};
int scan_service_control(struct scan_service *scans, const struct principal *who, const struct uuid *id,
			 struct scan_control *ret_control, struct error *err);
int scan_service_input(struct scan_service *scans, const struct scan_control *control, const void *bytes, size_t len,
		       struct error *err);
int scan_service_resize(struct scan_service *scans, const struct scan_control *control, int64_t columns, int64_t rows,
			struct error *err);

// For a detector's connection.

struct scan_stream {
	struct uuid scan;
	bool ended;
};
// After welcome: tells the detector to start what is queued for it, and to stop what people wanted stopped; what it should
// have but no longer knows of becomes interrupted. streams = those of its hello.
int scan_service_welcome(struct scan_service *scans, const struct uuid *detector, const struct scan_stream *streams,
			 size_t n_streams, struct error *err);

// For the ingest of a scan's frames.

// Applies a WIRE_STATE payload inside the caller's transaction. -EBADMSG when it is not sound (nack the frame). A change that the
// state machine forbids changes nothing and is no error. ret_changed: publish it with scan_service_publish after COMMIT.
int scan_service_apply_state(struct db *tx_db, const struct uuid *scan, const void *json, size_t len, bool *ret_changed,
			     struct scan_update *ret_update, struct error *err);
void scan_service_publish(struct scan_service *scans, const struct uuid *scan, const struct uuid *project);
