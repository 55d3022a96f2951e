// SPDX-License-Identifier: Apache-2.0
#include "detector/ws_client/link.h"

#include "tests/unit/support/check_main.h"

#include <inttypes.h>
#include <sodium.h>

#include "common/base/clock.h"
#include "tests/unit/detector/ws_client/link_server.h"
#include "tests/unit/detector/ws_client/spool_maker.h"

#define KEPT 4096u

// What the server of a test heard and what it does.
struct world {
	struct spool_place place;
	struct loop *loop;
	struct spool *spool;
	struct identity *identity;
	struct link *link;
	struct link_server server;
	// the server
	char resume[1024]; // of the next welcome
	uint64_t window;
	bool acknowledge;     // every frame, at once
	uint64_t heard[KEPT]; // frame numbers of SCAN_A, in order
	unsigned n_heard, n_heard_b, n_controls;
	uint64_t hello_last;
	char last_control[64];
	// the link's user
	enum link_state state;
	char reason[256];
	unsigned n_states, n_messages, n_gone;
	char last_message[64];
};

static struct world *world_of(struct link_server *server)
{
	return (struct world *)(void *)((char *)server - offsetof(struct world, server));
}

static void check_signature(struct json_object *hello)
{
	uint8_t key[crypto_sign_PUBLICKEYBYTES], signature[crypto_sign_BYTES], message[20 + 32] = "syscope.detector.v1";
	const char *key_text = json_string(hello, "public_key"), *signature_text = json_string(hello, "signature");
	ck_assert_int_eq(sodium_base642bin(key, sizeof(key), key_text, strlen(key_text), NULL, NULL, NULL,
					   sodium_base64_VARIANT_ORIGINAL),
			 0);
	ck_assert_int_eq(sodium_base642bin(signature, sizeof(signature), signature_text, strlen(signature_text), NULL,
					   NULL, NULL, sodium_base64_VARIANT_ORIGINAL),
			 0);
	for (uint8_t i = 0; i < 32; i++)
		message[20 + i] = i; // LINK_SERVER_NONCE
	ck_assert_int_eq(crypto_sign_verify_detached(signature, message, sizeof(message), key), 0);
}

static void server_text(struct link_server *server, struct json_object *message, const char *type)
{
	struct world *world = world_of(server);
	if (strcmp(type, "hello") != 0) {
		world->n_controls++;
		(void)snprintf(world->last_control, sizeof(world->last_control), "%s", type);
		return;
	}
	check_signature(message);
	ck_assert_str_eq(json_string(message, "name"), "test-host");
	struct json_object *streams = NULL;
	ck_assert(json_object_object_get_ex(message, "streams", &streams));
	world->hello_last = 0;
	for (size_t i = 0; i < json_object_array_length(streams); i++) {
		struct json_object *stream = json_object_array_get_idx(streams, i);
		if (strcmp(json_string(stream, "scan"), SCAN_A) == 0)
			ck_assert(json_number(stream, "last_frame", &world->hello_last));
	}
	link_server_sayf(server,
			 "{\"type\":\"welcome\",\"detector_id\":\"x\",\"window_bytes\":%" PRIu64 ",\"resume\":[%s]}",
			 world->window, world->resume);
}

static void acknowledge(struct world *world, const char *scan, uint64_t frame)
{
	link_server_sayf(&world->server, "{\"type\":\"ack\",\"scan\":\"%s\",\"frame\":%" PRIu64 "}", scan, frame);
}

static void server_frame(struct link_server *server, const struct wire_frame *frame)
{
	struct world *world = world_of(server);
	struct uuid a = scan_id(SCAN_A);
	bool is_a = uuid_equal(&frame->scan, &a);
	if (is_a)
		world->heard[world->n_heard++ % KEPT] = frame->number;
	else
		world->n_heard_b++;
	if (world->acknowledge)
		acknowledge(world, is_a ? SCAN_A : SCAN_B, frame->number);
}

static const struct link_server_script script = {.text = server_text, .frame = server_frame};

static void on_state(void *ctx, enum link_state state, const char *reason)
{
	struct world *world = ctx;
	world->state = state;
	world->n_states++;
	(void)snprintf(world->reason, sizeof(world->reason), "%s", reason);
}

static void on_message(void *ctx, const char *type, struct json_object *message)
{
	struct world *world = ctx;
	(void)message;
	world->n_messages++;
	(void)snprintf(world->last_message, sizeof(world->last_message), "%s", type);
}

static void on_gone(void *ctx, const struct uuid *scan)
{
	struct world *world = ctx;
	struct uuid a = scan_id(SCAN_A);
	ck_assert(uuid_equal(scan, &a));
	world->n_gone++;
}

static void world_link(struct world *world)
{
	static const struct link_events events = {.state = on_state, .message = on_message, .gone = on_gone};
	struct link_settings settings = {.server = world->server.url,
					 .name = "test-host",
					 .identity = world->identity,
					 .spool = world->spool,
					 .reconnect_min_ms = 20,
					 .reconnect_max_ms = 200,
					 .status_ms = 60000};
	struct error err = {0};
	ck_assert_msg(link_new(world->loop, &settings, &events, world, &world->link, &err) == 0, "%s", err.text);
}

static void world_init(struct world *world)
{
	struct error err = {0};
	*world = (struct world){.window = 8u << 20};
	spool_place_init(&world->place);
	world->loop = loop_new();
	world->spool = open_spool(world->loop, &world->place, 64u << 20);
	ck_assert_msg(identity_load_or_make(world->place.dir, &world->identity, &err) == 0, "%s", err.text);
	link_server_start(&world->server, world->loop, &script, 0);
}

static void world_done(struct world *world)
{
	link_free(world->link);
	link_server_stop(&world->server);
	spool_close(world->spool);
	identity_free(world->identity);
	loop_free(world->loop); // asserts that nothing is left on it
	spool_place_done(&world->place);
}

// Turns the loop until the condition holds; fails after 10 seconds.
#define run_until(world, condition)                                         \
	do {                                                                \
		uint64_t run_end = clock_boot_ns() + 10 * NS_PER_S;         \
		while (!(condition) && clock_boot_ns() < run_end)           \
			loop_run_once((world)->loop, 20);                   \
		ck_assert_msg(condition, "did not happen: %s", #condition); \
	} while (0)

static void run_for(struct world *world, unsigned ms)
{
	uint64_t end = clock_boot_ns() + ms * NS_PER_MS;
	while (clock_boot_ns() < end)
		loop_run_once(world->loop, 5);
}

static uint64_t append_large(struct world *world, const char *scan_text, size_t len)
{
	struct uuid scan = scan_id(scan_text);
	struct error err = {0};
	uint64_t frame = 0;
	AUTO_FREE uint8_t *payload = calloc(1, len);
	for (size_t i = 0; i < len; i++)
		payload[i] = (uint8_t)(i * 31 + len);
	ck_assert_msg(spool_append(world->spool, &scan, WIRE_TERMINAL, payload, len, &frame, &err) == 0, "%s",
		      err.text);
	if (world->link)
		link_frame_ready(world->link, &scan);
	return frame;
}

static void assert_heard(const struct world *world, const uint64_t *numbers, unsigned n)
{
	ck_assert_uint_eq(world->n_heard, n);
	for (unsigned i = 0; i < n; i++)
		ck_assert_uint_eq(world->heard[i], numbers[i]);
}

START_TEST(what_the_spool_holds_is_sent_in_order_and_acknowledged)
{
	struct world world;
	world_init(&world);
	world.acknowledge = true;
	append_text(world.spool, SCAN_A, WIRE_STATE, "{\"state\":\"running\"}");
	append_large(&world, SCAN_A, 3u << 20); // many pieces
	append_large(&world, SCAN_B, 100);
	world_link(&world);
	run_until(&world, world.n_heard == 2 && world.n_heard_b == 1);
	ck_assert_int_eq(world.state, LINK_CONNECTED);
	ck_assert_uint_eq(world.hello_last, 2);
	append_large(&world, SCAN_A, 70000);
	run_until(&world, world.n_heard == 3);
	assert_heard(&world, (uint64_t[]){1, 2, 3}, 3);
	append_text(world.spool, SCAN_A, WIRE_STATE, "{\"state\":\"finished\"}");
	struct uuid a = scan_id(SCAN_A);
	struct spool_stream stream;
	link_frame_ready(world.link, &a);
	run_until(&world, !spool_find(world.spool, &a, &stream)); // ended and acknowledged: gone
	struct link_stats stats;
	link_stats(world.link, &stats);
	ck_assert_uint_eq(stats.frames_acked, 5);
	ck_assert_uint_eq(stats.window_used, 0);
	link_free(take_ptr(&world.link));
	run_until(&world, world.server.clean_close == 1001); // a goodbye, so the server knows that it is no accident
	world_done(&world);
}
END_TEST

START_TEST(after_a_break_only_what_was_not_committed_is_sent_again)
{
	struct world world;
	world_init(&world);
	for (unsigned i = 0; i < 40; i++)
		append_large(&world, SCAN_A, 50000);
	world_link(&world);
	run_until(&world, world.n_heard == 40);
	acknowledge(&world, SCAN_A, 10); // 25 are committed, but only 10 were acknowledged before the break
	run_for(&world, 50);
	(void)snprintf(world.resume, sizeof(world.resume), "{\"scan\":\"" SCAN_A "\",\"committed\":25}");
	link_server_kill(&world.server);
	append_large(&world, SCAN_A, 100); // while it is away
	run_until(&world, world.n_heard == 40 + 16);
	run_for(&world, 100);
	ck_assert_uint_eq(world.n_heard, 56);
	for (unsigned i = 0; i < 16; i++)
		ck_assert_uint_eq(world.heard[40 + i], 26 + i);
	ck_assert_uint_eq(world.server.connections, 2);
	ck_assert_uint_ge(world.n_states, 3); // connected, reconnecting, connected
	world_done(&world);
}
END_TEST

START_TEST(a_break_in_the_middle_of_a_frame_harms_nothing)
{
	struct world world;
	world_init(&world);
	append_large(&world, SCAN_A, 4u << 20);
	append_large(&world, SCAN_A, 10);
	world_link(&world);
	run_until(&world, world.server.in.len > 100000);
	ck_assert_uint_eq(world.n_heard, 0);
	link_server_kill(&world.server);
	run_until(&world, world.n_heard == 2);
	assert_heard(&world, (uint64_t[]){1, 2}, 2);
	world_done(&world);
}
END_TEST

START_TEST(the_window_holds_back_until_it_is_acknowledged)
{
	struct world world;
	world_init(&world);
	world.window = 300000;
	for (unsigned i = 0; i < 10; i++)
		append_large(&world, SCAN_A, 90000);
	world_link(&world);
	run_until(&world, world.n_heard == 3);
	run_for(&world, 100);
	ck_assert_uint_eq(world.n_heard, 3);
	acknowledge(&world, SCAN_A, 2);
	run_until(&world, world.n_heard == 5);
	run_for(&world, 50);
	ck_assert_uint_eq(world.n_heard, 5);
	world.acknowledge = true;
	acknowledge(&world, SCAN_A, 5);
	run_until(&world, world.n_heard == 10);
	append_large(&world, SCAN_A, 1000000); // larger than the window: goes alone
	run_until(&world, world.n_heard == 11);
	world_done(&world);
}
END_TEST

START_TEST(a_refused_frame_is_dropped_and_the_rest_goes_on)
{
	struct world world;
	world_init(&world);
	for (unsigned i = 0; i < 3; i++)
		append_large(&world, SCAN_A, 100);
	world_link(&world);
	run_until(&world, world.n_heard == 3);
	link_server_say(&world.server, "{\"type\":\"nack\",\"scan\":\"" SCAN_A
				       "\",\"frame\":2,\"code\":\"bad_frame\",\"message\":\"no\"}");
	struct link_stats stats;
	run_until(&world, (link_stats(world.link, &stats), stats.frames_refused == 1));
	(void)snprintf(world.resume, sizeof(world.resume), "{\"scan\":\"" SCAN_A "\",\"committed\":0}");
	link_server_kill(&world.server); // nothing was committed: all but the refused one come again
	run_until(&world, world.n_heard == 5);
	run_for(&world, 50);
	assert_heard(&world, (uint64_t[]){1, 2, 3, 1, 3}, 5);
	acknowledge(&world, SCAN_A, 3);
	run_until(&world, (link_stats(world.link, &stats), stats.window_used == 0));
	// The last frame of a stream: when it is refused and all before it is safe, the stream is over.
	append_text(world.spool, SCAN_A, WIRE_STATE, "{\"state\":\"failed\"}");
	struct uuid a = scan_id(SCAN_A);
	struct spool_stream stream;
	link_frame_ready(world.link, &a);
	run_until(&world, world.n_heard == 6);
	link_server_say(&world.server,
			"{\"type\":\"nack\",\"scan\":\"" SCAN_A "\",\"frame\":4,\"code\":\"not_yours\"}");
	run_until(&world, !spool_find(world.spool, &a, &stream));
	world_done(&world);
}
END_TEST

START_TEST(a_scan_that_the_server_does_not_know_is_dropped)
{
	struct world world;
	world_init(&world);
	append_large(&world, SCAN_A, 100);
	append_large(&world, SCAN_B, 100);
	(void)snprintf(world.resume, sizeof(world.resume), "{\"scan\":\"" SCAN_A "\",\"gone\":true}");
	world_link(&world);
	run_until(&world, world.n_heard_b == 1 && world.n_gone == 1);
	struct uuid a = scan_id(SCAN_A);
	struct spool_stream stream;
	ck_assert(!spool_find(world.spool, &a, &stream));
	run_for(&world, 50);
	ck_assert_uint_eq(world.n_heard, 0);
	world_done(&world);
}
END_TEST

START_TEST(the_stream_goes_on_behind_what_the_server_has)
{
	struct world world;
	world_init(&world);
	append_large(&world, SCAN_A, 100); // frames 2 … 7 were sent, but a power cut took them from the disk
	append_text(world.spool, SCAN_A, WIRE_STATE, "{\"state\":\"interrupted\"}");
	(void)snprintf(world.resume, sizeof(world.resume), "{\"scan\":\"" SCAN_A "\",\"committed\":7}");
	world_link(&world);
	run_until(&world, world.n_heard == 1);
	assert_heard(&world, (uint64_t[]){8}, 1);
	world_done(&world);
}
END_TEST

START_TEST(control_messages_go_both_ways_between_frames)
{
	struct world world;
	world_init(&world);
	struct json_object *early = json_object_new_object();
	world_link(&world);
	ck_assert_int_eq(link_send_control(world.link, early), -ENOTCONN);
	run_until(&world, world.state == LINK_CONNECTED);
	append_large(&world, SCAN_A, 3u << 20);
	struct json_object *reply = json_object_new_object();
	json_add_string(reply, "type", "reply");
	AUTO_FREE char *text = calloc(1, 300001);
	memset(text, 'x', 300000); // longer than one piece
	json_add_string(reply, "result", text);
	ck_assert_int_eq(link_send_control(world.link, reply), 0);
	link_server_say(&world.server, "{\"type\":\"scan.start\",\"scan\":{\"id\":\"" SCAN_A "\"}}");
	run_until(&world, world.n_heard == 1 && world.n_controls == 1 && world.n_messages == 1);
	ck_assert_str_eq(world.last_control, "reply");
	ck_assert_str_eq(world.last_message, "scan.start");
	int r = 0;
	for (unsigned i = 0; i < 300 && r == 0; i++) { // nobody can fill the memory with them
		struct json_object *message = json_object_new_object();
		json_add_string(message, "type", "reply");
		r = link_send_control(world.link, message);
	}
	ck_assert_int_eq(r, -ENOBUFS);
	struct link_stats stats;
	link_stats(world.link, &stats);
	ck_assert_uint_eq(stats.control_dropped, 1);
	run_until(&world, world.n_controls == 1 + 256);
	world_done(&world);
}
END_TEST

START_TEST(rubbish_is_ignored_and_much_of_it_ends_the_connection)
{
	static const char *const rubbish[] = {
	    "",
	    "{",
	    "[]",
	    "null",
	    "17",
	    "{\"type\":17}",
	    "{}",
	    "\xff\xfe",
	    "{\"type\":\"ack\"}",
	    "{\"type\":\"ack\",\"scan\":\"nobody\",\"frame\":1}",
	    "{\"type\":\"ack\",\"scan\":\"" SCAN_A "\",\"frame\":-1}",
	    "{\"type\":\"ack\",\"scan\":\"" SCAN_A "\",\"frame\":99}", // never sent
	    "{\"type\":\"nack\",\"scan\":\"" SCAN_A "\",\"frame\":77}",
	    "{\"type\":\"welcome\"}",
	    "{\"type\":\"challenge\"} and more",
	};
	struct world world;
	world_init(&world);
	append_large(&world, SCAN_A, 100);
	world_link(&world);
	run_until(&world, world.n_heard == 1);
	struct link_stats stats;
	size_t n = sizeof(rubbish) / sizeof(rubbish[0]);
	for (size_t i = 0; i < n; i++)
		link_server_say(&world.server, rubbish[i]);
	run_until(&world, (link_stats(world.link, &stats), stats.bad_messages == n));
	ck_assert_uint_eq(world.server.connections, 1);
	link_server_say(&world.server, "{\"type\":\"something.new\"}"); // unknown, but sound: the user's business
	run_until(&world, world.n_messages == 1);
	for (unsigned i = 0; i < 16; i++)
		link_server_say(&world.server, "rubbish");
	run_until(&world, world.server.connections == 2 && world.state == LINK_CONNECTED);
	world_done(&world);
}
END_TEST

START_TEST(a_message_without_end_is_cut_off)
{
	struct world world;
	world_init(&world);
	world_link(&world);
	run_until(&world, world.state == LINK_CONNECTED);
	AUTO_FREE char *text = calloc(1, (2u << 20) + 1);
	memset(text, ' ', 2u << 20);
	link_server_say(&world.server, text);
	run_until(&world, world.state == LINK_RECONNECTING);
	ck_assert_ptr_nonnull(strstr(world.reason, "more than 1 MiB"));
	run_until(&world, world.state == LINK_CONNECTED);
	world_done(&world);
}
END_TEST

static void refusing_text(struct link_server *server, struct json_object *message, const char *type)
{
	(void)message;
	ck_assert_str_eq(type, "hello");
	link_server_say(server,
			"{\"type\":\"refused\",\"code\":\"revoked\",\"message\":\"this detector was revoked\"}");
}

START_TEST(a_refusal_is_told_and_tried_again_seldom)
{
	static const struct link_server_script refusing = {.text = refusing_text, .frame = server_frame};
	struct world world;
	world_init(&world);
	world.server.script = &refusing;
	append_large(&world, SCAN_A, 100);
	world_link(&world);
	run_until(&world, world.state == LINK_REFUSED);
	ck_assert_str_eq(world.reason, "revoked: this detector was revoked");
	world.server.script = &script; // somebody puts it right
	run_until(&world, world.n_heard == 1);
	ck_assert_int_eq(world.state, LINK_CONNECTED);
	world_done(&world);
}
END_TEST

static void ignore_text(struct link_server *server, struct json_object *message, const char *type)
{
	(void)server;
	(void)message;
	(void)type;
}

START_TEST(another_protocol_is_told)
{
	static const struct link_server_script old = {.text = ignore_text, .silent = true};
	struct world world;
	world_init(&world);
	world.server.script = &old;
	world_link(&world);
	run_until(&world, world.server.wsi != NULL);
	link_server_say(&world.server, "{\"type\":\"challenge\",\"nonce\":\"" LINK_SERVER_NONCE "\",\"protocol\":2}");
	run_until(&world, world.state == LINK_REFUSED);
	ck_assert_ptr_nonnull(strstr(world.reason, "protocol 2"));
	world_done(&world);
}
END_TEST

START_TEST(a_server_that_is_away_is_waited_for)
{
	struct world world;
	world_init(&world);
	int port = world.server.port;
	link_server_stop(&world.server);
	append_large(&world, SCAN_A, 100);
	world_link(&world);
	run_until(&world, world.state == LINK_RECONNECTING);
	ck_assert_ptr_nonnull(strstr(world.reason, "Connection refused"));
	run_for(&world, 100);
	link_server_start(&world.server, world.loop, &script, port);
	run_until(&world, world.n_heard == 1);
	world_done(&world);
}
END_TEST

START_TEST(an_address_that_is_none_is_refused)
{
	static const char *const bad[] = {"",           "example.org", "ftp://a",   "ws://",           "ws://:80",
					  "ws://a:0",   "ws://a:x",    "ws://a b/", "ws://user@host/", "ws://[::1",
					  "ws://[::1]x"};
	struct loop *loop = loop_new();
	struct link_events events = {.state = on_state, .message = on_message};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct link_settings settings = {.server = bad[i], .name = "x"};
		struct link *link = NULL;
		struct error err = {0};
		ck_assert_int_eq(link_new(loop, &settings, &events, NULL, &link, &err), -EINVAL);
		ck_assert_str_ne(err.text, "");
	}
	loop_free(loop);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, what_the_spool_holds_is_sent_in_order_and_acknowledged);
	tcase_add_test(tests, after_a_break_only_what_was_not_committed_is_sent_again);
	tcase_add_test(tests, a_break_in_the_middle_of_a_frame_harms_nothing);
	tcase_add_test(tests, the_window_holds_back_until_it_is_acknowledged);
	tcase_add_test(tests, a_refused_frame_is_dropped_and_the_rest_goes_on);
	tcase_add_test(tests, a_scan_that_the_server_does_not_know_is_dropped);
	tcase_add_test(tests, the_stream_goes_on_behind_what_the_server_has);
	tcase_add_test(tests, control_messages_go_both_ways_between_frames);
	tcase_add_test(tests, rubbish_is_ignored_and_much_of_it_ends_the_connection);
	tcase_add_test(tests, a_message_without_end_is_cut_off);
	tcase_add_test(tests, a_refusal_is_told_and_tried_again_seldom);
	tcase_add_test(tests, another_protocol_is_told);
	tcase_add_test(tests, a_server_that_is_away_is_waited_for);
	tcase_add_test(tests, an_address_that_is_none_is_refused);
}
