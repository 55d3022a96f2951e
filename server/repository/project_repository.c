// SPDX-License-Identifier: Apache-2.0
#include "server/repository/project_repository.h"

#include "common/base/alloc.h"
#include "common/base/clock.h"

#include <stdio.h>

#define PROJECTS_MAX 1000 // in one list

#define COLUMNS                                                                 \
	"p.id, p.name, p.description, p.created_at, m.role, "                   \
	"(SELECT count(*) FROM project_detector d WHERE d.project_id = p.id), " \
	"(SELECT count(*) FROM scan s WHERE s.project_id = p.id)"
#define FROM " FROM project p LEFT JOIN membership m ON m.project_id = p.id AND m.user_id = $1 "

static void read_project(const struct db_result *result, int row, struct project *ret_project)
{
	struct error ignored;
	*ret_project = (struct project){.id = db_uuid(result, row, 0), .my_role = ROLE_VIEWER};
	(void)snprintf(ret_project->name, sizeof(ret_project->name), "%s", db_text(result, row, 1));
	(void)snprintf(ret_project->description, sizeof(ret_project->description), "%s", db_text(result, row, 2));
	ret_project->created_at = (uint64_t)db_i64(result, row, 3);
	ret_project->is_member = role_parse(db_text(result, row, 4), &ret_project->my_role, &ignored) == 0;
	ret_project->detector_count = db_i64(result, row, 5);
	ret_project->scan_count = db_i64(result, row, 6);
}

static int no_project(struct error *err)
{
	return error_set(err, ENOENT, "there is no such project");
}

int project_repository_list(struct db *db, const struct uuid *viewer, bool all, struct project_list *ret_list,
			    struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	AUTO(db_result) struct db_result *result = NULL;
	db_param_uuid(&p, viewer);
	db_param_bool(&p, all);
	db_param_i64(&p, PROJECTS_MAX);
	int r = db_query(db, "SELECT " COLUMNS FROM "WHERE $2 OR m.user_id IS NOT NULL ORDER BY lower(p.name) LIMIT $3",
			 &p, &result, err);
	if (r < 0)
		return r;
	struct project_list list = {.n = (size_t)db_rows(result)};
	list.items = xcalloc(list.n + 1, sizeof(*list.items));
	for (size_t i = 0; i < list.n; i++)
		read_project(result, (int)i, &list.items[i]);
	*ret_list = list;
	return 0;
}

int project_repository_get(struct db *db, const struct uuid *id, const struct uuid *viewer, struct project *ret_project,
			   struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	AUTO(db_result) struct db_result *result = NULL;
	db_param_uuid(&p, viewer);
	db_param_uuid(&p, id);
	int r = db_query(db, "SELECT " COLUMNS FROM "WHERE p.id = $2", &p, &result, err);
	if (r < 0)
		return r;
	if (db_rows(result) == 0)
		return no_project(err);
	read_project(result, 0, ret_project);
	return 0;
}

int project_repository_insert(struct db *db, const struct uuid *id, const char *name, const char *description,
			      const struct uuid *creator, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	db_param_uuid(&p, id);
	db_param_text(&p, name);
	db_param_text(&p, description);
	db_param_u64(&p, clock_real_ns());
	db_param_uuid(&p, creator);
	return db_query(db,
			"INSERT INTO project (id, name, description, created_at, created_by) "
			"VALUES ($1, $2, $3, $4, $5)",
			&p, NULL, err);
}

int project_repository_update(struct db *db, const struct uuid *id, const char *name, const char *description,
			      struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	AUTO(db_result) struct db_result *result = NULL;
	db_param_uuid(&p, id);
	db_param_text(&p, name);
	db_param_text(&p, description);
	int r = db_query(db,
			 "UPDATE project SET name = coalesce($2, name), description = coalesce($3, description) "
			 "WHERE id = $1",
			 &p, &result, err);
	return r < 0 || db_affected(result) == 1 ? r : no_project(err);
}

int project_repository_delete(struct db *db, const struct uuid *id, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	AUTO(db_result) struct db_result *result = NULL;
	db_param_uuid(&p, id);
	int r = db_query(db, "DELETE FROM project WHERE id = $1", &p, &result, err);
	return r < 0 || db_affected(result) == 1 ? r : no_project(err);
}

int project_repository_unfinished_scans(struct db *db, const struct uuid *id, int64_t *ret_count, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	AUTO(db_result) struct db_result *result = NULL;
	db_param_uuid(&p, id);
	int r = db_query(db,
			 "SELECT count(*) FROM scan WHERE project_id = $1 AND "
			 "state IN ('queued', 'starting', 'running', 'stopping')",
			 &p, &result, err);
	if (r == 0)
		*ret_count = db_i64(result, 0, 0);
	return r;
}

int project_repository_role(struct db *db, const struct uuid *id, const struct uuid *user, bool *ret_is_member,
			    enum role *ret_role, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	AUTO(db_result) struct db_result *result = NULL;
	db_param_uuid(&p, user);
	db_param_uuid(&p, id);
	int r = db_query(db, "SELECT m.role" FROM "WHERE p.id = $2", &p, &result, err);
	if (r < 0)
		return r;
	if (db_rows(result) == 0)
		return no_project(err);
	*ret_is_member = !db_is_null(result, 0, 0);
	return *ret_is_member ? role_parse(db_text(result, 0, 0), ret_role, err) : 0;
}

int project_repository_assign(struct db *db, const struct uuid *id, const struct uuid *detector, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	db_param_uuid(&p, id);
	db_param_uuid(&p, detector);
	db_param_u64(&p, clock_real_ns());
	return db_query(db,
			"INSERT INTO project_detector (project_id, detector_id, assigned_at) VALUES ($1, $2, $3) "
			"ON CONFLICT DO NOTHING",
			&p, NULL, err);
}

int project_repository_unassign(struct db *db, const struct uuid *id, const struct uuid *detector, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	AUTO(db_result) struct db_result *result = NULL;
	db_param_uuid(&p, id);
	db_param_uuid(&p, detector);
	int r =
	    db_query(db, "DELETE FROM project_detector WHERE project_id = $1 AND detector_id = $2", &p, &result, err);
	if (r < 0 || db_affected(result) == 1)
		return r;
	return error_set(err, ENOENT, "this detector is not assigned to the project");
}

int project_repository_assigned(struct db *db, const struct uuid *id, const struct uuid *detector, bool *ret_assigned,
				struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	AUTO(db_result) struct db_result *result = NULL;
	db_param_uuid(&p, id);
	db_param_uuid(&p, detector);
	// FOR SHARE: it stays assigned until the caller's transaction ends.
	int r = db_query(db, "SELECT 1 FROM project_detector WHERE project_id = $1 AND detector_id = $2 FOR SHARE", &p,
			 &result, err);
	if (r == 0)
		*ret_assigned = db_rows(result) == 1;
	return r;
}
