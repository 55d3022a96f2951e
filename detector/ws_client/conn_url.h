// SPDX-License-Identifier: Apache-2.0
// The server's address as people write it.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/base/error.h"

#define CONN_PATH "/detector/v1"

struct conn_url {
	bool tls;
	uint16_t port;
	char host[256]; // without the brackets of IPv6
	char path[512]; // CONN_PATH behind the path of the address
};

// ws:// and wss://, also http:// and https:// (what people copy from the browser). -EINVAL says what is wrong.
int conn_url_parse(const char *text, struct conn_url *ret_url, struct error *err);
