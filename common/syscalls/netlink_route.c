// SPDX-License-Identifier: Apache-2.0
// Payloads of NETLINK_ROUTE: addresses, routes, neighbours, rules and so on. Interfaces are in netlink_link.c.
#include "common/syscalls/netlink_route.h"

#include <linux/fib_rules.h>
#include <linux/if_addr.h>
#include <linux/if_addrlabel.h>
#include <linux/neighbour.h>
#include <linux/net_namespace.h>
#include <linux/netconf.h>
#include <linux/nexthop.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#define FAMILY(type, member) LAYOUT_OF(struct type, member, LAYOUT_ONE, socket_domains)

static const struct layout address_cache[] = {
    LAYOUT(struct ifa_cacheinfo, ifa_prefered, LAYOUT_U),
    LAYOUT(struct ifa_cacheinfo, ifa_valid, LAYOUT_U),
    LAYOUT(struct ifa_cacheinfo, cstamp, LAYOUT_U),
    LAYOUT(struct ifa_cacheinfo, tstamp, LAYOUT_U),
};
static const struct attr address_attrs[] = {
    ATTR_IS(IFA_ADDRESS, ATTR_ADDRESS),
    ATTR_IS(IFA_LOCAL, ATTR_ADDRESS),
    ATTR_IS(IFA_LABEL, ATTR_TEXT),
    ATTR_IS(IFA_BROADCAST, ATTR_ADDRESS),
    ATTR_IS(IFA_ANYCAST, ATTR_ADDRESS),
    ATTR_ROWS(IFA_CACHEINFO, ATTR_STRUCT, address_cache),
    ATTR_IS(IFA_MULTICAST, ATTR_ADDRESS),
    ATTR_OF(IFA_FLAGS, LAYOUT_BITS, 4, if_addr_flags),
    ATTR_U32(IFA_RT_PRIORITY),
    ATTR_N(IFA_TARGET_NETNSID, LAYOUT_D, 4),
};
static const struct attr_table address_table = ATTRS(rt_addr_attrs, address_attrs);
static const struct layout address_rows[] = {
    FAMILY(ifaddrmsg, ifa_family),
    LAYOUT(struct ifaddrmsg, ifa_prefixlen, LAYOUT_U),
    LAYOUT_OF(struct ifaddrmsg, ifa_flags, LAYOUT_BITS, if_addr_flags),
    LAYOUT_OF(struct ifaddrmsg, ifa_scope, LAYOUT_ONE, route_scopes),
    LAYOUT(struct ifaddrmsg, ifa_index, LAYOUT_IFINDEX),
};
static const struct nl_payload address_payload = {LAYOUTS(address_rows), sizeof(struct ifaddrmsg), &address_table};

static const struct layout neighbour_cache[] = {
    LAYOUT(struct nda_cacheinfo, ndm_confirmed, LAYOUT_U),
    LAYOUT(struct nda_cacheinfo, ndm_used, LAYOUT_U),
    LAYOUT(struct nda_cacheinfo, ndm_updated, LAYOUT_U),
    LAYOUT(struct nda_cacheinfo, ndm_refcnt, LAYOUT_U),
};
static const struct attr fdb_attrs[] = {ATTR_OF(1, LAYOUT_BITS, 1, fdb_notify)};
static const struct attr_table fdb_table = ATTRS(neigh_fdb_attrs, fdb_attrs);
static const struct attr neighbour_attrs[] = {
    ATTR_IS(NDA_DST, ATTR_ADDRESS),
    ATTR_IS(NDA_LLADDR, ATTR_HARDWARE),
    ATTR_ROWS(NDA_CACHEINFO, ATTR_STRUCT, neighbour_cache),
    ATTR_U32(NDA_PROBES),
    ATTR_U16(NDA_VLAN),
    ATTR_N(NDA_PORT, LAYOUT_HTONS, 2),
    ATTR_U32(NDA_VNI),
    ATTR_N(NDA_IFINDEX, LAYOUT_IFINDEX, 4),
    ATTR_N(NDA_MASTER, LAYOUT_IFINDEX, 4),
    ATTR_U32(NDA_LINK_NETNSID),
    ATTR_U32(NDA_SRC_VNI),
    ATTR_OF(NDA_PROTOCOL, LAYOUT_ONE, 0, inet_protocols),
    ATTR_U32(NDA_NH_ID),
    ATTR_IN(NDA_FDB_EXT_ATTRS, &fdb_table),
    ATTR_OF(NDA_FLAGS_EXT, LAYOUT_BITS, 4, neigh_ext_flags),
    ATTR_OF(16, LAYOUT_BITS, 2, neigh_states), // NDA_NDM_STATE_MASK, NDA_NDM_FLAGS_MASK
    ATTR_OF(17, LAYOUT_BITS, 1, neigh_flags),
};
static const struct attr_table neighbour_table = ATTRS(rt_neigh_attrs, neighbour_attrs);
static const struct layout neighbour_rows[] = {
    FAMILY(ndmsg, ndm_family),
    LAYOUT(struct ndmsg, ndm_ifindex, LAYOUT_IFINDEX),
    LAYOUT_OF(struct ndmsg, ndm_state, LAYOUT_BITS, neigh_states),
    LAYOUT_OF(struct ndmsg, ndm_flags, LAYOUT_BITS, neigh_flags),
    LAYOUT_OF(struct ndmsg, ndm_type, LAYOUT_ONE, route_types),
};
static const struct nl_payload neighbour_payload = {LAYOUTS(neighbour_rows), sizeof(struct ndmsg), &neighbour_table};

static const struct attr metrics_other = ATTR_U32(0);
static const struct attr metrics_attrs[] = {ATTR_IS(RTAX_CC_ALGO, ATTR_TEXT)};
static const struct attr_table metrics_table = {&constants_rt_metrics_attrs, metrics_attrs, 1, &metrics_other};

static const struct layout route_cache[] = {
    LAYOUT(struct rta_cacheinfo, rta_clntref, LAYOUT_U), LAYOUT(struct rta_cacheinfo, rta_lastuse, LAYOUT_U),
    LAYOUT(struct rta_cacheinfo, rta_expires, LAYOUT_U), LAYOUT(struct rta_cacheinfo, rta_error, LAYOUT_U),
    LAYOUT(struct rta_cacheinfo, rta_used, LAYOUT_U),    LAYOUT(struct rta_cacheinfo, rta_id, LAYOUT_X),
    LAYOUT(struct rta_cacheinfo, rta_ts, LAYOUT_U),      LAYOUT(struct rta_cacheinfo, rta_tsage, LAYOUT_U),
};
static const struct layout multicast_stats[] = {
    LAYOUT(struct rta_mfc_stats, mfcs_packets, LAYOUT_U),
    LAYOUT(struct rta_mfc_stats, mfcs_bytes, LAYOUT_U),
    LAYOUT(struct rta_mfc_stats, mfcs_wrong_if, LAYOUT_U),
};

static bool print_via(struct printer *p, const struct piece *data, const struct nl_context *context)
{
	(void)context;
	if (data->len < 2)
		return false;
	uint16_t family = (uint16_t)piece_number(data, 0, 2);
	struct piece address = piece_part(data, 2, data->len - 2);
	print_text(p, "{rtvia_family=");
	print_one(p, &constants_socket_domains, family);
	if (address.len) {
		print_text(p, ", ");
		print_ip(p, (uint8_t)family, &address, "rtvia_addr");
	}
	print_text(p, "}");
	return true;
}

static bool print_hops(struct printer *p, const struct piece *data, const struct nl_context *context)
{
	static const struct layout rows[] = {
	    LAYOUT(struct rtnexthop, rtnh_len, LAYOUT_U),
	    LAYOUT_OF(struct rtnexthop, rtnh_flags, LAYOUT_BITS, nexthop_flags),
	    LAYOUT(struct rtnexthop, rtnh_hops, LAYOUT_U),
	    LAYOUT(struct rtnexthop, rtnh_ifindex, LAYOUT_IFINDEX),
	};
	enum { HEAD = sizeof(struct rtnexthop) };
	if (data->len < HEAD)
		return false;
	bool several = piece_number(data, 0, 2) < data->len;
	print_text(p, several ? "[" : "");
	for (size_t at = 0; at + HEAD <= data->len;) {
		size_t left = data->len - at, len = (size_t)piece_number(data, at, 2);
		struct piece hop = piece_part(data, at, len < left ? (len > HEAD ? len : HEAD) : left);
		struct piece attrs = piece_part(&hop, HEAD, hop.len);
		print_text(p, at ? ", " : "");
		print_text(p, attrs.len ? "[" : "");
		print_layout_struct(p, LAYOUTS(rows), &hop);
		if (attrs.len) {
			print_text(p, ", ");
			print_attributes(p, &attrs, &nl_route_attr_table, context);
			print_text(p, "]");
		}
		at += (hop.len + 3) & ~(size_t)3;
	}
	print_text(p, several ? "]" : "");
	return true;
}

static const struct attr route_attrs[] = {
    ATTR_IS(RTA_DST, ATTR_ADDRESS),
    ATTR_IS(RTA_SRC, ATTR_ADDRESS),
    ATTR_N(RTA_IIF, LAYOUT_IFINDEX, 4),
    ATTR_N(RTA_OIF, LAYOUT_IFINDEX, 4),
    ATTR_IS(RTA_GATEWAY, ATTR_ADDRESS),
    ATTR_U32(RTA_PRIORITY),
    ATTR_IS(RTA_PREFSRC, ATTR_ADDRESS),
    ATTR_IN(RTA_METRICS, &metrics_table),
    ATTR_BY(RTA_MULTIPATH, print_hops),
    ATTR_U32(RTA_PROTOINFO),
    ATTR_U32(RTA_FLOW),
    ATTR_ROWS(RTA_CACHEINFO, ATTR_STRUCT, route_cache),
    ATTR_U32(RTA_MP_ALGO),
    ATTR_OF(RTA_TABLE, LAYOUT_ONE, 4, route_tables),
    ATTR_U32(RTA_MARK),
    ATTR_ROWS(RTA_MFC_STATS, ATTR_STRUCT, multicast_stats),
    ATTR_BY(RTA_VIA, print_via),
    ATTR_IS(RTA_NEWDST, ATTR_ADDRESS),
    ATTR_U8(RTA_PREF),
    ATTR_OF(RTA_ENCAP_TYPE, LAYOUT_ONE, 2, lwtunnel_types),
    ATTR_U64(RTA_EXPIRES),
    ATTR_U32(RTA_UID),
    ATTR_U8(RTA_TTL_PROPAGATE),
    ATTR_U8(RTA_IP_PROTO),
    ATTR_U16(RTA_SPORT),
    ATTR_U16(RTA_DPORT),
};
const struct attr_table nl_route_attr_table = ATTRS(rt_route_attrs, route_attrs);
static const struct layout route_rows[] = {
    FAMILY(rtmsg, rtm_family),
    LAYOUT(struct rtmsg, rtm_dst_len, LAYOUT_U),
    LAYOUT(struct rtmsg, rtm_src_len, LAYOUT_U),
    LAYOUT_OF(struct rtmsg, rtm_tos, LAYOUT_BITS, ip_tos),
    LAYOUT_OF(struct rtmsg, rtm_table, LAYOUT_ONE, route_tables),
    LAYOUT_OF(struct rtmsg, rtm_protocol, LAYOUT_ONE, route_protocols),
    LAYOUT_OF(struct rtmsg, rtm_scope, LAYOUT_ONE, route_scopes),
    LAYOUT_OF(struct rtmsg, rtm_type, LAYOUT_ONE, route_types),
    LAYOUT_OF(struct rtmsg, rtm_flags, LAYOUT_BITS, route_flags),
};
static const struct nl_payload route_payload = {LAYOUTS(route_rows), sizeof(struct rtmsg), &nl_route_attr_table};

static void print_rule_table(struct printer *p, const struct piece *whole, size_t at, size_t size)
{
	print_one_or(p, &constants_route_tables, piece_number(whole, at, size), "RT_TABLE_???");
}

static const struct layout uid_range[] = {{"start", 0, 4, LAYOUT_U, 0, NULL, NULL, 0},
					  {"end", 4, 4, LAYOUT_U, 0, NULL, NULL, 0}};
static const struct layout port_range[] = {{"start", 0, 2, LAYOUT_U, 0, NULL, NULL, 0},
					   {"end", 2, 2, LAYOUT_U, 0, NULL, NULL, 0}};
static const struct attr rule_attrs[] = {
    ATTR_IS(FRA_DST, ATTR_ADDRESS),
    ATTR_IS(FRA_SRC, ATTR_ADDRESS),
    ATTR_IS(FRA_IIFNAME, ATTR_TEXT),
    ATTR_U32(FRA_GOTO),
    ATTR_U32(FRA_PRIORITY),
    ATTR_U32(FRA_FWMARK),
    ATTR_U32(FRA_FLOW),
    ATTR_N(FRA_TUN_ID, LAYOUT_HTOBE64, 8),
    ATTR_U32(FRA_SUPPRESS_IFGROUP),
    ATTR_U32(FRA_SUPPRESS_PREFIXLEN),
    ATTR_OF(FRA_TABLE, LAYOUT_ONE, 4, route_tables),
    ATTR_U32(FRA_FWMASK),
    ATTR_IS(FRA_OIFNAME, ATTR_TEXT),
    ATTR_U8(FRA_L3MDEV),
    ATTR_ROWS(FRA_UID_RANGE, ATTR_STRUCT, uid_range),
    ATTR_OF(FRA_PROTOCOL, LAYOUT_ONE, 1, route_protocols),
    ATTR_OF(FRA_IP_PROTO, LAYOUT_ONE, 0, inet_protocols),
    ATTR_ROWS(FRA_SPORT_RANGE, ATTR_STRUCT, port_range),
    ATTR_ROWS(FRA_DPORT_RANGE, ATTR_STRUCT, port_range),
};
static const struct attr_table rule_table = ATTRS(rt_rule_attrs, rule_attrs);
static const struct layout rule_rows[] = {
    FAMILY(fib_rule_hdr, family),
    LAYOUT(struct fib_rule_hdr, dst_len, LAYOUT_U),
    LAYOUT(struct fib_rule_hdr, src_len, LAYOUT_U),
    LAYOUT_OF(struct fib_rule_hdr, tos, LAYOUT_BITS, ip_tos),
    LAYOUT_BY(struct fib_rule_hdr, table, print_rule_table),
    LAYOUT_OF(struct fib_rule_hdr, action, LAYOUT_ONE, rule_actions),
    LAYOUT_OF(struct fib_rule_hdr, flags, LAYOUT_BITS, rule_flags),
};
static const struct nl_payload rule_payload = {LAYOUTS(rule_rows), sizeof(struct fib_rule_hdr), &rule_table};

static const struct attr nsid_attrs[] = {
    ATTR_N(NETNSA_NSID, LAYOUT_D, 4), ATTR_U32(NETNSA_PID),   ATTR_N(NETNSA_FD, LAYOUT_FD, 4),
    ATTR_N(4, LAYOUT_D, 4),           ATTR_N(5, LAYOUT_D, 4),
};
static const struct attr_table nsid_table = ATTRS(rt_nsid_attrs, nsid_attrs);
static const struct layout nsid_rows[] = {FAMILY(rtgenmsg, rtgen_family)};
static const struct nl_payload nsid_payload = {LAYOUTS(nsid_rows), sizeof(struct rtgenmsg), &nsid_table};

static const struct attr netconf_other = ATTR_N(0, LAYOUT_D, 4);
static const struct attr netconf_attrs[] = {ATTR_N(NETCONFA_IFINDEX, LAYOUT_IFINDEX, 4)};
static const struct attr_table netconf_table = {&constants_rt_netconf_attrs, netconf_attrs, 1, &netconf_other};
static const struct layout netconf_rows[] = {FAMILY(netconfmsg, ncm_family)};
static const struct nl_payload netconf_payload = {LAYOUTS(netconf_rows), sizeof(struct netconfmsg), &netconf_table};

static const struct attr label_attrs[] = {ATTR_IS(IFAL_ADDRESS, ATTR_ADDRESS), ATTR_U32(IFAL_LABEL)};
static const struct attr_table label_table = ATTRS(rt_addrlabel_attrs, label_attrs);
static const struct layout label_rows[] = {
    FAMILY(ifaddrlblmsg, ifal_family),
    LAYOUT(struct ifaddrlblmsg, ifal_prefixlen, LAYOUT_U),
    LAYOUT(struct ifaddrlblmsg, ifal_flags, LAYOUT_U),
    LAYOUT(struct ifaddrlblmsg, ifal_index, LAYOUT_IFINDEX),
    LAYOUT(struct ifaddrlblmsg, ifal_seq, LAYOUT_U),
};
static const struct nl_payload label_payload = {LAYOUTS(label_rows), sizeof(struct ifaddrlblmsg), &label_table};

static const struct attr nexthop_attrs[] = {
    ATTR_U32(NHA_ID),
    ATTR_OF(NHA_GROUP_TYPE, LAYOUT_ONE, 2, nexthop_group_types),
    ATTR_U32(NHA_BLACKHOLE),
    ATTR_N(NHA_OIF, LAYOUT_IFINDEX, 4),
    ATTR_IS(NHA_GATEWAY, ATTR_ADDRESS),
    ATTR_OF(NHA_ENCAP_TYPE, LAYOUT_ONE, 2, lwtunnel_types),
    ATTR_U32(NHA_GROUPS),
    ATTR_N(NHA_MASTER, LAYOUT_IFINDEX, 4),
    ATTR_U32(NHA_FDB),
};
static const struct attr_table nexthop_table = ATTRS(rt_nexthop_attrs, nexthop_attrs);
static const struct layout nexthop_rows[] = {
    FAMILY(nhmsg, nh_family),
    LAYOUT_OF(struct nhmsg, nh_scope, LAYOUT_ONE, route_scopes),
    LAYOUT_OF(struct nhmsg, nh_protocol, LAYOUT_ONE, route_protocols),
    {"resvd", LAYOUT_AT(struct nhmsg, resvd), LAYOUT_X, LAYOUT_NONZERO, NULL, NULL, 0},
    LAYOUT_OF(struct nhmsg, nh_flags, LAYOUT_BITS, nexthop_flags),
};
static const struct nl_payload nexthop_payload = {LAYOUTS(nexthop_rows), sizeof(struct nhmsg), &nexthop_table};

// By the first of the four types that each kind of message has.
static const struct {
	uint16_t first, n;
	const struct nl_payload *payload;
} kinds[] = {
    {RTM_NEWLINK, 4, &nl_link_payload},
    {RTM_NEWADDR, 3, &address_payload},
    {RTM_NEWROUTE, 3, &route_payload},
    {RTM_NEWNEIGH, 3, &neighbour_payload},
    {RTM_NEWRULE, 3, &rule_payload},
    {RTM_NEWQDISC, 3, &nl_traffic_payload},
    {RTM_NEWTCLASS, 3, &nl_traffic_payload},
    {RTM_NEWTFILTER, 3, &nl_traffic_payload},
    {RTM_GETMULTICAST, 1, &address_payload},
    {RTM_GETANYCAST, 1, &address_payload},
    {RTM_NEWNEIGHTBL, 4, &nl_neighbour_table_payload},
    {RTM_NEWADDRLABEL, 3, &label_payload},
    {RTM_NEWNETCONF, 3, &netconf_payload},
    {RTM_NEWNSID, 3, &nsid_payload},
    {RTM_NEWCHAIN, 3, &nl_traffic_payload},
    {RTM_NEWNEXTHOP, 3, &nexthop_payload},
};

static const struct nl_payload *payload_of(const struct nl_context *context)
{
	// To ask for a bridge's table of addresses, the head of an interface is sent.
	if (context->type == RTM_GETNEIGH && context->family == AF_BRIDGE)
		return &nl_link_payload;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (context->type >= kinds[i].first && context->type < kinds[i].first + kinds[i].n)
			return kinds[i].payload;
	return NULL;
}

bool print_nl_route(struct printer *p, const struct piece *data, const struct nl_context *context)
{
	const struct nl_payload *payload = payload_of(context);
	if (payload)
		print_nl_payload(p, data, payload, context);
	else
		print_nl_family(p, data);
	return true;
}
