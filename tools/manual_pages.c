// SPDX-License-Identifier: Apache-2.0
// The pages in docs/man, made from the tables of modes and options. manual_pages FOLDER writes them, with --check before it compares
// instead and fails when they differ.
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/alloc.h"
#include "common/base/buffer.h"
#include "common/base/cleanup.h"
#include "common/base/config.h"
#include "detector/mode/manual.h"

#define PAGE_MAX (1u << 20)

// Characters that mean something to roff, or that it would turn into others.
static const struct {
	const char *text, *roff;
} escapes[] = {
    {"\\", "\\e"}, {"-", "\\-"}, {"'", "\\(aq"}, {"\"", "\\(dq"}, {"^", "\\(ha"}, {"~", "\\(ti"}, {"…", "..."},
};

static void put_text(struct buffer *out, const char *text)
{
	if (*text == '.')
		(void)buffer_append_text(out, "\\&");
	while (*text) {
		size_t i = 0;
		while (i < sizeof(escapes) / sizeof(escapes[0]) &&
		       strncmp(text, escapes[i].text, strlen(escapes[i].text)) != 0)
			i++;
		if (i < sizeof(escapes) / sizeof(escapes[0])) {
			(void)buffer_append_text(out, escapes[i].roff);
			text += strlen(escapes[i].text);
		} else {
			(void)buffer_append_byte(out, (uint8_t)*text++);
		}
	}
}

static void heading(struct buffer *out, const char *name)
{
	(void)buffer_printf(out, ".SH %s\n", name);
}

static void begin_page(struct buffer *out, const char *name, const char *summary)
{
	(void)buffer_append_text(
	    out, ".\\\" Made by tools/manual_pages.c from the tables in detector/mode. Do not edit.\n.TH ");
	for (const char *c = name; *c; c++)
		(void)buffer_append_byte(out, (uint8_t)(*c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c));
	(void)buffer_printf(out, " 1 \"\" \"syscope %s\" \"syscope\"\n", SYSCOPE_VERSION);
	heading(out, "NAME");
	put_text(out, name);
	(void)buffer_append_text(out, " \\- ");
	put_text(out, summary);
	(void)buffer_append_byte(out, '\n');
}

static void put_options(struct buffer *out, const struct option_group *group)
{
	(void)buffer_append_text(out, ".SS ");
	put_text(out, group->title);
	(void)buffer_append_byte(out, '\n');
	for (const struct option_row *row = group->rows; row->apply; row++) {
		char usage[96];
		if (!row->help || (!row->name && !group->letters))
			continue;
		mode_option_usage(group, row, usage, sizeof(usage));
		(void)buffer_append_text(out, ".TP\n.B ");
		put_text(out, usage);
		(void)buffer_append_byte(out, '\n');
		put_text(out, row->help);
		(void)buffer_append_text(out, ".\n");
	}
}

static void put_settings(struct buffer *out, const struct config_key *settings)
{
	heading(out, "SETTINGS");
	put_text(out, "In the file of --config as key = value, in the environment as SYSCOPE_DETECTOR_KEY.");
	(void)buffer_append_byte(out, '\n');
	for (const struct config_key *key = settings; key->name; key++) {
		(void)buffer_append_text(out, ".TP\n.B ");
		put_text(out, key->name);
		(void)buffer_append_byte(out, '\n');
		put_text(out, key->help);
		(void)buffer_append_text(out, key->fallback && key->fallback[0] ? " (default: " : "");
		put_text(out, key->fallback ? key->fallback : "");
		(void)buffer_append_text(out, key->fallback && key->fallback[0] ? ").\n" : ".\n");
	}
}

static void put_examples(struct buffer *out, const struct mode_manual *manual)
{
	heading(out, "EXAMPLES");
	for (size_t i = 0; i < MANUAL_EXAMPLES && manual->examples[i][0]; i++) {
		(void)buffer_append_text(out, ".TP\n.B ");
		put_text(out, manual->examples[i][0]);
		(void)buffer_append_byte(out, '\n');
		put_text(out, manual->examples[i][1]);
		(void)buffer_append_text(out, ".\n");
	}
}

static void put_see_also(struct buffer *out, const char *but)
{
	heading(out, "SEE ALSO");
	const char *between = "";
	if (but) {
		(void)buffer_append_text(out, ".BR syscope\\-detector (1)");
		between = ",\n";
	}
	for (const struct mode_manual *manual = mode_manuals; manual->name; manual++) {
		if (but && strcmp(but, manual->name) == 0)
			continue;
		(void)buffer_printf(out, "%s.BR syscope\\-detector\\-%s (1)", between, manual->name);
		between = ",\n";
	}
	(void)buffer_append_text(out, ",\n.BR strace (1),\n.BR podman (1)\n");
}

static void put_mode(struct buffer *out, const struct mode_manual *manual)
{
	AUTO_FREE char *name = xasprintf("syscope-detector-%s", manual->name);
	begin_page(out, name, manual->summary);
	heading(out, "SYNOPSIS");
	(void)buffer_printf(out, ".B syscope\\-detector %s\n", manual->name);
	put_text(out, manual->synopsis);
	(void)buffer_append_byte(out, '\n');
	heading(out, "DESCRIPTION");
	put_text(out, manual->about);
	(void)buffer_append_byte(out, '\n');
	for (size_t i = 0; i < MANUAL_PARAGRAPHS && manual->text[i]; i++) {
		(void)buffer_append_text(out, ".PP\n");
		put_text(out, manual->text[i]);
		(void)buffer_append_byte(out, '\n');
	}
	heading(out, "OPTIONS");
	for (const struct option_group *group = manual->groups; group->rows; group++)
		put_options(out, group);
	if (manual->settings)
		put_settings(out, manual->settings);
	heading(out, "EXIT STATUS");
	put_text(out, manual->exit_status);
	(void)buffer_append_byte(out, '\n');
	put_examples(out, manual);
	put_see_also(out, manual->name);
}

static void put_overview(struct buffer *out)
{
	begin_page(out, "syscope-detector", "show the system calls of Linux containers, programs and hosts");
	heading(out, "SYNOPSIS");
	(void)buffer_append_text(out, ".B syscope\\-detector\nMODE [options] ...\n");
	heading(out, "DESCRIPTION");
	put_text(out,
		 "Records system calls in the kernel by eBPF, from a container's first instruction to its last, and "
		 "shows them as strace does, as JSON, or as exact counts. On its own it needs no server; with one, "
		 "scans are stored, searched, compared, and turned into seccomp profiles.");
	(void)buffer_append_byte(out, '\n');
	heading(out, "MODES");
	for (const struct mode_manual *manual = mode_manuals; manual->name; manual++) {
		(void)buffer_printf(out, ".TP\n.B %s\n", manual->name);
		put_text(out, manual->summary);
		(void)buffer_append_text(out, ".\n");
	}
	heading(out, "ENVIRONMENT");
	(void)buffer_append_text(out, ".TP\n.B LOG\n");
	put_text(out, "what is told on standard error about the detector's own work, such as LOG=info or "
		      "LOG=link:debug,podman:info.");
	(void)buffer_append_text(out, "\n.TP\n.B SYSCOPE_DETECTOR_PODMAN_SOCKET\n");
	put_text(out, "where Podman listens, when --podman-socket does not say it.");
	(void)buffer_append_byte(out, '\n');
	put_see_also(out, NULL);
}

static int write_file(const char *path, const struct buffer *text)
{
	FILE *file = fopen(path, "wb");
	bool written = file && fwrite(text->data, 1, text->len, file) == text->len;
	if (file)
		written = fclose(file) == 0 && written;
	if (!written)
		perror(path);
	return written ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int check_file(const char *path, const struct buffer *text)
{
	static char found[PAGE_MAX];
	FILE *file = fopen(path, "rb");
	if (!file) {
		perror(path);
		return EXIT_FAILURE;
	}
	size_t len = fread(found, 1, PAGE_MAX, file);
	(void)fclose(file);
	if (len == text->len && memcmp(found, text->data, len) == 0)
		return EXIT_SUCCESS;
	(void)fprintf(stderr, "%s is not what the tables of options make: run `ninja manual-pages`\n", path);
	return EXIT_FAILURE;
}

static int finish(const char *folder, const char *mode, bool check, const struct buffer *page)
{
	AUTO_FREE char *path = xasprintf("%s/syscope-detector%s%s.1", folder, mode ? "-" : "", mode ? mode : "");
	return check ? check_file(path, page) : write_file(path, page);
}

int main(int argc, char **argv)
{
	bool check = argc > 1 && strcmp(argv[1], "--check") == 0;
	if (argc != 2 + check) {
		(void)fprintf(stderr, "Usage: %s [--check] FOLDER\n", argv[0]);
		return EXIT_FAILURE;
	}
	const char *folder = argv[1 + check];
	AUTO_VALUE(buffer) struct buffer page;
	buffer_init(&page, PAGE_MAX);
	put_overview(&page);
	int status = finish(folder, NULL, check, &page);
	for (const struct mode_manual *manual = mode_manuals; manual->name; manual++) {
		buffer_clear(&page);
		put_mode(&page, manual);
		status |= finish(folder, manual->name, check, &page);
	}
	return status;
}
