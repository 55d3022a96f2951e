// SPDX-License-Identifier: Apache-2.0
// What is made from the table of fields: docs/reference/filter-fields.md and the client's filterFields.generated.ts.
// filter_reference --markdown|--typescript FILE writes the file, with --check before it compares instead and fails when they differ.
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/filter/filter_ast.h"

#define OUTPUT_MAX (1u << 20)

static const struct {
	enum filter_type type;
	const char *values;
} type_values[] = {
    {FILTER_TEXT, "a word, or in quotes what has blanks or `( ) \" ' = ,` in it: `nginx`, `\"a b\"`"},
    {FILTER_NUMBER, "`42`, `-1`, `0x1f`, octal `0644`"},
    {FILTER_SIZE, "bytes: `4096`, or powers of 1024: `64k`, `1.5M`, `2G`"},
    {FILTER_DURATION, "nanoseconds, or with a unit: `10us`, `1.5ms`, `2s`, `3m`, `1h`, `1d`"},
    {FILTER_TIME,
     "`2026-11-24T08:19:36.5Z`, `2026-11-24T08:19+01:00`, a day (UTC) `2026-11-24`, or nanoseconds since 1970"},
    {FILTER_BOOL, "`true`, `false`"},
    {FILTER_RESULT, "a number, the name of an error as `ENOENT` (-2), or `SUCCESS`: any result that is no error"},
    {FILTER_CALL, "the name of a system call of [this list](syscalls.md) or of the 32 bit ones; `signal`, `procexit`"},
    {FILTER_ADDRESS, "`10.0.0.1`, `::1`"},
    {FILTER_NET, "`10.0.0.0/8`, `fd00::/8`, or one address"},
    {FILTER_PORT, "`443`, or a well-known name: `https`"},
    {FILTER_ARGUMENT,
     "a number, flags by name with `|` between (`O_CREAT|O_EXCL`), or a text to compare with what is shown"},
};
_Static_assert(sizeof(type_values) / sizeof(type_values[0]) == FILTER_TYPES, "each type is told");

static const char *spelling(const struct filter_field *field)
{
	static const char *const suffixes[] = {
	    [FILTER_NO_ARGUMENT] = "", [FILTER_ARGUMENT_NAME] = ".NAME", [FILTER_ARGUMENT_INDEX] = "[N]"};
	return suffixes[field->argument];
}

// | would end the cell.
static void print_cell(struct buffer *out, const char *text)
{
	for (; *text; text++)
		(void)buffer_printf(out, *text == '|' ? "\\|" : "%c", *text);
}

static void print_types(struct buffer *out)
{
	(void)buffer_append_text(out, "\n## Types\n\n| type | values | operators |\n|---|---|---|\n");
	for (int type = 0; type < FILTER_TYPES; type++) {
		(void)buffer_printf(out, "| %s | ", filter_type_name((enum filter_type)type));
		print_cell(out, type_values[type].values);
		(void)buffer_append_text(out, " |");
		for (int op = 0; op < FILTER_OPS; op++)
			if (filter_op_fits((enum filter_op)op, (enum filter_type)type))
				(void)buffer_printf(out, " `%s`", filter_op_name((enum filter_op)op));
		(void)buffer_append_text(out, " |\n");
	}
}

static void print_operators(struct buffer *out)
{
	(void)buffer_append_text(out, "\n## Operators\n\n| operator | holds when the field |\n|---|---|\n");
	for (int op = 0; op < FILTER_OPS; op++) {
		(void)buffer_printf(out, "| `%s` | ", filter_op_name((enum filter_op)op));
		print_cell(out, filter_op_help((enum filter_op)op));
		(void)buffer_append_text(out, " |\n");
	}
}

static void print_markdown(struct buffer *out)
{
	(void)buffer_append_text(
	    out,
	    "# Fields of the filter language\n\n"
	    "Made from the table in `common/filter/filter_fields.c`; change that one and run `ninja "
	    "filter-reference`. [The language](../filter-language.md) says how conditions are put together.\n\n"
	    "`evt.arg.NAME` takes the name of an argument as [the system calls](syscalls.md) have it, `evt.arg[N]` "
	    "its number from 0.\n\n"
	    "| field | type | what it is | example |\n|---|---|---|---|\n");
	for (size_t i = 0; i < FILTER_FIELDS; i++) {
		const struct filter_field *field = &filter_fields[i];
		(void)buffer_printf(out, "| `%s%s` | %s | ", field->name, spelling(field),
				    filter_type_name(field->type));
		print_cell(out, field->help);
		(void)buffer_printf(out, " | `%s` |\n", field->example);
	}
	print_types(out);
	print_operators(out);
}

static void print_quoted(struct buffer *out, const char *text)
{
	(void)buffer_append_byte(out, '"');
	for (; *text; text++)
		(void)buffer_printf(out, *text == '"' || *text == '\\' ? "\\%c" : "%c", *text);
	(void)buffer_append_byte(out, '"');
}

static void print_property(struct buffer *out, const char *name, const char *value)
{
	(void)buffer_printf(out, "\t\t%s: ", name);
	print_quoted(out, value);
	(void)buffer_append_text(out, ",\n");
}

static void print_field(struct buffer *out, const struct filter_field *field)
{
	static const char *const arguments[] = {
	    [FILTER_NO_ARGUMENT] = "none", [FILTER_ARGUMENT_NAME] = "name", [FILTER_ARGUMENT_INDEX] = "index"};
	(void)buffer_append_text(out, "\t{\n");
	print_property(out, "name", field->name);
	print_property(out, "type", filter_type_name(field->type));
	print_property(out, "argument", arguments[field->argument]);
	print_property(out, "help", field->help);
	print_property(out, "example", field->example);
	(void)buffer_append_text(out, "\t\toperators: [");
	const char *between = "";
	for (int op = 0; op < FILTER_OPS; op++) {
		if (!filter_op_fits((enum filter_op)op, field->type))
			continue;
		(void)buffer_append_text(out, between);
		print_quoted(out, filter_op_name((enum filter_op)op));
		between = ", ";
	}
	(void)buffer_append_text(out, "],\n\t},\n");
}

static void print_typescript(struct buffer *out)
{
	(void)buffer_append_text(
	    out, "// SPDX-License-Identifier: Apache-2.0\n"
		 "// Made by tools/filter_reference.c from common/filter/filter_fields.c. Do not edit.\n"
		 "export interface FilterFieldInfo {\n"
		 "\treadonly name: string;\n"
		 "\treadonly type: string;\n"
		 "\treadonly argument: \"none\" | \"name\" | \"index\";\n"
		 "\treadonly help: string;\n"
		 "\treadonly example: string;\n"
		 "\treadonly operators: readonly string[];\n"
		 "}\n\n"
		 "export const FILTER_FIELDS: readonly FilterFieldInfo[] = [\n");
	for (size_t i = 0; i < FILTER_FIELDS; i++)
		print_field(out, &filter_fields[i]);
	(void)buffer_append_text(out, "];\n");
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
	AUTO_FREE char *found = malloc(OUTPUT_MAX);
	FILE *file = fopen(path, "rb");
	if (!file || !found) {
		perror(path);
		return EXIT_FAILURE;
	}
	size_t len = fread(found, 1, OUTPUT_MAX, file);
	(void)fclose(file);
	if (len == text->len && memcmp(found, text->data, len) == 0)
		return EXIT_SUCCESS;
	(void)fprintf(stderr, "%s is not what the table of fields makes: run `ninja filter-reference`\n", path);
	return EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	bool check = argc > 1 && strcmp(argv[1], "--check") == 0;
	argc -= check;
	argv += check;
	bool markdown = argc == 3 && strcmp(argv[1], "--markdown") == 0;
	if (!markdown && (argc != 3 || strcmp(argv[1], "--typescript") != 0)) {
		(void)fprintf(stderr, "usage: filter_reference [--check] --markdown|--typescript FILE\n");
		return EXIT_FAILURE;
	}
	AUTO_VALUE(buffer) struct buffer out;
	buffer_init(&out, OUTPUT_MAX);
	if (markdown)
		print_markdown(&out);
	else
		print_typescript(&out);
	return check ? check_file(argv[2], &out) : write_file(argv[2], &out);
}
