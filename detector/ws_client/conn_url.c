// SPDX-License-Identifier: Apache-2.0
#include "detector/ws_client/conn_url.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "common/base/parse.h"

static const struct {
	const char *prefix;
	bool tls;
} schemes[] = {{"ws://", false}, {"wss://", true}, {"http://", false}, {"https://", true}};

static const char *skip_scheme(const char *text, struct conn_url *url)
{
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		size_t len = strlen(schemes[i].prefix);
		if (strncmp(text, schemes[i].prefix, len) != 0)
			continue;
		url->tls = schemes[i].tls;
		url->port = url->tls ? 443 : 80;
		return text + len;
	}
	return NULL;
}

// Copies len characters; false when they do not fit, are none, or hold something that has no place in an address.
static bool copy_plain(char *to, size_t size, const char *from, size_t len)
{
	if (len == 0 || len >= size)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (from[i] <= ' ' || from[i] == 127 || strchr("@\\\"<>?#", from[i]))
			return false;
	}
	memcpy(to, from, len);
	to[len] = '\0';
	return true;
}

static bool read_port(const char *from, size_t len, uint16_t *ret_port)
{
	char text[8];
	uint64_t port = 0;
	if (!copy_plain(text, sizeof(text), from, len) || parse_u64(text, &port) < 0 || port == 0 || port > UINT16_MAX)
		return false;
	*ret_port = (uint16_t)port;
	return true;
}

static bool read_authority(const char *from, size_t len, struct conn_url *url)
{
	const char *host = from;
	const char *end = from + len;
	const char *colon = NULL;
	if (*from == '[') {
		const char *close = memchr(from, ']', len);
		if (!close)
			return false;
		host++;
		colon = close + 1 < end ? close + 1 : NULL;
		if (colon && *colon != ':')
			return false;
		return copy_plain(url->host, sizeof(url->host), host, (size_t)(close - host)) &&
		       (!colon || read_port(colon + 1, (size_t)(end - colon - 1), &url->port));
	}
	colon = memchr(from, ':', len);
	size_t host_len = colon ? (size_t)(colon - from) : len;
	return copy_plain(url->host, sizeof(url->host), host, host_len) &&
	       (!colon || read_port(colon + 1, (size_t)(end - colon - 1), &url->port));
}

int conn_url_parse(const char *text, struct conn_url *ret_url, struct error *err)
{
	struct conn_url url = {0};
	const char *at = skip_scheme(text, &url);
	if (!at)
		return error_set(err, EINVAL, "the server's address must begin with ws:// or wss://, not '%.80s'",
				 text);
	size_t len = strcspn(at, "/");
	if (!read_authority(at, len, &url))
		return error_set(err, EINVAL, "the server's address '%.80s' has no sound host and port", text);
	at += len;
	size_t path_len = strlen(at);
	while (path_len && at[path_len - 1] == '/')
		path_len--;
	char prefix[400] = "";
	if (path_len && !copy_plain(prefix, sizeof(prefix), at, path_len))
		return error_set(err, EINVAL, "the path in the server's address '%.80s' is not sound", text);
	size_t own = strlen(CONN_PATH);
	if (path_len >= own && strcmp(prefix + path_len - own, CONN_PATH) == 0)
		prefix[path_len - own] = '\0';
	(void)snprintf(url.path, sizeof(url.path), "%s" CONN_PATH, prefix);
	*ret_url = url;
	return 0;
}
