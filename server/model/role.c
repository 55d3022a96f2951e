// SPDX-License-Identifier: Apache-2.0
#include "server/model/role.h"

#include <assert.h>
#include <string.h>

#define ADMIN    (1u << ROLE_ADMIN)
#define OPERATOR (1u << ROLE_OPERATOR)
#define ANALYST  (1u << ROLE_ANALYST)
#define VIEWER   (1u << ROLE_VIEWER)
#define ALL      (ADMIN | OPERATOR | ANALYST | VIEWER)

static const struct {
	const char *name;
	const char *title;
	const char *help;
} roles[ROLE_COUNT] = {
    [ROLE_ADMIN] = {"admin", "Administrator", "Everything, in every project."},
    [ROLE_OPERATOR] = {"operator", "Operator", "Registers detectors, creates projects, runs scans."},
    [ROLE_ANALYST] = {"analyst", "Analyst", "Runs scans and looks at their results."},
    [ROLE_VIEWER] = {"viewer", "Viewer", "Looks at results, changes nothing."},
};

static const struct {
	const char *name;
	bool global;
	unsigned roles;
} permissions[PERMISSION_COUNT] = {
    [PERMISSION_USER_VIEW] = {"user.view", true, ADMIN},
    [PERMISSION_USER_MANAGE] = {"user.manage", true, ADMIN},
    [PERMISSION_PROJECT_CREATE] = {"project.create", true, ADMIN | OPERATOR},
    [PERMISSION_PROJECT_MANAGE_ALL] = {"project.manage_all", true, ADMIN},
    [PERMISSION_DETECTOR_VIEW] = {"detector.view", true, ADMIN | OPERATOR | ANALYST},
    [PERMISSION_DETECTOR_MANAGE] = {"detector.manage", true, ADMIN | OPERATOR},
    [PERMISSION_TOKEN_MANAGE] = {"token.manage", true, ADMIN | OPERATOR},
    [PERMISSION_PROJECT_VIEW] = {"project.view", false, ALL},
    [PERMISSION_PROJECT_MANAGE] = {"project.manage", false, ADMIN},
    [PERMISSION_MEMBER_VIEW] = {"member.view", false, ALL},
    [PERMISSION_MEMBER_MANAGE] = {"member.manage", false, ADMIN},
    [PERMISSION_DETECTOR_USE] = {"detector.use", false, ADMIN | OPERATOR | ANALYST},
    [PERMISSION_SCAN_VIEW] = {"scan.view", false, ALL},
    [PERMISSION_SCAN_CREATE] = {"scan.create", false, ADMIN | OPERATOR | ANALYST},
    [PERMISSION_SCAN_STOP] = {"scan.stop", false, ADMIN | OPERATOR | ANALYST},
    [PERMISSION_SCAN_DELETE] = {"scan.delete", false, ADMIN | OPERATOR | ANALYST},
    [PERMISSION_TERMINAL_VIEW] = {"terminal.view", false, ALL},
    [PERMISSION_TERMINAL_INPUT] = {"terminal.input", false, ADMIN | OPERATOR | ANALYST},
};

const char *role_name(enum role role)
{
	assert(role < ROLE_COUNT);
	return roles[role].name;
}

const char *role_title(enum role role)
{
	assert(role < ROLE_COUNT);
	return roles[role].title;
}

const char *role_help(enum role role)
{
	assert(role < ROLE_COUNT);
	return roles[role].help;
}

int role_parse(const char *text, enum role *ret_role, struct error *err)
{
	for (int i = 0; text && i < ROLE_COUNT; i++) {
		if (strcmp(text, roles[i].name) == 0) {
			*ret_role = (enum role)i;
			return 0;
		}
	}
	return error_set(err, EINVAL, "role: must be one of admin, operator, analyst, viewer");
}

const char *permission_name(enum permission permission)
{
	assert(permission < PERMISSION_COUNT);
	return permissions[permission].name;
}

bool permission_is_global(enum permission permission)
{
	assert(permission < PERMISSION_COUNT);
	return permissions[permission].global;
}

bool role_allows(enum role role, enum permission permission)
{
	assert(role < ROLE_COUNT && permission < PERMISSION_COUNT);
	return (permissions[permission].roles & 1u << role) != 0;
}

size_t role_permissions(enum role role, bool global, const char **ret_names)
{
	size_t n = 0;
	for (int i = 0; i < PERMISSION_COUNT; i++)
		if (permissions[i].global == global && role_allows(role, (enum permission)i))
			ret_names[n++] = permissions[i].name;
	return n;
}
