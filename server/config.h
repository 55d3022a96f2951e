// SPDX-License-Identifier: Apache-2.0
// The server's settings: file, then environment (SYSCOPE_SERVER_*), then the command line.
#pragma once

#include "common/base/config.h"

#include <stdint.h>

struct server_config {
	char *listen;
	char *database;
	uint64_t database_connections;
	char *web_root;
	char *public_url;
	char *tls_cert;
	char *tls_key;
};

extern const struct config_key server_config_keys[];

// file may be NULL.
int server_config_load(struct server_config *config, const char *file, struct error *err);
// Once everything is set: what the types alone do not say.
int server_config_check(const struct server_config *config, struct error *err);
void server_config_done(struct server_config *config);
// What people type into a browser, without a slash at its end. The caller frees.
char *server_config_url(const struct server_config *config);
