// SPDX-License-Identifier: Apache-2.0
// The address to listen on, from the setting's text.
#pragma once

#include "common/base/error.h"

#include <stdbool.h>

struct listen_address {
	char host[64]; // numeric; "" = every address
	int port;
	bool ipv6;
};

// "127.0.0.1:8080", "[::1]:8080", "0.0.0.0:80", "localhost:8080", ":8080".
int listen_address_parse(const char *text, struct listen_address *ret_address, struct error *err);
// Can it be bound? Says why not; libwebsockets would not.
int listen_address_probe(const struct listen_address *address, struct error *err);
