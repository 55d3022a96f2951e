// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/postgres/pg_case.h"

#include <string.h>

static struct user create(struct pg_case *test, const struct principal *admin, const char *name, const char *role)
{
	struct error err = {0};
	struct user user = {0};
	struct user_new input = {name, "Some Body", role, PASSWORD};
	OK(user_service_create(test->users, admin, &input, &user, &err));
	return user;
}

static void creating(struct pg_case *test)
{
	struct error err = {0};
	struct user user;
	struct principal admin = pg_user(test, "admin", ROLE_ADMIN);
	ck_assert_str_eq(create(test, &admin, "Vera.K", "viewer").username, "vera.k");
	struct user_new taken = {"vera.k", "Another", "viewer", PASSWORD};
	FAILS(user_service_create(test->users, &admin, &taken, &user, &err), EEXIST);
	struct user_new bad[] = {
	    {"", "x", "viewer", PASSWORD},     {"a b", "x", "viewer", PASSWORD},     {"c", "", "viewer", PASSWORD},
	    {"c", "x\n", "viewer", PASSWORD},  {"c", "x", "king", PASSWORD},         {"c", "x", NULL, PASSWORD},
	    {"c", "x", "viewer", "too short"}, {"c", "x", "viewer", "password1234"}, {"c", "x", "viewer", NULL},
	    {NULL, NULL, NULL, NULL},
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		FAILS(user_service_create(test->users, &admin, &bad[i], &user, &err), EINVAL);
		ck_assert_ptr_nonnull(strchr(err.text, ':')); // it names the field
	}
}

static void last_admin(struct pg_case *test)
{
	struct error err = {0};
	struct user user;
	bool yes = true;
	struct principal admin = pg_user(test, "admin", ROLE_ADMIN);
	struct principal second = pg_user(test, "second", ROLE_ADMIN);
	struct user_change demote = {.role = "viewer"};
	struct user_change disable = {.disabled = &yes};
	OK(user_service_update(test->users, &admin, &second.user.id, &disable, &user, &err));
	ck_assert(user.disabled);
	FAILS(user_service_update(test->users, &admin, &admin.user.id, &demote, &user, &err), EBUSY);
	FAILS(user_service_update(test->users, &admin, &admin.user.id, &disable, &user, &err), EBUSY);
	FAILS(user_service_delete(test->users, &admin, &admin.user.id, &err), EBUSY);
	bool no = false;
	struct user_change enable = {.disabled = &no};
	OK(user_service_update(test->users, &admin, &second.user.id, &enable, &user, &err));
	OK(user_service_update(test->users, &admin, &admin.user.id, &demote, &user, &err));
	ck_assert_int_eq(user.role, ROLE_VIEWER);
}

struct racing {
	struct pg_case *test;
	const struct principal *admin;
	int done, refused;
};

static void remove_self(void *ctx)
{
	struct racing *racing = ctx;
	struct error err = {0};
	const struct principal *who = &racing->admin[racing->done + racing->refused];
	int r = user_service_delete(racing->test->users, who, &who->user.id, &err);
	if (r == -EBUSY)
		racing->refused++;
	else
		racing->done += r == 0;
}

// Two administrators remove themselves at the same moment: one stays.
static void last_admin_race(struct pg_case *test)
{
	struct principal both[2] = {pg_user(test, "one", ROLE_ADMIN), pg_user(test, "two", ROLE_ADMIN)};
	struct racing racing[2] = {{.test = test, .admin = &both[0]}, {.test = test, .admin = &both[1]}};
	task_spawn(test->loop, remove_self, &racing[0]);
	task_spawn(test->loop, remove_self, &racing[1]);
	while (racing[0].done + racing[0].refused + racing[1].done + racing[1].refused < 2)
		task_sleep(test->loop, 5);
	ck_assert_int_eq(racing[0].done + racing[1].done, 1);
	ck_assert_int_eq(pg_number(test, "SELECT count(*) FROM app_user"), 1);
}

static int sign_in(struct pg_case *test, const char *password, char *ret_token, struct principal *ret_who,
		   struct error *err)
{
	uint64_t retry = 0;
	struct auth_sign_in input = {.username = "vera", .password = password, .address = "192.0.2.1"};
	return auth_service_sign_in(test->auth, &input, ret_token, ret_who, &retry, err);
}

// A new password ends the other sessions, and needs the old one when it is one's own.
static void passwords(struct pg_case *test)
{
	struct error err = {0};
	char here[AUTH_TOKEN_SIZE];
	char there[AUTH_TOKEN_SIZE];
	struct principal who;
	struct principal other;
	struct user user;
	struct principal admin = pg_user(test, "admin", ROLE_ADMIN);
	struct uuid vera = create(test, &admin, "vera", "viewer").id;
	OK(sign_in(test, PASSWORD, there, &other, &err));
	OK(sign_in(test, PASSWORD, here, &who, &err));
	struct user_change change = {.password = "a new long password"};
	FAILS(user_service_update(test->users, &who, &vera, &change, &user, &err), EINVAL);
	change.current_password = "not the right one";
	FAILS(user_service_update(test->users, &who, &vera, &change, &user, &err), EINVAL);
	change.current_password = PASSWORD;
	OK(user_service_update(test->users, &who, &vera, &change, &user, &err));
	OK(auth_service_authenticate(test->auth, here, "", &who, &err));
	FAILS(auth_service_authenticate(test->auth, there, "", &other, &err), EPERM);
	FAILS(sign_in(test, PASSWORD, there, &other, &err), EPERM);
	OK(sign_in(test, "a new long password", there, &other, &err));
	struct user_change reset = {.password = "set by the admin"};
	OK(user_service_update(test->users, &admin, &vera, &reset, &user, &err));
	FAILS(auth_service_authenticate(test->auth, here, "", &who, &err), EPERM);
	struct user_change role = {.role = "analyst"};
	OK(sign_in(test, "set by the admin", there, &other, &err));
	OK(user_service_update(test->users, &admin, &vera, &role, &user, &err));
	FAILS(auth_service_authenticate(test->auth, there, "", &who, &err), EPERM);
}

static void deleting(struct pg_case *test)
{
	struct error err = {0};
	char token[AUTH_TOKEN_SIZE];
	struct principal who;
	struct user user;
	struct principal admin = pg_user(test, "admin", ROLE_ADMIN);
	struct uuid project = pg_project(test, "Alpha");
	struct uuid vera = create(test, &admin, "vera", "viewer").id;
	OK(sign_in(test, PASSWORD, token, &who, &err));
	pg_member(test, &project, &who, ROLE_VIEWER);
	OK(user_service_delete(test->users, &admin, &vera, &err));
	FAILS(user_service_delete(test->users, &admin, &vera, &err), ENOENT);
	FAILS(user_service_get(test->users, &admin, &vera, &user, &err), ENOENT);
	FAILS(auth_service_authenticate(test->auth, token, "", &who, &err), EPERM);
	ck_assert_int_eq(pg_number(test, "SELECT count(*) FROM membership"), 0);
	// The audit still knows.
	ck_assert_int_eq(pg_number(test, "SELECT count(*) FROM audit_entry WHERE action = 'user.delete' "
					 "AND object = 'vera' AND actor = 'admin'"),
			 1);
}

static void projects(struct pg_case *test)
{
	struct error err = {0};
	struct project project;
	struct project other;
	struct member member;
	AUTO_VALUE(user_list) struct user_list found = {0};
	struct principal operator= pg_user(test, "operator", ROLE_OPERATOR);
	struct principal vera = pg_user(test, "vera", ROLE_VIEWER);
	OK(project_service_create(test->projects, &operator, "Alpha", "two\nlines", &project, &err));
	ck_assert(project.is_member);
	ck_assert_int_eq(project.my_role, ROLE_ADMIN);
	FAILS(project_service_create(test->projects, &operator, "ALPHA", NULL, &other, &err), EEXIST);
	FAILS(project_service_create(test->projects, &operator, " x", NULL, &other, &err), EINVAL);
	FAILS(project_service_create(test->projects, &operator, NULL, NULL, &other, &err), EINVAL);
	OK(project_service_candidates(test->projects, &operator, & project.id, "VER", &found, &err));
	ck_assert_uint_eq(found.n, 1);
	ck_assert_str_eq(found.items[0].username, "vera");
	user_list_done(&found);
	OK(project_service_set_member(test->projects, &operator, & project.id, &vera.user.id, "viewer", &member, &err));
	OK(project_service_set_member(test->projects, &operator, & project.id, &vera.user.id, "analyst", &member,
				      &err));
	ck_assert_int_eq(member.role, ROLE_ANALYST);
	OK(project_service_get(test->projects, &vera, &project.id, &other, &err));
	ck_assert_int_eq(other.my_role, ROLE_ANALYST);
	OK(project_service_candidates(test->projects, &operator, & project.id, "", &found, &err));
	ck_assert_uint_eq(found.n, 0);
	OK(project_service_remove_member(test->projects, &operator, & project.id, &vera.user.id, &err));
	FAILS(project_service_remove_member(test->projects, &operator, & project.id, &vera.user.id, &err), ENOENT);
	FAILS(project_service_get(test->projects, &vera, &project.id, &other, &err), ENOENT);
	OK(project_service_update(test->projects, &operator, & project.id, "Beta", NULL, &other, &err));
	ck_assert_str_eq(other.name, "Beta");
	ck_assert_str_eq(other.description, "two\nlines");
	OK(project_service_delete(test->projects, &operator, & project.id, &err));
	FAILS(project_service_get(test->projects, &operator, & project.id, &other, &err), ENOENT);
}

START_TEST(users_are_made_of_sound_input_only)
{
	pg_run(creating);
}
END_TEST

START_TEST(the_last_administrator_stays)
{
	pg_run(last_admin);
}
END_TEST

START_TEST(the_last_administrator_stays_in_a_race)
{
	pg_run(last_admin_race);
}
END_TEST

START_TEST(a_new_password_or_role_ends_sessions)
{
	pg_run(passwords);
}
END_TEST

START_TEST(a_deleted_user_is_gone_but_for_the_audit)
{
	pg_run(deleting);
}
END_TEST

START_TEST(projects_have_members_with_roles)
{
	pg_run(projects);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, users_are_made_of_sound_input_only);
	tcase_add_test(tests, the_last_administrator_stays);
	tcase_add_test(tests, the_last_administrator_stays_in_a_race);
	tcase_add_test(tests, a_new_password_or_role_ends_sessions);
	tcase_add_test(tests, a_deleted_user_is_gone_but_for_the_audit);
	tcase_add_test(tests, projects_have_members_with_roles);
}
