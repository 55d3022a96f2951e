// SPDX-License-Identifier: Apache-2.0
#include "server/repository/filter_repository.h"

#include "common/base/alloc.h"

#include <stdio.h>

static void read_filter(const struct db_result *result, int row, struct saved_filter *ret_filter)
{
	*ret_filter = (struct saved_filter){.id = db_uuid(result, row, 0),
					    .project_id = db_uuid(result, row, 1),
					    .text = db_text_dup(result, row, 3),
					    .created_at = (uint64_t)db_i64(result, row, 5),
					    .updated_at = (uint64_t)db_i64(result, row, 6)};
	(void)snprintf(ret_filter->name, sizeof(ret_filter->name), "%s", db_text(result, row, 2));
	(void)snprintf(ret_filter->description, sizeof(ret_filter->description), "%s", db_text(result, row, 4));
}

static int no_filter(struct error *err)
{
	return error_set(err, ENOENT, "there is no such saved filter");
}

int filter_repository_list(struct db *db, const struct uuid *project, struct saved_filter_list *ret_list,
			   struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	AUTO(db_result) struct db_result *result = NULL;
	db_param_uuid(&p, project);
	int r = db_query(db,
			 "SELECT id, project_id, name, text, description, created_at, updated_at FROM saved_filter "
			 "WHERE project_id = $1 ORDER BY name",
			 &p, &result, err);
	if (r < 0)
		return r;
	struct saved_filter_list list = {.n = (size_t)db_rows(result)};
	list.items = xcalloc(list.n, sizeof(*list.items));
	for (size_t i = 0; i < list.n; i++)
		read_filter(result, (int)i, &list.items[i]);
	*ret_list = list;
	return 0;
}

int filter_repository_lock(struct db *tx, const struct uuid *project, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	AUTO(db_result) struct db_result *result = NULL;
	db_param_uuid(&p, project);
	int r = db_query(tx, "SELECT 1 FROM project WHERE id = $1 FOR NO KEY UPDATE", &p, &result, err);
	if (r < 0 || db_rows(result) == 1)
		return r;
	return error_set(err, ENOENT, "there is no such project");
}

int filter_repository_insert(struct db *db, const struct saved_filter *filter, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	db_param_uuid(&p, &filter->id);
	db_param_uuid(&p, &filter->project_id);
	db_param_text(&p, filter->name);
	db_param_text(&p, filter->text);
	db_param_text(&p, filter->description);
	db_param_u64(&p, filter->created_at);
	return db_query(db,
			"INSERT INTO saved_filter (id, project_id, name, text, description, created_at, updated_at) "
			"VALUES ($1, $2, $3, $4, $5, $6, $6)",
			&p, NULL, err);
}

int filter_repository_update(struct db *db, const struct saved_filter *filter, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	AUTO(db_result) struct db_result *result = NULL;
	db_param_uuid(&p, &filter->id);
	db_param_uuid(&p, &filter->project_id);
	db_param_text(&p, filter->name);
	db_param_text(&p, filter->text);
	db_param_text(&p, filter->description);
	db_param_u64(&p, filter->updated_at);
	int r = db_query(db,
			 "UPDATE saved_filter SET name = $3, text = $4, description = $5, updated_at = $6 "
			 "WHERE id = $1 AND project_id = $2",
			 &p, &result, err);
	return r < 0 || db_affected(result) == 1 ? r : no_filter(err);
}

int filter_repository_delete(struct db *db, const struct uuid *project, const struct uuid *id, struct error *err)
{
	AUTO_VALUE(db_params) struct db_params p = {0};
	AUTO(db_result) struct db_result *result = NULL;
	db_param_uuid(&p, id);
	db_param_uuid(&p, project);
	int r = db_query(db, "DELETE FROM saved_filter WHERE id = $1 AND project_id = $2", &p, &result, err);
	return r < 0 || db_affected(result) == 1 ? r : no_filter(err);
}
