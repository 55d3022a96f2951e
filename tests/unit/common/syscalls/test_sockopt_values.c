// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/syscalls/event_builder.h"

#include <linux/filter.h>
#include <netinet/in.h>
#include <sys/socket.h>

static void set_reads(int level, int name, const void *value, size_t len, const char *expected)
{
	struct built built;
	char line[512];
	built_call(&built, "setsockopt", 0);
	built_args(&built, 3, (uint64_t)level, (uint64_t)name, 0x1000, len, 0);
	built_bytes(&built, 3, value, len);
	(void)snprintf(line, sizeof(line), "setsockopt(3, %s, %zu) = 0", expected, len);
	built_reads(&built, line);
}

START_TEST(values_read_by_option)
{
	uint32_t words[5] = {htonl(0xe0000001), htonl(0x7f000001), 0, 0, 0};
	set_reads(SOL_IP, IP_ADD_MEMBERSHIP, words, 8,
		  "SOL_IP, IP_ADD_MEMBERSHIP, {imr_multiaddr=inet_addr(\"224.0.0.1\"), "
		  "imr_interface=inet_addr(\"127.0.0.1\")}");
	set_reads(SOL_IP, IP_ADD_MEMBERSHIP, words, 7, "SOL_IP, IP_ADD_MEMBERSHIP, 0x1000");
	uint32_t filter = 0xfffffff7;
	set_reads(255, 1, &filter, 4, "SOL_RAW, ICMP_FILTER, ~[ICMP_DEST_UNREACH]");
	set_reads(SOL_SOCKET, SO_BINDTODEVICE, "lo", 2, "SOL_SOCKET, SO_BINDTODEVICE, \"lo\"");
	set_reads(SOL_SOCKET, SO_REUSEADDR, "\1\0", 2, "SOL_SOCKET, SO_REUSEADDR, 0x1000");
	set_reads(SOL_PACKET, 5, "\1\0\0\0\2\0\0\0\3\0\0\0\4\0\0\0", 16,
		  "SOL_PACKET, PACKET_RX_RING, {tp_block_size=1, tp_block_nr=2, tp_frame_size=3, tp_frame_nr=4}");
}
END_TEST

START_TEST(programs_are_opened_with_v)
{
	struct built built;
	struct sock_filter block[] = {BPF_STMT(BPF_LD | BPF_B | BPF_ABS, (uint32_t)SKF_AD_OFF),
				      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 8, 0, 1), BPF_STMT(BPF_RET | BPF_K, 0)};
	struct sock_fprog program = {3, (struct sock_filter *)0x2000};
	struct decode_options options = {.verbose = true};
	built_call(&built, "setsockopt", 0);
	built_args(&built, 3, SOL_SOCKET, SO_ATTACH_FILTER, 0x1000, 16, 0);
	built_bytes(&built, 3, &program, sizeof(program));
	built_piece(&built, 3, RECORD_DATA_NESTED, 0, 0, block, sizeof(block));
	built_reads(&built, "setsockopt(3, SOL_SOCKET, SO_ATTACH_FILTER, {len=3, filter=0x2000}, 16) = 0");
	built_reads_with(
	    &built, &options,
	    "setsockopt(3, SOL_SOCKET, SO_ATTACH_FILTER, {len=3, filter=[BPF_STMT(BPF_LD|BPF_B|BPF_ABS, "
	    "SKF_AD_OFF+SKF_AD_PROTOCOL), BPF_JUMP(BPF_JMP|BPF_K|BPF_JEQ, 0x8, 0, 0x1), BPF_STMT(BPF_RET|BPF_K, 0)]}, "
	    "16) = 0");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, values_read_by_option);
	tcase_add_test(tests, programs_are_opened_with_v);
}
