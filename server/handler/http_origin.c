// SPDX-License-Identifier: Apache-2.0
#include "server/handler/http_origin.h"

#include <string.h>
#include <strings.h>

bool origin_of_url(const char *url, char *ret_base, unsigned long size)
{
	size_t scheme = strncasecmp(url, "https://", 8) == 0 ? 8 : strncasecmp(url, "http://", 7) == 0 ? 7 : 0;
	if (scheme == 0)
		return false;
	size_t host = strcspn(url + scheme, "/?#");
	if (host == 0 || scheme + host >= size || memchr(url + scheme, '@', host))
		return false;
	memcpy(ret_base, url, scheme + host);
	ret_base[scheme + host] = '\0';
	return true;
}

static bool is_loopback(const char *host)
{
	static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		size_t len = strlen(names[i]);
		if (strncasecmp(host, names[i], len) == 0 && (host[len] == '\0' || host[len] == ':'))
			return true;
	}
	return false;
}

bool origin_allowed(const char *origin, const char *host, const char *public_base, bool secure)
{
	const char *scheme = secure ? "https://" : "http://";
	if (public_base[0] && strcasecmp(origin, public_base) == 0)
		return true;
	if (!host || !host[0] || (public_base[0] && !is_loopback(host)))
		return false;
	if (strncasecmp(origin, scheme, strlen(scheme)) != 0)
		return false;
	return strcasecmp(origin + strlen(scheme), host) == 0;
}
