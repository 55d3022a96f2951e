// SPDX-License-Identifier: Apache-2.0
// Tables project, membership, project_detector. `viewer` is the user whose membership fills in is_member and my_role.
#pragma once

#include "server/model/project.h"
#include "server/repository/db.h"

// all = also those the viewer is no member of.
int project_repository_list(struct db *db, const struct uuid *viewer, bool all, struct project_list *ret_list,
			    struct error *err);
int project_repository_get(struct db *db, const struct uuid *id, const struct uuid *viewer, struct project *ret_project,
			   struct error *err);
// -EEXIST when the name is taken.
int project_repository_insert(struct db *db, const struct uuid *id, const char *name, const char *description,
			      const struct uuid *creator, struct error *err);
int project_repository_update(struct db *db, const struct uuid *id, const char *name, const char *description,
			      struct error *err);
int project_repository_delete(struct db *db, const struct uuid *id, struct error *err);
int project_repository_unfinished_scans(struct db *db, const struct uuid *id, int64_t *ret_count, struct error *err);

// -ENOENT without such a project. ret_is_member false: ret_role is not set.
int project_repository_role(struct db *db, const struct uuid *id, const struct uuid *user, bool *ret_is_member,
			    enum role *ret_role, struct error *err);
int project_repository_members(struct db *db, const struct uuid *id, struct member_list *ret_list, struct error *err);
// Adds or changes. -ENOENT without such a user.
int project_repository_set_member(struct db *db, const struct uuid *id, const struct uuid *user, enum role role,
				  struct member *ret_member, struct error *err);
// -ENOENT when they are no member.
int project_repository_remove_member(struct db *db, const struct uuid *id, const struct uuid *user, struct error *err);
int project_repository_candidates(struct db *db, const struct uuid *id, const char *query, int64_t limit,
				  struct user_list *ret_list, struct error *err);

int project_repository_assign(struct db *db, const struct uuid *id, const struct uuid *detector, struct error *err);
// -ENOENT when it is not assigned.
int project_repository_unassign(struct db *db, const struct uuid *id, const struct uuid *detector, struct error *err);
int project_repository_assigned(struct db *db, const struct uuid *id, const struct uuid *detector, bool *ret_assigned,
				struct error *err);
