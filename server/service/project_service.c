// SPDX-License-Identifier: Apache-2.0
#define LOG_TOPIC "projects"

#include "server/service/project_service.h"

#include "common/base/alloc.h"
#include "common/base/log.h"
#include "server/repository/detector_repository.h"
#include "server/repository/project_repository.h"
#include "server/service/audit.h"
#include "server/service/rights.h"

#include <stdio.h>

#define CANDIDATES_MAX 20

struct project_service {
	struct db *db;
	struct detector_registry *registry;
};

struct project_service *project_service_new(struct db *db, struct detector_registry *registry)
{
	struct project_service *projects = xcalloc(1, sizeof(*projects));
	projects->db = db;
	projects->registry = registry;
	return projects;
}

void project_service_free(struct project_service *projects)
{
	free(projects);
}

static bool manages_all(const struct principal *who)
{
	return role_allows(who->user.role, PERMISSION_PROJECT_MANAGE_ALL);
}

static void set_my_role(const struct principal *who, struct project *project)
{
	if (manages_all(who))
		project->my_role = ROLE_ADMIN;
}

int project_service_list(struct project_service *projects, const struct principal *who, struct project_list *ret_list,
			 struct error *err)
{
	int r = project_repository_list(projects->db, &who->user.id, manages_all(who), ret_list, err);
	for (size_t i = 0; r == 0 && i < ret_list->n; i++)
		set_my_role(who, &ret_list->items[i]);
	return r;
}

static int load(struct db *db, const struct principal *who, const struct uuid *id, struct project *ret_project,
		struct error *err)
{
	int r = project_repository_get(db, id, &who->user.id, ret_project, err);
	if (r == 0)
		set_my_role(who, ret_project);
	return r;
}

int project_service_get(struct project_service *projects, const struct principal *who, const struct uuid *id,
			struct project *ret_project, struct error *err)
{
	int r = rights_project(projects->db, who, id, PERMISSION_PROJECT_VIEW, err);
	return r < 0 ? r : load(projects->db, who, id, ret_project, err);
}

static int name_taken(struct error *err)
{
	return error_set(err, EEXIST, "name: another project is called so");
}

int project_service_create(struct project_service *projects, const struct principal *who, const char *name,
			   const char *description, struct project *ret_project, struct error *err)
{
	AUTO(db_tx) struct db_tx *tx = NULL;
	struct uuid id;
	struct member creator;
	const char *text = description ? description : "";
	int r = rights_global(who, PERMISSION_PROJECT_CREATE, err);
	if (r == 0)
		r = project_name_check(name, err);
	if (r == 0)
		r = project_description_check(text, err);
	if (r == 0)
		r = db_begin(projects->db, &tx, err);
	if (r < 0)
		return r;
	uuid_generate(&id);
	r = project_repository_insert(db_tx_db(tx), &id, name, text, &who->user.id, err);
	if (r == -EEXIST)
		return name_taken(err);
	if (r == 0)
		r = project_repository_set_member(db_tx_db(tx), &id, &who->user.id, ROLE_ADMIN, &creator, err);
	if (r == 0)
		r = audit(db_tx_db(tx), who, "project.create", &id, name, NULL, err);
	if (r == 0)
		r = load(db_tx_db(tx), who, &id, ret_project, err);
	if (r == 0)
		r = db_commit(tx, err);
	if (r == 0)
		log_info("project created", "name=%s", LOG_Q(name));
	return r;
}

int project_service_update(struct project_service *projects, const struct principal *who, const struct uuid *id,
			   const char *name, const char *description, struct project *ret_project, struct error *err)
{
	AUTO(db_tx) struct db_tx *tx = NULL;
	int r = rights_project(projects->db, who, id, PERMISSION_PROJECT_MANAGE, err);
	if (r == 0 && name)
		r = project_name_check(name, err);
	if (r == 0 && description)
		r = project_description_check(description, err);
	if (r == 0)
		r = db_begin(projects->db, &tx, err);
	if (r < 0)
		return r;
	r = project_repository_update(db_tx_db(tx), id, name, description, err);
	if (r == -EEXIST)
		return name_taken(err);
	if (r == 0)
		r = load(db_tx_db(tx), who, id, ret_project, err);
	if (r == 0)
		r = audit(db_tx_db(tx), who, "project.change", id, ret_project->name, NULL, err);
	return r < 0 ? r : db_commit(tx, err);
}

int project_service_delete(struct project_service *projects, const struct principal *who, const struct uuid *id,
			   struct error *err)
{
	AUTO(db_tx) struct db_tx *tx = NULL;
	struct project project;
	int64_t unfinished = 0;
	int r = rights_project(projects->db, who, id, PERMISSION_PROJECT_MANAGE, err);
	if (r == 0)
		r = db_begin(projects->db, &tx, err);
	if (r == 0)
		r = load(db_tx_db(tx), who, id, &project, err);
	if (r == 0)
		r = project_repository_unfinished_scans(db_tx_db(tx), id, &unfinished, err);
	if (r == 0 && unfinished > 0)
		r = error_set(err, EBUSY, "%lld of its scans are not at their end: stop them first",
			      (long long)unfinished);
	if (r == 0)
		r = project_repository_delete(db_tx_db(tx), id, err);
	if (r == 0)
		r = audit(db_tx_db(tx), who, "project.delete", id, project.name, NULL, err);
	if (r == 0)
		r = db_commit(tx, err);
	if (r == 0)
		log_info("project deleted", "name=%s", LOG_Q(project.name));
	return r;
}

int project_service_members(struct project_service *projects, const struct principal *who, const struct uuid *id,
			    struct member_list *ret_list, struct error *err)
{
	int r = rights_project(projects->db, who, id, PERMISSION_MEMBER_VIEW, err);
	return r < 0 ? r : project_repository_members(projects->db, id, ret_list, err);
}

int project_service_set_member(struct project_service *projects, const struct principal *who, const struct uuid *id,
			       const struct uuid *user, const char *role, struct member *ret_member, struct error *err)
{
	AUTO(db_tx) struct db_tx *tx = NULL;
	enum role parsed = ROLE_VIEWER;
	char detail[128];
	char project[UUID_TEXT_SIZE];
	int r = rights_project(projects->db, who, id, PERMISSION_MEMBER_MANAGE, err);
	if (r == 0)
		r = role_parse(role, &parsed, err);
	if (r == 0)
		r = db_begin(projects->db, &tx, err);
	if (r == 0)
		r = project_repository_set_member(db_tx_db(tx), id, user, parsed, ret_member, err);
	if (r < 0)
		return r;
	uuid_format(id, project);
	(void)snprintf(detail, sizeof(detail), "{\"project\":\"%s\",\"role\":\"%s\"}", project, role_name(parsed));
	r = audit(db_tx_db(tx), who, "member.set", user, ret_member->username, detail, err);
	return r < 0 ? r : db_commit(tx, err);
}

int project_service_remove_member(struct project_service *projects, const struct principal *who, const struct uuid *id,
				  const struct uuid *user, struct error *err)
{
	AUTO(db_tx) struct db_tx *tx = NULL;
	struct project project;
	int r = rights_project(projects->db, who, id, PERMISSION_MEMBER_MANAGE, err);
	if (r == 0)
		r = db_begin(projects->db, &tx, err);
	if (r == 0)
		r = load(db_tx_db(tx), who, id, &project, err);
	if (r == 0)
		r = project_repository_remove_member(db_tx_db(tx), id, user, err);
	if (r == 0)
		r = audit(db_tx_db(tx), who, "member.remove", user, project.name, NULL, err);
	return r < 0 ? r : db_commit(tx, err);
}

int project_service_candidates(struct project_service *projects, const struct principal *who, const struct uuid *id,
			       const char *query, struct user_list *ret_list, struct error *err)
{
	int r = rights_project(projects->db, who, id, PERMISSION_MEMBER_MANAGE, err);
	return r < 0
		   ? r
		   : project_repository_candidates(projects->db, id, query ? query : "", CANDIDATES_MAX, ret_list, err);
}

int project_service_detectors(struct project_service *projects, const struct principal *who, const struct uuid *id,
			      struct detector_list *ret_list, struct error *err)
{
	int r = rights_project(projects->db, who, id, PERMISSION_PROJECT_VIEW, err);
	if (r == 0)
		r = detector_repository_list(projects->db, id, manages_all(who) ? NULL : &who->user.id, ret_list, err);
	for (size_t i = 0; r == 0 && i < ret_list->n; i++)
		detector_registry_judge(projects->registry, &ret_list->items[i]);
	return r;
}

int project_service_assign_detector(struct project_service *projects, const struct principal *who,
				    const struct uuid *id, const struct uuid *detector, struct error *err)
{
	AUTO(db_tx) struct db_tx *tx = NULL;
	AUTO_VALUE(detector) struct detector found = {0};
	struct project project;
	int r = rights_project(projects->db, who, id, PERMISSION_PROJECT_MANAGE, err);
	if (r == 0)
		r = rights_global(who, PERMISSION_DETECTOR_MANAGE, err);
	if (r == 0)
		r = db_begin(projects->db, &tx, err);
	if (r == 0)
		r = load(db_tx_db(tx), who, id, &project, err);
	if (r == 0)
		r = detector_repository_get(db_tx_db(tx), detector, NULL, &found, err);
	if (r == 0 && found.revoked_at)
		r = error_set(err, EBUSY, "this detector is revoked");
	if (r == 0)
		r = project_repository_assign(db_tx_db(tx), id, detector, err);
	if (r == 0)
		r = audit(db_tx_db(tx), who, "project.assign_detector", detector, project.name, NULL, err);
	return r < 0 ? r : db_commit(tx, err);
}

int project_service_unassign_detector(struct project_service *projects, const struct principal *who,
				      const struct uuid *id, const struct uuid *detector, struct error *err)
{
	AUTO(db_tx) struct db_tx *tx = NULL;
	struct project project;
	int r = rights_project(projects->db, who, id, PERMISSION_PROJECT_MANAGE, err);
	if (r == 0)
		r = db_begin(projects->db, &tx, err);
	if (r == 0)
		r = load(db_tx_db(tx), who, id, &project, err);
	if (r == 0)
		r = project_repository_unassign(db_tx_db(tx), id, detector, err);
	if (r == 0)
		r = audit(db_tx_db(tx), who, "project.unassign_detector", detector, project.name, NULL, err);
	return r < 0 ? r : db_commit(tx, err);
}
