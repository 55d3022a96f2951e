// SPDX-License-Identifier: Apache-2.0
#include "detector/mode/connect_options.h"

#include "common/base/config.h"

static int apply_config(struct mode_options *options, const char *value, struct error *err)
{
	(void)err;
	options->config_path = value;
	return 0;
}

static int apply_server(struct mode_options *options, const char *value, struct error *err)
{
	(void)err;
	options->server = value;
	return 0;
}

static int apply_name(struct mode_options *options, const char *value, struct error *err)
{
	(void)err;
	options->detector_name = value;
	return 0;
}

static int apply_help(struct mode_options *options, const char *value, struct error *err)
{
	(void)value;
	(void)err;
	options->help = true;
	return 0;
}

static int apply_help_all(struct mode_options *options, const char *value, struct error *err)
{
	options->help_all = true;
	return apply_help(options, value, err);
}

const struct option_row connect_option_rows[] = {
    {0, "config", "FILE", "read the settings below from there", apply_config},
    {0, "server", "URL", "the server's address; ws://HOST:PORT or wss://HOST:PORT", apply_server},
    {0, "name", "NAME", "this host's name for people; default: its host name", apply_name},
    {'h', "help", NULL, "this text", apply_help},
    {0, "help-all", NULL, "and the settings", apply_help_all},
    {0, NULL, NULL, NULL, NULL},
};

int connect_options_parse(const struct option_group *groups, int argc, char **argv, struct mode_options *options,
			  struct detector_settings *settings, struct error *err)
{
	int first;
	int r = options_parse(groups, argc, argv, options, &first, err);
	if (r < 0 || options->help)
		return r;
	if (first < argc)
		return error_set(err, EINVAL, "%s: \"%.80s\" is one word too many: it takes options only", argv[0],
				 argv[first]);
	r = config_load(detector_config_keys, settings, options->config_path, "SYSCOPE_DETECTOR", err);
	if (r == 0 && options->server)
		r = config_set(detector_config_keys, settings, "server", options->server, err);
	if (r == 0 && options->detector_name)
		r = config_set(detector_config_keys, settings, "name", options->detector_name, err);
	return r;
}
