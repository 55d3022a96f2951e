// SPDX-License-Identifier: Apache-2.0
// Projects, their members and the detectors assigned to them.
#pragma once

#include "common/base/cleanup.h"
#include "common/base/error.h"
#include "server/model/detector.h"
#include "server/model/project.h"
#include "server/repository/db.h"
#include "server/service/detector_registry.h"
#include "server/service/principal.h"

struct project_service;

struct project_service *project_service_new(struct db *db, struct detector_registry *registry);
void project_service_free(struct project_service *projects);
DEFINE_AUTO(project_service, project_service_free);

// Mine; all of them for those who manage all.
int project_service_list(struct project_service *projects, const struct principal *who, struct project_list *ret_list,
			 struct error *err);
int project_service_get(struct project_service *projects, const struct principal *who, const struct uuid *id,
			struct project *ret_project, struct error *err);
// The creator becomes its administrator. description may be NULL. -EEXIST when the name is taken.
int project_service_create(struct project_service *projects, const struct principal *who, const char *name,
			   const char *description, struct project *ret_project, struct error *err);
// NULL = leave as it is.
int project_service_update(struct project_service *projects, const struct principal *who, const struct uuid *id,
			   const char *name, const char *description, struct project *ret_project, struct error *err);
// With all its scans. -EBUSY while one of them is not at its end.
int project_service_delete(struct project_service *projects, const struct principal *who, const struct uuid *id,
			   struct error *err);

int project_service_members(struct project_service *projects, const struct principal *who, const struct uuid *id,
			    struct member_list *ret_list, struct error *err);
// Adds or changes.
int project_service_set_member(struct project_service *projects, const struct principal *who, const struct uuid *id,
			       const struct uuid *user, const char *role, struct member *ret_member, struct error *err);
int project_service_remove_member(struct project_service *projects, const struct principal *who, const struct uuid *id,
				  const struct uuid *user, struct error *err);
// Enabled users who are not members, whose names contain query (NULL or "" = any); at most 20. Only id and names are filled in.
int project_service_candidates(struct project_service *projects, const struct principal *who, const struct uuid *id,
			       const char *query, struct user_list *ret_list, struct error *err);

int project_service_detectors(struct project_service *projects, const struct principal *who, const struct uuid *id,
			      struct detector_list *ret_list, struct error *err);
// Needs project.manage there and detector.manage globally: a detector is root on its machine.
int project_service_assign_detector(struct project_service *projects, const struct principal *who,
				    const struct uuid *id, const struct uuid *detector, struct error *err);
int project_service_unassign_detector(struct project_service *projects, const struct principal *who,
				      const struct uuid *id, const struct uuid *detector, struct error *err);
