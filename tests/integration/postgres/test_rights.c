// SPDX-License-Identifier: Apache-2.0
// Each role × each operation, and those who are no members: one table.
#include "tests/integration/postgres/pg_case.h"

#include "server/repository/project_repository.h"

#include <stdio.h>
#include <string.h>

enum who {
	ADMIN,    // global administrator, no member
	OPERATOR, // global operator, no member
	STRANGER, // global viewer, no member
	IN_ADMIN, // global viewers who are members, with these roles there
	IN_OPERATOR,
	IN_ANALYST,
	IN_VIEWER,
	WHO_COUNT,
};

struct matrix {
	struct pg_case *test;
	struct principal who[WHO_COUNT];
	struct uuid project, detector, scan, other_user;
	struct error err;
};

typedef int (*operation_fn)(struct matrix *m, const struct principal *who);

static int list_users(struct matrix *m, const struct principal *who)
{
	AUTO_VALUE(user_list) struct user_list list = {0};
	return user_service_list(m->test->users, who, &list, &m->err);
}

static int get_other_user(struct matrix *m, const struct principal *who)
{
	struct user user;
	return user_service_get(m->test->users, who, &m->other_user, &user, &m->err);
}

static int create_user(struct matrix *m, const struct principal *who)
{
	struct user user;
	struct user_new input = {"Not a name!", "x", "viewer", PASSWORD}; // who may, fails at the name
	int r = user_service_create(m->test->users, who, &input, &user, &m->err);
	return r == -EINVAL ? 0 : r;
}

static int change_other_user(struct matrix *m, const struct principal *who)
{
	struct user user;
	struct user_change change = {.display_name = "Changed"};
	return user_service_update(m->test->users, who, &m->other_user, &change, &user, &m->err);
}

static int raise_own_role(struct matrix *m, const struct principal *who)
{
	struct user user;
	struct user_change change = {.role = role_name(who->user.role)};
	return user_service_update(m->test->users, who, &who->user.id, &change, &user, &m->err);
}

static int create_project(struct matrix *m, const struct principal *who)
{
	struct project project;
	char name[80];
	(void)snprintf(name, sizeof(name), "of %s", who->user.username);
	return project_service_create(m->test->projects, who, name, NULL, &project, &m->err);
}

static int get_project(struct matrix *m, const struct principal *who)
{
	struct project project;
	return project_service_get(m->test->projects, who, &m->project, &project, &m->err);
}

static int change_project(struct matrix *m, const struct principal *who)
{
	struct project project;
	return project_service_update(m->test->projects, who, &m->project, NULL, "new", &project, &m->err);
}

static int delete_project(struct matrix *m, const struct principal *who)
{
	int r = project_service_delete(m->test->projects, who, &m->project, &m->err);
	return r == -EBUSY ? 0 : r; // its scan is not at its end
}

static int list_members(struct matrix *m, const struct principal *who)
{
	AUTO_VALUE(member_list) struct member_list list = {0};
	return project_service_members(m->test->projects, who, &m->project, &list, &m->err);
}

static int set_member(struct matrix *m, const struct principal *who)
{
	struct member member;
	return project_service_set_member(m->test->projects, who, &m->project, &m->other_user, "viewer", &member,
					  &m->err);
}

static int find_candidates(struct matrix *m, const struct principal *who)
{
	AUTO_VALUE(user_list) struct user_list list = {0};
	return project_service_candidates(m->test->projects, who, &m->project, "", &list, &m->err);
}

static int list_project_detectors(struct matrix *m, const struct principal *who)
{
	AUTO_VALUE(detector_list) struct detector_list list = {0};
	return project_service_detectors(m->test->projects, who, &m->project, &list, &m->err);
}

static int assign_detector(struct matrix *m, const struct principal *who)
{
	return project_service_assign_detector(m->test->projects, who, &m->project, &m->detector, &m->err);
}

static int list_detectors(struct matrix *m, const struct principal *who)
{
	AUTO_VALUE(detector_list) struct detector_list list = {0};
	return detector_service_list(m->test->detectors, who, &list, &m->err);
}

static int ask_images(struct matrix *m, const struct principal *who)
{
	struct json_object *images = NULL;
	int r = detector_service_images(m->test->detectors, who, &m->detector, &images, &m->err);
	return r == -ENOTCONN ? 0 : r; // it is not connected
}

static int rename_detector(struct matrix *m, const struct principal *who)
{
	AUTO_VALUE(detector) struct detector detector = {0};
	return detector_service_update(m->test->detectors, who, &m->detector, "renamed", NULL, &detector, &m->err);
}

static int make_token(struct matrix *m, const struct principal *who)
{
	char token[ENROLLMENT_TOKEN_SIZE];
	struct enrollment_token entry;
	return enrollment_service_create(m->test->enrollments, who, "x", 1, 600, token, &entry, &m->err);
}

static int list_tokens(struct matrix *m, const struct principal *who)
{
	AUTO_VALUE(enrollment_token_list) struct enrollment_token_list list = {0};
	return enrollment_service_list(m->test->enrollments, who, &list, &m->err);
}

static int list_scans(struct matrix *m, const struct principal *who)
{
	AUTO_VALUE(scan_list) struct scan_list list = {0};
	struct scan_query query = {.project = &m->project, .limit = 10};
	return scan_service_list(m->test->scans, who, &query, &list, &m->err);
}

static int create_scan(struct matrix *m, const struct principal *who)
{
	AUTO_VALUE(scan) struct scan scan = {0};
	struct scan_spec spec;
	struct filter_fault fault;
	scan_spec_default(&spec);
	spec.image = (char *)(uintptr_t) "localhost/sample";
	return scan_service_create(m->test->scans, who, &m->project, &m->detector, &spec, &scan, &fault, &m->err);
}

static int get_scan(struct matrix *m, const struct principal *who)
{
	AUTO_VALUE(scan) struct scan scan = {0};
	return scan_service_get(m->test->scans, who, &m->scan, &scan, NULL, &m->err);
}

static int type_into_scan(struct matrix *m, const struct principal *who)
{
	struct scan_control control;
	return scan_service_control(m->test->scans, who, &m->scan, &control, &m->err);
}

static int delete_scan(struct matrix *m, const struct principal *who)
{
	int r = scan_service_delete(m->test->scans, who, &m->scan, &m->err);
	return r == -EBUSY ? 0 : r;
}

static int stop_scan(struct matrix *m, const struct principal *who)
{
	AUTO_VALUE(scan) struct scan scan = {0};
	return scan_service_stop(m->test->scans, who, &m->scan, &scan, &m->err);
}

#define Y 0
#define N EACCES // may not
#define X ENOENT // does not exist for them

static const struct {
	const char *name;
	operation_fn fn;
	int wanted[WHO_COUNT];
} operations[] = {
    // clang-format off
	//                                                  admin op stranger | members: admin op analyst viewer
	{"list users", list_users,                          {Y, N, N, N, N, N, N}},
	{"get another user", get_other_user,                {Y, N, N, N, N, N, N}},
	{"create a user", create_user,                      {Y, N, N, N, N, N, N}},
	{"change another user", change_other_user,          {Y, N, N, N, N, N, N}},
	{"set one's own role", raise_own_role,              {Y, N, N, N, N, N, N}},
	{"create a project", create_project,                {Y, Y, N, N, N, N, N}},
	{"get the project", get_project,                    {Y, X, X, Y, Y, Y, Y}},
	{"change the project", change_project,              {Y, X, X, Y, N, N, N}},
	{"list members", list_members,                      {Y, X, X, Y, Y, Y, Y}},
	{"set a member", set_member,                        {Y, X, X, Y, N, N, N}},
	{"find candidates", find_candidates,                {Y, X, X, Y, N, N, N}},
	{"list the project's detectors", list_project_detectors, {Y, X, X, Y, Y, Y, Y}},
	{"assign a detector", assign_detector,              {Y, X, X, N, N, N, N}},
	{"list detectors", list_detectors,                  {Y, Y, N, N, N, N, N}},
	{"ask for images", ask_images,                      {Y, Y, X, Y, Y, Y, X}},
	{"rename a detector", rename_detector,              {Y, Y, N, N, N, N, N}},
	{"make an enrolment token", make_token,             {Y, Y, N, N, N, N, N}},
	{"list enrolment tokens", list_tokens,              {Y, Y, N, N, N, N, N}},
	{"list the project's scans", list_scans,            {Y, X, X, Y, Y, Y, Y}},
	{"create a scan", create_scan,                      {Y, X, X, Y, Y, Y, N}},
	{"get a scan", get_scan,                            {Y, X, X, Y, Y, Y, Y}},
	{"type into a scan", type_into_scan,                {Y, X, X, Y, Y, Y, N}},
	{"delete a scan", delete_scan,                      {Y, X, X, Y, Y, Y, N}},
	{"delete the project", delete_project,              {Y, X, X, Y, N, N, N}},
	{"stop a scan", stop_scan,                          {Y, X, X, Y, Y, Y, N}},
    // clang-format on
};

static void prepare(struct matrix *m, struct pg_case *test)
{
	m->test = test;
	m->project = pg_project(test, "Alpha");
	m->detector = pg_detector(test);
	m->who[ADMIN] = pg_user(test, "admin", ROLE_ADMIN);
	m->who[OPERATOR] = pg_user(test, "operator", ROLE_OPERATOR);
	m->who[STRANGER] = pg_user(test, "stranger", ROLE_VIEWER);
	for (int i = IN_ADMIN; i < WHO_COUNT; i++) {
		char name[32];
		enum role role = (enum role)(i - IN_ADMIN);
		(void)snprintf(name, sizeof(name), "in-%s", role_name(role));
		m->who[i] = pg_user(test, name, ROLE_VIEWER);
		pg_member(test, &m->project, &m->who[i], role);
	}
	m->other_user = pg_user(test, "other", ROLE_VIEWER).user.id;
	ck_assert_int_eq(assign_detector(m, &m->who[ADMIN]), 0);
	struct scan_spec spec;
	struct filter_fault fault;
	AUTO_VALUE(scan) struct scan scan = {0};
	scan_spec_default(&spec);
	spec.image = (char *)(uintptr_t) "localhost/sample";
	ck_assert_int_eq(
	    scan_service_create(test->scans, &m->who[ADMIN], &m->project, &m->detector, &spec, &scan, &fault, &m->err),
	    0);
	m->scan = scan.id;
}

static void whole_matrix(struct pg_case *test)
{
	struct matrix m = {0};
	prepare(&m, test);
	for (size_t o = 0; o < sizeof(operations) / sizeof(operations[0]); o++) {
		for (int w = 0; w < WHO_COUNT; w++) {
			int r = operations[o].fn(&m, &m.who[w]);
			ck_assert_msg(r == -operations[o].wanted[w], "%s: %s: %d instead of -%d (%s)",
				      m.who[w].user.username, operations[o].name, r, operations[o].wanted[w],
				      m.err.text);
		}
	}
}

// The words must not tell a hidden project or scan from one that was never there.
static void hidden_looks_like_absent(struct pg_case *test)
{
	struct matrix m = {0};
	char hidden[256];
	prepare(&m, test);
	ck_assert_int_eq(get_project(&m, &m.who[STRANGER]), -ENOENT);
	(void)snprintf(hidden, sizeof(hidden), "%s", m.err.text);
	uuid_generate(&m.project);
	ck_assert_int_eq(get_project(&m, &m.who[STRANGER]), -ENOENT);
	ck_assert_str_eq(m.err.text, hidden);
	ck_assert_int_eq(get_scan(&m, &m.who[STRANGER]), -ENOENT);
	(void)snprintf(hidden, sizeof(hidden), "%s", m.err.text);
	uuid_generate(&m.scan);
	ck_assert_int_eq(get_scan(&m, &m.who[STRANGER]), -ENOENT);
	ck_assert_str_eq(m.err.text, hidden);
}

static void lists_show_what_is_mine(struct pg_case *test)
{
	struct matrix m = {0};
	AUTO_VALUE(project_list) struct project_list projects = {0};
	AUTO_VALUE(scan_list) struct scan_list scans = {0};
	AUTO_VALUE(detector_list) struct detector_list detectors = {0};
	struct scan_query query = {.limit = 10};
	prepare(&m, test);
	struct uuid beta = pg_project(test, "Beta");
	ck_assert_int_eq(project_repository_assign(test->db, &beta, &m.detector, &m.err), 0);
	ck_assert_int_eq(project_service_list(test->projects, &m.who[STRANGER], &projects, &m.err), 0);
	ck_assert_uint_eq(projects.n, 0);
	project_list_done(&projects);
	ck_assert_int_eq(project_service_list(test->projects, &m.who[IN_ANALYST], &projects, &m.err), 0);
	ck_assert_uint_eq(projects.n, 1);
	ck_assert_str_eq(projects.items[0].name, "Alpha");
	ck_assert_int_eq(projects.items[0].my_role, ROLE_ANALYST);
	ck_assert_int_eq(projects.items[0].scan_count, 1);
	project_list_done(&projects);
	ck_assert_int_eq(project_service_list(test->projects, &m.who[ADMIN], &projects, &m.err), 0);
	ck_assert_uint_eq(projects.n, 2);
	ck_assert_int_eq(scan_service_list(test->scans, &m.who[STRANGER], &query, &scans, &m.err), 0);
	ck_assert_uint_eq(scans.n, 0);
	scan_list_done(&scans);
	ck_assert_int_eq(scan_service_list(test->scans, &m.who[IN_VIEWER], &query, &scans, &m.err), 0);
	ck_assert_uint_eq(scans.n, 1);
	// A detector's list of projects names no project that the reader is not in.
	ck_assert_int_eq(project_service_detectors(test->projects, &m.who[IN_VIEWER], &m.project, &detectors, &m.err),
			 0);
	ck_assert_uint_eq(detectors.n, 1);
	ck_assert_uint_eq(detectors.items[0].n_projects, 1);
	ck_assert_str_eq(detectors.items[0].projects[0].name, "Alpha");
}

START_TEST(each_role_may_do_just_what_its_row_says)
{
	pg_run(whole_matrix);
}
END_TEST

START_TEST(what_is_hidden_looks_like_what_is_not_there)
{
	pg_run(hidden_looks_like_absent);
}
END_TEST

START_TEST(lists_show_only_what_one_may_see)
{
	pg_run(lists_show_what_is_mine);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, each_role_may_do_just_what_its_row_says);
	tcase_add_test(tests, what_is_hidden_looks_like_what_is_not_there);
	tcase_add_test(tests, lists_show_only_what_one_may_see);
}
