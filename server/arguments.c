// SPDX-License-Identifier: Apache-2.0
#include "server/arguments.h"

#include <string.h>

void arguments_done(struct arguments *args)
{
	server_config_done(&args->config);
}

// The value of `--name value` or `--name=value`; NULL when there is none.
static const char *value_of(int argc, char **argv, int *i)
{
	const char *equals = strchr(argv[*i], '=');
	if (equals)
		return equals + 1;
	return *i + 1 < argc ? argv[++*i] : NULL;
}

static bool is_option(const char *word, const char *name)
{
	size_t len = strlen(name);
	return strncmp(word, "--", 2) == 0 && strncmp(word + 2, name, len) == 0 &&
	       (word[2 + len] == '\0' || word[2 + len] == '=');
}

static int take_option(int argc, char **argv, int *i, const struct option_row *options, struct arguments *args,
		       struct error *err)
{
	const char *word = argv[*i];
	char name[64] = {0};
	size_t len = strcspn(word + 2, "=");
	for (const struct option_row *row = options; row && row->name; row++) {
		if (!is_option(word, row->name))
			continue;
		if (row->flag) {
			*row->flag = true;
			return 0;
		}
		*row->value = value_of(argc, argv, i);
		return *row->value ? 0 : error_set(err, EINVAL, "%.60s needs a value", word);
	}
	if (len < sizeof(name))
		memcpy(name, word + 2, len);
	const char *value = value_of(argc, argv, i);
	if (!value)
		return error_set(err, EINVAL, "%.60s: there is no such option, or its value is missing", word);
	return config_set(server_config_keys, &args->config, name, value, err);
}

// --config comes first, wherever it stands: options go before the file.
static int load_config(int argc, char **argv, struct arguments *args, struct error *err)
{
	const char *file = NULL;
	for (int i = 0; i < argc; i++) {
		if (!is_option(argv[i], "config"))
			continue;
		file = value_of(argc, argv, &i);
		if (!file)
			return error_set(err, EINVAL, "--config needs a file");
	}
	return server_config_load(&args->config, file, err);
}

int arguments_parse(int argc, char **argv, const struct option_row *options, struct arguments *ret_args,
		    struct error *err)
{
	int r = load_config(argc, argv, ret_args, err);
	for (int i = 0; r == 0 && i < argc; i++) {
		if (is_option(argv[i], "config")) {
			(void)value_of(argc, argv, &i);
		} else if (strncmp(argv[i], "--", 2) == 0) {
			r = take_option(argc, argv, &i, options, ret_args, err);
		} else if (ret_args->n_words < ARGUMENTS_WORDS) {
			ret_args->words[ret_args->n_words++] = argv[i];
		} else {
			r = error_set(err, EINVAL, "\"%.60s\" is one word too many", argv[i]);
		}
	}
	return r < 0 ? r : server_config_check(&ret_args->config, err);
}
