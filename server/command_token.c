// SPDX-License-Identifier: Apache-2.0
// `syscope-server token setup|enroll`: what it prints goes to standard output alone, so that scripts can take it.
#include "common/base/alloc.h"
#include "common/base/clock.h"
#include "common/base/parse.h"
#include "server/arguments.h"
#include "server/command.h"
#include "server/one_shot.h"
#include "server/service/auth_service.h"
#include "server/service/enrollment_service.h"

#include <stdio.h>
#include <string.h>

#define USAGE                                        \
	"syscope-server token setup [--if-needed]\n" \
	"       syscope-server token enroll [--uses N] [--expires 1h] [--label TEXT]"

struct setup {
	const struct server_config *config;
	bool if_needed;
};

static int make_setup(struct loop *loop, struct db *db, void *ctx, struct error *err)
{
	struct setup *setup = ctx;
	AUTO(password_hasher) struct password_hasher *hasher = password_hasher_new(loop);
	AUTO(auth_service) struct auth_service *auth = auth_service_new(loop, db, hasher);
	AUTO_FREE char *url = server_config_url(setup->config);
	char token[AUTH_TOKEN_SIZE];
	int r = auth_service_new_setup_token(auth, token, err);
	if (r == -EEXIST && setup->if_needed)
		return 0;
	if (r == 0)
		(void)printf("%s/setup#token=%s\n", url, token);
	return r;
}

struct enroll {
	const char *label;
	uint64_t uses, expires_ns;
};

static int make_enroll(struct loop *loop, struct db *db, void *ctx, struct error *err)
{
	(void)loop;
	struct enroll *enroll = ctx;
	AUTO(enrollment_service) struct enrollment_service *enrollments = enrollment_service_new(db);
	struct enrollment_token entry;
	char token[ENROLLMENT_TOKEN_SIZE];
	int64_t uses =
	    enroll->uses > ENROLLMENT_USES_MAX ? 0 : (int64_t)enroll->uses; // 0 is refused with the right words
	int r = enrollment_service_create(enrollments, NULL, enroll->label, uses,
					  (int64_t)(enroll->expires_ns / NS_PER_S), token, &entry, err);
	if (r == 0)
		(void)printf("%s\n", token);
	return r;
}

int command_token(int argc, char **argv)
{
	AUTO_VALUE(arguments) struct arguments args = {0};
	struct setup setup = {.config = &args.config};
	struct enroll enroll = {.label = "command line"};
	const char *uses = "1";
	const char *expires = "1h";
	const struct option_row options[] = {{"if-needed", NULL, &setup.if_needed},
					     {"uses", &uses, NULL},
					     {"expires", &expires, NULL},
					     {"label", &enroll.label, NULL},
					     {NULL, NULL, NULL}};
	struct error err = {0};
	int r = arguments_parse(argc, argv, options, &args, &err);
	if (r == 0 && parse_u64(uses, &enroll.uses) < 0)
		r = error_set(&err, EINVAL, "--uses: \"%.40s\" is not a number", uses);
	if (r == 0 && parse_duration(expires, &enroll.expires_ns) < 0)
		r = error_set(&err, EINVAL, "--expires: \"%.40s\" is not a duration such as 30m or 24h", expires);
	if (r == 0 && args.n_words != 1)
		r = error_set(&err, EINVAL, "which token: setup or enroll?");
	if (r < 0)
		return command_usage(&err, USAGE);
	if (strcmp(args.words[0], "setup") == 0)
		r = one_shot(&args.config, true, make_setup, &setup, &err);
	else if (strcmp(args.words[0], "enroll") == 0)
		r = one_shot(&args.config, true, make_enroll, &enroll, &err);
	else
		return command_usage(&err, USAGE);
	return r < 0 ? command_fail(&err) : EXIT_OK;
}
