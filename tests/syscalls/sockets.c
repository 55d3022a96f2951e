// SPDX-License-Identifier: Apache-2.0
#include "tests/syscalls/expect.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>

static void over_tcp(void)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}}, peer;
	socklen_t len = sizeof(address);
	int one = 1;
	char buffer[32];
	long server = syscall(SYS_socket, AF_INET, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP);
	expect("socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_TCP) = %ld", server);
	syscall(SYS_setsockopt, server, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	expect("setsockopt(%ld, SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0", server);
	syscall(SYS_bind, server, &address, sizeof(address));
	expect("bind(%ld, {sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr(\"127.0.0.1\")}, 16) = 0", server);
	syscall(SYS_getsockname, server, &address, &len);
	unsigned port = ntohs(address.sin_port);
	expect("getsockname(%ld, {sa_family=AF_INET, sin_port=htons(%u), sin_addr=inet_addr(\"127.0.0.1\")}, [16]) = 0",
	       server, port);
	syscall(SYS_listen, server, 5);
	expect("listen(%ld, 5) = 0", server);
	long client = syscall(SYS_socket, AF_INET, SOCK_STREAM, 0);
	syscall(SYS_connect, client, &address, sizeof(address));
	expect("connect(%ld, {sa_family=AF_INET, sin_port=htons(%u), sin_addr=inet_addr(\"127.0.0.1\")}, 16) = 0",
	       client, port);
	len = sizeof(peer);
	long accepted = syscall(SYS_accept4, server, &peer, &len, SOCK_NONBLOCK);
	expect("accept4(%ld, {sa_family=AF_INET, sin_port=htons(%u), sin_addr=inet_addr(\"127.0.0.1\")}, [16], "
	       "SOCK_NONBLOCK) = %ld",
	       server, ntohs(peer.sin_port), accepted);
	syscall(SYS_sendto, client, "hello", 5, MSG_NOSIGNAL, NULL, 0);
	expect("sendto(%ld, \"hello\", 5, MSG_NOSIGNAL, NULL, 0) = 5", client);
	syscall(SYS_recvfrom, accepted, buffer, sizeof(buffer), 0, NULL, NULL);
	expect("recvfrom(%ld, \"hello\", 32, 0, NULL, NULL) = 5", accepted);
	long ret = syscall(SYS_recvfrom, accepted, buffer, sizeof(buffer), MSG_DONTWAIT, NULL, NULL);
	expect("recvfrom(%ld, %p, 32, MSG_DONTWAIT, NULL, NULL) = %s", accepted, (void *)buffer, expect_result(ret));
	syscall(SYS_shutdown, client, SHUT_WR);
	expect("shutdown(%ld, SHUT_WR) = 0", client);
}

static void pass_descriptors(void)
{
	int pair[2];
	char byte = 'k', space[CMSG_SPACE(sizeof(int))] = {0};
	struct iovec vector = {&byte, 1};
	struct msghdr message = {
	    .msg_iov = &vector, .msg_iovlen = 1, .msg_control = space, .msg_controllen = sizeof(space)};
	struct cmsghdr *control = CMSG_FIRSTHDR(&message);
	control->cmsg_level = SOL_SOCKET;
	control->cmsg_type = SCM_RIGHTS;
	control->cmsg_len = CMSG_LEN(sizeof(int));
	memset(CMSG_DATA(control), 0, sizeof(int));
	syscall(SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, pair);
	expect("socketpair(AF_UNIX, SOCK_STREAM, 0, [%d, %d]) = 0", pair[0], pair[1]);
	syscall(SYS_sendmsg, pair[0], &message, 0);
	expect("sendmsg(%d, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base=\"k\", iov_len=1}], msg_iovlen=1, "
	       "msg_control=[{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[0]}], "
	       "msg_controllen=24, "
	       "msg_flags=0}, 0) = 1",
	       pair[0]);
	syscall(SYS_recvmsg, pair[1], &message, 0);
	int received;
	memcpy(&received, CMSG_DATA(control), sizeof(received));
	expect("recvmsg(%d, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base=\"k\", iov_len=1}], msg_iovlen=1, "
	       "msg_control=[{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[%d]}], "
	       "msg_controllen=24, "
	       "msg_flags=0}, 0) = 1",
	       pair[1], received);
}

int main(void)
{
	over_tcp();
	pass_descriptors();
	struct sockaddr_un nowhere = {.sun_family = AF_UNIX, .sun_path = "/nonexistent/socket"};
	long fd = syscall(SYS_socket, AF_UNIX, SOCK_DGRAM, 0);
	long ret = syscall(SYS_connect, fd, &nowhere, sizeof(nowhere));
	expect("connect(%ld, {sa_family=AF_UNIX, sun_path=\"/nonexistent/socket\"}, 110) = %s", fd, expect_result(ret));
	return expect_done();
}
