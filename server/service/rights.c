// SPDX-License-Identifier: Apache-2.0
#include "server/service/rights.h"

#include "server/repository/project_repository.h"
#include "server/repository/scan_repository.h"

#include <assert.h>

static int refused(enum permission permission, struct error *err)
{
	return error_set(err, EACCES, "your role does not allow this (%s)", permission_name(permission));
}

int rights_global(const struct principal *who, enum permission permission, struct error *err)
{
	assert(permission_is_global(permission));
	return role_allows(who->user.role, permission) ? 0 : refused(permission, err);
}

int rights_project_role(struct db *db, const struct principal *who, const struct uuid *project, enum role *ret_role,
			struct error *err)
{
	bool is_member = false;
	enum role role = ROLE_VIEWER;
	int r = project_repository_role(db, project, &who->user.id, &is_member, &role, err);
	if (r < 0)
		return r;
	if (role_allows(who->user.role, PERMISSION_PROJECT_MANAGE_ALL))
		role = ROLE_ADMIN;
	else if (!is_member)
		return error_set(err, ENOENT, "there is no such project"); // word for word as when there is none
	*ret_role = role;
	return 0;
}

int rights_project(struct db *db, const struct principal *who, const struct uuid *project, enum permission permission,
		   struct error *err)
{
	enum role role = ROLE_VIEWER;
	assert(!permission_is_global(permission));
	int r = rights_project_role(db, who, project, &role, err);
	if (r < 0)
		return r;
	return role_allows(role, permission) ? 0 : refused(permission, err);
}

int rights_scan(struct db *db, const struct principal *who, const struct uuid *scan, enum permission permission,
		struct uuid *ret_project, enum role *ret_role, struct error *err)
{
	struct uuid project = {0};
	enum role role = ROLE_VIEWER;
	assert(!permission_is_global(permission));
	int r = scan_repository_project(db, scan, &project, err);
	if (r < 0)
		return r;
	r = rights_project_role(db, who, &project, &role, err);
	if (r == -ENOENT)
		return error_set(err, ENOENT, "there is no such scan");
	if (r < 0)
		return r;
	if (!role_allows(role, permission))
		return refused(permission, err);
	if (ret_project)
		*ret_project = project;
	if (ret_role)
		*ret_role = role;
	return 0;
}
