// SPDX-License-Identifier: Apache-2.0
#include "server/config.h"

#include "common/base/alloc.h"

#include <string.h>

#define ROW(member) offsetof(struct server_config, member)

const struct config_key server_config_keys[] = {
    {"listen", CONFIG_STRING, ROW(listen), "127.0.0.1:8080", "address and port to serve at"},
    {"database", CONFIG_STRING, ROW(database), "dbname=syscope", "PostgreSQL, as libpq writes it"},
    {"database-connections", CONFIG_U64, ROW(database_connections), "8", "at most so many at once, 2 to 64"},
    {"web-root", CONFIG_STRING, ROW(web_root), "", "folder of the built web client"},
    {"public-url", CONFIG_STRING, ROW(public_url), "", "what people type into the browser"},
    {"tls-cert", CONFIG_STRING, ROW(tls_cert), "", "certificate chain, PEM"},
    {"tls-key", CONFIG_STRING, ROW(tls_key), "", "its key, PEM"},
    {NULL, CONFIG_STRING, 0, NULL, NULL},
};

int server_config_load(struct server_config *config, const char *file, struct error *err)
{
	return config_load(server_config_keys, config, file, "SYSCOPE_SERVER", err);
}

int server_config_check(const struct server_config *config, struct error *err)
{
	if (config->database_connections < 2 || config->database_connections > 64)
		return error_set(err, EINVAL, "database-connections: must be from 2 to 64");
	if (!config->tls_cert[0] != !config->tls_key[0])
		return error_set(err, EINVAL, "tls-cert and tls-key: both or none");
	const char *url = config->public_url;
	if (url[0] && strncmp(url, "http://", 7) != 0 && strncmp(url, "https://", 8) != 0)
		return error_set(err, EINVAL, "public-url: \"%.100s\" does not begin with http:// or https://", url);
	return 0;
}

void server_config_done(struct server_config *config)
{
	config_free(server_config_keys, config);
}

char *server_config_url(const struct server_config *config)
{
	if (!config->public_url[0])
		return xasprintf("%s://%s", config->tls_cert[0] ? "https" : "http", config->listen);
	size_t len = strlen(config->public_url);
	while (len > 0 && config->public_url[len - 1] == '/')
		len--;
	return xstrndup(config->public_url, len);
}
