// SPDX-License-Identifier: Apache-2.0
// The types and flags of netlink messages, by protocol.
#include <linux/cryptouser.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/xfrm.h>
#include <string.h>

#include "common/syscalls/netlink.h"

static const struct {
	int protocol;
	const struct constants *types;
} protocols[] = {
    {NETLINK_AUDIT, &constants_nl_audit},         {NETLINK_CRYPTO, &constants_nl_crypto},
    {NETLINK_ROUTE, &constants_nl_route},         {NETLINK_SELINUX, &constants_nl_selinux},
    {NETLINK_SOCK_DIAG, &constants_nl_sock_diag}, {NETLINK_XFRM, &constants_nl_xfrm},
};

static const struct {
	uint8_t subsystem;
	const struct constants *types;
} subsystems[] = {
    {NFNL_SUBSYS_CTNETLINK, &constants_nf_conntrack},
    {NFNL_SUBSYS_CTNETLINK_EXP, &constants_nf_expect},
    {NFNL_SUBSYS_QUEUE, &constants_nf_queue},
    {NFNL_SUBSYS_ULOG, &constants_nf_ulog},
    {NFNL_SUBSYS_OSF, &constants_nf_osf},
    {NFNL_SUBSYS_IPSET, &constants_nf_ipset},
    {NFNL_SUBSYS_ACCT, &constants_nf_acct},
    {NFNL_SUBSYS_CTNETLINK_TIMEOUT, &constants_nf_timeout},
    {NFNL_SUBSYS_CTHELPER, &constants_nf_helper},
    {NFNL_SUBSYS_NFTABLES, &constants_nf_tables},
    {NFNL_SUBSYS_NFT_COMPAT, &constants_nf_compat},
    {12, &constants_nf_hook},
};

static void print_netfilter_type(struct printer *p, uint16_t type)
{
	const char *name = constant_name(&constants_nl_netfilter, type);
	if (name) {
		print_text(p, name);
		return;
	}
	print_one(p, &constants_nl_netfilter_subsystems, type >> 8);
	print_text(p, "<<8|");
	for (size_t i = 0; i < sizeof(subsystems) / sizeof(subsystems[0]); i++) {
		if (subsystems[i].subsystem != type >> 8)
			continue;
		print_one(p, subsystems[i].types, type & 0xff);
		return;
	}
	print_hex(p, type & 0xff);
}

void print_nl_type(struct printer *p, int protocol, uint16_t type)
{
	if (type >= NLMSG_MIN_TYPE && protocol == NETLINK_NETFILTER) {
		print_netfilter_type(p, type);
		return;
	}
	if (type >= NLMSG_MIN_TYPE &&
	    protocol == NETLINK_GENERIC) { // families get their numbers at run time, but for one
		print_text(p, type == NLMSG_MIN_TYPE ? "nlctrl" : "");
		if (type != NLMSG_MIN_TYPE)
			print_format(p, "%#x /* GENERIC_FAMILY_??? */", type);
		return;
	}
	const struct constants *list = &constants_nl_types;
	for (size_t i = 0; i < sizeof(protocols) / sizeof(protocols[0]); i++)
		if (type >= NLMSG_MIN_TYPE && protocols[i].protocol == protocol)
			list = protocols[i].types;
	print_one(p, list, type);
}

// What the upper flags mean follows from the verb in the message's name: NEW, GET, DEL.
static const struct constants *flags_by_name(const struct constants *types, uint16_t type)
{
	static const struct {
		const char *verb;
		const struct constants *flags;
	} verbs[] = {
	    {"_GET", &constants_nl_flags_get}, {"_NEW", &constants_nl_flags_new}, {"_DEL", &constants_nl_flags_delete}};
	const char *name = constant_name(types, type);
	for (size_t i = 0; name && i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strstr(name, verbs[i].verb))
			return verbs[i].flags;
	return &constants_nl_flags;
}

static const struct constants *netfilter_flags(uint16_t type)
{
	for (size_t i = 0; i < sizeof(subsystems) / sizeof(subsystems[0]); i++)
		if (subsystems[i].subsystem == type >> 8)
			return flags_by_name(subsystems[i].types, type & 0xff);
	return &constants_nl_flags;
}

static const struct constants *route_flags(uint16_t type)
{
	static const struct constants *const by_verb[4] = {&constants_nl_flags_new, &constants_nl_flags_delete,
							   &constants_nl_flags_get, &constants_nl_flags};
	return type == RTM_DELACTION ? &constants_nl_flags_get : by_verb[type & 3];
}

static const struct constants *flags_of(int protocol, uint16_t type)
{
	if (type < NLMSG_MIN_TYPE)
		return type == NLMSG_ERROR ? &constants_nl_flags_ack : &constants_nl_flags;
	switch (protocol) {
	case NETLINK_ROUTE:
		return route_flags(type);
	case NETLINK_SOCK_DIAG:
		return &constants_nl_flags_get;
	case NETLINK_CRYPTO:
		return flags_by_name(&constants_nl_crypto, type);
	case NETLINK_XFRM:
		return flags_by_name(&constants_nl_xfrm, type);
	case NETLINK_NETFILTER:
		return netfilter_flags(type);
	default:
		return &constants_nl_flags;
	}
}

void print_nl_flags(struct printer *p, int protocol, uint16_t type, uint16_t flags)
{
	print_bits(p, flags_of(protocol, type), flags);
}
