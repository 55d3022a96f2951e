// SPDX-License-Identifier: Apache-2.0
#include "detector/ws_client/enroll.h"

#include "tests/unit/support/check_main.h"

#include "tests/unit/detector/ws_client/link_server.h"
#include "tests/unit/detector/ws_client/spool_maker.h"

struct world {
	struct spool_place place;
	struct loop *loop;
	struct identity *identity;
	struct link_server server;
};

static void world_init(struct world *world, const struct link_server_script *script)
{
	struct error err = {0};
	*world = (struct world){0};
	spool_place_init(&world->place);
	world->loop = loop_new();
	ck_assert_int_eq(identity_load_or_make(world->place.dir, &world->identity, &err), 0);
	link_server_start(&world->server, world->loop, script, 0);
}

static void world_done(struct world *world)
{
	link_server_stop(&world->server);
	identity_free(world->identity);
	loop_free(world->loop);
	spool_place_done(&world->place);
}

static int try_enroll(struct world *world, struct uuid *detector, struct error *err)
{
	struct json_object *labels = json_object_new_object();
	json_add_string(labels, "room", "7");
	struct enroll_request request = {.server = world->server.url,
					 .token = "the-token",
					 .name = "test-host",
					 .labels = labels,
					 .identity = world->identity,
					 .timeout_ms = 500};
	int r = enroll(world->loop, &request, detector, err);
	json_object_put(labels);
	return r;
}

static void accept_text(struct link_server *server, struct json_object *message, const char *type)
{
	struct json_object *labels = NULL;
	ck_assert_str_eq(type, "enroll");
	ck_assert_str_eq(json_string(message, "token"), "the-token");
	ck_assert_str_eq(json_string(message, "name"), "test-host");
	ck_assert_uint_eq(strlen(json_string(message, "public_key")), 44);
	ck_assert_uint_eq(strlen(json_string(message, "signature")), 88);
	ck_assert(json_object_object_get_ex(message, "labels", &labels));
	ck_assert_str_eq(json_string(labels, "room"), "7");
	link_server_say(server, "{\"type\":\"enrolled\",\"detector_id\":\"00112233-4455-6677-8899-aabbccddeeff\"}");
}

START_TEST(a_good_token_makes_a_known_detector)
{
	static const struct link_server_script script = {.text = accept_text};
	struct world world;
	world_init(&world, &script);
	struct uuid detector;
	struct error err = {0};
	char text[UUID_TEXT_SIZE];
	ck_assert_msg(try_enroll(&world, &detector, &err) == 0, "%s", err.text);
	uuid_format(&detector, text);
	ck_assert_str_eq(text, "00112233-4455-6677-8899-aabbccddeeff");
	world_done(&world);
}
END_TEST

static void expired_text(struct link_server *server, struct json_object *message, const char *type)
{
	(void)message;
	(void)type;
	link_server_say(server,
			"{\"type\":\"refused\",\"code\":\"token_expired\",\"message\":\"the token expired at noon\"}");
}

static void odd_text(struct link_server *server, struct json_object *message, const char *type)
{
	(void)message;
	(void)type;
	link_server_say(server, "{\"type\":\"enrolled\"}");
}

static void no_text(struct link_server *server, struct json_object *message, const char *type)
{
	(void)server;
	(void)message;
	(void)type;
}

static void hang_up(struct link_server *server, struct json_object *message, const char *type)
{
	(void)message;
	(void)type;
	link_server_kill(server);
}

static const struct trouble {
	struct link_server_script script;
	int result;
	const char *text;
} troubles[] = {
    {{.text = expired_text}, -EACCES, "make a new token"},
    {{.text = odd_text}, -EPROTO, "does not answer like a syscope server"},
    {{.text = no_text}, -ETIMEDOUT, "does not answer"},
    {{.text = no_text, .silent = true}, -ETIMEDOUT, "does not answer"},
    {{.text = hang_up}, -EPROTO, "ended the conversation"},
};

START_TEST(trouble_is_told_clearly)
{
	struct world world;
	world_init(&world, &troubles[_i].script);
	struct uuid detector;
	struct error err = {0};
	ck_assert_int_eq(try_enroll(&world, &detector, &err), troubles[_i].result);
	ck_assert_msg(strstr(err.text, troubles[_i].text) != NULL, "%s", err.text);
	world_done(&world);
}
END_TEST

START_TEST(a_server_that_is_away_is_told)
{
	static const struct link_server_script script = {.text = accept_text};
	struct world world;
	world_init(&world, &script);
	struct uuid detector;
	struct error err = {0};
	(void)snprintf(world.server.url, sizeof(world.server.url), "ws://127.0.0.1:9");
	ck_assert_int_eq(try_enroll(&world, &detector, &err), -ECONNREFUSED);
	ck_assert_msg(strstr(err.text, "Connection refused") != NULL, "%s", err.text);
	(void)snprintf(world.server.url, sizeof(world.server.url), "127.0.0.1:9");
	ck_assert_int_eq(try_enroll(&world, &detector, &err), -EINVAL);
	world_done(&world);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, a_good_token_makes_a_known_detector);
	tcase_add_loop_test(tests, trouble_is_told_clearly, 0, sizeof(troubles) / sizeof(troubles[0]));
	tcase_add_test(tests, a_server_that_is_away_is_told);
}
