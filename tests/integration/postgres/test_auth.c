// SPDX-License-Identifier: Apache-2.0
#include "common/base/clock.h"
#include "tests/integration/postgres/pg_case.h"

#include <string.h>

static int set_up(struct pg_case *test, const char *token, struct error *err)
{
	struct user user;
	uint64_t retry = 0;
	struct auth_setup setup = {.token = token,
				   .username = "Admin",
				   .display_name = "The Admin",
				   .password = PASSWORD,
				   .address = "192.0.2.1"};
	return auth_service_setup(test->auth, &setup, &user, &retry, err);
}

static int sign_in(struct pg_case *test, const char *username, const char *password, char *ret_token, struct error *err)
{
	struct principal who;
	uint64_t retry = 0;
	struct auth_sign_in input = {.username = username, .password = password, .address = "192.0.2.1"};
	return auth_service_sign_in(test->auth, &input, ret_token, &who, &retry, err);
}

static int authenticate(struct pg_case *test, const char *token, struct error *err)
{
	struct principal who;
	return auth_service_authenticate(test->auth, token, "192.0.2.1", &who, err);
}

static void make_admin(struct pg_case *test)
{
	struct error err = {0};
	char token[AUTH_TOKEN_SIZE];
	OK(auth_service_new_setup_token(test->auth, token, &err));
	OK(set_up(test, token, &err));
}

static void setup_once(struct pg_case *test)
{
	struct error err = {0};
	char first[AUTH_TOKEN_SIZE];
	char second[AUTH_TOKEN_SIZE];
	bool needed = false;
	OK(auth_service_setup_needed(test->auth, &needed, &err));
	ck_assert(needed);
	OK(auth_service_new_setup_token(test->auth, first, &err));
	OK(auth_service_new_setup_token(test->auth, second, &err));
	FAILS(set_up(test, first, &err), EPERM); // replaced by the second
	FAILS(set_up(test, "", &err), EPERM);
	FAILS(set_up(test, NULL, &err), EPERM);
	OK(set_up(test, second, &err));
	FAILS(set_up(test, second, &err), EEXIST);
	FAILS(auth_service_new_setup_token(test->auth, first, &err), EEXIST);
	OK(auth_service_setup_needed(test->auth, &needed, &err));
	ck_assert(!needed);
	ck_assert_int_eq(pg_number(test, "SELECT count(*) FROM app_user WHERE username = 'admin' AND role = 'admin'"),
			 1);
}

static void setup_expires(struct pg_case *test)
{
	struct error err = {0};
	char token[AUTH_TOKEN_SIZE];
	OK(auth_service_new_setup_token(test->auth, token, &err));
	pg_execute(test, "UPDATE setup_token SET expires_at = 1");
	FAILS(set_up(test, token, &err), EPERM);
}

static void no_secret_is_stored(struct pg_case *test)
{
	struct error err = {0};
	char token[AUTH_TOKEN_SIZE];
	AUTO_VALUE(db_params) struct db_params p = {0};
	AUTO(db_result) struct db_result *result = NULL;
	make_admin(test);
	OK(sign_in(test, "admin", PASSWORD, token, &err));
	db_param_text(&p, token);
	db_param_text(&p, PASSWORD);
	OK(db_query(test->db,
		    "SELECT count(*) FROM session s, app_user u WHERE strpos(encode(s.token_hash, 'escape'), $1) > 0 "
		    "OR strpos(u.password_hash, $2) > 0 OR u.password_hash NOT LIKE '$argon2id$%'",
		    &p, &result, &err));
	ck_assert_int_eq(db_i64(result, 0, 0), 0);
}

static void sessions(struct pg_case *test)
{
	struct error err = {0};
	char token[AUTH_TOKEN_SIZE];
	char other[AUTH_TOKEN_SIZE];
	struct principal who;
	make_admin(test);
	FAILS(sign_in(test, "admin", "not the password", token, &err), EPERM);
	OK(sign_in(test, "ADMIN", PASSWORD, token, &err)); // names know no case
	OK(auth_service_authenticate(test->auth, token, "192.0.2.7", &who, &err));
	ck_assert_str_eq(who.user.username, "admin");
	ck_assert_str_eq(who.address, "192.0.2.7");
	OK(sign_in(test, "admin", PASSWORD, other, &err));
	OK(auth_service_sign_out(test->auth, &who, &err));
	FAILS(authenticate(test, token, &err), EPERM);
	OK(authenticate(test, other, &err)); // the other session is another
	FAILS(authenticate(test, "x", &err), EPERM);
	FAILS(authenticate(test, NULL, &err), EPERM);
	pg_execute(test, "UPDATE app_user SET disabled = true");
	FAILS(authenticate(test, other, &err), EPERM);
	FAILS(sign_in(test, "admin", PASSWORD, token, &err), EPERM);
	ck_assert_str_eq(err.text, "wrong user name or password"); // a disabled account looks like none
}

static void rotation(struct pg_case *test)
{
	struct error err = {0};
	char first[AUTH_TOKEN_SIZE];
	char second[AUTH_TOKEN_SIZE];
	struct principal who;
	uint64_t retry = 0;
	make_admin(test);
	OK(sign_in(test, "admin", PASSWORD, first, &err));
	struct auth_sign_in again = {
	    .username = "admin", .password = PASSWORD, .address = "192.0.2.1", .old_token = first};
	OK(auth_service_sign_in(test->auth, &again, second, &who, &retry, &err));
	ck_assert_str_ne(first, second);
	FAILS(authenticate(test, first, &err), EPERM);
	OK(authenticate(test, second, &err));
}

static void timeouts(struct pg_case *test)
{
	struct error err = {0};
	char token[AUTH_TOKEN_SIZE];
	make_admin(test);
	OK(sign_in(test, "admin", PASSWORD, token, &err));
	pg_execute(test, "UPDATE session SET last_used_at = last_used_at - 11::bigint * 3600 * 1000000000");
	OK(authenticate(test, token, &err)); // and its use was noted:
	ck_assert_int_eq(pg_number(test, "SELECT count(*) FROM session WHERE last_used_at >= created_at"), 1);
	pg_execute(test, "UPDATE session SET last_used_at = last_used_at - 13::bigint * 3600 * 1000000000");
	FAILS(authenticate(test, token, &err), EPERM);
	OK(sign_in(test, "admin", PASSWORD, token, &err));
	ck_assert_int_eq(pg_number(test, "SELECT count(*) FROM session"), 1); // the dead one was swept away
	pg_execute(test, "UPDATE session SET expires_at = expires_at - 8::bigint * 86400 * 1000000000");
	FAILS(authenticate(test, token, &err), EPERM); // used or not
}

// Guessing gets slow, from one place and from many; somebody else's guessing does not keep the owner out for long.
static void throttle(struct pg_case *test)
{
	struct error err = {0};
	char token[AUTH_TOKEN_SIZE];
	struct principal who;
	uint64_t retry = 0;
	make_admin(test);
	struct auth_sign_in guess = {.username = "admin", .password = "guess guess guess", .address = "198.51.100.9"};
	for (int i = 0; i < 6; i++)
		FAILS(auth_service_sign_in(test->auth, &guess, token, &who, &retry, &err), EPERM);
	FAILS(auth_service_sign_in(test->auth, &guess, token, &who, &retry, &err), EAGAIN);
	ck_assert_uint_gt(retry, 0);
	ck_assert_uint_le(retry, 1001);
	guess.password = PASSWORD; // now even the right one waits
	FAILS(auth_service_sign_in(test->auth, &guess, token, &who, &retry, &err), EAGAIN);
	OK(sign_in(test, "admin", PASSWORD, token, &err)); // the owner, from elsewhere
	task_sleep(test->loop, 1100);
	OK(auth_service_sign_in(test->auth, &guess, token, &who, &retry, &err));
}

struct guess {
	struct pg_case *test;
	int *done, *held_back;
};

static void guess_one(void *ctx)
{
	struct guess *guess = ctx;
	struct error err = {0};
	char token[AUTH_TOKEN_SIZE];
	if (sign_in(guess->test, "admin", "guess guess guess", token, &err) == -EAGAIN)
		++*guess->held_back;
	++*guess->done;
}

static void throttle_parallel(struct pg_case *test)
{
	int done = 0;
	int held_back = 0;
	struct guess guess = {test, &done, &held_back};
	make_admin(test);
	for (int i = 0; i < 12; i++)
		task_spawn(test->loop, guess_one, &guess);
	while (done < 12)
		task_sleep(test->loop, 10);
	ck_assert_int_eq(held_back, 6); // five are free, the sixth makes the next wait
}

// Time must not tell which names exist.
static void unknown_names(struct pg_case *test)
{
	struct error err = {0};
	char token[AUTH_TOKEN_SIZE];
	make_admin(test);
	uint64_t start = clock_boot_ns();
	FAILS(sign_in(test, "admin", "not the password", token, &err), EPERM);
	uint64_t known = clock_boot_ns() - start;
	start = clock_boot_ns();
	FAILS(sign_in(test, "nobody-here", "not the password", token, &err), EPERM);
	uint64_t unknown = clock_boot_ns() - start;
	ck_assert_str_eq(err.text, "wrong user name or password");
	ck_assert_uint_gt(unknown, known / 4);
	FAILS(sign_in(test, "not a name!", "not the password", token, &err), EPERM);
	FAILS(sign_in(test, NULL, NULL, token, &err), EPERM);
}

static void database_away(struct pg_case *test)
{
	struct error err = {0};
	char token[AUTH_TOKEN_SIZE];
	make_admin(test);
	pg_server("halt");
	for (int i = 0; i < 10; i++)
		FAILS(sign_in(test, "admin", PASSWORD, token, &err), ENOTCONN);
	pg_server("resume");
	int r = -ENOTCONN;
	for (int i = 0; i < 200 && r == -ENOTCONN; i++) {
		task_sleep(test->loop, 50);
		r = sign_in(test, "admin", PASSWORD, token, &err);
	}
	OK(r); // the failures of the database were not counted as wrong passwords
}

START_TEST(set_up_works_once)
{
	pg_run(setup_once);
}
END_TEST

START_TEST(a_set_up_link_expires)
{
	pg_run(setup_expires);
}
END_TEST

START_TEST(passwords_and_tokens_are_stored_as_hashes)
{
	pg_run(no_secret_is_stored);
}
END_TEST

START_TEST(a_session_lives_from_sign_in_to_sign_out)
{
	pg_run(sessions);
}
END_TEST

START_TEST(signing_in_again_replaces_the_session)
{
	pg_run(rotation);
}
END_TEST

START_TEST(sessions_end_when_idle_and_when_old)
{
	pg_run(timeouts);
}
END_TEST

START_TEST(wrong_passwords_make_the_next_try_wait)
{
	pg_run(throttle);
}
END_TEST

START_TEST(tries_at_the_same_time_count_too)
{
	pg_run(throttle_parallel);
}
END_TEST

START_TEST(unknown_names_look_like_wrong_passwords)
{
	pg_run(unknown_names);
}
END_TEST

START_TEST(a_database_that_is_away_is_no_wrong_password)
{
	pg_run(database_away);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, set_up_works_once);
	tcase_add_test(tests, a_set_up_link_expires);
	tcase_add_test(tests, passwords_and_tokens_are_stored_as_hashes);
	tcase_add_test(tests, a_session_lives_from_sign_in_to_sign_out);
	tcase_add_test(tests, signing_in_again_replaces_the_session);
	tcase_add_test(tests, sessions_end_when_idle_and_when_old);
	tcase_add_test(tests, wrong_passwords_make_the_next_try_wait);
	tcase_add_test(tests, tries_at_the_same_time_count_too);
	tcase_add_test(tests, unknown_names_look_like_wrong_passwords);
	tcase_add_test(tests, a_database_that_is_away_is_no_wrong_password);
}
