// SPDX-License-Identifier: Apache-2.0
#include "server/repository/detector_repository.h"

#include "common/base/alloc.h"

#include <stdio.h>
#include <string.h>

#define DETECTORS_MAX 2000 // in one list

// $1 = viewer or null.
#define MINE                                                                                                      \
	"FROM project_detector pd JOIN project p ON p.id = pd.project_id WHERE pd.detector_id = d.id AND "        \
	"($1::uuid IS NULL OR EXISTS (SELECT 1 FROM membership m WHERE m.project_id = p.id AND m.user_id = $1)) " \
	"ORDER BY lower(p.name), p.id"
#define COLUMNS                                                                                            \
	"d.id, d.public_key, d.name, d.version, d.labels, d.capabilities, d.enrolled_at, d.last_seen_at, " \
	"d.revoked_at, d.stopped, ARRAY(SELECT p.id " MINE "), ARRAY(SELECT p.name " MINE ")"

static void read_projects(const struct db_result *result, int row, struct detector *detector)
{
	size_t n_names = 0;
	struct uuid *ids = db_uuid_array(result, row, 10, &detector->n_projects);
	char **names = db_text_array(result, row, 11, &n_names);
	detector->projects = xcalloc(detector->n_projects + 1, sizeof(*detector->projects));
	for (size_t i = 0; i < detector->n_projects; i++) {
		detector->projects[i].id = ids[i];
		detector->projects[i].name = i < n_names ? names[i] : xstrdup("");
	}
	free(ids);
	free(names);
}

static void read_detector(const struct db_result *result, int row, struct detector *ret_detector)
{
	size_t len = 0;
	*ret_detector = (struct detector){.id = db_uuid(result, row, 0)};
	const uint8_t *key = db_bytea(result, row, 1, &len);
	memcpy(ret_detector->public_key, key, len < DETECTOR_KEY_SIZE ? len : DETECTOR_KEY_SIZE);
	(void)snprintf(ret_detector->name, sizeof(ret_detector->name), "%s", db_text(result, row, 2));
	(void)snprintf(ret_detector->version, sizeof(ret_detector->version), "%s", db_text(result, row, 3));
	ret_detector->labels = db_text_dup(result, row, 4);
	ret_detector->capabilities = db_text_dup(result, row, 5);
	ret_detector->enrolled_at = (uint64_t)db_i64(result, row, 6);
	ret_detector->last_seen_at = (uint64_t)db_i64(result, row, 7);
	ret_detector->revoked_at = (uint64_t)db_i64(result, row, 8);
	ret_detector->stopped = db_bool(result, row, 9);
	read_projects(result, row, ret_detector);
}

static int no_detector(struct error *err)
{
	return error_set(err, ENOENT, "there is no such detector");
}

int detector_repository_list(struct db *db, const struct uuid *project, const struct uuid *viewer,
			     struct detector_list *ret_list, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	AUTO(db_result) struct db_result *result = NULL;
	db_param_uuid(&p, viewer);
	db_param_uuid(&p, project);
	db_param_i64(&p, DETECTORS_MAX);
	int r = db_query(db,
			 "SELECT " COLUMNS " FROM detector d WHERE $2::uuid IS NULL OR (d.revoked_at = 0 AND EXISTS "
			 "(SELECT 1 FROM project_detector a WHERE a.project_id = $2 AND a.detector_id = d.id)) "
			 "ORDER BY d.enrolled_at DESC, d.id LIMIT $3",
			 &p, &result, err);
	if (r < 0)
		return r;
	struct detector_list list = {.n = (size_t)db_rows(result)};
	list.items = xcalloc(list.n + 1, sizeof(*list.items));
	for (size_t i = 0; i < list.n; i++)
		read_detector(result, (int)i, &list.items[i]);
	*ret_list = list;
	return 0;
}

int detector_repository_get(struct db *db, const struct uuid *id, const struct uuid *viewer,
			    struct detector *ret_detector, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	AUTO(db_result) struct db_result *result = NULL;
	db_param_uuid(&p, viewer);
	db_param_uuid(&p, id);
	int r = db_query(db, "SELECT " COLUMNS " FROM detector d WHERE d.id = $2", &p, &result, err);
	if (r < 0)
		return r;
	if (db_rows(result) == 0)
		return no_detector(err);
	read_detector(result, 0, ret_detector);
	return 0;
}

int detector_repository_find_key(struct db *db, const uint8_t *public_key, struct uuid *ret_id, bool *ret_revoked,
				 struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	AUTO(db_result) struct db_result *result = NULL;
	db_param_bytea(&p, public_key, DETECTOR_KEY_SIZE);
	int r = db_query(db, "SELECT id, revoked_at FROM detector WHERE public_key = $1", &p, &result, err);
	if (r < 0)
		return r;
	if (db_rows(result) == 0)
		return no_detector(err);
	*ret_id = db_uuid(result, 0, 0);
	*ret_revoked = db_i64(result, 0, 1) != 0;
	return 0;
}

int detector_repository_insert(struct db *db, const struct detector_new *detector, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	db_param_uuid(&p, &detector->id);
	db_param_bytea(&p, detector->public_key, DETECTOR_KEY_SIZE);
	db_param_text(&p, detector->name);
	db_param_text(&p, detector->version);
	db_param_json(&p, detector->labels);
	db_param_json(&p, detector->capabilities);
	db_param_u64(&p, detector->enrolled_at);
	return db_query(db,
			"INSERT INTO detector (id, public_key, name, version, labels, capabilities, enrolled_at) "
			"VALUES ($1, $2, $3, $4, $5, $6, $7)",
			&p, NULL, err);
}

int detector_repository_update(struct db *db, const struct uuid *id, const char *name, const char *labels,
			       struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	AUTO(db_result) struct db_result *result = NULL;
	db_param_uuid(&p, id);
	db_param_text(&p, name);
	db_param_json(&p, labels);
	int r =
	    db_query(db, "UPDATE detector SET name = coalesce($2, name), labels = coalesce($3, labels) WHERE id = $1",
		     &p, &result, err);
	return r < 0 || db_affected(result) == 1 ? r : no_detector(err);
}

int detector_repository_seen(struct db *db, const struct uuid *id, uint64_t now_ns, bool stopped, const char *version,
			     const char *capabilities, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	db_param_uuid(&p, id);
	db_param_u64(&p, now_ns);
	db_param_bool(&p, stopped);
	db_param_text(&p, version);
	db_param_json(&p, capabilities);
	return db_query(db,
			"UPDATE detector SET last_seen_at = greatest(last_seen_at, $2), stopped = $3, "
			"version = coalesce($4, version), capabilities = coalesce($5, capabilities) WHERE id = $1",
			&p, NULL, err);
}

int detector_repository_revoke(struct db *db, const struct uuid *id, uint64_t now_ns, char **ret_name,
			       struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	AUTO(db_result) struct db_result *result = NULL;
	db_param_uuid(&p, id);
	db_param_u64(&p, now_ns);
	int r = db_query(db,
			 "UPDATE detector SET revoked_at = CASE WHEN revoked_at = 0 THEN $2 ELSE revoked_at END "
			 "WHERE id = $1 RETURNING name",
			 &p, &result, err);
	if (r < 0)
		return r;
	if (db_rows(result) == 0)
		return no_detector(err);
	*ret_name = db_text_dup(result, 0, 0);
	return 0;
}

int detector_repository_used_by(struct db *db, const struct uuid *id, const struct uuid *user, const char *const *roles,
				size_t n_roles, bool *ret_used, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	AUTO(db_result) struct db_result *result = NULL;
	db_param_uuid(&p, id);
	db_param_uuid(&p, user);
	db_param_text_array(&p, roles, n_roles);
	int r = db_query(db,
			 "SELECT EXISTS (SELECT 1 FROM project_detector d JOIN membership m "
			 "ON m.project_id = d.project_id WHERE d.detector_id = $1 AND m.user_id = $2 "
			 "AND m.role = ANY ($3))",
			 &p, &result, err);
	if (r == 0)
		*ret_used = db_bool(result, 0, 0);
	return r;
}
