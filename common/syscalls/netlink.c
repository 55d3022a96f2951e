// SPDX-License-Identifier: Apache-2.0
// Messages of netlink: which there are, and what their payload is.
#include "common/syscalls/netlink.h"

#include <linux/netlink.h>
#include <string.h>

#include "common/syscalls/formatters.h"

#define ALIGNED(len) (((len) + 3u) & ~(size_t)3)

int netlink_protocol(const struct printer *p)
{
	const struct event_object *object = p->event->object;
	bool netlink = object && object->type == EVENT_OBJECT_SOCKET && object->protocol >= EVENT_PROTOCOL_NETLINK;
	return netlink ? object->protocol - EVENT_PROTOCOL_NETLINK : -1;
}

static const struct attr error_rows[] = {
    ATTR_IS(NLMSGERR_ATTR_MSG, ATTR_TEXT),
    ATTR_U32(NLMSGERR_ATTR_OFFS),
    ATTR_LIST(NLMSGERR_ATTR_COOKIE, LAYOUT_U, 1),
};
static const struct attr_table error_attrs = ATTRS(nl_error_attrs, error_rows);

static void print_one_message(struct printer *p, const struct piece *bytes, int protocol);

static void print_header(struct printer *p, const struct nlmsghdr *header, int protocol)
{
	print_format(p, "{nlmsg_len=%u, nlmsg_type=", header->nlmsg_len);
	print_nl_type(p, protocol, header->nlmsg_type);
	print_text(p, ", nlmsg_flags=");
	print_nl_flags(p, protocol, header->nlmsg_type, header->nlmsg_flags);
	print_format(p, ", nlmsg_seq=%u, nlmsg_pid=%d}", header->nlmsg_seq, (int)header->nlmsg_pid);
}

static void print_error_number(struct printer *p, int error)
{
	const char *name = error < 0 ? errno_name(-error) : "ERRNO_";
	if (strncmp(name, "ERRNO_", 6) == 0)
		print_format(p, "%d", error);
	else
		print_format(p, "-%s", name);
}

// The answer to a message, with that message and perhaps attributes that say more.
static void print_error(struct printer *p, const struct piece *data, const struct nl_context *context)
{
	struct nlmsgerr error;
	if (!piece_struct(data, 0, &error, sizeof(error))) {
		print_hex_string(p, data, data->len);
		return;
	}
	size_t left = data->len - sizeof(error.error), len = error.msg.nlmsg_len;
	if (len < sizeof(error.msg) || (context->flags & NLM_F_CAPPED))
		len = sizeof(error.msg);
	len = len < left ? len : left;
	struct piece message = piece_part(data, sizeof(error.error), len);
	print_text(p, left > len ? "[{error=" : "{error=");
	print_error_number(p, error.error);
	print_text(p, ", msg=");
	print_one_message(p, &message, context->protocol);
	print_text(p, "}");
	if (left <= len)
		return;
	struct piece attrs = piece_part(data, sizeof(error.error) + len, left - len);
	print_text(p, ", ");
	print_attributes(p, &attrs, &error_attrs, context);
	print_text(p, "]");
}

static bool print_by_protocol(struct printer *p, const struct piece *data, const struct nl_context *context)
{
	switch (context->protocol) {
	case NETLINK_ROUTE:
		return print_nl_route(p, data, context);
	case NETLINK_SOCK_DIAG:
		return print_nl_sock_diag(p, data, context);
	case NETLINK_CRYPTO:
		return print_nl_crypto(p, data, context);
	case NETLINK_NETFILTER:
		return print_nl_netfilter(p, data, context);
	case NETLINK_SELINUX:
		return print_nl_selinux(p, data, context);
	default:
		return false;
	}
}

static void print_payload_of(struct printer *p, const struct piece *data, const struct nl_context *context)
{
	if (context->type == NLMSG_ERROR)
		print_error(p, data, context);
	else if (context->type >= NLMSG_MIN_TYPE && print_by_protocol(p, data, context))
		return;
	else if (context->type == NLMSG_DONE && data->len == sizeof(int))
		print_format(p, "%d", (int)piece_number(data, 0, sizeof(int)));
	else
		print_hex_string(p, data, data->len);
}

// A header and, in brackets with it, what follows within the message's length.
static void print_one_message(struct printer *p, const struct piece *bytes, int protocol)
{
	struct nlmsghdr header;
	if (!piece_struct(bytes, 0, &header, sizeof(header))) {
		print_hex_string(p, bytes, bytes->len);
		return;
	}
	size_t len = header.nlmsg_len < bytes->len ? header.nlmsg_len : bytes->len;
	if (len <= sizeof(header)) {
		print_header(p, &header, protocol);
		return;
	}
	struct nl_context context = {.protocol = protocol, .type = header.nlmsg_type, .flags = header.nlmsg_flags};
	struct piece data = piece_part(bytes, sizeof(header), len - sizeof(header));
	context.family = (uint8_t)piece_number(&data, 0, 1);
	print_text(p, "[");
	print_header(p, &header, protocol);
	print_text(p, ", ");
	print_payload_of(p, &data, &context);
	print_text(p, "]");
}

void print_netlink(struct printer *p, const struct piece *bytes, uint64_t whole)
{
	int protocol = netlink_protocol(p);
	bool several = false;
	size_t at = 0;
	if (protocol == NETLINK_KOBJECT_UEVENT && print_nl_uevent(p, bytes, whole))
		return;
	if (whole < sizeof(struct nlmsghdr)) {
		print_hex_string(p, bytes, whole);
		return;
	}
	for (uint32_t count = 0;; count++) {
		struct piece rest = piece_part(bytes, at, bytes->len - at);
		uint32_t len = (uint32_t)piece_number(&rest, 0, sizeof(len));
		uint64_t next = at + ALIGNED(len);
		bool more = len >= sizeof(struct nlmsghdr) && next < whole;
		print_text(p, more && !several ? "[" : "");
		several = several || more;
		if (rest.len < sizeof(struct nlmsghdr) || (!verbose(p) && count == string_limit(p))) {
			print_text(p, "...");
			break;
		}
		print_one_message(p, &rest, protocol);
		if (!more)
			break;
		print_text(p, ", ");
		at = (size_t)next;
		if (at >= bytes->len) {
			print_text(p, "...");
			break;
		}
	}
	print_text(p, several ? "]" : "");
}
