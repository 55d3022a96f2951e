// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/postgres/pg_case.h"

#include <sodium.h>
#include <string.h>

// A detector with a real key.
struct agent {
	uint8_t public[crypto_sign_PUBLICKEYBYTES], secret[crypto_sign_SECRETKEYBYTES];
	uint8_t nonce[DETECTOR_NONCE_SIZE];
	char key_text[64], signature_text[128];
	struct detector_hello hello;
};

static void sign(struct agent *agent)
{
	uint8_t message[20 + DETECTOR_NONCE_SIZE] = "syscope.detector.v1";
	uint8_t signature[crypto_sign_BYTES];
	randombytes_buf(agent->nonce, sizeof(agent->nonce));
	memcpy(message + 20, agent->nonce, sizeof(agent->nonce));
	(void)crypto_sign_detached(signature, NULL, message, sizeof(message), agent->secret);
	(void)sodium_bin2base64(agent->key_text, sizeof(agent->key_text), agent->public, sizeof(agent->public),
				sodium_base64_VARIANT_ORIGINAL);
	(void)sodium_bin2base64(agent->signature_text, sizeof(agent->signature_text), signature, sizeof(signature),
				sodium_base64_VARIANT_ORIGINAL);
}

static void agent_init(struct agent *agent)
{
	(void)crypto_sign_keypair(agent->public, agent->secret);
	agent->hello = (struct detector_hello){.nonce = agent->nonce,
					       .public_key = agent->key_text,
					       .signature = agent->signature_text,
					       .name = "host",
					       .version = "0.1.0",
					       .labels = "{\"rack\":\"7\"}",
					       .capabilities = "{\"ebpf\":true,\"podman\":\"4.3.1\"}",
					       .address = "192.0.2.5"};
	sign(agent);
}

static void token(struct pg_case *test, int64_t uses, char *ret_token)
{
	struct error err = {0};
	struct enrollment_token entry;
	OK(enrollment_service_create(test->enrollments, NULL, "test", uses, 600, ret_token, &entry, &err));
}

static void refused(struct pg_case *test, const char *text, struct agent *agent, enum detector_refusal wanted)
{
	struct error err = {0};
	struct uuid id;
	enum detector_refusal refusal = REFUSAL_NONE;
	ck_assert_int_lt(detector_service_enroll(test->detectors, text, &agent->hello, &id, &refusal, &err), 0);
	ck_assert_str_eq(detector_refusal_code(refusal), detector_refusal_code(wanted));
	ck_assert_str_ne(err.text, "");
}

static struct uuid enrolled(struct pg_case *test, const char *text, struct agent *agent)
{
	struct error err = {0};
	struct uuid id;
	enum detector_refusal refusal = REFUSAL_NONE;
	OK(detector_service_enroll(test->detectors, text, &agent->hello, &id, &refusal, &err));
	return id;
}

static void enrolling(struct pg_case *test)
{
	char text[ENROLLMENT_TOKEN_SIZE];
	char other[ENROLLMENT_TOKEN_SIZE];
	struct agent one;
	struct agent two;
	struct agent three;
	agent_init(&one);
	agent_init(&two);
	agent_init(&three);
	token(test, 2, text);
	refused(test, "sce_nonsense", &one, REFUSAL_BAD_TOKEN);
	refused(test, NULL, &one, REFUSAL_BAD_TOKEN);
	struct uuid first = enrolled(test, text, &one);
	struct uuid again = enrolled(test, text, &one); // its answer was lost: the same, and no use is counted
	ck_assert(uuid_equal(&first, &again));
	ck_assert_int_eq(pg_number(test, "SELECT uses_left FROM enrollment_token"), 1);
	struct uuid second = enrolled(test, text, &two); // the same host name is fine
	ck_assert(!uuid_equal(&first, &second));
	refused(test, text, &three, REFUSAL_TOKEN_USED);
	token(test, 1, other);
	pg_execute(test, "UPDATE enrollment_token SET expires_at = 1 WHERE uses = 1");
	refused(test, other, &three, REFUSAL_TOKEN_EXPIRED);
	ck_assert_int_eq(pg_number(test, "SELECT count(*) FROM detector"), 2);
}

struct parallel {
	struct pg_case *test;
	const char *token;
	struct agent agents[4];
	int started, done, enrolled;
};

static void enroll_one(void *ctx)
{
	struct parallel *parallel = ctx;
	struct error err = {0};
	struct uuid id;
	enum detector_refusal refusal = REFUSAL_NONE;
	struct agent *agent = &parallel->agents[parallel->started++];
	int r = detector_service_enroll(parallel->test->detectors, parallel->token, &agent->hello, &id, &refusal, &err);
	parallel->enrolled += r == 0;
	parallel->done++;
}

static void one_use_at_once(struct pg_case *test)
{
	char text[ENROLLMENT_TOKEN_SIZE];
	struct parallel parallel = {.test = test, .token = text};
	token(test, 1, text);
	for (int i = 0; i < 4; i++) {
		agent_init(&parallel.agents[i]);
		task_spawn(test->loop, enroll_one, &parallel);
	}
	while (parallel.done < 4)
		task_sleep(test->loop, 5);
	ck_assert_int_eq(parallel.enrolled, 1);
	ck_assert_int_eq(pg_number(test, "SELECT count(*) FROM detector"), 1);
}

static void revoked_token(struct pg_case *test)
{
	struct error err = {0};
	char text[ENROLLMENT_TOKEN_SIZE];
	struct enrollment_token entry;
	struct agent agent;
	struct principal operator= pg_user(test, "operator", ROLE_OPERATOR);
	AUTO_VALUE(enrollment_token_list) struct enrollment_token_list list = {0};
	agent_init(&agent);
	OK(enrollment_service_create(test->enrollments, &operator, "rack 7", 5, 600, text, &entry, &err));
	OK(enrollment_service_revoke(test->enrollments, &operator, & entry.id, &err));
	refused(test, text, &agent, REFUSAL_BAD_TOKEN);
	OK(enrollment_service_list(test->enrollments, &operator, & list, &err));
	ck_assert_uint_eq(list.n, 1);
	ck_assert_str_eq(list.items[0].created_by, "operator");
	ck_assert_uint_ne(list.items[0].revoked_at, 0);
	FAILS(enrollment_service_create(test->enrollments, &operator, "x", 0, 600, text, &entry, &err), EINVAL);
	FAILS(enrollment_service_create(test->enrollments, &operator, "x", 1, 5, text, &entry, &err), EINVAL);
	FAILS(enrollment_service_create(test->enrollments, &operator, "a\tb", 1, 600, text, &entry, &err), EINVAL);
}

static void bad_input(struct pg_case *test)
{
	char text[ENROLLMENT_TOKEN_SIZE];
	struct agent agent;
	struct agent other;
	agent_init(&agent);
	agent_init(&other);
	token(test, 1, text);
	struct detector_hello good = agent.hello;
	agent.hello.public_key = other.key_text; // somebody else's key
	refused(test, text, &agent, REFUSAL_BAD_SIGNATURE);
	agent.hello = good;
	agent.hello.nonce = other.nonce; // another connection's nonce: a replay
	refused(test, text, &agent, REFUSAL_BAD_SIGNATURE);
	const struct detector_hello bad[] = {
	    {.public_key = "short"}, {.public_key = NULL}, {.name = ""},    {.name = NULL},        {.name = "a\nb"},
	    {.version = NULL},       {.labels = "[]"},     {.labels = "{"}, {.capabilities = "7"},
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		agent.hello = good;
		if (i < 2)
			agent.hello.public_key = bad[i].public_key;
		else if (i < 5)
			agent.hello.name = bad[i].name;
		else if (i < 6)
			agent.hello.version = bad[i].version;
		else if (i < 8)
			agent.hello.labels = bad[i].labels;
		else
			agent.hello.capabilities = bad[i].capabilities;
		refused(test, text, &agent, REFUSAL_PROTOCOL);
	}
	ck_assert_int_eq(pg_number(test, "SELECT uses_left FROM enrollment_token"), 1);
}

static void get(struct pg_case *test, const struct principal *who, const struct uuid *id, struct detector *ret_detector)
{
	struct error err = {0};
	detector_done(ret_detector);
	OK(detector_service_get(test->detectors, who, id, ret_detector, &err));
}

static void presence(struct pg_case *test)
{
	struct error err = {0};
	char text[ENROLLMENT_TOKEN_SIZE];
	struct agent agent;
	struct uuid seen_as;
	enum detector_refusal refusal = REFUSAL_NONE;
	struct pg_channel channel;
	struct pg_channel second;
	AUTO_VALUE(detector) struct detector detector = {0};
	struct principal admin = pg_user(test, "admin", ROLE_ADMIN);
	agent_init(&agent);
	FAILS(detector_service_authenticate(test->detectors, &agent.hello, &seen_as, &refusal, &err), EPERM);
	ck_assert_int_eq(refusal, REFUSAL_UNKNOWN_DETECTOR);
	token(test, 1, text);
	struct uuid id = enrolled(test, text, &agent);
	get(test, &admin, &id, &detector);
	ck_assert_int_eq(detector.state, DETECTOR_NEVER_CONNECTED);
	ck_assert_str_eq(detector.labels, "{\"rack\": \"7\"}");
	sign(&agent);
	OK(detector_service_authenticate(test->detectors, &agent.hello, &seen_as, &refusal, &err));
	ck_assert(uuid_equal(&id, &seen_as));
	pg_channel_init(&channel);
	detector_service_connected(test->detectors, &id, &channel.channel);
	get(test, &admin, &id, &detector);
	ck_assert_int_eq(detector.state, DETECTOR_ONLINE);
	OK(detector_service_status(test->detectors, &id, "{\"bytes\":7,\"frames\":1,\"dropped_frames\":0}",
				   "{\"ebpf\":false,\"ebpf_error\":\"no BTF\"}", &err));
	get(test, &admin, &id, &detector);
	ck_assert_int_eq(detector.state, DETECTOR_DEGRADED);
	ck_assert_ptr_nonnull(strstr(detector.state_reason, "no BTF"));
	ck_assert_ptr_nonnull(strstr(detector.spool, "\"bytes\":7"));
	// A second connection of the same key takes over; what the first one's end brings is ignored then.
	pg_channel_init(&second);
	detector_service_connected(test->detectors, &id, &second.channel);
	ck_assert_str_eq(channel.refused, "busy");
	detector_service_disconnected(test->detectors, &id, &channel.channel, false);
	ck_assert(detector_registry_connected(test->registry, &id));
	detector_service_disconnected(test->detectors, &id, &second.channel, false);
	while (!detector_service_idle(test->detectors))
		task_sleep(test->loop, 5);
	get(test, &admin, &id, &detector);
	ck_assert_int_eq(detector.state, DETECTOR_RECONNECTING);
	pg_execute(test, "UPDATE detector SET last_seen_at = last_seen_at - 120::bigint * 1000000000");
	get(test, &admin, &id, &detector);
	ck_assert_int_eq(detector.state, DETECTOR_LOST);
	detector_service_connected(test->detectors, &id, &channel.channel);
	detector_service_disconnected(test->detectors, &id, &channel.channel, true);
	while (!detector_service_idle(test->detectors))
		task_sleep(test->loop, 5);
	get(test, &admin, &id, &detector);
	ck_assert_int_eq(detector.state, DETECTOR_STOPPED);
}

static void revoking(struct pg_case *test)
{
	struct error err = {0};
	char text[ENROLLMENT_TOKEN_SIZE];
	struct agent agent;
	struct uuid seen_as;
	enum detector_refusal refusal = REFUSAL_NONE;
	struct pg_channel channel;
	AUTO_VALUE(detector) struct detector detector = {0};
	struct principal admin = pg_user(test, "admin", ROLE_ADMIN);
	agent_init(&agent);
	token(test, 2, text);
	struct uuid id = enrolled(test, text, &agent);
	pg_channel_init(&channel);
	detector_service_connected(test->detectors, &id, &channel.channel);
	OK(detector_service_revoke(test->detectors, &admin, &id, &err));
	ck_assert_str_eq(channel.refused, "revoked");
	detector_service_disconnected(test->detectors, &id, &channel.channel, false);
	while (!detector_service_idle(test->detectors))
		task_sleep(test->loop, 5);
	get(test, &admin, &id, &detector);
	ck_assert_int_eq(detector.state, DETECTOR_REVOKED);
	FAILS(detector_service_authenticate(test->detectors, &agent.hello, &seen_as, &refusal, &err), EPERM);
	ck_assert_int_eq(refusal, REFUSAL_REVOKED);
	refused(test, text, &agent, REFUSAL_REVOKED); // no way back with the same key
	struct uuid project = pg_project(test, "Alpha");
	FAILS(project_service_assign_detector(test->projects, &admin, &project, &id, &err), EBUSY);
}

struct asking {
	struct pg_case *test;
	struct principal *who;
	struct uuid id;
	struct json_object *images;
	struct error err;
	int r;
	bool done;
};

static void ask(void *ctx)
{
	struct asking *asking = ctx;
	asking->r =
	    detector_service_images(asking->test->detectors, asking->who, &asking->id, &asking->images, &asking->err);
	asking->done = true;
}

static void answer(struct pg_case *test, struct pg_channel *channel, const char *format)
{
	char text[256];
	(void)snprintf(text, sizeof(text), format, pg_sent(channel, channel->n - 1, "request"));
	struct json_object *reply = json_tokener_parse(text);
	detector_registry_reply(test->registry, &channel->channel, reply);
	json_object_put(reply);
}

static void requests(struct pg_case *test)
{
	struct pg_channel channel;
	struct principal admin = pg_user(test, "admin", ROLE_ADMIN);
	struct asking asking = {.test = test, .who = &admin, .id = pg_detector(test)};
	const char *const answers[] = {"{\"request\":%s,\"ok\":true,\"result\":[{\"id\":\"x\"}]}",
				       "{\"request\":%s,\"ok\":false,\"error\":\"Podman is away\"}"};
	pg_channel_init(&channel);
	ask(&asking);
	ck_assert_int_eq(asking.r, -ENOTCONN);
	detector_service_connected(test->detectors, &asking.id, &channel.channel);
	for (int i = 0; i < 3; i++) {
		asking.done = false;
		unsigned before = channel.n;
		task_spawn(test->loop, ask, &asking);
		while (channel.n == before)
			task_sleep(test->loop, 5);
		ck_assert_str_eq(pg_sent(&channel, channel.n - 1, "type"), "images.list");
		if (i < 2)
			answer(test, &channel, answers[i]);
		else // it goes in the middle of the question
			detector_service_disconnected(test->detectors, &asking.id, &channel.channel, false);
		while (!asking.done)
			task_sleep(test->loop, 5);
		ck_assert_int_eq(asking.r, i == 0 ? 0 : i == 1 ? -EIO : -ENOTCONN);
	}
	ck_assert_uint_eq(json_object_array_length(asking.images), 1);
	json_object_put(asking.images);
	while (!detector_service_idle(test->detectors))
		task_sleep(test->loop, 5);
	pg_channel_clear(&channel);
}

START_TEST(a_detector_enrols_with_a_token)
{
	pg_run(enrolling);
}
END_TEST

START_TEST(a_token_for_one_serves_one)
{
	pg_run(one_use_at_once);
}
END_TEST

START_TEST(a_withdrawn_token_is_refused)
{
	pg_run(revoked_token);
}
END_TEST

START_TEST(what_is_not_signed_or_not_sound_is_refused)
{
	pg_run(bad_input);
}
END_TEST

START_TEST(a_detector_state_follows_its_connection)
{
	pg_run(presence);
}
END_TEST

START_TEST(a_revoked_detector_stays_out)
{
	pg_run(revoking);
}
END_TEST

START_TEST(questions_to_a_detector_get_an_answer_or_an_error)
{
	pg_run(requests);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, a_detector_enrols_with_a_token);
	tcase_add_test(tests, a_token_for_one_serves_one);
	tcase_add_test(tests, a_withdrawn_token_is_refused);
	tcase_add_test(tests, what_is_not_signed_or_not_sound_is_refused);
	tcase_add_test(tests, a_detector_state_follows_its_connection);
	tcase_add_test(tests, a_revoked_detector_stays_out);
	tcase_add_test(tests, questions_to_a_detector_get_an_answer_or_an_error);
}
