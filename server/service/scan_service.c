// SPDX-License-Identifier: Apache-2.0
// What people do with scans. What detectors report is in scan_state.c.
#define LOG_TOPIC "scans"

#include "server/service/scan_service.h"

#include "common/base/alloc.h"
#include "common/base/clock.h"
#include "common/base/log.h"
#include "server/repository/detector_repository.h"
#include "server/repository/project_repository.h"
#include "server/repository/scan_repository.h"
#include "server/service/audit.h"
#include "server/service/rights.h"
#include "server/service/scan_internal.h"
#include "server/service/scan_message.h"

#include <stdio.h>
#include <string.h>

#define CANONICAL_MAX (2u << 20)
#define WAITING_MAX   200u // scans of one detector that are not at their end

struct scan_service *scan_service_new(struct db *db, struct detector_registry *registry, struct change_feed *feed)
{
	struct scan_service *scans = xcalloc(1, sizeof(*scans));
	scans->db = db;
	scans->registry = registry;
	scans->feed = feed;
	return scans;
}

void scan_service_free(struct scan_service *scans)
{
	free(scans);
}

void scan_service_publish(struct scan_service *scans, const struct uuid *scan, const struct uuid *project)
{
	change_feed_publish(scans->feed, &(struct change){.kind = CHANGE_SCAN, .id = *scan, .project = *project});
}

// States of a group; 0 when there is no such group.
static size_t group_states(const char *group, const char **ret_names)
{
	size_t n = 0;
	bool final = strcmp(group, "ended") == 0;
	if (!final && strcmp(group, "active") != 0)
		return 0;
	for (int state = 0; state < SCAN_STATE_COUNT; state++)
		if (scan_state_final((enum scan_state)state) == final)
			ret_names[n++] = scan_state_name((enum scan_state)state);
	return n;
}

int scan_service_list(struct scan_service *scans, const struct principal *who, const struct scan_query *query,
		      struct scan_list *ret_list, struct error *err)
{
	const char *states[SCAN_STATE_COUNT];
	bool all = role_allows(who->user.role, PERMISSION_PROJECT_MANAGE_ALL);
	struct scan_filter filter = {.viewer = all ? NULL : &who->user.id,
				     .project = query->project,
				     .before_created_at = query->before_created_at,
				     .limit = query->limit};
	if (query->limit < 1 || query->limit > 200)
		return error_set(err, EINVAL, "limit: must be from 1 to 200");
	if (query->state) {
		states[0] = scan_state_name(*query->state);
		filter.n_states = 1;
	} else if (query->state_group) {
		filter.n_states = group_states(query->state_group, states);
		if (filter.n_states == 0)
			return error_set(err, EINVAL, "state: there is no such state");
	}
	filter.states = filter.n_states ? states : NULL;
	int r = query->project ? rights_project(scans->db, who, query->project, PERMISSION_SCAN_VIEW, err) : 0;
	return r < 0 ? r : scan_repository_list(scans->db, &filter, ret_list, err);
}

int scan_service_get(struct scan_service *scans, const struct principal *who, const struct uuid *id,
		     struct scan *ret_scan, enum role *ret_role, struct error *err)
{
	int r = rights_scan(scans->db, who, id, PERMISSION_SCAN_VIEW, NULL, ret_role, err);
	return r < 0 ? r : scan_repository_get(scans->db, id, ret_scan, err);
}

static int check_detector(struct db *tx, const struct uuid *project, const struct uuid *id, struct error *err)
{
	AUTO_VALUE(detector) struct detector detector = {0};
	AUTO_VALUE(scan_list) struct scan_list waiting = {0};
	bool assigned = false;
	int r = project_repository_assigned(tx, project, id, &assigned, err);
	if (r == 0 && !assigned)
		r = error_set(err, EINVAL, "detector_id: this detector is not assigned to the project");
	if (r == 0)
		r = detector_repository_get(tx, id, NULL, &detector, err);
	if (r == 0 && detector.revoked_at)
		r = error_set(err, EBUSY, "this detector is revoked");
	if (r == 0)
		r = scan_repository_unfinished(tx, id, &waiting, err);
	if (r == 0 && waiting.n >= WAITING_MAX)
		r = error_set(err, EBUSY, "%zu scans wait for this detector already", waiting.n);
	return r;
}

static int insert(struct scan_service *scans, const struct principal *who, const struct scan *scan,
		  struct scan *ret_scan, struct error *err)
{
	AUTO(db_tx) struct db_tx *tx = NULL;
	int r = db_begin(scans->db, &tx, err);
	if (r == 0)
		r = check_detector(db_tx_db(tx), &scan->project_id, &scan->detector_id, err);
	if (r == 0)
		r = scan_repository_insert(db_tx_db(tx), scan, err);
	if (r == 0)
		r = audit(db_tx_db(tx), who, "scan.create", &scan->id, scan->spec.image, NULL, err);
	if (r == 0)
		r = scan_repository_get(db_tx_db(tx), &scan->id, ret_scan, err);
	if (r < 0)
		return r;
	r = db_commit(tx, err);
	if (r < 0)
		scan_done(ret_scan);
	return r;
}

int scan_send_start(struct scan_service *scans, const struct scan *scan, struct error *err)
{
	// First noted, then sent: a stop request must know that the detector may have heard of it.
	int r = scan->start_sent ? 0 : scan_repository_start_sent(scans->db, &scan->id, err);
	if (r < 0)
		return r;
	struct json_object *message = scan_message_start(scan);
	r = detector_registry_send(scans->registry, &scan->detector_id, message, err);
	json_object_put(message);
	return r;
}

int scan_send_stop(struct scan_service *scans, const struct scan *scan, struct error *err)
{
	struct json_object *message = scan_message_stop(&scan->id);
	int r = detector_registry_send(scans->registry, &scan->detector_id, message, err);
	json_object_put(message);
	return r;
}

// As the detector gets it: without names of saved filters, which it does not know and which may change.
static int open_filter(struct scan_service *scans, const struct uuid *project, const char *text,
		       struct buffer *canonical, struct filter_fault *ret_fault, struct error *err)
{
	AUTO(filter) struct filter *filter = NULL;
	int r = filter_request_parse(scans->db, project, text, &filter, ret_fault, err);
	if (r < 0)
		return r;
	if (filter_check_capture(filter, err) < 0)
		return error_wrap(err, "filter");
	filter_print(filter, canonical);
	if (canonical->failed || canonical->len > FILTER_TEXT_MAX)
		return error_set(err, EINVAL, "filter: has more than %u bytes when the saved filters in it are opened",
				 FILTER_TEXT_MAX);
	return 0;
}

int scan_service_create(struct scan_service *scans, const struct principal *who, const struct uuid *project,
			const struct uuid *detector, const struct scan_spec *spec, struct scan *ret_scan,
			struct filter_fault *ret_fault, struct error *err)
{
	struct error later = {0};
	AUTO_VALUE(buffer) struct buffer canonical;
	buffer_init(&canonical, CANONICAL_MAX);
	*ret_fault = (struct filter_fault){0};
	int r = rights_project(scans->db, who, project, PERMISSION_SCAN_CREATE, err);
	if (r == 0)
		r = rights_project(scans->db, who, project, PERMISSION_DETECTOR_USE, err);
	if (r == 0)
		r = scan_spec_check(spec, err);
	if (r == 0)
		r = open_filter(scans, project, spec->filter, &canonical, ret_fault, err);
	if (r < 0)
		return r;
	struct scan scan = {.project_id = *project, .detector_id = *detector, .spec = *spec}; // borrows the spec
	scan.spec.filter = (char *)canonical.data;
	uuid_generate(&scan.id);
	scan.created_at = clock_real_ns();
	scan.created_by = who->user.id;
	(void)snprintf(scan.created_by_name, sizeof(scan.created_by_name), "%s", who->user.username);
	r = insert(scans, who, &scan, ret_scan, err);
	if (r < 0)
		return r;
	// It exists now: what cannot be sent now is sent when the detector is welcomed next.
	bool connected = detector_registry_connected(scans->registry, detector);
	if (connected && scan_send_start(scans, &scan, &later) < 0)
		log_warn("scan waits for its detector", "error=%s", LOG_Q(later.text));
	log_info("scan created", "image=%s user=%s", LOG_Q(spec->image), LOG_Q(who->user.username));
	scan_service_publish(scans, &scan.id, project);
	return 0;
}

// In a transaction of its own, so that it cannot pass the detector's first report unseen.
static int stop(struct scan_service *scans, const struct principal *who, const struct uuid *id, struct scan *ret_scan,
		struct error *err)
{
	AUTO(db_tx) struct db_tx *tx = NULL;
	struct scan_update cancel = {.state = SCAN_CANCELLED, .ts = clock_real_ns()};
	(void)snprintf(cancel.message, sizeof(cancel.message), "stopped before its detector heard of it");
	int r = db_begin(scans->db, &tx, err);
	if (r == 0)
		r = scan_repository_lock(db_tx_db(tx), id, ret_scan, err);
	if (r < 0)
		return r;
	if (scan_state_final(ret_scan->state))
		return 0;
	if (!ret_scan->start_sent)
		r = scan_repository_apply(db_tx_db(tx), id, &cancel, err);
	else
		r = scan_repository_request_stop(db_tx_db(tx), id, err);
	if (r == 0)
		r = audit(db_tx_db(tx), who, "scan.stop", id, ret_scan->spec.image, NULL, err);
	return r < 0 ? r : db_commit(tx, err);
}

int scan_service_stop(struct scan_service *scans, const struct principal *who, const struct uuid *id,
		      struct scan *ret_scan, struct error *err)
{
	AUTO_VALUE(scan) struct scan scan = {0};
	struct error later = {0};
	int r = rights_scan(scans->db, who, id, PERMISSION_SCAN_STOP, NULL, NULL, err);
	if (r == 0)
		r = stop(scans, who, id, &scan, err);
	if (r < 0)
		return r;
	bool tell = scan.start_sent && !scan_state_final(scan.state);
	if (tell && scan_send_stop(scans, &scan, &later) < 0)
		log_info("stop waits for the detector", "reason=%s", LOG_Q(later.text)); // told at its next welcome
	scan_service_publish(scans, id, &scan.project_id);
	return scan_repository_get(scans->db, id, ret_scan, err);
}

int scan_service_delete(struct scan_service *scans, const struct principal *who, const struct uuid *id,
			struct error *err)
{
	AUTO(db_tx) struct db_tx *tx = NULL;
	AUTO_VALUE(scan) struct scan scan = {0};
	int r = rights_scan(scans->db, who, id, PERMISSION_SCAN_DELETE, NULL, NULL, err);
	if (r == 0)
		r = db_begin(scans->db, &tx, err);
	if (r == 0)
		r = scan_repository_lock(db_tx_db(tx), id, &scan, err);
	if (r == 0 && !scan_state_final(scan.state))
		r = error_set(err, EBUSY, "the scan is not at its end: stop it first");
	if (r == 0)
		r = scan_repository_delete(db_tx_db(tx), id, err);
	if (r == 0)
		r = audit(db_tx_db(tx), who, "scan.delete", id, scan.spec.image, NULL, err);
	if (r == 0)
		r = db_commit(tx, err);
	if (r < 0)
		return r;
	change_feed_publish(scans->feed,
			    &(struct change){.kind = CHANGE_SCAN_DELETED, .id = *id, .project = scan.project_id});
	return 0;
}

int scan_service_control(struct scan_service *scans, const struct principal *who, const struct uuid *id,
			 struct scan_control *ret_control, struct error *err)
{
	AUTO_VALUE(scan) struct scan scan = {0};
	int r = rights_scan(scans->db, who, id, PERMISSION_TERMINAL_INPUT, NULL, NULL, err);
	if (r == 0)
		r = scan_repository_get(scans->db, id, &scan, err);
	if (r < 0)
		return r;
	if (scan_state_final(scan.state))
		return error_set(err, EBUSY, "the scan is at its end: nobody reads its terminal any more");
	*ret_control = (struct scan_control){.scan = *id, .detector = scan.detector_id, .checked_at = clock_boot_ns()};
	return 0;
}

int scan_service_input(struct scan_service *scans, const struct scan_control *control, const void *bytes, size_t len,
		       struct error *err)
{
	if (len == 0 || len > SCAN_INPUT_MAX)
		return error_set(err, EINVAL, "data: must have from 1 to %d bytes", SCAN_INPUT_MAX);
	struct json_object *message = scan_message_input(&control->scan, bytes, len);
	int r = detector_registry_send(scans->registry, &control->detector, message, err);
	json_object_put(message);
	return r;
}

int scan_service_resize(struct scan_service *scans, const struct scan_control *control, int64_t columns, int64_t rows,
			struct error *err)
{
	if (columns < 1 || columns > 1000 || rows < 1 || rows > 1000)
		return error_set(err, EINVAL, "%s: must be from 1 to 1000",
				 columns < 1 || columns > 1000 ? "columns" : "rows");
	struct json_object *message = scan_message_resize(&control->scan, columns, rows);
	int r = detector_registry_send(scans->registry, &control->detector, message, err);
	json_object_put(message);
	return r;
}
