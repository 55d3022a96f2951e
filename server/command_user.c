// SPDX-License-Identifier: Apache-2.0
// `syscope-server user …`: for the day when nobody can sign in. Who may run it with the database's credentials is root anyway.
#include "common/base/alloc.h"
#include "server/arguments.h"
#include "server/command.h"
#include "server/one_shot.h"
#include "server/repository/user_repository.h"
#include "server/service/user_service.h"

#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define USAGE                                                                                                \
	"syscope-server user list\n"                                                                         \
	"       syscope-server user add NAME [--role admin|operator|analyst|viewer] [--display-name TEXT]\n" \
	"       syscope-server user password NAME\n"                                                         \
	"       syscope-server user role NAME ROLE\n"                                                        \
	"       syscope-server user enable|disable NAME\n"                                                   \
	"The password is read from standard input."

// One line, without echo on a terminal.
static int read_password(char *ret_password, size_t size, struct error *err)
{
	struct termios before;
	bool tty = tcgetattr(STDIN_FILENO, &before) == 0;
	if (tty) {
		struct termios quiet = before;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
		(void)fprintf(stderr, "Password: ");
	}
	bool read = fgets(ret_password, (int)size, stdin) != NULL;
	if (tty) {
		(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
		(void)fprintf(stderr, "\n");
	}
	if (!read)
		return error_set(err, EINVAL, "password: nothing on standard input");
	ret_password[strcspn(ret_password, "\r\n")] = '\0';
	return 0;
}

struct job {
	const char *action, *name, *word;
	const char *role, *display_name;
	char password[PASSWORD_MAX + 2];
};

static int list(struct db *db, struct error *err)
{
	AUTO_VALUE(user_list) struct user_list users = {0};
	int r = user_repository_list(db, &users, err);
	for (size_t i = 0; r == 0 && i < users.n; i++)
		(void)printf("%-24s %-10s %-9s %s\n", users.items[i].username, role_name(users.items[i].role),
			     users.items[i].disabled ? "disabled" : "enabled", users.items[i].display_name);
	return r;
}

static int change(struct user_service *users, const struct job *job, struct error *err)
{
	struct user user = {0};
	bool disable = strcmp(job->action, "disable") == 0;
	struct user_change change = {0};
	if (strcmp(job->action, "password") == 0)
		change.password = job->password;
	else if (strcmp(job->action, "role") == 0)
		change.role = job->word;
	else
		change.disabled = &disable;
	int r = user_service_find(users, job->name, &user, err);
	if (r == 0)
		r = user_service_update(users, NULL, &user.id, &change, &user, err);
	if (r == 0)
		(void)printf("user %s: %s done\n", user.username, job->action);
	return r;
}

static int run(struct loop *loop, struct db *db, void *ctx, struct error *err)
{
	struct job *job = ctx;
	AUTO(password_hasher) struct password_hasher *hasher = password_hasher_new(loop);
	AUTO(user_service) struct user_service *users = user_service_new(db, hasher);
	struct user user = {0};
	if (strcmp(job->action, "list") == 0)
		return list(db, err);
	if (strcmp(job->action, "add") != 0)
		return change(users, job, err);
	struct user_new input = {.username = job->name,
				 .display_name = job->display_name ? job->display_name : job->name,
				 .role = job->role,
				 .password = job->password};
	int r = user_service_create(users, NULL, &input, &user, err);
	if (r == 0)
		(void)printf("user %s (%s) added\n", user.username, role_name(user.role));
	return r;
}

static const struct {
	const char *name;
	int words; // with the action itself
	bool password;
} actions[] = {
    {"list", 1, false}, {"add", 2, true},     {"password", 2, true},
    {"role", 3, false}, {"enable", 2, false}, {"disable", 2, false},
};

int command_user(int argc, char **argv)
{
	AUTO_VALUE(arguments) struct arguments args = {0};
	struct job job = {.role = "viewer"};
	const struct option_row options[] = {
	    {"role", &job.role, NULL}, {"display-name", &job.display_name, NULL}, {NULL, NULL, NULL}};
	struct error err = {0};
	if (arguments_parse(argc, argv, options, &args, &err) < 0)
		return command_usage(&err, USAGE);
	job.action = args.words[0];
	job.name = args.words[1];
	job.word = args.words[2];
	for (size_t i = 0; job.action && i < sizeof(actions) / sizeof(actions[0]); i++) {
		if (strcmp(actions[i].name, job.action) != 0 || actions[i].words != args.n_words)
			continue;
		int r = actions[i].password ? read_password(job.password, sizeof(job.password), &err) : 0;
		if (r == 0)
			r = one_shot(&args.config, true, run, &job, &err);
		explicit_bzero(job.password, sizeof(job.password));
		return r < 0 ? command_fail(&err) : EXIT_OK;
	}
	return command_usage(&err, USAGE);
}
