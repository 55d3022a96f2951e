// SPDX-License-Identifier: Apache-2.0
// `syscope-server migrate` and `syscope-server check`.
#include "server/arguments.h"
#include "server/command.h"
#include "server/one_shot.h"
#include "server/repository/migrate.h"

#include <stdio.h>
#include <unistd.h>

int command_fail(const struct error *err)
{
	(void)fprintf(stderr, "syscope-server: %s\n", err->text);
	return EXIT_FAILED;
}

int command_usage(const struct error *err, const char *usage)
{
	if (err->code)
		(void)fprintf(stderr, "syscope-server: %s\n", err->text);
	(void)fprintf(stderr, "Usage: %s\n", usage);
	return EXIT_USAGE;
}

static int run_migrate(struct loop *loop, struct db *db, void *ctx, struct error *err)
{
	(void)loop;
	(void)ctx;
	int from = 0;
	int to = 0;
	int r = migrate(db, &from, &to, err);
	if (r == 0 && from == to)
		(void)printf("the schema is version %d: nothing to do\n", to);
	else if (r == 0)
		(void)printf("the schema went from version %d to %d\n", from, to);
	return r;
}

int command_migrate(int argc, char **argv)
{
	AUTO_VALUE(arguments) struct arguments args = {0};
	struct error err = {0};
	if (arguments_parse(argc, argv, NULL, &args, &err) < 0 || args.n_words > 0)
		return command_usage(&err, "syscope-server migrate [--config FILE]");
	int r = one_shot(&args.config, false, run_migrate, NULL, &err);
	return r < 0 ? command_fail(&err) : EXIT_OK;
}

static int run_check(struct loop *loop, struct db *db, void *ctx, struct error *err)
{
	(void)loop;
	(void)ctx;
	AUTO(db_result) struct db_result *result = NULL;
	int r = db_query(db, "SELECT current_setting('server_version')", NULL, &result, err);
	if (r < 0)
		return r;
	(void)printf("database   PostgreSQL %s\n", db_text(result, 0, 0));
	r = migrate_check(db, err);
	if (r == 0)
		(void)printf("schema     version %d\n", migrate_known_version());
	return r;
}

int command_check(int argc, char **argv)
{
	AUTO_VALUE(arguments) struct arguments args = {0};
	struct error err = {0};
	if (arguments_parse(argc, argv, NULL, &args, &err) < 0 || args.n_words > 0)
		return command_usage(&err, "syscope-server check [--config FILE]");
	const struct {
		const char *what, *path;
	} files[] = {
	    {"web-root", args.config.web_root}, {"tls-cert", args.config.tls_cert}, {"tls-key", args.config.tls_key}};
	int r = 0;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (files[i].path[0] && access(files[i].path, R_OK) != 0)
			r = error_set(&err, ENOENT, "%s: cannot read %.150s", files[i].what, files[i].path);
	(void)printf("listen     %s\n", args.config.listen);
	if (r == 0)
		r = one_shot(&args.config, false, run_check, NULL, &err);
	if (r < 0)
		return command_fail(&err);
	(void)printf("all is well\n");
	return EXIT_OK;
}
