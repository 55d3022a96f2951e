// SPDX-License-Identifier: Apache-2.0
// select WORLD [MACROS]: reads filters, one a line (or "-e trace=LIST"), and answers each with a line: "ok <TAB> canonical text <TAB> ids of the events it
// selects", or "error <TAB> position <TAB> message". MACROS has a line a macro: "name: text". The tests in Python are built on it.
#include "common/base/alloc.h"
#include "common/filter/filter_program.h"
#include "tests/integration/filter/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MACROS_MAX 1024

struct macro {
	char *name, *text;
};

struct macro_list {
	size_t n;
	struct macro macros[MACROS_MAX];
};

static int find_macro(void *ctx, const char *name, size_t len, struct buffer *ret_text)
{
	const struct macro_list *list = ctx;
	for (size_t i = 0; i < list->n; i++)
		if (strlen(list->macros[i].name) == len && memcmp(list->macros[i].name, name, len) == 0)
			return buffer_append_text(ret_text, list->macros[i].text);
	return -ENOENT;
}

static void read_macros(const char *path, struct macro_list *list)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t room = 0;
	while (file && list->n < MACROS_MAX && getline(&line, &room, file) > 0) {
		char *colon = strchr(line, ':');
		line[strcspn(line, "\n")] = '\0';
		if (!colon || *line == '#')
			continue;
		list->macros[list->n++] = (struct macro){
		    .name = xstrndup(line, (size_t)(colon - line)),
		    .text = xstrdup(colon + 1 + strspn(colon + 1, " ")),
		};
	}
	free(line);
	if (file)
		(void)fclose(file);
}

static void answer(const struct world *world, const char *text, const struct filter_macros *macros,
		   struct filter_scratch *scratch)
{
	AUTO(filter) struct filter *filter = NULL;
	AUTO(filter_program) struct filter_program *program = NULL;
	AUTO_VALUE(buffer) struct buffer canonical = {.max = 1u << 20};
	struct filter_error details;
	struct error err;
	static const char trace[] = "-e trace=";
	bool is_trace = strncmp(text, trace, strlen(trace)) == 0;
	int r = is_trace ? filter_from_trace(text + strlen(trace), &filter, &err)
			 : filter_parse(text, strlen(text), macros, &filter, &details, &err);
	if (r < 0) {
		printf("error\t%u\t%s\n", is_trace ? 0 : details.at, err.text);
		return;
	}
	filter_print(filter, &canonical);
	printf("ok\t%s\t", buffer_text(&canonical));
	program = filter_program_new(filter);
	for (size_t i = 0; i < world->n; i++)
		if (filter_match(program, &world->events[i].event, scratch))
			printf("%s ", world->events[i].id);
	printf("\n");
}

int main(int argc, char **argv)
{
	struct macro_list list = {0};
	struct filter_macros macros = {.find = find_macro, .ctx = &list};
	AUTO_VALUE(filter_scratch) struct filter_scratch scratch;
	struct world world;
	struct error err;
	char *line = NULL;
	size_t room = 0;
	if (argc < 2 || world_read(argv[1], &world, &err) < 0) {
		(void)fprintf(stderr, "%s\n", argc < 2 ? "select WORLD [MACROS]" : err.text);
		return 2;
	}
	if (argc > 2)
		read_macros(argv[2], &list);
	filter_scratch_init(&scratch);
	while (getline(&line, &room, stdin) > 0) {
		line[strcspn(line, "\n")] = '\0';
		answer(&world, line, &macros, &scratch);
	}
	free(line);
	for (size_t i = 0; i < list.n; i++) {
		free(list.macros[i].name);
		free(list.macros[i].text);
	}
	world_done(&world);
	return 0;
}
