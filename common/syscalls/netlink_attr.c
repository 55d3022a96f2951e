// SPDX-License-Identifier: Apache-2.0
// Attributes of netlink messages, and payloads that are a struct with attributes behind.
#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>

#include "common/syscalls/netlink.h"

#define ALIGNED(len) (((len) + 3u) & ~(size_t)3)
#define IPV4_LEN     4u
#define IPV6_LEN     16u

void print_ip(struct printer *p, uint8_t family, const struct piece *data, const char *name)
{
	if (family == AF_INET && data->len >= IPV4_LEN) {
		print_inet(p, data->bytes, name);
	} else if (family == AF_INET6 && data->len >= IPV6_LEN) {
		print_inet6(p, data->bytes, name);
	} else {
		print_format(p, "%s%s", name ? name : "", name ? "=" : "");
		print_hex_string(p, data, data->len);
	}
}

// The NUL at its end is part of it and not shown; without one, dots say so.
static void print_text_attr(struct printer *p, const struct piece *data)
{
	size_t shown = data->len < string_limit(p) ? data->len : string_limit(p);
	bool ends = shown == data->len && shown && !data->bytes[shown - 1];
	print_quoted(p, data->bytes, ends ? shown - 1 : shown, !ends && data->len, QUOTE_PLAIN);
}

static bool print_number_attr(struct printer *p, const struct piece *data, const struct attr *attr)
{
	struct layout value = attr->value;
	if (!value.size) { // of any size
		if (data->len != 1 && data->len != 2 && data->len != 4 && data->len != 8)
			return false;
		value.size = (uint16_t)data->len;
	}
	return print_layout_value(p, &value, data);
}

static bool print_words(struct printer *p, const struct piece *data, const struct attr *attr)
{
	size_t size = attr->value.size, n = data->len / size;
	if (!n)
		return false;
	print_text(p, "[");
	for (size_t i = 0; i < n; i++) {
		struct piece one = piece_part(data, i * size, size);
		print_text(p, i ? ", " : "");
		if (!verbose(p) && i == string_limit(p)) {
			print_text(p, "...");
			break;
		}
		(void)print_layout_value(p, &attr->value, &one);
	}
	print_text(p, "]");
	return true;
}

static bool print_memory(struct printer *p, const struct piece *data)
{
	size_t n = data->len / sizeof(uint32_t);
	if (!n)
		return false;
	print_text(p, "[");
	for (size_t i = 0; i < n; i++) {
		print_text(p, i ? ", [" : "[");
		print_one(p, &constants_sk_meminfo, i);
		print_format(p, "]=%u", (unsigned)piece_number(data, i * sizeof(uint32_t), sizeof(uint32_t)));
	}
	print_text(p, "]");
	return true;
}

static bool print_struct_attr(struct printer *p, const struct piece *data, const struct attr *attr)
{
	const struct layout *last = &attr->rows[attr->n - 1];
	if (attr->how == ATTR_CUT_STRUCT) {
		print_cut_layout(p, attr->rows, attr->n, data);
		return true;
	}
	if (data->len < (size_t)last->at + last->size)
		return false;
	print_layout_struct(p, attr->rows, attr->n, data);
	return true;
}

static bool print_data(struct printer *p, const struct piece *data, const struct attr *attr,
		       const struct nl_context *context)
{
	switch (attr->how) {
	case ATTR_TEXT:
		print_text_attr(p, data);
		return true;
	case ATTR_PAYLOAD:
		print_payload(p, data->bytes, data->len, data->len, QUOTE_PLAIN);
		return true;
	case ATTR_STRUCT:
	case ATTR_CUT_STRUCT:
		return print_struct_attr(p, data, attr);
	case ATTR_NEST:
		print_attributes(p, data, attr->nest, context);
		return true;
	case ATTR_ADDRESS:
		print_ip(p, context->family, data, NULL);
		return true;
	case ATTR_HARDWARE:
		print_mac(p, data->bytes, data->len);
		return true;
	case ATTR_WORDS:
		return print_words(p, data, attr);
	case ATTR_MEMORY:
		return print_memory(p, data);
	case ATTR_PRINT:
		return attr->print(p, data, context);
	default:
		return print_number_attr(p, data, attr);
	}
}

static const struct attr *find_row(const struct attr_table *table, uint16_t type)
{
	for (size_t i = 0; i < table->n; i++)
		if (table->rows[i].type == type)
			return &table->rows[i];
	return table->other;
}

static void print_attr_head(struct printer *p, const struct nlattr *head, const struct attr_table *table)
{
	print_format(p, "{nla_len=%u, nla_type=%s%s", head->nla_len,
		     head->nla_type & NLA_F_NESTED ? "NLA_F_NESTED|" : "",
		     head->nla_type & NLA_F_NET_BYTEORDER ? "NLA_F_NET_BYTEORDER|" : "");
	print_one(p, table->names, head->nla_type & NLA_TYPE_MASK);
	print_text(p, "}");
}

static void print_attr(struct printer *p, const struct piece *rest, const struct attr_table *table,
		       const struct nl_context *context)
{
	struct nlattr head;
	memcpy(&head, rest->bytes, sizeof(head));
	size_t len = head.nla_len < rest->len ? head.nla_len : rest->len;
	if (len <= sizeof(head)) {
		print_attr_head(p, &head, table);
		return;
	}
	struct piece data = piece_part(rest, sizeof(head), len - sizeof(head));
	const struct attr *row = find_row(table, head.nla_type & NLA_TYPE_MASK);
	print_text(p, "[");
	print_attr_head(p, &head, table);
	print_text(p, ", ");
	if (!row || !print_data(p, &data, row, context))
		print_hex_string(p, &data, data.len);
	print_text(p, "]");
}

void print_attributes(struct printer *p, const struct piece *all, const struct attr_table *table,
		      const struct nl_context *context)
{
	bool several = false;
	size_t at = 0;
	for (uint32_t count = 0;; count++) {
		struct piece rest = piece_part(all, at, all->len - at);
		uint16_t len = (uint16_t)piece_number(&rest, 0, sizeof(len));
		bool more = len >= sizeof(struct nlattr) && ALIGNED(len) < rest.len;
		if (rest.len < sizeof(struct nlattr)) {
			print_hex_string(p, &rest, rest.len);
			break;
		}
		print_text(p, more && !several ? "[" : "");
		several = several || more;
		if (!verbose(p) && count == string_limit(p)) {
			print_text(p, "...");
			break;
		}
		print_attr(p, &rest, table, context);
		if (!more)
			break;
		print_text(p, ", ");
		at += ALIGNED(len);
	}
	print_text(p, several ? "]" : "");
}

void print_nl_payload(struct printer *p, const struct piece *data, const struct nl_payload *payload,
		      const struct nl_context *context)
{
	if (data->len < payload->size) {
		print_text(p, "{");
		print_layout(p, payload->rows, 1, data);
		print_text(p, ", ...}");
		return;
	}
	struct piece head = piece_part(data, 0, payload->size);
	print_layout_struct(p, payload->rows, payload->n, &head);
	size_t at = ALIGNED(payload->size);
	if (!payload->attrs || data->len <= at)
		return;
	struct piece attrs = piece_part(data, at, data->len - at);
	print_text(p, ", ");
	print_attributes(p, &attrs, payload->attrs, context);
}

void print_nl_family(struct printer *p, const struct piece *data)
{
	struct piece rest = piece_part(data, 1, data->len - 1);
	print_text(p, "{family=");
	print_one(p, &constants_socket_domains, piece_number(data, 0, 1));
	if (rest.len) {
		print_text(p, ", data=");
		print_hex_string(p, &rest, rest.len);
	}
	print_text(p, "}");
}
