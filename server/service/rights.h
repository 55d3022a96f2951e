// SPDX-License-Identifier: Apache-2.0
// The only place where rights are decided. A right in a project is asked of the object's own project; to one who is no member
// the project and all in it do not exist (-ENOENT), to a member without the right it is refused (-EACCES).
#pragma once

#include "common/base/error.h"
#include "server/model/project.h"
#include "server/repository/db.h"
#include "server/service/principal.h"

int rights_global(const struct principal *who, enum permission permission, struct error *err);
// The role somebody has in a project: ROLE_ADMIN for those who manage all. -ENOENT when there is none or no such project.
int rights_project_role(struct db *db, const struct principal *who, const struct uuid *project, enum role *ret_role,
			struct error *err);
int rights_project(struct db *db, const struct principal *who, const struct uuid *project, enum permission permission,
		   struct error *err);
// The same for the project that a scan is in. ret_project and ret_role may be NULL.
int rights_scan(struct db *db, const struct principal *who, const struct uuid *scan, enum permission permission,
		struct uuid *ret_project, enum role *ret_role, struct error *err);
