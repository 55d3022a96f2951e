// SPDX-License-Identifier: Apache-2.0
// What an interface's kind adds to it: bridges and their ports, tunnels.
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <string.h>

#include "common/syscalls/netlink_route.h"

#define CLOCK_TICKS 100u // USER_HZ

// 123 /* 1.23 s */
bool print_ticks(struct printer *p, const struct piece *data, const struct nl_context *context)
{
	(void)context;
	if (data->len > sizeof(uint64_t))
		return false;
	uint64_t ticks = data->len == 8 || data->len == 4 ? piece_number(data, 0, data->len) : piece_number(data, 0, 2);
	print_format(p, "%llu", (unsigned long long)ticks);
	if (ticks)
		print_format(p, " /* %llu.%02llu s */", (unsigned long long)(ticks / CLOCK_TICKS),
			     (unsigned long long)(ticks % CLOCK_TICKS));
	return true;
}

static void print_priority(struct printer *p, const struct piece *whole, size_t at, size_t size)
{
	(void)size;
	print_format(p, "[%u, %u]", whole->bytes[at], whole->bytes[at + 1]);
}

static const struct layout bridge_id_rows[] = {
    {"prio", 0, 2, LAYOUT_PRINT, 0, NULL, print_priority, 0},
    {"addr", 2, 6, LAYOUT_MAC, 0, NULL, NULL, 0},
};

static const struct layout option_rows[] = {
    LAYOUT_OF(struct br_boolopt_multi, optval, LAYOUT_BITS, bridge_options),
    LAYOUT_OF(struct br_boolopt_multi, optmask, LAYOUT_BITS, bridge_options),
};

static const struct attr port_rows[] = {
    ATTR_U8(IFLA_BRPORT_STATE),
    ATTR_U16(IFLA_BRPORT_PRIORITY),
    ATTR_U32(IFLA_BRPORT_COST),
    ATTR_U8(IFLA_BRPORT_MODE),
    ATTR_U8(IFLA_BRPORT_GUARD),
    ATTR_U8(IFLA_BRPORT_PROTECT),
    ATTR_U8(IFLA_BRPORT_FAST_LEAVE),
    ATTR_U8(IFLA_BRPORT_LEARNING),
    ATTR_U8(IFLA_BRPORT_UNICAST_FLOOD),
    ATTR_U8(IFLA_BRPORT_PROXYARP),
    ATTR_U8(IFLA_BRPORT_LEARNING_SYNC),
    ATTR_U8(IFLA_BRPORT_PROXYARP_WIFI),
    ATTR_ROWS(IFLA_BRPORT_ROOT_ID, ATTR_STRUCT, bridge_id_rows),
    ATTR_ROWS(IFLA_BRPORT_BRIDGE_ID, ATTR_STRUCT, bridge_id_rows),
    ATTR_U16(IFLA_BRPORT_DESIGNATED_PORT),
    ATTR_U16(IFLA_BRPORT_DESIGNATED_COST),
    ATTR_U16(IFLA_BRPORT_ID),
    ATTR_U16(IFLA_BRPORT_NO),
    ATTR_U8(IFLA_BRPORT_TOPOLOGY_CHANGE_ACK),
    ATTR_U8(IFLA_BRPORT_CONFIG_PENDING),
    ATTR_BY(IFLA_BRPORT_MESSAGE_AGE_TIMER, print_ticks),
    ATTR_BY(IFLA_BRPORT_FORWARD_DELAY_TIMER, print_ticks),
    ATTR_BY(IFLA_BRPORT_HOLD_TIMER, print_ticks),
    ATTR_U8(IFLA_BRPORT_MULTICAST_ROUTER),
    ATTR_U8(IFLA_BRPORT_MCAST_FLOOD),
    ATTR_U8(IFLA_BRPORT_MCAST_TO_UCAST),
    ATTR_U8(IFLA_BRPORT_VLAN_TUNNEL),
    ATTR_U8(IFLA_BRPORT_BCAST_FLOOD),
    ATTR_N(IFLA_BRPORT_GROUP_FWD_MASK, LAYOUT_X, 2),
    ATTR_U8(IFLA_BRPORT_NEIGH_SUPPRESS),
    ATTR_U8(IFLA_BRPORT_ISOLATED),
    ATTR_N(IFLA_BRPORT_BACKUP_PORT, LAYOUT_IFINDEX, 4),
    ATTR_U8(IFLA_BRPORT_MRP_RING_OPEN),
    ATTR_U8(IFLA_BRPORT_MRP_IN_OPEN),
    ATTR_U32(IFLA_BRPORT_MCAST_EHT_HOSTS_LIMIT),
    ATTR_U32(IFLA_BRPORT_MCAST_EHT_HOSTS_CNT),
    ATTR_U8(IFLA_BRPORT_LOCKED),
};
const struct attr_table nl_bridge_port_table = ATTRS(link_brport_attrs, port_rows);

static const struct attr bridge_rows[] = {
    ATTR_BY(IFLA_BR_FORWARD_DELAY, print_ticks),
    ATTR_BY(IFLA_BR_HELLO_TIME, print_ticks),
    ATTR_BY(IFLA_BR_MAX_AGE, print_ticks),
    ATTR_BY(IFLA_BR_AGEING_TIME, print_ticks),
    ATTR_U32(IFLA_BR_STP_STATE),
    ATTR_U16(IFLA_BR_PRIORITY),
    ATTR_U8(IFLA_BR_VLAN_FILTERING),
    ATTR_N(IFLA_BR_VLAN_PROTOCOL, LAYOUT_ETHER, 2),
    ATTR_N(IFLA_BR_GROUP_FWD_MASK, LAYOUT_X, 2),
    ATTR_ROWS(IFLA_BR_ROOT_ID, ATTR_STRUCT, bridge_id_rows),
    ATTR_ROWS(IFLA_BR_BRIDGE_ID, ATTR_STRUCT, bridge_id_rows),
    ATTR_U16(IFLA_BR_ROOT_PORT),
    ATTR_U32(IFLA_BR_ROOT_PATH_COST),
    ATTR_U8(IFLA_BR_TOPOLOGY_CHANGE),
    ATTR_U8(IFLA_BR_TOPOLOGY_CHANGE_DETECTED),
    ATTR_BY(IFLA_BR_HELLO_TIMER, print_ticks),
    ATTR_BY(IFLA_BR_TCN_TIMER, print_ticks),
    ATTR_BY(IFLA_BR_TOPOLOGY_CHANGE_TIMER, print_ticks),
    ATTR_BY(IFLA_BR_GC_TIMER, print_ticks),
    ATTR_IS(IFLA_BR_GROUP_ADDR, ATTR_HARDWARE),
    ATTR_U8(IFLA_BR_MCAST_ROUTER),
    ATTR_U8(IFLA_BR_MCAST_SNOOPING),
    ATTR_U8(IFLA_BR_MCAST_QUERY_USE_IFADDR),
    ATTR_U8(IFLA_BR_MCAST_QUERIER),
    ATTR_U32(IFLA_BR_MCAST_HASH_ELASTICITY),
    ATTR_U32(IFLA_BR_MCAST_HASH_MAX),
    ATTR_U32(IFLA_BR_MCAST_LAST_MEMBER_CNT),
    ATTR_U32(IFLA_BR_MCAST_STARTUP_QUERY_CNT),
    ATTR_BY(IFLA_BR_MCAST_LAST_MEMBER_INTVL, print_ticks),
    ATTR_BY(IFLA_BR_MCAST_MEMBERSHIP_INTVL, print_ticks),
    ATTR_BY(IFLA_BR_MCAST_QUERIER_INTVL, print_ticks),
    ATTR_BY(IFLA_BR_MCAST_QUERY_INTVL, print_ticks),
    ATTR_BY(IFLA_BR_MCAST_QUERY_RESPONSE_INTVL, print_ticks),
    ATTR_BY(IFLA_BR_MCAST_STARTUP_QUERY_INTVL, print_ticks),
    ATTR_U8(IFLA_BR_NF_CALL_IPTABLES),
    ATTR_U8(IFLA_BR_NF_CALL_IP6TABLES),
    ATTR_U8(IFLA_BR_NF_CALL_ARPTABLES),
    ATTR_U16(IFLA_BR_VLAN_DEFAULT_PVID),
    ATTR_U8(IFLA_BR_VLAN_STATS_ENABLED),
    ATTR_U8(IFLA_BR_MCAST_STATS_ENABLED),
    ATTR_U8(IFLA_BR_MCAST_IGMP_VERSION),
    ATTR_U8(IFLA_BR_MCAST_MLD_VERSION),
    ATTR_U8(IFLA_BR_VLAN_STATS_PER_PORT),
    ATTR_ROWS(IFLA_BR_MULTI_BOOLOPT, ATTR_STRUCT, option_rows),
};
static const struct attr_table bridge_table = ATTRS(link_bridge_attrs, bridge_rows);

static const struct attr tun_rows[] = {
    ATTR_N(IFLA_TUN_OWNER, LAYOUT_ID, 4),
    ATTR_N(IFLA_TUN_GROUP, LAYOUT_ID, 4),
    ATTR_OF(IFLA_TUN_TYPE, LAYOUT_ONE, 1, tun_types),
    ATTR_U8(IFLA_TUN_PI),
    ATTR_U8(IFLA_TUN_VNET_HDR),
    ATTR_U8(IFLA_TUN_PERSIST),
    ATTR_U8(IFLA_TUN_MULTI_QUEUE),
    ATTR_U32(IFLA_TUN_NUM_QUEUES),
    ATTR_U32(IFLA_TUN_NUM_DISABLED_QUEUES),
};
static const struct attr_table tun_table = ATTRS(link_tun_attrs, tun_rows);

static bool print_kind(struct printer *p, const struct piece *data, const struct nl_context *context)
{
	(void)context;
	size_t len = strnlen((const char *)data->bytes, data->len);
	print_payload(p, data->bytes, len, len == data->len ? len + 1 : len, QUOTE_PLAIN);
	return true;
}

// The kind stands in an attribute of its own in front of this one, 4 bytes for each unit of its length.
static bool kind_is(const struct piece *data, const char *kind)
{
	size_t room = (strlen(kind) + 1 + 4 + 3) & ~(size_t)3; // the whole attribute
	const uint8_t *before = data->bytes - 4 - room;
	return memcmp(before + 4, kind, strlen(kind) + 1) == 0;
}

static bool print_kind_data(struct printer *p, const struct piece *data, const struct nl_context *context)
{
	const struct attr_table *table = kind_is(data, "bridge") ? &bridge_table
					 : kind_is(data, "tun")  ? &tun_table
								 : NULL;
	if (table)
		print_attributes(p, data, table, context);
	return table;
}

static bool print_slave_data(struct printer *p, const struct piece *data, const struct nl_context *context)
{
	if (!kind_is(data, "bridge"))
		return false;
	print_attributes(p, data, &nl_bridge_port_table, context);
	return true;
}

static const struct attr info_rows[] = {
    ATTR_BY(IFLA_INFO_KIND, print_kind),
    ATTR_BY(IFLA_INFO_DATA, print_kind_data),
    ATTR_BY(IFLA_INFO_SLAVE_KIND, print_kind),
    ATTR_BY(IFLA_INFO_SLAVE_DATA, print_slave_data),
};
const struct attr_table nl_link_info_table = ATTRS(link_info_attrs, info_rows);
