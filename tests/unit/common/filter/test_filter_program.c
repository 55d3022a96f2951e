// SPDX-License-Identifier: Apache-2.0
#include "common/filter/filter_program.h"

#include "common/syscalls/syscalls.h"
#include "tests/unit/support/check_main.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static const struct event_process init = {
    .pid = 1,
    .uid = 0,
    .gid = 0,
    .exe = "/usr/lib/systemd/systemd",
    .args = "/sbin/init splash",
    .user = "root",
    .cwd = "/",
    .container_id = "",
    .container_name = "",
    .container_image = "",
};
static const struct event_process shell = {
    .pid = 90,
    .ppid = 1,
    .uid = EVENT_NO_ID,
    .gid = EVENT_NO_ID,
    .exe = "",
    .args = "/usr/bin/a-shell-with-a-long-name -c x",
    .user = "",
    .cwd = "",
    .container_id = "",
    .container_name = "",
    .container_image = "",
    .parent = &init,
};
static const struct event_process nginx = {
    .pid = 100,
    .ppid = 90,
    .uid = 33,
    .gid = 34,
    .start_ts = 1000000000,
    .user = "www-data",
    .exe = "/usr/sbin/nginx",
    .args = "nginx -g daemon off;",
    .cwd = "/srv/www",
    .container_id = "0123456789ab",
    .container_name = "web",
    .container_image = "registry:5000/team/nginx:1.25@sha256:00",
    .parent = &shell,
};
static const struct event_process bare = {
    .pid = 7,
    .uid = 0,
    .gid = 0,
    .user = "",
    .exe = "",
    .args = "",
    .cwd = "",
    .container_id = "",
    .container_name = "",
    .container_image = "",
};
static const struct event_object file = {
    .fd = 3, .type = EVENT_OBJECT_FILE, .name = "/etc/nginx/nginx.conf", .path = "/etc/nginx/nginx.conf", .path2 = ""};
static const struct event_object top = {.fd = 3, .type = EVENT_OBJECT_DIRECTORY, .name = "/", .path = "", .path2 = ""};
static const struct event_object renamed = {.fd = -1, .name = "", .path = "/a/from", .path2 = "/a/to"};
static const struct event_object client = {.fd = 5,
					   .type = EVENT_OBJECT_IPV4,
					   .protocol = IPPROTO_TCP,
					   .role = EVENT_ROLE_CLIENT,
					   .local_port = 4000,
					   .remote_port = 443,
					   .local = {10, 0, 0, 7},
					   .remote = {93, 184, 216, 34},
					   .name = "10.0.0.7:4000->93.184.216.34:443",
					   .path = "",
					   .path2 = ""};
static const struct event_object listener = {.fd = 6,
					     .type = EVENT_OBJECT_IPV6,
					     .protocol = IPPROTO_UDP,
					     .role = EVENT_ROLE_SERVER,
					     .local_port = 53,
					     .local = {0xfd, 0, [15] = 1},
					     .name = "[fd00::1]:53",
					     .path = "",
					     .path2 = ""};
static const struct event_object mapped = {.fd = 6,
					   .type = EVENT_OBJECT_IPV6,
					   .protocol = IPPROTO_TCP,
					   .remote_port = 80,
					   .remote = {[10] = 0xff, 0xff, 127, 0, 0, 1},
					   .name = "x",
					   .path = "",
					   .path2 = ""};

// --- events ---

enum {
	OPENAT,
	OPENAT_RDONLY,
	READ,
	READ_FAILED,
	WRITE,
	WRITEV,
	CONNECT,
	LISTENING,
	MAPPED,
	RENAME,
	GETPPID,
	UNNAMED,
	I386,
	SIGNAL,
	EXIT,
	HOST,
	EXECVE,
	MMAP,
	OPENAT2,
	BAD_PATH,
	TOP,
	CLONE,
	EVENTS
};

struct memory {
	_Alignas(8) uint8_t bytes[4096];
	uint32_t len;
};

static struct event events[EVENTS];
static struct memory memories[EVENTS];

static void add_piece(unsigned which, uint8_t arg, uint8_t kind, uint8_t sub, const void *bytes, size_t len)
{
	struct memory *memory = &memories[which];
	struct record_data head = {.arg = arg, .kind = kind, .sub = sub, .len = (uint32_t)len};
	memcpy(memory->bytes + memory->len, &head, sizeof(head));
	memcpy(memory->bytes + memory->len + sizeof(head), bytes, len);
	memory->len += (uint32_t)(sizeof(head) + ((len + 7) & ~(size_t)7));
	events[which].data = memory->bytes;
	events[which].data_len = memory->len;
}

static void add_string(unsigned which, uint8_t arg, const char *text)
{
	add_piece(which, arg, RECORD_DATA_STRING, 0, text, strlen(text));
}

static void make_call(unsigned which, const char *name, int64_t ret, const uint64_t args[RECORD_ARGS])
{
	struct event *event = &events[which];
	*event = (struct event){.seq = which + 1,
				.ts = 1763971200000000000ull + which * 1000000000ull,
				.duration = 1000 * (which + 1),
				.ret = ret,
				.pid = 100,
				.tid = 101,
				.kind = EVENT_SYSCALL,
				.comm = "nginx",
				.process = &nginx};
	event->nr = syscall_number(RECORD_ABI_NATIVE, name);
	memcpy(event->args, args, sizeof(event->args));
	memset(&memories[which], 0, sizeof(memories[which]));
}

#define ARGS(...) ((const uint64_t[RECORD_ARGS]){__VA_ARGS__})

static void make_files(void)
{
	make_call(OPENAT, "openat", 3, ARGS(AT_FDCWD, 0x1000, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755));
	add_string(OPENAT, 1, "../nginx.conf");
	events[OPENAT].object = &file;
	make_call(OPENAT_RDONLY, "openat", -ENOENT, ARGS(AT_FDCWD, 0x1000, O_RDONLY));
	add_string(OPENAT_RDONLY, 1, "/nowhere");
	make_call(READ, "read", 5, ARGS(3, 0x2000, 64));
	add_piece(READ, 1, RECORD_DATA_BYTES, 0, "hello\0world", 11);
	events[READ].object = &file;
	make_call(READ_FAILED, "read", -EBADF, ARGS(UINT64_MAX, 0x2000, 64));
	make_call(WRITE, "write", 4096, ARGS(1, 0x2000, 4096));
	add_piece(WRITE, 1, RECORD_DATA_BYTES, 0, "GET / HTTP/1.1\r\n", 16);
	make_call(WRITEV, "writev", 7, ARGS(2, 0x3000, 2));
	add_piece(WRITEV, 1, RECORD_DATA_IOVEC, 0, "0123456789abcdef0123456789abcdef", 32);
	add_piece(WRITEV, 1, RECORD_DATA_ELEMENT, 0, "pass", 4);
	add_piece(WRITEV, 1, RECORD_DATA_ELEMENT, 1, "word--", 6);
	make_call(RENAME, "rename", 0, ARGS(0x1000, 0x2000));
	add_string(RENAME, 0, "from");
	add_string(RENAME, 1, "to");
	events[RENAME].object = &renamed;
	make_call(OPENAT2, "openat2", 4, ARGS(AT_FDCWD, 0x1000, 0x2000, 24));
	add_string(OPENAT2, 1, "/etc/passwd");
	add_piece(OPENAT2, 2, RECORD_DATA_BYTES, 0, &(const uint64_t[3]){O_RDWR}, 24);
	make_call(BAD_PATH, "openat", -EFAULT, ARGS(AT_FDCWD, 0, O_PATH));
	make_call(TOP, "fchdir", 0, ARGS(3));
	events[TOP].object = &top;
}

static void make_others(void)
{
	make_call(CONNECT, "connect", -EINPROGRESS, ARGS(5, 0x1000, 16));
	events[CONNECT].object = &client;
	make_call(LISTENING, "listen", 0, ARGS(6, 128));
	events[LISTENING].object = &listener;
	make_call(MAPPED, "getsockname", 0, ARGS(6, 0x1000, 0x2000));
	events[MAPPED].object = &mapped;
	make_call(GETPPID, "getppid", 90, ARGS(0));
	events[GETPPID].duration = EVENT_DURATION_UNKNOWN;
	events[GETPPID].process = NULL;
	make_call(UNNAMED, "read", -ENOSYS, ARGS(7, 8));
	events[UNNAMED].nr = 5000;
	make_call(I386, "read", 0, ARGS(0));
	events[I386].abi = RECORD_ABI_I386;
	events[I386].nr = syscall_number(RECORD_ABI_I386, "open");
	make_call(SIGNAL, "read", 0, ARGS(0));
	events[SIGNAL].kind = EVENT_SIGNAL;
	events[SIGNAL].nr = 17;
	make_call(EXIT, "read", 256, ARGS(0));
	events[EXIT].kind = EVENT_EXIT;
	make_call(HOST, "getpid", 7, ARGS(0));
	events[HOST].process = &bare;
	memcpy(events[HOST].comm, "kworker/0:1-eve", 16);
	make_call(EXECVE, "execve", 0, ARGS(0, 0, 0));
	add_string(EXECVE, 0, "/bin/ls");
	add_piece(EXECVE, 1, RECORD_DATA_STRINGS, 0, "ls\0-l", 6);
	make_call(MMAP, "mmap", 0x7f0000000000, ARGS(0, 4096, 3, 0x22, UINT64_MAX, 0));
	make_call(CLONE, "clone", 4711, ARGS(0x1200011, 0, 0, 0));
}

static void setup(void)
{
	make_files();
	make_others();
}

// --- what holds ---

#define M(event) (1u << (event))
#define ALL      (M(EVENTS) - 1)
#define CALLS    (ALL & ~M(SIGNAL) & ~M(EXIT))
#define NGINX    (ALL & ~M(GETPPID) & ~M(HOST))
#define FAILED   (M(OPENAT_RDONLY) | M(READ_FAILED) | M(BAD_PATH) | M(CONNECT) | M(UNNAMED))
#define OPENS    (M(OPENAT) | M(OPENAT_RDONLY) | M(BAD_PATH))
#define READS    (M(READ) | M(READ_FAILED))
#define WRITES   (M(WRITE) | M(WRITEV))
#define FLAGS    (OPENS | M(MMAP) | M(CLONE) | M(I386)) // have an argument of that name
#define OBJECTS  (M(OPENAT) | M(READ) | M(RENAME) | M(TOP) | M(CONNECT) | M(LISTENING) | M(MAPPED))

struct row {
	const char *filter;
	unsigned events; // that match, of all
};

static const struct row head_rows[] = {
    {"", ALL},
    {"evt.num = 3", M(READ)},
    {"evt.num >= 21", M(TOP) | M(CLONE)},
    {"evt.num < 2 or evt.num > 21", M(OPENAT) | M(CLONE)},
    {"evt.num in (1, 3, 3)", M(OPENAT) | M(READ)},
    {"evt.time < 2025-11-24T08:00:01Z", M(OPENAT)},
    {"evt.type = openat", OPENS},
    {"evt.type != openat", ALL & ~OPENS},
    {"evt.type in (read, write)", READS | M(WRITE)},
    {"evt.type = syscall_0x1388", M(UNNAMED)},
    {"evt.type startswith syscall_", M(UNNAMED)},
    {"not evt.type startswith syscall_", ALL & ~M(UNNAMED)},
    {"evt.type = read or evt.type = syscall_0x1388", READS | M(UNNAMED)},
    {"evt.type = open", M(I386)},
    {"evt.type contains open", OPENS | M(OPENAT2) | M(I386)},
    {"evt.type icontains OPEN", OPENS | M(OPENAT2) | M(I386)},
    {"evt.type glob 'open*'", OPENS | M(OPENAT2) | M(I386)},
    {"evt.type regex '^open(at)?$'", OPENS | M(I386)},
    {"evt.type endswith v", M(WRITEV)},
    {"evt.type = signal", M(SIGNAL)},
    {"evt.type = procexit", M(EXIT)},
    {"evt.type exists", ALL},
    {"evt.category = net", M(CONNECT) | M(LISTENING) | M(MAPPED)},
    {"evt.category != net", ALL & ~M(CONNECT) & ~M(LISTENING) & ~M(MAPPED)},
    {"evt.category exists", CALLS},
    {"evt.category = other", M(UNNAMED)},
    {"evt.dir = <", ALL},
    {"evt.dir = '>'", 0},
    {"evt.dir != '>'", ALL},
    {"evt.latency = 1us", M(OPENAT)},
    {"evt.latency < 2500", M(OPENAT) | M(OPENAT_RDONLY)},
    {"evt.latency >= 0", ALL & ~M(GETPPID)},
    {"evt.latency <= 1h", ALL & ~M(GETPPID)},
    {"evt.latency exists", ALL & ~M(GETPPID)},
    {"evt.latency != 1us", ALL & ~M(OPENAT)},
    {"evt.res = ENOENT", M(OPENAT_RDONLY)},
    {"evt.res in (ENOENT, EBADF, 5)", M(OPENAT_RDONLY) | M(READ_FAILED) | M(READ)},
    {"evt.res = SUCCESS", CALLS & ~FAILED},
    {"evt.res != SUCCESS", ALL & ~(CALLS & ~FAILED)},
    {"evt.res < 0", FAILED},
    {"evt.res exists", CALLS},
    {"evt.rawres = -2", M(OPENAT_RDONLY)},
    {"evt.rawres > 5", M(WRITE) | M(WRITEV) | M(GETPPID) | M(HOST) | M(MMAP) | M(CLONE)},
    {"evt.rawres = 256", 0},
    {"evt.failed = true", FAILED},
    {"evt.failed = false", ALL & ~FAILED},
    {"evt.failed != true", ALL & ~FAILED},
    {"evt.failed exists", ALL},
    {"evt.denied = true", 0},
    {"evt.denied = false", ALL},
    {"evt.buflen = 4096", M(WRITE)},
    {"evt.buflen >= 4k", M(WRITE)},
    {"evt.buflen < 4k", M(READ) | M(WRITEV)},
    {"evt.buflen exists", M(READ) | WRITES},
    {"evt.buflen != 5", ALL & ~M(READ)},
    {"evt.is_io = true", READS | WRITES},
    {"evt.is_io = false", ALL & ~READS & ~WRITES},
    {"evt.is_io_read = true", READS},
    {"evt.is_io_write = true", WRITES},
    {"evt.abi = i386", M(I386)},
    {"evt.abi = native", CALLS & ~M(I386)},
    {"evt.kind = syscall", CALLS},
    {"evt.kind in (signal, exit)", M(SIGNAL) | M(EXIT)},
    {"signal.name = SIGCHLD", M(SIGNAL)},
    {"signal.name != SIGCHLD", ALL & ~M(SIGNAL)},
    {"signal.name exists", M(SIGNAL)},
    {"proc.pid = 100", ALL},
    {"proc.pid != 100", 0},
    {"thread.tid in (101, 7)", ALL},
    {"proc.name = nginx", ALL & ~M(HOST)},
    {"proc.name = kworker/0:1-eve", M(HOST)},
    {"proc.name startswith kworker/", M(HOST)},
    {"proc.name in (a, b, c, d, e, f, g, h, nginx)", ALL & ~M(HOST)},
    {"proc.name in (a, b, c, d, e, f, g, h, i)", 0},
};

static const struct row process_rows[] = {
    {"proc.exe = nginx", NGINX},
    {"proc.exe != nginx", ALL & ~NGINX},
    {"proc.exe exists", NGINX},
    {"proc.exepath = /usr/sbin/nginx", NGINX},
    {"proc.exepath pmatch (/usr/sbin, /bin)", NGINX},
    {"proc.exepath pmatch (/usr/sb)", 0},
    {"proc.exepath pmatch (/usr/sbin/)", NGINX},
    {"proc.exepath pmatch (/)", NGINX},
    {"proc.exepath pmatch (/usr/sbin/nginx)", NGINX},
    {"proc.args = '-g daemon off;'", NGINX},
    {"proc.cmdline contains 'daemon off'", NGINX},
    {"proc.cmdline icontains 'DAEMON OFF'", NGINX},
    {"proc.cwd = /srv/www", NGINX},
    {"proc.ppid = 90", NGINX},
    {"proc.pname = a-shell-with-a-", NGINX},
    {"proc.pname exists", NGINX},
    {"proc.pcmdline endswith ' -c x'", NGINX},
    {"proc.pexepath exists", 0},
    {"proc.aname = systemd", NGINX},
    {"proc.aname != systemd", ALL & ~NGINX},
    {"proc.aname = nginx", 0},
    {"proc.aname in (bash, systemd)", NGINX},
    {"proc.aname intersects (bash, systemd)", NGINX},
    {"proc.aname[0] = nginx", ALL & ~M(HOST)},
    {"proc.aname[1] = systemd", 0},
    {"proc.aname[2] = systemd", NGINX},
    {"proc.aname[3] exists", 0},
    {"proc.apid = 1", NGINX},
    {"proc.apid[0] = 100", ALL},
    {"proc.apid[1] = 90", NGINX},
    {"proc.apid[2] = 1", NGINX},
    {"proc.apid[3] exists", 0},
    {"proc.aexepath = /usr/lib/systemd/systemd", NGINX},
    {"proc.aexepath[0] = /usr/sbin/nginx", NGINX},
    {"proc.aexepath[1] exists", 0},
    {"proc.duration > 1h", NGINX},
    {"proc.duration exists", NGINX},
    {"user.uid = 33", NGINX},
    {"user.uid = 0", M(HOST)},
    {"user.name = www-data", NGINX},
    {"user.name != root", ALL},
    {"group.gid = 34", NGINX},
    {"container.id = host", M(HOST)},
    {"container.id != host", ALL & ~M(HOST)},
    {"container.id exists", NGINX | M(HOST)},
    {"container.id = 0123456789ab", NGINX},
    {"container.name = web", NGINX},
    {"container.name = host", M(HOST)},
    {"container.image startswith registry:5000/", NGINX},
    {"container.image.repository = registry:5000/team/nginx", NGINX},
    {"container.image.tag = 1.25", NGINX},
    {"container.image.tag exists", NGINX},
};

static const struct row object_rows[] = {
    {"fd.num = 3", M(OPENAT) | M(READ) | M(TOP)},
    {"fd.num = 5", M(CONNECT)},
    {"fd.num = 4", M(OPENAT2)},
    {"fd.num in (1, 2)", M(WRITE) | M(WRITEV)},
    {"fd.num exists", (OBJECTS & ~M(RENAME)) | WRITES | M(OPENAT2) | M(I386)},
    {"fd.num != 3", ALL & ~M(OPENAT) & ~M(READ) & ~M(TOP)},
    {"fd.name = /etc/nginx/nginx.conf", M(OPENAT) | M(READ)},
    {"fd.name exists", OBJECTS & ~M(RENAME)},
    {"fd.name glob '/etc/*.conf'", M(OPENAT) | M(READ)},
    {"fd.type = file", M(OPENAT) | M(READ)},
    {"fd.type in (ipv4, ipv6)", M(CONNECT) | M(LISTENING) | M(MAPPED)},
    {"fd.type != file", ALL & ~M(OPENAT) & ~M(READ)},
    {"fd.typechar = 4", M(CONNECT)},
    {"fd.typechar = d", M(TOP)},
    {"fd.directory = /etc/nginx", M(OPENAT) | M(READ)},
    {"fd.directory = /", M(TOP)},
    {"fd.filename = nginx.conf", M(OPENAT) | M(READ)},
    {"fd.filename exists", M(OPENAT) | M(READ)},
    {"fd.ip = 10.0.0.7", M(CONNECT)},
    {"fd.ip = 93.184.216.34", M(CONNECT)},
    {"fd.ip = fd00::1", M(LISTENING)},
    {"fd.ip = 127.0.0.1", M(MAPPED)},
    {"fd.ip = ::ffff:127.0.0.1", M(MAPPED)},
    {"fd.ip != 10.0.0.7", ALL & ~M(CONNECT)},
    {"fd.ip in (1.2.3.4, fd00::1)", M(LISTENING)},
    {"fd.ip exists", M(CONNECT) | M(LISTENING) | M(MAPPED)},
    {"fd.cip = 10.0.0.7", M(CONNECT)},
    {"fd.sip = 93.184.216.34", M(CONNECT)},
    {"fd.sip = fd00::1", M(LISTENING)},
    {"fd.cip exists", M(CONNECT)},
    {"fd.lip = 10.0.0.7", M(CONNECT)},
    {"fd.rip = 10.0.0.7", 0},
    {"fd.rip exists", M(CONNECT) | M(MAPPED)},
    {"fd.net = 10.0.0.0/8", M(CONNECT)},
    {"fd.net = 93.184.216.32/30", M(CONNECT)},
    {"fd.net = 93.184.216.36/30", 0},
    {"fd.net in (10.0.0.0/8, fd00::/8)", M(CONNECT) | M(LISTENING)},
    {"fd.net = 0.0.0.0/0", M(CONNECT) | M(MAPPED)},
    {"fd.cnet = 10.0.0.0/8", M(CONNECT)},
    {"fd.snet = 10.0.0.0/8", 0},
    {"fd.lnet = 10.0.0.0/8", M(CONNECT)},
    {"fd.rnet != 127.0.0.0/8", ALL & ~M(MAPPED)},
    {"fd.port = 443", M(CONNECT)},
    {"fd.port = https", M(CONNECT)},
    {"fd.port in (4000, 53)", M(CONNECT) | M(LISTENING)},
    {"fd.port != 443", ALL & ~M(CONNECT)},
    {"fd.port > 100", M(CONNECT)},
    {"fd.cport = 4000", M(CONNECT)},
    {"fd.sport in (https, domain)", M(CONNECT) | M(LISTENING)},
    {"fd.lport = 53", M(LISTENING)},
    {"fd.rport = 80", M(MAPPED)},
    {"fd.l4proto = tcp", M(CONNECT) | M(MAPPED)},
    {"fd.l4proto = udp", M(LISTENING)},
    {"fd.sockfamily = ip", M(CONNECT) | M(LISTENING) | M(MAPPED)},
    {"fd.is_server = true", M(LISTENING)},
    {"fd.is_server = false", M(CONNECT)},
    {"fd.is_server != true", ALL & ~M(LISTENING)},
    {"fs.path.name = /etc/nginx/nginx.conf", M(OPENAT) | M(READ)},
    {"fs.path.source = /a/from", M(RENAME)},
    {"fs.path.source exists", M(RENAME)},
    {"fs.path.target pmatch (/a)", M(RENAME)},
};

static const struct row argument_rows[] = {
    {"evt.arg.flags contains O_CREAT", M(OPENAT)},
    {"evt.arg.flags contains O_CREAT|O_TRUNC", M(OPENAT)},
    {"evt.arg.flags contains O_CREAT|O_EXCL", 0},
    {"evt.arg.flags contains O_RDONLY", M(OPENAT_RDONLY) | M(BAD_PATH) | M(I386)},
    {"evt.arg.flags contains O_CRE", 0},
    {"evt.arg.flags contains CLONE_CHILD_SETTID", M(CLONE)},
    {"evt.arg.flags contains SIGCHLD", M(CLONE)},
    {"evt.arg.flags contains MAP_ANONYMOUS", M(MMAP)},
    {"evt.arg.flags contains MAP_PRIVATE", M(MMAP)},
    {"not evt.arg.flags contains O_CREAT", ALL & ~M(OPENAT)},
    {"evt.arg.flags = 0", M(OPENAT_RDONLY) | M(I386)},
    {"evt.arg.flags = O_RDONLY", M(OPENAT_RDONLY) | M(I386)},
    {"evt.arg.flags = O_WRONLY|O_CREAT|O_TRUNC|O_CLOEXEC", M(OPENAT)},
    {"evt.arg.flags != 0", ALL & ~M(OPENAT_RDONLY) & ~M(I386)},
    {"evt.arg.flags exists", FLAGS},
    {"evt.arg.flags regex 'O_(CREAT|PATH)'", M(OPENAT) | M(BAD_PATH)},
    {"evt.arg.flags in (0, O_RDONLY|O_PATH)", M(OPENAT_RDONLY) | M(I386) | M(BAD_PATH)},
    {"evt.arg.mode = 0755", M(OPENAT)},
    {"evt.arg.mode > 0700", M(OPENAT)},
    {"evt.arg.mode exists", M(OPENAT)},
    {"evt.arg.path = ../nginx.conf", M(OPENAT)},
    {"evt.arg.path startswith /", M(OPENAT_RDONLY) | M(OPENAT2) | M(EXECVE)},
    {"evt.arg.path = NULL", M(BAD_PATH) | M(I386)},
    {"evt.arg.path exists", OPENS | M(OPENAT2) | M(EXECVE) | M(I386)},
    {"evt.arg.dirfd = AT_FDCWD", OPENS | M(OPENAT2)},
    {"evt.arg.dirfd = -100", OPENS | M(OPENAT2)},
    {"evt.arg.dirfd < 0", OPENS | M(OPENAT2)},
    {"evt.arg[0] = 3", M(READ) | M(TOP)},
    {"evt.arg.fd = -1", M(READ_FAILED) | M(MMAP)},
    {"evt.arg.fd >= 1", M(READ) | WRITES | M(TOP)},
    {"evt.arg.count = 64", READS},
    {"evt.arg.buf = hello", M(READ)},
    {"evt.arg.buf contains HTTP", M(WRITE)},
    {"evt.arg.argv contains -l", M(EXECVE)},
    {"evt.arg.prot contains PROT_WRITE", M(MMAP)},
    {"evt.arg.arg2 = 8", M(UNNAMED)},
    {"evt.arg.arg2 = 0x8", M(UNNAMED)},
    {"evt.args contains nginx.conf", M(OPENAT)},
    {"evt.args startswith 'AT_FDCWD, '", OPENS | M(OPENAT2)},
    {"evt.args = 3", M(TOP)},
    {"evt.args = ''", M(GETPPID) | M(HOST)},
    {"evt.args exists", CALLS},
    {"evt.text icontains 'no such file'", M(OPENAT_RDONLY)},
    {"evt.text contains SIGCHLD", M(SIGNAL) | M(CLONE)},
    {"evt.text startswith '+++'", M(EXIT)},
    {"evt.text regex '^read.3, \"hello'", M(READ)},
    {"evt.buffer = hello", M(READ)},
    {"evt.buffer contains HTTP/1.1", M(WRITE)},
    {"evt.buffer = password", 0},
    {"evt.buffer = passwor", M(WRITEV)},
    {"evt.buffer contains sswo", M(WRITEV)},
    {"evt.buffer exists", M(READ) | WRITES},
    {"evt.is_open_read = true", M(OPENAT_RDONLY) | M(OPENAT2) | M(I386)},
    {"evt.is_open_write = true", M(OPENAT) | M(OPENAT2)},
    {"evt.is_open_exec = true", M(OPENAT)},
    {"evt.is_open_create = true", M(OPENAT)},
    {"evt.is_open_create = false", ALL & ~M(OPENAT)},
    {"evt.is_open_create != true", ALL & ~M(OPENAT)},
    {"evt.is_open_create exists", ALL},
    {"fs.path.nameraw = ../nginx.conf", M(OPENAT)},
    {"fs.path.nameraw exists", M(OPENAT) | M(OPENAT_RDONLY) | M(OPENAT2) | M(RENAME) | M(EXECVE)},
};

static const struct row tree_rows[] = {
    {"not evt.type = read", ALL & ~READS},
    {"not not evt.type = read", READS},
    {"evt.type = read and evt.failed = true", M(READ_FAILED)},
    {"evt.failed = true and evt.type = read and evt.arg.fd = -1", M(READ_FAILED)},
    {"evt.type = read or evt.type = write and evt.res = 4096", READS | M(WRITE)},
    {"(evt.type = read or evt.type = write) and evt.res = 4096", M(WRITE)},
    {"not (evt.type = read or evt.failed = true)", ALL & ~READS & ~FAILED},
    {"evt.type = read and evt.type = write", 0},
    {"evt.dir = < or evt.text contains nothing", ALL},
    {"evt.failed exists and evt.num = 1", M(OPENAT)},
    {"not evt.failed exists", 0},
    {"not evt.failed exists or evt.num = 1", M(OPENAT)},
    {"evt.arg.flags contains O_CREAT or not evt.type in (openat, read)", (ALL & ~OPENS & ~READS) | M(OPENAT)},
    {"not (proc.aname = systemd and (fd.num = 3 or not fd.port = 443))", (ALL & ~NGINX) | M(CONNECT)},
};

static const struct {
	const struct row *rows;
	size_t n;
} tables[] = {
    {head_rows, LENGTH(head_rows)},         {process_rows, LENGTH(process_rows)}, {object_rows, LENGTH(object_rows)},
    {argument_rows, LENGTH(argument_rows)}, {tree_rows, LENGTH(tree_rows)},
};

static struct filter_program *compile(const char *text)
{
	AUTO(filter) struct filter *filter = NULL;
	struct error err;
	int r = filter_parse(text, strlen(text), NULL, &filter, NULL, &err);
	ck_assert_msg(r == 0, "%s: %s", text, r < 0 ? err.text : "");
	return filter_program_new(filter);
}

static void expect(const struct row *row)
{
	AUTO(filter_program) struct filter_program *program = compile(row->filter);
	AUTO_VALUE(filter_scratch) struct filter_scratch scratch;
	filter_scratch_init(&scratch);
	for (unsigned i = 0; i < EVENTS; i++) {
		bool expected = row->events & M(i);
		ck_assert_msg(filter_match(program, &events[i], &scratch) == expected, "%s: event %u should %s",
			      row->filter, i, expected ? "match" : "not match");
	}
}

START_TEST(each_field_and_operator_means_what_the_table_says)
{
	setup();
	for (size_t i = 0; i < tables[_i].n; i++)
		expect(&tables[_i].rows[i]);
}
END_TEST

// What is decided from less never contradicts the whole; with all there, nothing is left open.
START_TEST(a_part_of_the_event_decides_what_it_can)
{
	setup();
	AUTO_VALUE(filter_scratch) struct filter_scratch scratch;
	filter_scratch_init(&scratch);
	for (size_t i = 0; i < tables[_i].n; i++) {
		const struct row *row = &tables[_i].rows[i];
		AUTO(filter_program) struct filter_program *program = compile(row->filter);
		for (unsigned event = 0; event < EVENTS; event++) {
			enum filter_verdict whole = row->events & M(event) ? FILTER_YES : FILTER_NO;
			for (unsigned have = 0; have < 8; have++) {
				struct event part = events[event];
				if (!(have & FILTER_NEEDS_ARGS)) {
					memset(part.args, 0xaa, sizeof(part.args));
					part.data_len = 0;
				}
				if (!(have & FILTER_NEEDS_PROCESS))
					part.process = NULL;
				if (!(have & FILTER_NEEDS_OBJECT))
					part.object = NULL;
				enum filter_verdict verdict = filter_match_part(program, &part, have, &scratch);
				ck_assert_msg(verdict == FILTER_MAYBE || verdict == whole, "%s: event %u", row->filter,
					      event);
				if (!(filter_program_needs(program) & ~have))
					ck_assert_msg(verdict == whole, "%s: event %u", row->filter, event);
			}
		}
	}
}
END_TEST

static enum filter_verdict of_head(const char *text, unsigned event)
{
	AUTO(filter_program) struct filter_program *program = compile(text);
	AUTO_VALUE(filter_scratch) struct filter_scratch scratch;
	filter_scratch_init(&scratch);
	return filter_match_part(program, &events[event], FILTER_NEEDS_HEAD, &scratch);
}

START_TEST(a_call_without_the_argument_is_decided_by_its_head)
{
	setup();
	ck_assert_int_eq(of_head("evt.arg.flags contains O_CREAT", READ), FILTER_NO);
	ck_assert_int_eq(of_head("evt.arg.flags contains O_CREAT", OPENAT), FILTER_MAYBE);
	ck_assert_int_eq(of_head("evt.is_open_write = false", READ), FILTER_YES);
	ck_assert_int_eq(of_head("evt.type = read or fd.name = x", READ), FILTER_YES);
	ck_assert_int_eq(of_head("evt.type = read and fd.name = x", READ), FILTER_MAYBE);
	ck_assert_int_eq(of_head("fd.name = x and evt.type = read", WRITE), FILTER_NO);
	ck_assert_int_eq(of_head("not (fd.name = x and evt.type = read)", WRITE), FILTER_YES);
}
END_TEST

static unsigned needs_of(const char *text)
{
	AUTO(filter_program) struct filter_program *program = compile(text);
	return filter_program_needs(program);
}

// What the table of fields promises and what the getters look at is the same.
START_TEST(a_program_needs_what_its_fields_need)
{
	for (size_t i = 0; i < FILTER_FIELDS; i++) {
		char text[80];
		const struct filter_field *field = &filter_fields[i];
		(void)snprintf(text, sizeof(text), "not %s", field->example);
		ck_assert_msg(needs_of(text) == field->needs, "%s: %u instead of %u", text, needs_of(text),
			      field->needs);
	}
	ck_assert_uint_eq(needs_of(""), FILTER_NEEDS_HEAD);
	ck_assert_uint_eq(needs_of("fd.name = x and user.uid = 0"), FILTER_NEEDS_OBJECT | FILTER_NEEDS_PROCESS);
}
END_TEST

START_TEST(all_is_what_has_nothing_to_ask)
{
	AUTO(filter_program) struct filter_program *all = compile("  ");
	AUTO(filter_program) struct filter_program *always = compile("evt.failed exists");
	AUTO(filter_program) struct filter_program *never = compile("not evt.failed exists");
	AUTO(filter_program) struct filter_program *some = compile("evt.type = read");
	ck_assert(filter_program_is_all(all) && filter_program_is_all(always));
	ck_assert(!filter_program_is_all(never) && !filter_program_is_all(some));
}
END_TEST

START_TEST(a_program_lives_as_long_as_its_last_reference)
{
	setup();
	AUTO_VALUE(filter_scratch) struct filter_scratch scratch;
	filter_scratch_init(&scratch);
	struct filter_program *program = compile("evt.type regex 'rea[d]'");
	struct filter_program *other = filter_program_ref(program);
	ck_assert_ptr_eq(other, program);
	filter_program_free(program);
	ck_assert(filter_match(other, &events[READ], &scratch));
	filter_program_free(other);
	filter_program_free(NULL);
}
END_TEST

// Nothing in an event is sure to be sound.
START_TEST(a_damaged_event_is_looked_at_without_harm)
{
	setup();
	AUTO_VALUE(filter_scratch) struct filter_scratch scratch;
	filter_scratch_init(&scratch);
	static const char *const texts[] = {"evt.buffer contains x",
					    "evt.arg.path = x",
					    "evt.text contains x",
					    "evt.is_open_write = true",
					    "fd.type = file or fd.l4proto = tcp",
					    "evt.type = read",
					    "evt.abi = native",
					    "fs.path.nameraw = x",
					    "fd.num = 9"};
	struct event event = events[OPENAT];
	event.abi = 200;
	event.kind = 77;
	for (size_t i = 0; i < LENGTH(texts); i++) {
		AUTO(filter_program) struct filter_program *program = compile(texts[i]);
		for (uint32_t len = 0; len < 40; len++) {
			struct event cut = events[len % 2 ? OPENAT : OPENAT2];
			cut.data_len = len < cut.data_len ? len : cut.data_len;
			(void)filter_match(program, &cut, &scratch);
		}
		event.nr = i % 2 ? INT32_MIN : INT32_MAX;
		(void)filter_match(program, &event, &scratch);
		event.kind = EVENT_SYSCALL;
		(void)filter_match(program, &event, &scratch);
	}
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_loop_test(tests, each_field_and_operator_means_what_the_table_says, 0, (int)LENGTH(tables));
	tcase_add_loop_test(tests, a_part_of_the_event_decides_what_it_can, 0, (int)LENGTH(tables));
	tcase_add_test(tests, a_call_without_the_argument_is_decided_by_its_head);
	tcase_add_test(tests, a_program_needs_what_its_fields_need);
	tcase_add_test(tests, all_is_what_has_nothing_to_ask);
	tcase_add_test(tests, a_program_lives_as_long_as_its_last_reference);
	tcase_add_test(tests, a_damaged_event_is_looked_at_without_harm);
}
