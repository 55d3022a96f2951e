// SPDX-License-Identifier: Apache-2.0
// Calls through the i386 entry point, which any program may use: their strings, buffers, addresses and numbers are shown, too.
#include "expect.h"

#if defined(__x86_64__)

#include <arpa/inet.h>
#include <sys/mman.h>
#include <sys/socket.h>

static char *low; // memory that 32 bits can point to

static long call(long nr, long a, long b, long c)
{
	long ret;
	__asm__ volatile("int $0x80"
			 : "=a"(ret)
			 : "a"(nr), "b"(a), "c"(b), "d"(c)
			 : "memory", "r8", "r9", "r10", "r11");
	if ((int)ret >= 0)
		return (int)ret;
	errno = -(int)ret;
	return -1;
}

static long text(const char *string)
{
	static size_t used = 4096;
	char *place = strcpy(low + used, string);
	used += strlen(string) + 1;
	return (long)place;
}

static void files(void)
{
	int *pair = (int *)low;
	long fd = call(5, text("/etc/passwd"), 0, 0);
	expect("open(\"/etc/passwd\", O_RDONLY) = %ld", fd);
	long got = call(3, fd, (long)low + 256, 5);
	expect("read(%ld, \"%.*s\", 5) = %ld", fd, (int)got, low + 256, got);
	call(6, fd, 0, 0);
	expect("close(%ld) = 0", fd);
	expect("access(\"/no/such\", R_OK) = %s", expect_result(call(33, text("/no/such"), 4, 0)));
	call(42, (long)pair, 0, 0);
	expect("pipe([%d, %d]) = 0", pair[0], pair[1]);
	expect("write(%d, \"hello\\n\", 6) = %ld", pair[1], call(4, pair[1], text("hello\n"), 6));
	expect("rename(\"/no/such\", \"/no/other\") = %s",
	       expect_result(call(38, text("/no/such"), text("/no/other"), 0)));
	expect("open(0x10, O_RDONLY) = %s", expect_result(call(5, 16, 0, 0)));
}

static void sockets(void)
{
	struct sockaddr_in *address = (void *)(low + 512);
	long fd = call(359, AF_INET, SOCK_DGRAM, 0);
	expect("socket(AF_INET, SOCK_DGRAM, IPPROTO_IP) = %ld", fd);
	*address =
	    (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(53), .sin_addr = {htonl(INADDR_LOOPBACK)}};
	long ret = call(362, fd, (long)address, sizeof(*address));
	expect("connect(%ld, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr(\"127.0.0.1\")}, 16) = %s", fd,
	       expect_result(ret));
}

int main(void)
{
	low = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	if (low == MAP_FAILED)
		return EXIT_FAILURE;
	files();
	sockets();
	return expect_done();
}

#else

int main(void)
{
	expect("getpid() = %ld", syscall(SYS_getpid));
	return expect_done();
}

#endif
