// SPDX-License-Identifier: Apache-2.0
// The canonical text of a tree: one way to write each operator, parentheses and quotes only where they are needed, values as they were
// written.
#include <string.h>

#include "common/filter/filter_text.h"

static bool is_visible(const char *text, size_t n)
{
	return n > 0 && (uint8_t)text[0] >= 0x20 && text[0] != 0x7f;
}

static bool is_bare(const struct filter_value *value)
{
	for (size_t i = 0, n; i < value->len; i += n) {
		n = filter_utf8_length(value->text + i, value->len - i);
		if (!is_visible(value->text + i, n) || (n == 1 && !filter_is_bare(value->text[i])))
			return false;
	}
	return value->len > 0 && !filter_is_keyword(value->text, value->len);
}

// What is no text is written as \x1b, so that the whole is always UTF-8 on one line.
static void print_quoted(const struct filter_value *value, struct buffer *out)
{
	(void)buffer_append_byte(out, '"');
	for (size_t i = 0; i < value->len;) {
		const char *at = value->text + i;
		size_t n = filter_utf8_length(at, value->len - i);
		if (*at == '"' || *at == '\\')
			(void)buffer_append_byte(out, '\\');
		if (is_visible(at, n))
			(void)buffer_append(out, at, n);
		else if (*at == '\n' || *at == '\t')
			(void)buffer_append_text(out, *at == '\n' ? "\\n" : "\\t");
		else
			(void)buffer_printf(out, "\\x%02x", (uint8_t)*at);
		i += is_visible(at, n) ? n : 1;
	}
	(void)buffer_append_byte(out, '"');
}

static void print_value(const struct filter_value *value, struct buffer *out)
{
	if (is_bare(value))
		(void)buffer_append(out, value->text, value->len);
	else
		print_quoted(value, out);
}

static void print_check(const struct filter_node *check, struct buffer *out)
{
	(void)buffer_append_text(out, check->field->name);
	if (check->argument)
		(void)buffer_printf(out, ".%s", check->argument);
	else if (check->index >= 0)
		(void)buffer_printf(out, "[%d]", check->index);
	(void)buffer_printf(out, " %s", filter_op_name(check->op));
	bool list = filter_op_is_list(check->op);
	for (size_t i = 0; i < check->n_values; i++) {
		(void)buffer_append_text(out, i ? ", " : list ? " (" : " ");
		print_value(&check->values[i], out);
	}
	if (list)
		(void)buffer_append_byte(out, ')');
}

// Does the child bind less tightly than what is around it?
static bool needs_parentheses(const struct filter_node *parent, const struct filter_node *child)
{
	bool chain = child->kind == FILTER_NODE_OR || child->kind == FILTER_NODE_AND;
	return parent->kind == FILTER_NODE_NOT ? chain
					       : parent->kind == FILTER_NODE_AND && child->kind == FILTER_NODE_OR;
}

static void print_children(const struct filter_node *node, const char *between, struct buffer *out)
{
	for (size_t i = 0; i < node->n; i++) {
		bool parentheses = needs_parentheses(node, node->children[i]);
		(void)buffer_append_text(out, i ? between : "");
		(void)buffer_append_text(out, parentheses ? "(" : "");
		filter_print_node(node->children[i], out);
		(void)buffer_append_text(out, parentheses ? ")" : "");
	}
}

void filter_print_node(const struct filter_node *node, struct buffer *out)
{
	switch (node->kind) {
	case FILTER_NODE_ALL:
		break;
	case FILTER_NODE_AND:
		print_children(node, " and ", out);
		break;
	case FILTER_NODE_OR:
		print_children(node, " or ", out);
		break;
	case FILTER_NODE_NOT:
		(void)buffer_append_text(out, "not ");
		print_children(node, "", out);
		break;
	case FILTER_NODE_CHECK:
		print_check(node, out);
		break;
	}
}

void filter_print(const struct filter *filter, struct buffer *out)
{
	filter_print_node(filter->root, out);
}
