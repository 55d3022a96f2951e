// SPDX-License-Identifier: Apache-2.0
// Addresses, options, arrays of messages, netlink, bpf and perf_event_open.
#include "tests/syscalls/expect.h"

#include <linux/bpf.h>
#include <linux/netlink.h>
#include <linux/perf_event.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/uio.h>

static void set_options(void)
{
	long fd = syscall(SYS_socket, AF_INET, SOCK_DGRAM, 0);
	struct ip_mreq group = {{htonl(0xe0000001)}, {htonl(INADDR_LOOPBACK)}};
	long ret = syscall(SYS_setsockopt, fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &group, sizeof(group));
	expect("setsockopt(%ld, SOL_IP, IP_ADD_MEMBERSHIP, {imr_multiaddr=inet_addr(\"224.0.0.1\"), "
	       "imr_interface=inet_addr(\"127.0.0.1\")}, 8) = %s",
	       fd, expect_result(ret));
	char name[16];
	socklen_t len = sizeof(name);
	long tcp = syscall(SYS_socket, AF_INET, SOCK_STREAM, 0);
	ret = syscall(SYS_getsockopt, tcp, SOL_SOCKET, SO_TYPE, name, &len);
	expect("getsockopt(%ld, SOL_SOCKET, SO_TYPE, [1], [16 => 4]) = %s", tcp, expect_result(ret));
}

static void send_several(void)
{
	int pair[2];
	struct iovec vectors[2] = {{(char[]){'a', 'b'}, 2}, {(char[]){'c'}, 1}};
	struct mmsghdr messages[2] = {{{.msg_iov = &vectors[0], .msg_iovlen = 1}, 0},
				      {{.msg_iov = &vectors[1], .msg_iovlen = 1}, 0}};
	syscall(SYS_socketpair, AF_UNIX, SOCK_DGRAM, 0, pair);
	long ret = syscall(SYS_sendmmsg, pair[0], messages, 2, MSG_DONTWAIT);
	expect("sendmmsg(%d, [{msg_hdr={msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base=\"ab\", iov_len=2}], "
	       "msg_iovlen=1, msg_controllen=0, msg_flags=0}, msg_len=2}, {msg_hdr={msg_name=NULL, msg_namelen=0, "
	       "msg_iov=[{iov_base=\"c\", iov_len=1}], msg_iovlen=1, msg_controllen=0, msg_flags=0}, msg_len=1}], 2, "
	       "MSG_DONTWAIT) = %ld",
	       pair[0], ret);
}

static void ask_for_a_link(void)
{
	struct {
		struct nlmsghdr head;
		struct ifinfomsg link;
	} ask = {{.nlmsg_len = 32, .nlmsg_type = RTM_GETLINK, .nlmsg_flags = NLM_F_REQUEST, .nlmsg_seq = 7},
		 {.ifi_family = AF_UNSPEC, .ifi_index = 1}};
	long fd = syscall(SYS_socket, AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	expect("socket(AF_NETLINK, SOCK_RAW|SOCK_CLOEXEC, NETLINK_ROUTE) = %ld", fd);
	struct sockaddr_nl own = {.nl_family = AF_NETLINK}; // strace knows the protocol of bound sockets only
	long ret = syscall(SYS_bind, fd, &own, sizeof(own));
	expect("bind(%ld, {sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, 12) = %ld", fd, ret);
	ret = syscall(SYS_sendto, fd, &ask, sizeof(ask), 0, NULL, 0);
	expect(
	    "sendto(%ld, [{nlmsg_len=32, nlmsg_type=RTM_GETLINK, nlmsg_flags=NLM_F_REQUEST, nlmsg_seq=7, nlmsg_pid=0}, "
	    "{ifi_family=AF_UNSPEC, ifi_type=ARPHRD_NETROM, ifi_index=if_nametoindex(\"lo\"), ifi_flags=0, "
	    "ifi_change=0}], 32, 0, NULL, 0) = %ld",
	    fd, ret);
}

static void ask_the_kernel(void)
{
	union bpf_attr attr = {.map_fd = 999};
	long ret = syscall(SYS_bpf, BPF_MAP_FREEZE, &attr, 4);
	expect("bpf(BPF_MAP_FREEZE, {map_fd=999}, 4) = %s", expect_result(ret));
	struct perf_event_attr event = {.type = PERF_TYPE_SOFTWARE, .size = 64, .config = PERF_COUNT_SW_TASK_CLOCK};
	ret = syscall(SYS_perf_event_open, &event, 0, -2, 999, 0);
	expect("perf_event_open({type=PERF_TYPE_SOFTWARE, size=PERF_ATTR_SIZE_VER0, config=PERF_COUNT_SW_TASK_CLOCK, "
	       "sample_period=0, sample_type=0, read_format=0, precise_ip=0 /* arbitrary skid */, ...}, 0, -2, 999, 0) "
	       "= %s",
	       expect_result(ret));
}

int main(void)
{
	set_options();
	send_several();
	ask_for_a_link();
	ask_the_kernel();
	return expect_done();
}
