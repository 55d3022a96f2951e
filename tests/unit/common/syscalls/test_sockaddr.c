// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/syscalls/event_builder.h"

#include <sys/socket.h>

static bool name_one(void *ctx, const struct event *event, uint32_t index, char *ret_name)
{
	(void)ctx;
	(void)event;
	(void)snprintf(ret_name, 17, "eth0");
	return index == 2;
}

static void address_reads(const void *address, size_t len, const char *expected)
{
	struct built built;
	char line[1024];
	struct decode_options options = {.if_name = name_one};
	built_call(&built, "connect", 0);
	built_args(&built, 3, 0x7fff10, len, 0, 0, 0);
	built_bytes(&built, 1, address, len);
	(void)snprintf(line, sizeof(line), "connect(3, %s, %zu) = 0", expected, len);
	built_reads_with(&built, &options, line);
}

START_TEST(interfaces_are_named)
{
	address_reads(
	    "\12\0\0\120\0\0\0\11\376\200\0\0\0\0\0\0\0\0\0\0\0\0\0\1\2\0\0\0", 28,
	    "{sa_family=AF_INET6, sin6_port=htons(80), sin6_flowinfo=htonl(9), inet_pton(AF_INET6, \"fe80::1\", "
	    "&sin6_addr), sin6_scope_id=if_nametoindex(\"eth0\")}");
	address_reads("\21\0\10\0\3\0\0\0\1\0\0\6\1\2\3\4\5\6\0\0", 20,
		      "{sa_family=AF_PACKET, sll_protocol=htons(ETH_P_IP), sll_ifindex=3, sll_hatype=ARPHRD_ETHER, "
		      "sll_pkttype=PACKET_HOST, sll_halen=6, sll_addr=[0x1, 0x2, 0x3, 0x4, 0x5, 0x6]}");
}
END_TEST

START_TEST(rarer_families_are_opened)
{
	address_reads("\50\0\0\0\26\0\0\0\3\0\0\0\0\0\0\0", 16,
		      "{sa_family=AF_VSOCK, svm_cid=0x3, svm_port=0x16, svm_flags=0}");
	address_reads("\52\0\0\0\1\0\0\0\376\377\377\377", 12,
		      "{sa_family=AF_QIPCRTR, sq_node=0x1, sq_port=QRTR_PORT_CTRL}");
	address_reads("\54\0\1\0\2\0\0\0\3\0\0\0\0\0\0\0", 16,
		      "{sa_family=AF_XDP, sxdp_flags=XDP_SHARED_UMEM, sxdp_ifindex=if_nametoindex(\"eth0\"), "
		      "sxdp_queue_id=3, sxdp_shared_umem_fd=0}");
	address_reads("\46\0hash\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0sha1\0", 29,
		      "{sa_family=AF_ALG, salg_type=\"hash\", salg_feat=0, salg_mask=0, salg_name=\"sha1\"}");
}
END_TEST

START_TEST(what_is_too_short_is_bytes)
{
	address_reads("\50\0ab", 4, "{sa_family=AF_VSOCK, sa_data=\"ab\"}");
	address_reads("\20\0\0\0\1\0\0\0", 8, "{sa_family=AF_NETLINK, sa_data=\"\\0\\0\\1\\0\\0\\0\"}");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, interfaces_are_named);
	tcase_add_test(tests, rarer_families_are_opened);
	tcase_add_test(tests, what_is_too_short_is_bytes);
}
