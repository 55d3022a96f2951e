// SPDX-License-Identifier: Apache-2.0
// Network interfaces: struct ifinfomsg and its attributes.
#include <linux/if.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "common/syscalls/netlink_route.h"

#define SHORT_STATS 23u // counters up to tx_compressed

bool print_named_words(struct printer *p, const struct piece *data, size_t size, bool sign,
		       const struct constants *names)
{
	struct layout value = {NULL, 0, (uint16_t)size, sign ? LAYOUT_D : LAYOUT_U, 0, NULL, NULL, 0};
	size_t n = data->len / size;
	print_text(p, n ? "[" : "");
	for (size_t i = 0; i < n; i++) {
		struct piece one = piece_part(data, i * size, size);
		print_text(p, i ? ", " : "");
		if (!verbose(p) && i == string_limit(p)) {
			print_text(p, "...");
			break;
		}
		print_text(p, "[");
		if (sign) // strace shows indices without a name as the numbers are
			print_one_decimal(p, names, i);
		else
			print_one_decimal(p, names, i);
		print_text(p, "]=");
		(void)print_layout_value(p, &value, &one);
	}
	print_text(p, n ? "]" : "");
	return n;
}

static const char *const stats_names[] = {
    "rx_packets",       "tx_packets",        "rx_bytes",          "tx_bytes",        "rx_errors",
    "tx_errors",        "rx_dropped",        "tx_dropped",        "multicast",       "collisions",
    "rx_length_errors", "rx_over_errors",    "rx_crc_errors",     "rx_frame_errors", "rx_fifo_errors",
    "rx_missed_errors", "tx_aborted_errors", "tx_carrier_errors", "tx_fifo_errors",  "tx_heartbeat_errors",
    "tx_window_errors", "rx_compressed",     "tx_compressed",     "rx_nohandler",    "rx_otherhost_dropped",
};

static bool print_counters(struct printer *p, const struct piece *data, size_t size, size_t most)
{
	size_t n = data->len / size < most ? data->len / size : most;
	bool exact = n * size == data->len || n == most;
	if (n < SHORT_STATS || !exact)
		return false;
	print_text(p, "{");
	for (size_t i = 0; i < n; i++)
		print_format(p, i ? ", %s=%llu" : "%s=%llu", stats_names[i],
			     (unsigned long long)piece_number(data, i * size, size));
	print_text(p, "}");
	return true;
}

static bool print_stats(struct printer *p, const struct piece *data, const struct nl_context *context)
{
	(void)context;
	return print_counters(p, data, 4, SHORT_STATS + 1);
}

static bool print_stats64(struct printer *p, const struct piece *data, const struct nl_context *context)
{
	(void)context;
	return print_counters(p, data, 8, SHORT_STATS + 2);
}

// The family stands where strace looks for a kind of device.
static bool print_address_of_link(struct printer *p, const struct piece *data, const struct nl_context *context)
{
	if (data->len > 32)
		return false;
	print_hardware_address(p, data->bytes, data->len, context->family);
	return true;
}

static const struct layout map_rows[] = {
    LAYOUT(struct rtnl_link_ifmap, mem_start, LAYOUT_X), LAYOUT(struct rtnl_link_ifmap, mem_end, LAYOUT_X),
    LAYOUT(struct rtnl_link_ifmap, base_addr, LAYOUT_X), LAYOUT(struct rtnl_link_ifmap, irq, LAYOUT_U),
    LAYOUT(struct rtnl_link_ifmap, dma, LAYOUT_U),       LAYOUT(struct rtnl_link_ifmap, port, LAYOUT_U),
};

static bool print_inet6_conf(struct printer *p, const struct piece *data, const struct nl_context *context)
{
	(void)context;
	return print_named_words(p, data, 4, true, &constants_inet6_devconf);
}

static bool print_inet6_stats(struct printer *p, const struct piece *data, const struct nl_context *context)
{
	(void)context;
	return print_named_words(p, data, 8, false, &constants_inet6_stats);
}

static bool print_icmp6_stats(struct printer *p, const struct piece *data, const struct nl_context *context)
{
	(void)context;
	return print_named_words(p, data, 8, false, &constants_icmp6_stats);
}

static bool print_inet_conf(struct printer *p, const struct piece *data, const struct nl_context *context)
{
	(void)context;
	return print_named_words(p, data, 4, true, &constants_inet_devconf);
}

static const struct layout cache_rows[] = {
    LAYOUT(struct ifla_cacheinfo, max_reasm_len, LAYOUT_U),
    LAYOUT(struct ifla_cacheinfo, tstamp, LAYOUT_U),
    LAYOUT(struct ifla_cacheinfo, reachable_time, LAYOUT_U),
    LAYOUT(struct ifla_cacheinfo, retrans_time, LAYOUT_U),
};

static const struct attr inet6_rows[] = {
    ATTR_OF(IFLA_INET6_FLAGS, LAYOUT_BITS, 4, inet6_if_flags),
    ATTR_BY(IFLA_INET6_CONF, print_inet6_conf),
    ATTR_BY(IFLA_INET6_STATS, print_inet6_stats),
    ATTR_ROWS(IFLA_INET6_CACHEINFO, ATTR_STRUCT, cache_rows),
    ATTR_BY(IFLA_INET6_ICMP6STATS, print_icmp6_stats),
    ATTR_N(IFLA_INET6_TOKEN, LAYOUT_INET6, 16),
    ATTR_OF(IFLA_INET6_ADDR_GEN_MODE, LAYOUT_ONE, 1, addr_gen_modes),
    ATTR_U32(9), // IFLA_INET6_RA_MTU
};
static const struct attr_table inet6_table = ATTRS(link_af_inet6_attrs, inet6_rows);
static const struct attr inet_rows[] = {ATTR_BY(IFLA_INET_CONF, print_inet_conf)};
static const struct attr_table inet_table = ATTRS(link_af_inet_attrs, inet_rows);
static const struct attr mctp_rows[] = {ATTR_U32(1)};
static const struct attr_table mctp_table = ATTRS(link_af_mctp_attrs, mctp_rows);

static const struct attr family_rows[] = {
    ATTR_IN(AF_INET, &inet_table),
    ATTR_IN(AF_INET6, &inet6_table),
    ATTR_IN(45, &mctp_table),
};
static const struct attr_table family_table = ATTRS(socket_domains, family_rows);

static const struct layout vlan_rows[] = {
    LAYOUT_OF(struct bridge_vlan_info, flags, LAYOUT_BITS, bridge_vlan_flags),
    LAYOUT(struct bridge_vlan_info, vid, LAYOUT_U),
};
static const struct attr bridge_family_rows[] = {
    ATTR_OF(IFLA_BRIDGE_FLAGS, LAYOUT_BITS, 2, bridge_flags),
    ATTR_OF(IFLA_BRIDGE_MODE, LAYOUT_ONE, 2, bridge_modes),
    ATTR_ROWS(IFLA_BRIDGE_VLAN_INFO, ATTR_STRUCT, vlan_rows),
};
static const struct attr_table bridge_family_table = ATTRS(link_af_bridge_attrs, bridge_family_rows);

static bool print_af_spec(struct printer *p, const struct piece *data, const struct nl_context *context)
{
	print_attributes(p, data, context->family == AF_BRIDGE ? &bridge_family_table : &family_table, context);
	return true;
}

static bool print_protinfo(struct printer *p, const struct piece *data, const struct nl_context *context)
{
	if (context->family != AF_BRIDGE && context->family != AF_INET6)
		return false;
	print_attributes(p, data, context->family == AF_BRIDGE ? &nl_bridge_port_table : &inet6_table, context);
	return true;
}

static const struct attr xdp_rows[] = {
    ATTR_N(IFLA_XDP_FD, LAYOUT_FD, 4),
    ATTR_OF(IFLA_XDP_ATTACHED, LAYOUT_ONE, 1, link_xdp_modes),
    ATTR_OF(IFLA_XDP_FLAGS, LAYOUT_BITS, 4, xdp_flags),
    ATTR_U32(IFLA_XDP_PROG_ID),
    ATTR_U32(IFLA_XDP_DRV_PROG_ID),
    ATTR_U32(IFLA_XDP_SKB_PROG_ID),
    ATTR_U32(IFLA_XDP_HW_PROG_ID),
    ATTR_N(IFLA_XDP_EXPECTED_FD, LAYOUT_FD, 4),
};
static const struct attr_table xdp_table = ATTRS(link_xdp_attrs, xdp_rows);

static const struct attr names_rows[] = {ATTR_IS(IFLA_ALT_IFNAME, ATTR_TEXT)};
static const struct attr_table names_table = ATTRS(rt_link_attrs, names_rows);
static const struct attr reason_rows[] = {ATTR_N(1, LAYOUT_X, 4), ATTR_N(2, LAYOUT_X, 4)};
static const struct attr_table reason_table = ATTRS(link_down_reason_attrs, reason_rows);

static const struct attr link_rows[] = {
    ATTR_BY(IFLA_ADDRESS, print_address_of_link),
    ATTR_BY(IFLA_BROADCAST, print_address_of_link),
    ATTR_IS(IFLA_IFNAME, ATTR_TEXT),
    ATTR_U32(IFLA_MTU),
    ATTR_U32(IFLA_LINK),
    ATTR_IS(IFLA_QDISC, ATTR_TEXT),
    ATTR_BY(IFLA_STATS, print_stats),
    ATTR_U32(IFLA_MASTER),
    ATTR_BY(IFLA_PROTINFO, print_protinfo),
    ATTR_U32(IFLA_TXQLEN),
    ATTR_ROWS(IFLA_MAP, ATTR_STRUCT, map_rows),
    ATTR_U32(IFLA_WEIGHT),
    ATTR_U8(IFLA_OPERSTATE),
    ATTR_U8(IFLA_LINKMODE),
    ATTR_IN(IFLA_LINKINFO, &nl_link_info_table),
    ATTR_U32(IFLA_NET_NS_PID),
    ATTR_IS(IFLA_IFALIAS, ATTR_TEXT),
    ATTR_U32(IFLA_NUM_VF),
    ATTR_BY(IFLA_STATS64, print_stats64),
    ATTR_BY(IFLA_AF_SPEC, print_af_spec),
    ATTR_U32(IFLA_GROUP),
    ATTR_N(IFLA_NET_NS_FD, LAYOUT_FD, 4),
    ATTR_OF(IFLA_EXT_MASK, LAYOUT_BITS, 4, link_ext_filter),
    ATTR_U32(IFLA_PROMISCUITY),
    ATTR_U32(IFLA_NUM_TX_QUEUES),
    ATTR_U32(IFLA_NUM_RX_QUEUES),
    ATTR_U8(IFLA_CARRIER),
    ATTR_U32(IFLA_CARRIER_CHANGES),
    ATTR_N(IFLA_LINK_NETNSID, LAYOUT_D, 4),
    ATTR_IS(IFLA_PHYS_PORT_NAME, ATTR_TEXT),
    ATTR_U8(IFLA_PROTO_DOWN),
    ATTR_U32(IFLA_GSO_MAX_SEGS),
    ATTR_U32(IFLA_GSO_MAX_SIZE),
    ATTR_IN(IFLA_XDP, &xdp_table),
    ATTR_OF(IFLA_EVENT, LAYOUT_ONE, 4, link_events),
    ATTR_N(IFLA_NEW_NETNSID, LAYOUT_D, 4),
    ATTR_N(IFLA_IF_NETNSID, LAYOUT_D, 4),
    ATTR_U32(IFLA_CARRIER_UP_COUNT),
    ATTR_U32(IFLA_CARRIER_DOWN_COUNT),
    ATTR_N(IFLA_NEW_IFINDEX, LAYOUT_IFINDEX, 4),
    ATTR_U32(IFLA_MIN_MTU),
    ATTR_U32(IFLA_MAX_MTU),
    ATTR_IN(IFLA_PROP_LIST, &names_table),
    ATTR_IS(IFLA_ALT_IFNAME, ATTR_TEXT),
    ATTR_BY(IFLA_PERM_ADDRESS, print_address_of_link),
    ATTR_IN(IFLA_PROTO_DOWN_REASON, &reason_table),
    ATTR_IS(56, ATTR_TEXT), // IFLA_PARENT_DEV_NAME, and what came with and after it
    ATTR_IS(57, ATTR_TEXT),
    ATTR_U32(58),
    ATTR_U32(59),
    ATTR_U32(60),
    ATTR_U32(61),
};
static const struct attr_table link_table = ATTRS(rt_link_attrs, link_rows);

static const struct layout head_rows[] = {
    LAYOUT_OF(struct ifinfomsg, ifi_family, LAYOUT_ONE, socket_domains),
    LAYOUT_OF(struct ifinfomsg, ifi_type, LAYOUT_ONE, arp_hardware),
    LAYOUT(struct ifinfomsg, ifi_index, LAYOUT_IFINDEX),
    LAYOUT_OF(struct ifinfomsg, ifi_flags, LAYOUT_BITS, if_flags),
    LAYOUT(struct ifinfomsg, ifi_change, LAYOUT_X),
};
const struct nl_payload nl_link_payload = {LAYOUTS(head_rows), sizeof(struct ifinfomsg), &link_table};
