// SPDX-License-Identifier: Apache-2.0
// Traffic control, and the neighbours' tables as a whole.
#include <linux/gen_stats.h>
#include <linux/neighbour.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "common/syscalls/netlink_route.h"

#define ROW(type, member, kind) LAYOUT(struct type, member, kind)

static const struct layout stats_rows[] = {
    ROW(tc_stats, bytes, LAYOUT_U),      ROW(tc_stats, packets, LAYOUT_U), ROW(tc_stats, drops, LAYOUT_U),
    ROW(tc_stats, overlimits, LAYOUT_U), ROW(tc_stats, bps, LAYOUT_U),     ROW(tc_stats, pps, LAYOUT_U),
    ROW(tc_stats, qlen, LAYOUT_U),       ROW(tc_stats, backlog, LAYOUT_U),
};
static const struct layout estimator_rows[] = {ROW(tc_estimator, interval, LAYOUT_D),
					       ROW(tc_estimator, ewma_log, LAYOUT_U)};
static const struct layout basic_rows[] = {ROW(gnet_stats_basic, bytes, LAYOUT_U),
					   ROW(gnet_stats_basic, packets, LAYOUT_U)};
static const struct layout rate_rows[] = {ROW(gnet_stats_rate_est, bps, LAYOUT_U),
					  ROW(gnet_stats_rate_est, pps, LAYOUT_U)};
static const struct layout rate64_rows[] = {ROW(gnet_stats_rate_est64, bps, LAYOUT_U),
					    ROW(gnet_stats_rate_est64, pps, LAYOUT_U)};
static const struct layout queue_rows[] = {
    ROW(gnet_stats_queue, qlen, LAYOUT_U),       ROW(gnet_stats_queue, backlog, LAYOUT_U),
    ROW(gnet_stats_queue, drops, LAYOUT_U),      ROW(gnet_stats_queue, requeues, LAYOUT_U),
    ROW(gnet_stats_queue, overlimits, LAYOUT_U),
};
static const struct attr stats_attrs[] = {
    ATTR_ROWS(TCA_STATS_BASIC, ATTR_STRUCT, basic_rows),    ATTR_ROWS(TCA_STATS_RATE_EST, ATTR_STRUCT, rate_rows),
    ATTR_ROWS(TCA_STATS_QUEUE, ATTR_STRUCT, queue_rows),    ATTR_ROWS(TCA_STATS_RATE_EST64, ATTR_STRUCT, rate64_rows),
    ATTR_ROWS(TCA_STATS_BASIC_HW, ATTR_STRUCT, basic_rows), ATTR_U64(TCA_STATS_PKT64),
};
static const struct attr_table stats_table = ATTRS(tc_stats_attrs, stats_attrs);

static const struct layout size_rows[] = {
    ROW(tc_sizespec, cell_log, LAYOUT_U), ROW(tc_sizespec, size_log, LAYOUT_U),  ROW(tc_sizespec, cell_align, LAYOUT_D),
    ROW(tc_sizespec, overhead, LAYOUT_D), ROW(tc_sizespec, linklayer, LAYOUT_U), ROW(tc_sizespec, mpu, LAYOUT_U),
    ROW(tc_sizespec, mtu, LAYOUT_U),      ROW(tc_sizespec, tsize, LAYOUT_U),
};
static const struct attr size_attrs[] = {ATTR_ROWS(TCA_STAB_BASE, ATTR_STRUCT, size_rows),
					 ATTR_LIST(TCA_STAB_DATA, LAYOUT_U, 2)};
static const struct attr_table size_table = ATTRS(tc_stab_attrs, size_attrs);

static const struct attr traffic_attrs[] = {
    ATTR_IS(TCA_KIND, ATTR_TEXT),
    ATTR_ROWS(TCA_STATS, ATTR_STRUCT, stats_rows),
    ATTR_ROWS(TCA_RATE, ATTR_STRUCT, estimator_rows),
    ATTR_U32(TCA_FCNT),
    ATTR_IN(TCA_STATS2, &stats_table),
    ATTR_IN(TCA_STAB, &size_table),
    ATTR_U32(TCA_CHAIN),
    ATTR_U8(TCA_HW_OFFLOAD),
    ATTR_U32(TCA_INGRESS_BLOCK),
    ATTR_U32(TCA_EGRESS_BLOCK),
    ATTR_U32(TCA_DUMP_FLAGS),
};
static const struct attr_table traffic_table = ATTRS(rt_tc_attrs, traffic_attrs);
static const struct layout traffic_rows[] = {
    LAYOUT_OF(struct tcmsg, tcm_family, LAYOUT_ONE, socket_domains),
    ROW(tcmsg, tcm_ifindex, LAYOUT_IFINDEX),
    ROW(tcmsg, tcm_handle, LAYOUT_U),
    ROW(tcmsg, tcm_parent, LAYOUT_U),
    ROW(tcmsg, tcm_info, LAYOUT_U),
};
const struct nl_payload nl_traffic_payload = {LAYOUTS(traffic_rows), sizeof(struct tcmsg), &traffic_table};

static const struct layout config_rows[] = {
    ROW(ndt_config, ndtc_key_len, LAYOUT_U),    ROW(ndt_config, ndtc_entry_size, LAYOUT_U),
    ROW(ndt_config, ndtc_entries, LAYOUT_U),    ROW(ndt_config, ndtc_last_flush, LAYOUT_U),
    ROW(ndt_config, ndtc_last_rand, LAYOUT_U),  ROW(ndt_config, ndtc_hash_rnd, LAYOUT_U),
    ROW(ndt_config, ndtc_hash_mask, LAYOUT_0X), ROW(ndt_config, ndtc_hash_chain_gc, LAYOUT_U),
    ROW(ndt_config, ndtc_proxy_qlen, LAYOUT_U),
};
static const struct layout table_stats[] = {
    ROW(ndt_stats, ndts_allocs, LAYOUT_U),           ROW(ndt_stats, ndts_destroys, LAYOUT_U),
    ROW(ndt_stats, ndts_hash_grows, LAYOUT_U),       ROW(ndt_stats, ndts_res_failed, LAYOUT_U),
    ROW(ndt_stats, ndts_lookups, LAYOUT_U),          ROW(ndt_stats, ndts_hits, LAYOUT_U),
    ROW(ndt_stats, ndts_rcv_probes_mcast, LAYOUT_U), ROW(ndt_stats, ndts_rcv_probes_ucast, LAYOUT_U),
    ROW(ndt_stats, ndts_periodic_gc_runs, LAYOUT_U), ROW(ndt_stats, ndts_forced_gc_runs, LAYOUT_U),
    ROW(ndt_stats, ndts_table_fulls, LAYOUT_U),
};
static const struct attr parms_attrs[] = {
    ATTR_N(NDTPA_IFINDEX, LAYOUT_IFINDEX, 4),
    ATTR_U32(NDTPA_REFCNT),
    ATTR_U64(NDTPA_REACHABLE_TIME),
    ATTR_U64(NDTPA_BASE_REACHABLE_TIME),
    ATTR_U64(NDTPA_RETRANS_TIME),
    ATTR_U64(NDTPA_GC_STALETIME),
    ATTR_U64(NDTPA_DELAY_PROBE_TIME),
    ATTR_U32(NDTPA_QUEUE_LEN),
    ATTR_U32(NDTPA_APP_PROBES),
    ATTR_U32(NDTPA_UCAST_PROBES),
    ATTR_U32(NDTPA_MCAST_PROBES),
    ATTR_U64(NDTPA_ANYCAST_DELAY),
    ATTR_U64(NDTPA_PROXY_DELAY),
    ATTR_U32(NDTPA_PROXY_QLEN),
    ATTR_U64(NDTPA_LOCKTIME),
    ATTR_U32(NDTPA_QUEUE_LENBYTES),
    ATTR_U32(NDTPA_MCAST_REPROBES),
    ATTR_U64(19),
};
static const struct attr_table parms_table = ATTRS(neightbl_parms_attrs, parms_attrs);
static const struct attr table_attrs[] = {
    ATTR_IS(NDTA_NAME, ATTR_TEXT),
    ATTR_U32(NDTA_THRESH1),
    ATTR_U32(NDTA_THRESH2),
    ATTR_U32(NDTA_THRESH3),
    ATTR_ROWS(NDTA_CONFIG, ATTR_STRUCT, config_rows),
    ATTR_IN(NDTA_PARMS, &parms_table),
    ATTR_ROWS(NDTA_STATS, ATTR_STRUCT, table_stats),
    ATTR_U64(NDTA_GC_INTERVAL),
};
static const struct attr_table tables_table = ATTRS(rt_neightbl_attrs, table_attrs);
static const struct layout tables_rows[] = {LAYOUT_OF(struct ndtmsg, ndtm_family, LAYOUT_ONE, socket_domains)};
const struct nl_payload nl_neighbour_table_payload = {LAYOUTS(tables_rows), 1, &tables_table};
