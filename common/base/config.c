// SPDX-License-Identifier: Apache-2.0
#include "common/base/config.h"

#include "common/base/alloc.h"
#include "common/base/cleanup.h"
#include "common/base/parse.h"

#include <ctype.h>
#include <ini.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

static const struct config_key *find_key(const struct config_key *table, const char *name)
{
	for (; table->name; table++)
		if (strcmp(table->name, name) == 0)
			return table;
	return NULL;
}

static int set_value(const struct config_key *key, void *settings, const char *value, struct error *err)
{
	char *place = (char *)settings + key->offset;
	uint64_t number = 0;
	int r = 0;
	switch (key->type) {
	case CONFIG_STRING: {
		char *text = xstrdup(value);
		free(*(char **)(void *)place);
		memcpy(place, &text, sizeof(text));
		return 0;
	}
	case CONFIG_BOOL:
		r = parse_bool(value);
		if (r < 0)
			return error_set(err, EINVAL, "%s: \"%.60s\" is not on or off", key->name, value);
		*(bool *)place = r != 0;
		return 0;
	case CONFIG_U64:
		r = parse_u64(value, &number);
		break;
	case CONFIG_SIZE:
		r = parse_size(value, &number);
		break;
	case CONFIG_DURATION:
		r = parse_duration(value, &number);
		break;
	}
	if (r < 0) {
		static const char *const wanted[] = {[CONFIG_U64] = "a number",
						     [CONFIG_SIZE] = "a size such as 64k or 8M",
						     [CONFIG_DURATION] = "a duration such as 500ms or 30s"};
		return error_set(err, -r, "%s: \"%.60s\" is not %s", key->name, value, wanted[key->type]);
	}
	memcpy(place, &number, sizeof(number));
	return 0;
}

int config_set(const struct config_key *table, void *settings, const char *name, const char *value, struct error *err)
{
	const struct config_key *key = find_key(table, name);
	if (!key)
		return error_set(err, EINVAL, "unknown setting \"%.60s\"", name);
	return set_value(key, settings, value, err);
}

struct reading {
	const struct config_key *table;
	void *settings;
	struct error *err;
};

// inih: 1 = go on, 0 = this line is bad; it then returns the first bad line's number.
static int on_line(void *ctx, const char *section, const char *name, const char *value)
{
	struct reading *reading = ctx;
	if (reading->err->code)
		return 0;
	if (section[0]) {
		(void)error_set(reading->err, EINVAL, "sections such as [%.60s] are not used here", section);
		return 0;
	}
	return config_set(reading->table, reading->settings, name, value, reading->err) == 0;
}

static int load_file(const struct config_key *table, void *settings, const char *file, struct error *err)
{
	struct reading reading = {.table = table, .settings = settings, .err = err};
	error_clear(err);
	struct stat status;
	if (stat(file, &status) == 0 && S_ISDIR(status.st_mode)) // it can be opened, and then looks empty
		return error_set(err, EISDIR, "cannot read %.150s: %s", file, strerror(EISDIR));
	int line = ini_parse(file, on_line, &reading);
	if (line < 0)
		return error_set(err, errno ? errno : EIO, "cannot read %.150s: %s", file, strerror(errno));
	if (line > 0) {
		if (!err->code)
			(void)error_set(err, EINVAL, "not of the form key = value");
		return error_wrap(err, "%.100s:%d", file, line);
	}
	return 0;
}

static int load_environment(const struct config_key *table, void *settings, const char *prefix, struct error *err)
{
	for (const struct config_key *key = table; key->name; key++) {
		char name[96];
		(void)snprintf(name, sizeof(name), "%s_%s", prefix, key->name);
		for (char *c = name; *c; c++)
			*c = *c == '-' ? '_' : (char)toupper((unsigned char)*c);
		const char *value = getenv(name);
		if (value && set_value(key, settings, value, err) < 0)
			return error_wrap(err, "environment variable %s", name);
	}
	return 0;
}

int config_load(const struct config_key *table, void *settings, const char *file, const char *env_prefix,
		struct error *err)
{
	for (const struct config_key *key = table; key->name; key++)
		if (set_value(key, settings, key->fallback, err) < 0)
			abort(); // a default that its own type refuses is our mistake
	if (file) {
		int r = load_file(table, settings, file, err);
		if (r < 0)
			return r;
	}
	return load_environment(table, settings, env_prefix, err);
}

void config_free(const struct config_key *table, void *settings)
{
	for (; table->name; table++) {
		if (table->type != CONFIG_STRING)
			continue;
		char **place = (char **)(void *)((char *)settings + table->offset);
		free(*place);
		*place = NULL;
	}
}

void config_print_help(const struct config_key *table, FILE *out)
{
	for (; table->name; table++)
		(void)fprintf(out, "  %-22s %s (default: %s)\n", table->name, table->help,
			      table->fallback[0] ? table->fallback : "none");
}
