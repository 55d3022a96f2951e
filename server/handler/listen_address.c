// SPDX-License-Identifier: Apache-2.0
#include "server/handler/listen_address.h"

#include "common/base/cleanup.h"
#include "common/base/parse.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

static int set_host(const char *text, size_t len, struct listen_address *address, struct error *err)
{
	unsigned char binary[16];
	bool brackets = len >= 2 && text[0] == '[' && text[len - 1] == ']';
	if (brackets) {
		text++;
		len -= 2;
	}
	if (len >= sizeof(address->host))
		return error_set(err, EINVAL, "the address is too long");
	memcpy(address->host, text, len);
	address->host[len] = '\0';
	if (strcmp(address->host, "localhost") == 0)
		(void)snprintf(address->host, sizeof(address->host), "127.0.0.1");
	if (strcmp(address->host, "0.0.0.0") == 0 || strcmp(address->host, "*") == 0)
		address->host[0] = '\0';
	if (address->host[0] == '\0')
		return 0;
	address->ipv6 = brackets;
	if (inet_pton(brackets ? AF_INET6 : AF_INET, address->host, binary) != 1)
		return error_set(err, EINVAL, "'%.60s' is no numeric address (an IPv6 one needs [ ])", address->host);
	return 0;
}

int listen_address_parse(const char *text, struct listen_address *ret_address, struct error *err)
{
	struct listen_address address = {0};
	const char *colon = text ? strrchr(text, ':') : NULL;
	uint64_t port = 0;
	if (!colon || parse_u64(colon + 1, &port) < 0 || port < 1 || port > 65535)
		return error_set(err, EINVAL, "must be ADDRESS:PORT, like 127.0.0.1:8080");
	int r = set_host(text, (size_t)(colon - text), &address, err);
	if (r < 0)
		return r;
	address.port = (int)port;
	*ret_address = address;
	return 0;
}

static int bind_once(const struct sockaddr *address, socklen_t len, struct error *err)
{
	int on = 1;
	AUTO_CLOSE int fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return error_set(err, errno, "%s", strerror(errno));
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, address, len) == 0 && listen(fd, 1) == 0)
		return 0;
	return error_set(err, errno, "%s%s", strerror(errno),
			 errno == EADDRINUSE ? " (another program listens there; choose another port)" : "");
}

int listen_address_probe(const struct listen_address *address, struct error *err)
{
	if (address->ipv6) {
		struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)address->port)};
		(void)inet_pton(AF_INET6, address->host, &six.sin6_addr);
		return bind_once((struct sockaddr *)&six, sizeof(six), err);
	}
	struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons((uint16_t)address->port)};
	if (address->host[0])
		(void)inet_pton(AF_INET, address->host, &four.sin_addr);
	return bind_once((struct sockaddr *)&four, sizeof(four), err);
}
