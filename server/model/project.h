// SPDX-License-Identifier: Apache-2.0
// A project holds scans; its members see them, each with a role. A detector is used in the projects it is assigned to.
#pragma once

#include "common/base/cleanup.h"
#include "common/base/error.h"
#include "common/base/uuid.h"
#include "server/model/role.h"
#include "server/model/user.h"

#define PROJECT_NAME_MAX        100
#define PROJECT_DESCRIPTION_MAX 2000

struct project {
	struct uuid id;
	char name[PROJECT_NAME_MAX + 1]; // unique without regard to case
	char description[PROJECT_DESCRIPTION_MAX + 1];
	uint64_t created_at;
	// As the asking user sees it.
	bool is_member;
	enum role my_role; // the membership's; ROLE_ADMIN for one who manages all projects
	int64_t detector_count;
	int64_t scan_count;
};

struct project_list {
	struct project *items;
	size_t n;
};

struct member {
	struct uuid user_id;
	char username[USERNAME_MAX + 1];
	char display_name[DISPLAY_NAME_MAX + 1];
	bool disabled;
	enum role role;
	uint64_t added_at;
};

struct member_list {
	struct member *items;
	size_t n;
};

void project_list_done(struct project_list *list);
void member_list_done(struct member_list *list);
DEFINE_AUTO_VALUE(project_list, project_list_done);
DEFINE_AUTO_VALUE(member_list, member_list_done);

int project_name_check(const char *text, struct error *err);
int project_description_check(const char *text, struct error *err);
