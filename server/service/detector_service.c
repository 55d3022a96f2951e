// SPDX-License-Identifier: Apache-2.0
// Presence, and what people do with detectors. How a detector proves itself is in detector_identity.c.
#define LOG_TOPIC "detectors"

#include "server/service/detector_service.h"

#include "common/base/alloc.h"
#include "common/base/clock.h"
#include "common/base/log.h"
#include "common/loop/task.h"
#include "server/model/scan.h"
#include "server/model/text.h"
#include "server/repository/detector_repository.h"
#include "server/repository/scan_repository.h"
#include "server/service/audit.h"
#include "server/service/detector_internal.h"
#include "server/service/rights.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>

struct detector_service *detector_service_new(struct loop *loop, struct db *db, struct detector_registry *registry,
					      struct change_feed *feed)
{
	if (sodium_init() < 0)
		abort();
	struct detector_service *detectors = xcalloc(1, sizeof(*detectors));
	detectors->loop = loop;
	detectors->db = db;
	detectors->registry = registry;
	detectors->feed = feed;
	return detectors;
}

void detector_service_free(struct detector_service *detectors)
{
	if (!detectors)
		return;
	assert(detectors->tasks == 0);
	free(detectors);
}

bool detector_service_idle(const struct detector_service *detectors)
{
	return detectors->tasks == 0;
}

void detector_service_connected(struct detector_service *detectors, const struct uuid *id,
				const struct detector_channel *channel)
{
	char text[UUID_TEXT_SIZE];
	uuid_format(id, text);
	log_info("connected", "detector=%s", text);
	detector_registry_attach(detectors->registry, id, channel);
}

struct leaving {
	struct detector_service *detectors;
	struct uuid id;
	bool clean;
};

static void store_leaving(void *ctx)
{
	struct leaving *leaving = ctx;
	struct error err = {0};
	// Unknown after a failure, and judged by the last sign of life then.
	int r = detector_repository_seen(leaving->detectors->db, &leaving->id, clock_real_ns(), leaving->clean, NULL,
					 NULL, &err);
	if (r < 0)
		log_warn("cannot store that a detector left", "error=%s", LOG_Q(err.text));
	change_feed_publish(leaving->detectors->feed, &(struct change){.kind = CHANGE_DETECTOR, .id = leaving->id});
	leaving->detectors->tasks--;
	free(leaving);
}

void detector_service_disconnected(struct detector_service *detectors, const struct uuid *id,
				   const struct detector_channel *channel, bool clean)
{
	char text[UUID_TEXT_SIZE];
	if (!detector_registry_detach(detectors->registry, channel))
		return; // a newer connection took its place
	uuid_format(id, text);
	log_info("disconnected", "detector=%s clean=%d", text, clean);
	struct leaving *leaving = xcalloc(1, sizeof(*leaving));
	*leaving = (struct leaving){.detectors = detectors, .id = *id, .clean = clean};
	detectors->tasks++;
	task_spawn(detectors->loop, store_leaving, leaving);
}

int detector_service_status(struct detector_service *detectors, const struct uuid *id, const char *spool,
			    const char *capabilities, struct error *err)
{
	AUTO_FREE char *spool_json = NULL;
	AUTO_FREE char *capabilities_json = NULL;
	int r = spool ? text_check_object(spool, "spool", DETECTOR_JSON_MAX, &spool_json, err) : 0;
	if (r == 0 && capabilities)
		r = text_check_object(capabilities, "capabilities", DETECTOR_JSON_MAX, &capabilities_json, err);
	if (r < 0)
		return r;
	if (spool_json)
		detector_registry_set_spool(detectors->registry, id, spool_json);
	if (!capabilities_json && !detector_registry_store_due(detectors->registry, id))
		return 0;
	r = detector_repository_seen(detectors->db, id, clock_real_ns(), false, NULL, capabilities_json, err);
	if (r == 0 && capabilities_json)
		change_feed_publish(detectors->feed, &(struct change){.kind = CHANGE_DETECTOR, .id = *id});
	return r;
}

// Whose projects a detector's list may name: those of the asking user, or all.
static const struct uuid *viewer(const struct principal *who)
{
	return role_allows(who->user.role, PERMISSION_PROJECT_MANAGE_ALL) ? NULL : &who->user.id;
}

int detector_service_list(struct detector_service *detectors, const struct principal *who,
			  struct detector_list *ret_list, struct error *err)
{
	int r = rights_global(who, PERMISSION_DETECTOR_VIEW, err);
	if (r == 0)
		r = detector_repository_list(detectors->db, NULL, viewer(who), ret_list, err);
	for (size_t i = 0; r == 0 && i < ret_list->n; i++)
		detector_registry_judge(detectors->registry, &ret_list->items[i]);
	return r;
}

// Roles whose members may use a project's detectors.
static size_t using_roles(const char **ret_names)
{
	size_t n = 0;
	for (int role = 0; role < ROLE_COUNT; role++)
		if (role_allows((enum role)role, PERMISSION_DETECTOR_USE))
			ret_names[n++] = role_name((enum role)role);
	return n;
}

// With detector.view, or as one who may use it in a project; to others it does not exist.
static int may_see(struct detector_service *detectors, const struct principal *who, const struct uuid *id,
		   struct error *err)
{
	const char *roles[ROLE_COUNT];
	bool used = false;
	if (role_allows(who->user.role, PERMISSION_DETECTOR_VIEW))
		return 0;
	int r = detector_repository_used_by(detectors->db, id, &who->user.id, roles, using_roles(roles), &used, err);
	if (r == 0 && !used)
		r = error_set(err, ENOENT, "there is no such detector");
	return r;
}

int detector_service_get(struct detector_service *detectors, const struct principal *who, const struct uuid *id,
			 struct detector *ret_detector, struct error *err)
{
	int r = may_see(detectors, who, id, err);
	if (r == 0)
		r = detector_repository_get(detectors->db, id, viewer(who), ret_detector, err);
	if (r == 0)
		detector_registry_judge(detectors->registry, ret_detector);
	return r;
}

int detector_service_update(struct detector_service *detectors, const struct principal *who, const struct uuid *id,
			    const char *name, const char *labels, struct detector *ret_detector, struct error *err)
{
	AUTO(db_tx) struct db_tx *tx = NULL;
	AUTO_FREE char *labels_json = NULL;
	int r = rights_global(who, PERMISSION_DETECTOR_MANAGE, err);
	if (r == 0 && name)
		r = detector_name_check(name, err);
	if (r == 0 && labels)
		r = text_check_object(labels, "labels", DETECTOR_JSON_MAX, &labels_json, err);
	if (r == 0)
		r = db_begin(detectors->db, &tx, err);
	if (r == 0)
		r = detector_repository_update(db_tx_db(tx), id, name, labels_json, err);
	if (r == 0)
		r = audit(db_tx_db(tx), who, "detector.change", id, name ? name : "", NULL, err);
	if (r == 0)
		r = db_commit(tx, err);
	if (r < 0)
		return r;
	change_feed_publish(detectors->feed, &(struct change){.kind = CHANGE_DETECTOR, .id = *id});
	return detector_service_get(detectors, who, id, ret_detector, err);
}

static int interrupt_scans(struct db *tx, const struct uuid *id, struct scan_list *ret_list, struct error *err)
{
	struct scan_update update = {.state = SCAN_INTERRUPTED, .ts = clock_real_ns()};
	(void)snprintf(update.message, sizeof(update.message), "its detector was revoked");
	int r = scan_repository_unfinished(tx, id, ret_list, err);
	for (size_t i = 0; r == 0 && i < ret_list->n; i++)
		r = scan_repository_apply(tx, &ret_list->items[i].id, &update, err);
	return r;
}

int detector_service_revoke(struct detector_service *detectors, const struct principal *who, const struct uuid *id,
			    struct error *err)
{
	AUTO(db_tx) struct db_tx *tx = NULL;
	AUTO_FREE char *name = NULL;
	AUTO_VALUE(scan_list) struct scan_list scans = {0};
	int r = rights_global(who, PERMISSION_DETECTOR_MANAGE, err);
	if (r == 0)
		r = db_begin(detectors->db, &tx, err);
	if (r == 0)
		r = detector_repository_revoke(db_tx_db(tx), id, clock_real_ns(), &name, err);
	if (r == 0)
		r = interrupt_scans(db_tx_db(tx), id, &scans, err);
	if (r == 0)
		r = audit(db_tx_db(tx), who, "detector.revoke", id, name, NULL, err);
	if (r == 0)
		r = db_commit(tx, err);
	if (r < 0)
		return r;
	log_info("detector revoked", "name=%s", LOG_Q(name));
	detector_registry_refuse(detectors->registry, id, "revoked", "this detector was revoked");
	change_feed_publish(detectors->feed, &(struct change){.kind = CHANGE_DETECTOR, .id = *id});
	for (size_t i = 0; i < scans.n; i++)
		change_feed_publish(detectors->feed, &(struct change){.kind = CHANGE_SCAN,
								      .id = scans.items[i].id,
								      .project = scans.items[i].project_id});
	return 0;
}

int detector_service_images(struct detector_service *detectors, const struct principal *who, const struct uuid *id,
			    struct json_object **ret_images, struct error *err)
{
	AUTO_VALUE(detector) struct detector found = {0};
	int r = detector_service_get(detectors, who, id, &found, err);
	if (r < 0)
		return r;
	struct json_object *request = json_object_new_object();
	(void)json_object_object_add(request, "type", json_object_new_string("images.list"));
	r = detector_registry_request(detectors->registry, id, request, ret_images, err);
	json_object_put(request);
	return r;
}
