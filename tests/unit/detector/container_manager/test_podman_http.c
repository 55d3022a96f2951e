// SPDX-License-Identifier: Apache-2.0
// The client against a Podman that answers badly: a thread behind a unix socket plays it.
#include "detector/container_manager/podman_http.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "common/loop/task.h"
#include "detector/container_manager/podman_stream.h"
#include "tests/unit/support/check_main.h"

struct server {
	int listener;
	char path[96];
	const char *answer; // sent to each connection after its request's head, then the connection is closed
	size_t repeat;      // how often the answer's last byte is repeated
	bool silent;        // answers nothing for a while
	pthread_t thread;
};

static void answer_one(struct server *server, int fd)
{
	char request[4096];
	if (read(fd, request, sizeof(request)) <= 0)
		return;
	if (server->silent)
		(void)nanosleep(&(struct timespec){.tv_nsec = 400000000}, NULL);
	size_t len = strlen(server->answer);
	(void)!send(fd, server->answer, len, MSG_NOSIGNAL);
	char piece[4096];
	memset(piece, server->answer[len - 1], sizeof(piece));
	for (size_t left = server->repeat; left > 0;) {
		ssize_t sent = send(fd, piece, left < sizeof(piece) ? left : sizeof(piece), MSG_NOSIGNAL);
		if (sent <= 0)
			break;
		left -= (size_t)sent;
	}
}

static void *serve(void *ctx)
{
	struct server *server = ctx;
	for (;;) {
		int fd = accept(server->listener, NULL, NULL);
		if (fd < 0)
			return NULL;
		answer_one(server, fd);
		(void)close(fd);
	}
}

static void server_start(struct server *server)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	(void)snprintf(server->path, sizeof(server->path), "/tmp/syscope-unit-%d.sock", (int)getpid());
	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", server->path);
	server->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ck_assert_int_eq(bind(server->listener, (struct sockaddr *)&address, sizeof(address)), 0);
	ck_assert_int_eq(listen(server->listener, 8), 0);
	ck_assert_int_eq(pthread_create(&server->thread, NULL, serve, server), 0);
}

static void server_stop(struct server *server)
{
	(void)shutdown(server->listener, SHUT_RDWR);
	(void)pthread_join(server->thread, NULL);
	(void)close(server->listener);
	(void)unlink(server->path);
}

struct call {
	struct loop *loop;
	struct podman *podman;
	void (*run)(struct call *call);
	int result;
	struct error err;
	struct podman_reply reply;
	size_t streamed;
};

static void run_call(void *ctx)
{
	struct call *call = ctx;
	call->run(call);
	loop_stop(call->loop);
}

static struct call run_against(const char *answer, size_t repeat, bool silent, void (*run)(struct call *call))
{
	struct server server = {.answer = answer, .repeat = repeat, .silent = silent};
	server_start(&server);
	struct call call = {.loop = loop_new(), .run = run};
	call.podman = podman_new(call.loop, server.path);
	task_spawn(call.loop, run_call, &call);
	loop_run(call.loop);
	podman_free(call.podman);
	loop_free(call.loop);
	podman_reply_done(&call.reply);
	server_stop(&server);
	return call;
}

static void calls_a_little(struct call *call)
{
	struct podman_request request = {.method = "GET", .path = "/x", .timeout_ms = 200, .max = 1000};
	call->result = podman_http_call(call->podman, &request, &call->reply, &call->err);
}

START_TEST(bad_answers_are_errors_that_say_what_is_wrong)
{
	static const struct {
		const char *answer;
		size_t repeat;
		bool silent;
		int result;
		const char *text;
	} rows[] = {
	    {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 0, false, 0, ""},
	    {"HTTP/1.1 200 OK\r\n\r\nx", 5000, false, -EMSGSIZE, "larger than 1000 bytes"},
	    {"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\nshort", 0, false, -EIO, "broke"},
	    {"rubbish\r\n\r\n", 0, false, -EIO, "broke"},
	    {"HTTP/1.1 500 X\r\nContent-Length: 18\r\n\r\n{\"message\":\"well\"}", 0, false, -EIO,
	     "Podman says: well (500)"},
	    {"HTTP/1.1 404 X\r\nContent-Length: 0\r\n\r\n", 0, false, -ENOENT, "(404)"},
	    {"HTTP/1.1 200 OK\r\n\r\n", 0, true, -ETIMEDOUT, "did not answer"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct call call = run_against(rows[i].answer, rows[i].repeat, rows[i].silent, calls_a_little);
		ck_assert_msg(call.result == rows[i].result, "row %zu: %d %s", i, call.result, call.err.text);
		if (call.result < 0)
			ck_assert_msg(strstr(call.err.text, rows[i].text), "row %zu: %s", i, call.err.text);
	}
}
END_TEST

static int on_data(void *ctx, const char *bytes, size_t len, struct error *err)
{
	struct call *call = ctx;
	(void)bytes;
	(void)err;
	task_sleep(call->loop, 1); // slower than the sender: libcurl must be held back
	call->streamed += len;
	return 0;
}

static void streams(struct call *call)
{
	struct podman_request request = {.method = "GET", .path = "/x", .data = on_data, .ctx = call};
	call->result = podman_http_call(call->podman, &request, &call->reply, &call->err);
}

START_TEST(a_long_stream_passes_whole_through_a_small_buffer)
{
	struct call call = run_against("HTTP/1.1 200 OK\r\n\r\nx", 8u << 20, false, streams);
	ck_assert_int_eq(call.result, 0);
	ck_assert_uint_eq(call.streamed, (8u << 20) + 1);
}
END_TEST

static void attaches(struct call *call)
{
	struct podman_connection connection = {.fd = -1};
	call->result = podman_attach(call->podman, "abc", &connection, &call->err);
	call->streamed = connection.early.len;
	podman_connection_done(&connection);
}

START_TEST(a_stream_is_taken_over_only_after_a_proper_head)
{
	static const struct {
		const char *answer;
		size_t repeat;
		int result;
		const char *text;
	} rows[] = {
	    {"HTTP/1.1 101 UPGRADED\r\nUpgrade: tcp\r\n\r\nearly", 0, 0, ""},
	    {"HTTP/1.1 404 Not Found\r\n\r\n{\"message\":\"no such container\"}", 0, -ENOENT, "no such container"},
	    {"HTTP/1.1 101 UPGRADED\r\nX: ", 100000, -EMSGSIZE, "no end"},
	    {"rubbish\r\n\r\n", 0, -EBADMSG, "not HTTP"},
	    {"HTTP/1.1 101", 0, -EIO, "without an answer"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct call call = run_against(rows[i].answer, rows[i].repeat, false, attaches);
		ck_assert_msg(call.result == rows[i].result, "row %zu: %d %s", i, call.result, call.err.text);
		if (call.result < 0)
			ck_assert_msg(strstr(call.err.text, rows[i].text), "row %zu: %s", i, call.err.text);
		else
			ck_assert_uint_eq(call.streamed, 5);
	}
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, bad_answers_are_errors_that_say_what_is_wrong);
	tcase_add_test(tests, a_long_stream_passes_whole_through_a_small_buffer);
	tcase_add_test(tests, a_stream_is_taken_over_only_after_a_proper_head);
}
