// SPDX-License-Identifier: Apache-2.0
// enroll: makes this host's key, and shows it to the server with a token from there.
#include "common/base/config.h"
#include "common/loop/task.h"
#include "detector/command/capabilities.h"
#include "detector/mode/connect_options.h"
#include "detector/mode/manual.h"
#include "detector/mode/mode.h"
#include "detector/ws_client/enroll.h"

#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int apply_token(struct mode_options *options, const char *value, struct error *err)
{
	(void)err;
	options->token = value;
	return 0;
}

static int apply_label(struct mode_options *options, const char *value, struct error *err)
{
	if (!strchr(value, '=') || value[0] == '=')
		return error_set(err, EINVAL, "\"%.60s\" is not of the form name=value", value);
	if (options->n_labels == LABELS_MAX)
		return error_set(err, E2BIG, "at most %d labels", LABELS_MAX);
	options->labels[options->n_labels++] = value;
	return 0;
}

const struct option_row enroll_option_rows[] = {
    {0, "token", "TOKEN", "from the server: Detectors, Add detector", apply_token},
    {0, "label", "NAME=VALUE", "a label of this host; may be given several times", apply_label},
    {0, NULL, NULL, NULL, NULL},
};

static struct json_object *labels_json(const struct mode_options *options)
{
	struct json_object *labels = json_object_new_object();
	for (size_t i = 0; i < options->n_labels; i++) {
		const char *equals = strchr(options->labels[i], '=');
		char name[128];
		(void)snprintf(name, sizeof(name), "%.*s", (int)(equals - options->labels[i]), options->labels[i]);
		json_object_object_add(labels, name, json_object_new_string(equals + 1));
	}
	return labels;
}

struct finding {
	struct loop *loop;
	const char *socket;
	struct capabilities capabilities;
	bool done;
};

static void find_task(void *ctx)
{
	struct finding *finding = ctx;
	AUTO_FREE char *usual = podman_default_socket();
	struct podman *podman = podman_new(finding->loop, finding->socket[0] ? finding->socket : usual);
	capabilities_find(podman, &finding->capabilities);
	podman_free(podman);
	finding->done = true;
	loop_stop(finding->loop);
}

static int enroll_here(struct loop *loop, const struct mode_options *options, const struct detector_settings *settings,
		       struct error *err)
{
	AUTO(identity) struct identity *identity = NULL;
	struct finding finding = {.loop = loop, .socket = settings->podman_socket};
	char host[256] = "";
	char id[UUID_TEXT_SIZE];
	struct uuid detector;
	(void)gethostname(host, sizeof(host) - 1);
	int r = identity_load_or_make(settings->state_dir, &identity, err);
	if (r < 0)
		return r;
	task_spawn(loop, find_task, &finding);
	if (!finding.done)
		loop_run(loop);
	struct json_object *labels = labels_json(options);
	struct json_object *capabilities = capabilities_json(&finding.capabilities);
	struct enroll_request request = {
	    .server = settings->server,
	    .ca_file = settings->ca_file,
	    .token = options->token,
	    .name = settings->name[0] ? settings->name : host,
	    .labels = labels,
	    .capabilities = capabilities,
	    .identity = identity,
	};
	r = enroll(loop, &request, &detector, err);
	(void)json_object_put(labels);
	(void)json_object_put(capabilities);
	if (r < 0)
		return r;
	uuid_format(&detector, id);
	(void)printf("enrolled as %s (%s); start it with: syscope-detector connect\n", request.name, id);
	return 0;
}

int mode_enroll(int argc, char **argv)
{
	AUTO_VALUE(mode_options) struct mode_options options;
	struct detector_settings settings = {0};
	struct error err;
	mode_ignore_broken_pipes();
	options_init(&options);
	int r = connect_options_parse(mode_groups("enroll"), argc, argv, &options, &settings, &err);
	if (r == 0 && options.help)
		mode_print_help(mode_manual("enroll"), options.help_all);
	else if (r == 0 && !options.token)
		r = error_set(&err, EINVAL,
			      "enroll: --token is needed: the server gives one under Detectors, Add detector");
	if (r == 0 && !options.help) {
		struct loop *loop = loop_new();
		r = enroll_here(loop, &options, &settings, &err);
		loop_free(loop);
	}
	config_free(detector_config_keys, &settings);
	return r < 0 ? mode_fail(&err) : 0;
}
