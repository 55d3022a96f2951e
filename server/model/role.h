// SPDX-License-Identifier: Apache-2.0
// Permissions, and the built-in roles, which are sets of them. A user has a global role; a membership has a role of its own in
// that project. The tables in role.c are the whole truth about what a role may do.
#pragma once

#include "common/base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum role { ROLE_ADMIN, ROLE_OPERATOR, ROLE_ANALYST, ROLE_VIEWER, ROLE_COUNT };

enum permission {
	// Global: given by the user's own role.
	PERMISSION_USER_VIEW,
	PERMISSION_USER_MANAGE,
	PERMISSION_PROJECT_CREATE,
	PERMISSION_PROJECT_MANAGE_ALL, // every project as if an admin of it
	PERMISSION_DETECTOR_VIEW,
	PERMISSION_DETECTOR_MANAGE,
	PERMISSION_TOKEN_MANAGE,
	// In a project: given by the membership's role.
	PERMISSION_PROJECT_VIEW,
	PERMISSION_PROJECT_MANAGE,
	PERMISSION_MEMBER_VIEW,
	PERMISSION_MEMBER_MANAGE,
	PERMISSION_DETECTOR_USE,
	PERMISSION_SCAN_VIEW,
	PERMISSION_SCAN_CREATE,
	PERMISSION_SCAN_STOP,
	PERMISSION_SCAN_DELETE,
	PERMISSION_TERMINAL_VIEW,
	PERMISSION_TERMINAL_INPUT,
	PERMISSION_COUNT,
};

const char *role_name(enum role role);  // "operator"
const char *role_title(enum role role); // "Operator"
const char *role_help(enum role role);  // one sentence for people
// -EINVAL when no role is called so; text may be NULL.
int role_parse(const char *text, enum role *ret_role, struct error *err);

const char *permission_name(enum permission permission); // "scan.create"
bool permission_is_global(enum permission permission);
bool role_allows(enum role role, enum permission permission);
// The names of what a role may do, globally or in a project; ret_names has room for PERMISSION_COUNT.
size_t role_permissions(enum role role, bool global, const char **ret_names);
