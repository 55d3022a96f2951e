// SPDX-License-Identifier: Apache-2.0
#include "detector/container_manager/podman_connection.h"

#include <ctype.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "common/base/alloc.h"
#include "common/base/parse.h"
#include "common/loop/waiter.h"
#include "detector/container_manager/podman_http.h"

#define HEAD_MAX   (64u * 1024u) // the reply's head, and what comes with it
#define TIMEOUT_MS 30000u

struct exchange {
	struct podman *podman;
	struct waiter waiter;
	int fd;
};

static void on_ready(void *ctx, unsigned events)
{
	struct exchange *exchange = ctx;
	(void)events;
	waiter_wake(&exchange->waiter);
}

static int wait_ready(struct exchange *exchange, unsigned events, struct error *err)
{
	exchange->waiter.woken = false;
	struct loop_poll *poll = loop_poll_new(podman_loop(exchange->podman), exchange->fd, events, on_ready, exchange);
	bool ready = waiter_wait_for(&exchange->waiter, TIMEOUT_MS);
	loop_poll_free(poll);
	if (!ready)
		return error_set(err, ETIMEDOUT, "Podman at %s did not answer within %u s",
				 podman_socket(exchange->podman), TIMEOUT_MS / 1000);
	return 0;
}

static int open_socket(struct exchange *exchange, struct error *err)
{
	const char *path = podman_socket(exchange->podman);
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	if (strlen(path) >= sizeof(address.sun_path))
		return error_set(err, ENAMETOOLONG, "the path of Podman's socket is too long: %s", path);
	memcpy(address.sun_path, path, strlen(path) + 1);
	exchange->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (exchange->fd < 0)
		return error_set(err, errno, "socket: %s", strerror(errno));
	// A unix socket connects at once; EAGAIN means that its backlog is full.
	for (int tries = 0; connect(exchange->fd, (struct sockaddr *)&address, sizeof(address)) < 0; tries++) {
		if (errno != EAGAIN || tries == 100)
			return podman_unreachable(path, errno, err);
		task_sleep(podman_loop(exchange->podman), 20);
	}
	return 0;
}

static int send_all(struct exchange *exchange, const char *text, size_t len, struct error *err)
{
	while (len > 0) {
		ssize_t sent = send(exchange->fd, text, len, MSG_NOSIGNAL);
		if (sent >= 0) {
			text += sent;
			len -= (size_t)sent;
			continue;
		}
		if (errno != EAGAIN && errno != EINTR)
			return error_set(err, EIO, "the connection to Podman broke: %s", strerror(errno));
		int r = errno == EAGAIN ? wait_ready(exchange, LOOP_WRITABLE, err) : 0;
		if (r < 0)
			return r;
	}
	return 0;
}

// Reads on into `head`. 0 at the end of the stream, 1 when something came.
static int receive(struct exchange *exchange, struct buffer *head, struct error *err)
{
	char piece[4096];
	for (;;) {
		ssize_t got = recv(exchange->fd, piece, sizeof(piece), 0);
		if (got >= 0) {
			if (buffer_append(head, piece, (size_t)got) < 0)
				return error_set(err, EMSGSIZE, "Podman's answer has no end within %u bytes", HEAD_MAX);
			return got > 0;
		}
		if (errno != EAGAIN && errno != EINTR)
			return error_set(err, EIO, "the connection to Podman broke: %s", strerror(errno));
		int r = errno == EAGAIN ? wait_ready(exchange, LOOP_READABLE, err) : 0;
		if (r < 0)
			return r;
	}
}

static int read_refusal(struct exchange *exchange, struct buffer *head, size_t body, int status, struct error *err)
{
	// "Connection: close" was not asked for, so the message may be all that comes: take what is here within a moment.
	for (int turns = 0; turns < 20 && !memchr(head->data + body, '}', head->len - body); turns++) {
		if (receive(exchange, head, err) <= 0)
			break;
	}
	const char *text = (const char *)head->data + body;
	const char *start = strchr(text, '{');
	return podman_http_refused(status, start ? start : text, strlen(start ? start : text), err);
}

// "HTTP/1.1 101 …"; the text ends behind it, so it may be short.
static int read_status(const char *line)
{
	const char *digits = line + strlen("HTTP/1.x ");
	uint64_t status;
	if (strncmp(line, "HTTP/1.", 7) != 0 || !isdigit((unsigned char)line[7]) || line[8] != ' ')
		return -EBADMSG;
	AUTO_FREE char *number = xstrndup(digits, strspn(digits, "0123456789"));
	return strlen(number) == 3 && parse_u64(number, &status) == 0 ? (int)status : -EBADMSG;
}

static int read_head(struct exchange *exchange, struct buffer *head, struct error *err)
{
	const char *end = NULL;
	while (!(end = strstr(buffer_text(head), "\r\n\r\n"))) {
		int r = receive(exchange, head, err);
		if (r < 0)
			return r;
		if (r == 0)
			return error_set(err, EIO, "Podman closed the connection without an answer");
	}
	size_t body = (size_t)(end + 4 - (const char *)head->data);
	int status = read_status((const char *)head->data);
	if (status < 0)
		return error_set(err, EBADMSG, "Podman's answer is not HTTP");
	if (status != 101 && status != 200)
		return read_refusal(exchange, head, body, status, err);
	buffer_consume(head, body);
	return 0;
}

void podman_connection_done(struct podman_connection *connection)
{
	buffer_done(&connection->early);
	if (connection->fd > 0)
		(void)close(connection->fd);
	connection->fd = -1;
}

int podman_connect(struct podman *podman, const char *path, const char *body, struct podman_connection *ret_connection,
		   struct error *err)
{
	struct exchange exchange = {.podman = podman, .fd = -1};
	waiter_init(&exchange.waiter, podman_loop(podman));
	AUTO_VALUE(buffer) struct buffer head;
	buffer_init(&head, HEAD_MAX);
	AUTO_FREE char *text = xasprintf("POST " PODMAN_API "%s HTTP/1.1\r\n"
					 "Host: podman\r\n"
					 "Connection: Upgrade\r\n"
					 "Upgrade: tcp\r\n"
					 "Content-Type: application/json\r\n"
					 "Content-Length: %zu\r\n\r\n%s",
					 path, body ? strlen(body) : 0, body ? body : "");
	int r = open_socket(&exchange, err);
	if (r == 0)
		r = send_all(&exchange, text, strlen(text), err);
	if (r == 0)
		r = read_head(&exchange, &head, err);
	if (r < 0) {
		if (exchange.fd >= 0)
			(void)close(exchange.fd);
		return r;
	}
	ret_connection->fd = exchange.fd;
	ret_connection->early = head;
	buffer_init(&head, HEAD_MAX);
	return 0;
}
