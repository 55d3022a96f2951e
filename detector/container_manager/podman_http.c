// SPDX-License-Identifier: Apache-2.0
// libcurl's multi interface on our loop: its sockets become loop_polls, its one timeout a loop_timer. A request lives on the
// stack of the task that made it; the task is woken when bytes came or when the transfer has ended.
#include "detector/container_manager/podman_http.h"

#include <assert.h>
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/alloc.h"
#include "common/loop/waiter.h"
#include "detector/container_manager/podman_json.h"

#define STREAM_MAX (256u * 1024u) // bytes of a streamed reply that wait for the task

struct podman {
	struct loop *loop;
	char *socket;
	CURLM *multi;
	struct loop_timer *timer;
	unsigned calls;
};

struct podman_request_state {
	struct podman *podman;
	const struct podman_request *request;
	CURL *easy;
	struct curl_slist *headers;
	struct waiter waiter;
	struct buffer body;
	CURLcode result;
	bool done;
	bool paused; // libcurl keeps bytes back until body has room
	bool too_large;
	bool cancelled;
	char text[CURL_ERROR_SIZE];
};

static void finish(struct podman_request_state *call, CURLcode result)
{
	(void)curl_multi_remove_handle(call->podman->multi, call->easy);
	call->result = result;
	call->done = true;
	waiter_wake(&call->waiter);
}

static void collect_finished(struct podman *podman)
{
	CURLMsg *message;
	int left;
	while ((message = curl_multi_info_read(podman->multi, &left))) {
		struct podman_request_state *call = NULL;
		if (message->msg != CURLMSG_DONE)
			continue;
		(void)curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &call);
		finish(call, message->data.result);
	}
}

static void on_time(void *ctx)
{
	struct podman *podman = ctx;
	int running;
	(void)curl_multi_socket_action(podman->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	collect_finished(podman);
}

static int on_timeout_change(CURLM *multi, long timeout_ms, void *ctx)
{
	struct podman *podman = ctx;
	(void)multi;
	if (timeout_ms < 0)
		loop_timer_stop(podman->timer);
	else
		loop_timer_start(podman->timer, (uint64_t)timeout_ms, 0);
	return 0;
}

struct watch {
	struct podman *podman;
	struct loop_poll *poll;
	int fd;
};

static void on_socket_event(void *ctx, unsigned events)
{
	struct watch *watch = ctx;
	struct podman *podman = watch->podman;
	// libcurl takes the error bit alone for a failure; a hang-up is read as the end of the stream instead.
	int bits = ((events & (LOOP_READABLE | LOOP_HANGUP)) ? CURL_CSELECT_IN : 0) |
		   ((events & LOOP_WRITABLE) ? CURL_CSELECT_OUT : 0);
	int running;
	(void)curl_multi_socket_action(podman->multi, watch->fd, bits, &running);
	collect_finished(podman);
}

static int on_socket_change(CURL *easy, curl_socket_t fd, int what, void *ctx, void *socket_ctx)
{
	struct podman *podman = ctx;
	struct watch *watch = socket_ctx;
	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		if (watch)
			loop_poll_free(watch->poll);
		free(watch);
		(void)curl_multi_assign(podman->multi, fd, NULL);
		return 0;
	}
	unsigned events = ((what & CURL_POLL_IN) ? LOOP_READABLE : 0u) | ((what & CURL_POLL_OUT) ? LOOP_WRITABLE : 0u);
	if (watch) {
		loop_poll_set(watch->poll, events);
		return 0;
	}
	watch = xcalloc(1, sizeof(*watch));
	watch->podman = podman;
	watch->fd = fd;
	watch->poll = loop_poll_new(podman->loop, fd, events, on_socket_event, watch);
	(void)curl_multi_assign(podman->multi, fd, watch);
	return 0;
}

struct podman *podman_new(struct loop *loop, const char *socket)
{
	assert(loop && socket);
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		abort();
	struct podman *podman = xcalloc(1, sizeof(*podman));
	podman->loop = loop;
	podman->socket = xstrdup(strncmp(socket, "unix://", 7) == 0 ? socket + 7 : socket);
	podman->timer = loop_timer_new(loop, on_time, podman);
	podman->multi = curl_multi_init();
	if (!podman->multi)
		abort();
	(void)curl_multi_setopt(podman->multi, CURLMOPT_SOCKETFUNCTION, on_socket_change);
	(void)curl_multi_setopt(podman->multi, CURLMOPT_SOCKETDATA, podman);
	(void)curl_multi_setopt(podman->multi, CURLMOPT_TIMERFUNCTION, on_timeout_change);
	(void)curl_multi_setopt(podman->multi, CURLMOPT_TIMERDATA, podman);
	(void)curl_multi_setopt(podman->multi, CURLMOPT_MAXCONNECTS, 4L);
	return podman;
}

void podman_free(struct podman *podman)
{
	if (!podman)
		return;
	assert(podman->calls == 0);
	(void)curl_multi_cleanup(podman->multi);
	loop_timer_free(podman->timer);
	free(podman->socket);
	free(podman);
	curl_global_cleanup();
}

const char *podman_socket(const struct podman *podman)
{
	return podman->socket;
}

void podman_use_socket(struct podman *podman, const char *socket)
{
	assert(podman->calls == 0);
	free(podman->socket);
	podman->socket = xstrdup(socket);
}

struct loop *podman_loop(const struct podman *podman)
{
	return podman->loop;
}

char *podman_default_socket(void)
{
	const char *host = getenv("CONTAINER_HOST");
	if (host && strncmp(host, "unix://", 7) == 0)
		return xstrdup(host + 7);
	const char *runtime = getenv("XDG_RUNTIME_DIR");
	if (geteuid() != 0 && runtime)
		return xasprintf("%s/podman/podman.sock", runtime);
	return xstrdup("/run/podman/podman.sock");
}

void podman_cancel(struct podman_cancel *cancel)
{
	struct podman_request_state *call = cancel->call;
	if (!call || call->done)
		return;
	call->cancelled = true;
	finish(call, CURLE_ABORTED_BY_CALLBACK);
}

static size_t on_bytes(char *bytes, size_t size, size_t count, void *ctx)
{
	struct podman_request_state *call = ctx;
	size_t len = size * count;
	if (buffer_append(&call->body, bytes, len) == 0) {
		if (call->request->data)
			waiter_wake(&call->waiter);
		return len;
	}
	// A piece is at most CURL_MAX_WRITE_SIZE, so an empty buffer always takes it.
	if (call->request->data && call->body.len > 0) {
		call->body.failed = false;
		call->paused = true;
		return CURL_WRITEFUNC_PAUSE;
	}
	call->too_large = true;
	return 0;
}

static void set_up(struct podman_request_state *call)
{
	const struct podman_request *request = call->request;
	AUTO_FREE char *url = xasprintf("http://podman" PODMAN_API "%s", request->path);
	CURL *easy = call->easy;
	call->headers = curl_slist_append(NULL, "Content-Type: application/json");
	call->headers = curl_slist_append(call->headers, "Expect:");
	(void)curl_easy_setopt(easy, CURLOPT_URL, url);
	(void)curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, call->podman->socket);
	(void)curl_easy_setopt(easy, CURLOPT_PROXY, "");
	(void)curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
	(void)curl_easy_setopt(easy, CURLOPT_HTTPHEADER, call->headers);
	(void)curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, 5000L);
	(void)curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)request->timeout_ms);
	(void)curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_bytes);
	(void)curl_easy_setopt(easy, CURLOPT_WRITEDATA, call);
	(void)curl_easy_setopt(easy, CURLOPT_PRIVATE, call);
	(void)curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, call->text);
	if (strcmp(request->method, "GET") != 0) {
		// POSTFIELDS makes it a POST with a length of 0 or more; the method's name comes last.
		(void)curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->body ? request->body : "");
		(void)curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
	}
}

static int status_of(struct podman_request_state *call)
{
	long status = 0;
	(void)curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &status);
	return (int)status;
}

static int deliver(struct podman_request_state *call, struct error *err)
{
	if (call->body.len == 0)
		return 0;
	// The caller may suspend the task, and more bytes come meanwhile: it gets a buffer that stands still.
	AUTO_VALUE(buffer) struct buffer piece = call->body;
	buffer_init(&call->body, STREAM_MAX);
	if (call->paused && !call->done) {
		call->paused = false;
		(void)curl_easy_pause(call->easy, CURLPAUSE_CONT);
	}
	return call->request->data(call->request->ctx, (const char *)piece.data, piece.len, err);
}

static int run_transfer(struct podman_request_state *call, struct error *err)
{
	bool streams = call->request->data != NULL;
	int r = 0;
	for (;;) {
		waiter_wait(&call->waiter);
		bool done = call->done;
		if (streams && !call->cancelled && status_of(call) < 400)
			r = deliver(call, err);
		if (r < 0 && !call->done)
			finish(call, CURLE_OK);
		if (done || r < 0)
			return r;
	}
}

int podman_unreachable(const char *socket, int code, struct error *err)
{
	const char *reason = code ? strerror(code) : "no connection";
	if (code == EACCES || code == EPERM)
		return error_set(err, EACCES,
				 "cannot reach Podman at %s: %s; run as root, or name a socket of your own", socket,
				 reason);
	return error_set(err, ECONNREFUSED,
			 "cannot reach Podman at %s: %s; start it with `systemctl enable --now podman.socket` or "
			 "`podman system service --time=0 unix://%s`",
			 socket, reason, socket);
}

static int failure(struct podman_request_state *call, struct error *err)
{
	const char *socket = call->podman->socket;
	long os_error = 0;
	if (call->cancelled)
		return error_set(err, ECANCELED, "cancelled");
	if (call->too_large)
		return error_set(err, EMSGSIZE, "Podman's answer is larger than %zu bytes", call->body.max);
	if (call->result == CURLE_COULDNT_CONNECT) {
		(void)curl_easy_getinfo(call->easy, CURLINFO_OS_ERRNO, &os_error);
		return podman_unreachable(socket, os_error ? (int)os_error : access(socket, F_OK) ? errno : 0, err);
	}
	if (call->result == CURLE_OPERATION_TIMEDOUT)
		return error_set(err, ETIMEDOUT, "Podman at %s did not answer within %u s", socket,
				 (unsigned)(call->request->timeout_ms / 1000));
	return error_set(err, EIO, "the connection to Podman at %s broke: %s", socket,
			 call->text[0] ? call->text : curl_easy_strerror(call->result));
}

int podman_http_exchange(struct podman *podman, const struct podman_request *request, struct podman_reply *ret_reply,
			 struct error *err)
{
	assert(task_current());
	struct podman_request_state call = {.podman = podman, .request = request};
	waiter_init(&call.waiter, podman->loop);
	buffer_init(&call.body, request->data ? STREAM_MAX : request->max ? request->max : PODMAN_REPLY_MAX);
	call.easy = curl_easy_init();
	if (!call.easy)
		abort();
	set_up(&call);
	podman->calls++;
	if (request->cancel)
		request->cancel->call = &call;
	(void)curl_multi_add_handle(podman->multi, call.easy);
	int r = run_transfer(&call, err);
	if (r == 0 && call.result != CURLE_OK)
		r = failure(&call, err);
	if (request->cancel)
		request->cancel->call = NULL;
	ret_reply->status = status_of(&call);
	ret_reply->body = call.body;
	curl_easy_cleanup(call.easy);
	curl_slist_free_all(call.headers);
	podman->calls--;
	return r;
}

void podman_reply_done(struct podman_reply *reply)
{
	buffer_done(&reply->body);
}

int podman_http_call(struct podman *podman, const struct podman_request *request, struct podman_reply *ret_reply,
		     struct error *err)
{
	int r = podman_http_exchange(podman, request, ret_reply, err);
	if (r < 0)
		return r;
	if (ret_reply->status >= 400)
		return podman_http_refused(ret_reply->status, buffer_text(&ret_reply->body), ret_reply->body.len, err);
	return 0;
}

int podman_http_post(struct podman *podman, const char *path, struct error *err)
{
	AUTO_VALUE(podman_reply) struct podman_reply reply = {0};
	struct podman_request request = {.method = "POST", .path = path, .timeout_ms = PODMAN_TIMEOUT_MS};
	return podman_http_call(podman, &request, &reply, err);
}
