// SPDX-License-Identifier: Apache-2.0
// Does a page of our own ask? Pure. A browser names the asking page's origin; it must be the address people use: public_url, or the
// Host the request came to, as long as that is a loopback name or no public_url is set (so another name pointed at us is no way in).
#pragma once

#include <stdbool.h>

// origin: the Origin header, never NULL; host: the Host header, may be NULL; public_base: "https://host:port", "" when not set.
bool origin_allowed(const char *origin, const char *host, const char *public_base, bool secure);
// "https://host[:port]" from an address that may have a path; false when it is no http(s) address or too long.
bool origin_of_url(const char *url, char *ret_base, unsigned long size);
