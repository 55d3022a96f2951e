// SPDX-License-Identifier: Apache-2.0
// The payloads of NETLINK_ROUTE, by family of message. Internal to common/syscalls.
#pragma once

#include "common/syscalls/netlink.h"

extern const struct nl_payload nl_link_payload;            // struct ifinfomsg
extern const struct nl_payload nl_traffic_payload;         // struct tcmsg
extern const struct nl_payload nl_neighbour_table_payload; // struct ndtmsg
extern const struct attr_table nl_link_info_table, nl_bridge_port_table, nl_route_attr_table;

bool print_ticks(struct printer *p, const struct piece *data, const struct nl_context *context);
// [[NAME]=1, …]: numbers of `size` bytes with names for their places.
bool print_named_words(struct printer *p, const struct piece *data, size_t size, bool sign,
		       const struct constants *names);
