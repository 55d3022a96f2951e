// SPDX-License-Identifier: Apache-2.0
#include "tests/support/filter_random.h"

#include "common/base/parse.h"
#include "common/filter/filter_fields.h"
#include "common/syscalls/syscalls.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_TS   1795508376000000000ull // 2026-11-24T08:19:36Z
#define STEP_NS    250000000ull
#define COUNT(a)   ((uint32_t)(sizeof(a) / sizeof((a)[0])))
#define PICK(r, a) ((a)[filter_random_below((r), COUNT(a))])

// --- what events are made of ---

static const char *const calls[] = {
    "read",    "write",   "open",   "openat", "openat2", "close",      "connect", "accept4",      "execve",
    "dup2",    "kill",    "getpid", "mmap",   "socket",  "unlinkat",   "rename",  "clone",        "nanosleep",
    "futex",   "ioctl",   "fcntl",  "lseek",  "pread64", "sendto",     "bind",    "epoll_wait",   "chdir",
    "symlink", "mkdirat", "setuid", "ptrace", "mount",   "exit_group", "poll",    "rt_sigaction", "statx",
};
static const char *const comms[] = {"bash", "cat", "nginx", "java", "GC Thread#0", "sh", "a \"b\" c", "x"};
static const char *const paths[] = {
    "/etc/passwd", "/etc/ssh/sshd_config", "/etc",     "/tmp/x",         "/",           "/home/ann/.ssh/id_rsa",
    "/var/log/a",  "/proc/self/fd/3",      "/tmp/x y", "/etcetera/file", "/usr/bin/sh", "/tmp/K\xc3\xa4se",
};
static const char *const raw_paths[] = {"/etc/passwd", "../etc/passwd", "x", "", "/tmp/x", "./a/../b", "/usr/bin/sh"};
static const char *const names[] = {
    "/etc/passwd", "/tmp/x", "/etc", "pipe:[4711]", "anon_inode:[eventfd]", "127.0.0.1:40001->10.0.0.1:443", "",
    "/run/socket",
};
static const char *const bytes[] = {"", "hello", "GET / HTTP/1.1\r\n", "\x7f\x45LF", "root:x:0:0"};
static const int64_t flags[] = {0, 1, 2, 0x40, 0x241, 0x80000, 0x80041, 0x3, 0x800, 0x8000};
static const int64_t results[] = {0,  1,   3,   4,    19,   4096, 65536, 0x7f1234567000, -1,
				  -2, -11, -13, -115, -110, -512, -4095, -4096,          300};
static const uint64_t durations[] = {
    0, 1, 500, 1000, 1500, 10000, 1000000, 2500000, 1000000000, 61000000000, EVENT_DURATION_UNKNOWN};
static const int64_t numbers[] = {0, 1, 2, 3, 4, 7, 8, 100, 200, 4096, -1, -100, 0x1000, 65536};

#define PROCESS(number, known, parent_pid, who, person, program, words, folder, box, above)             \
	{                                                                                               \
		.pid = (number), .ppid = (parent_pid), .uid = (who),                                    \
		.gid = (who) == EVENT_NO_ID ? EVENT_NO_ID : (who) / 10,                                 \
		.start_ts = (number) == 8 ? 0 : FIRST_TS + (number)*1000000000ull, .version = (number), \
		.comm = (known), .user = (person), .exe = (program), .args = (words), .cwd = (folder),  \
		.container_id = (box) ? "3ad7b26ded6d0000" : "", .container_name = (box) ? "web" : "",  \
		.container_image = (box) ? "docker.io/library/nginx:1.25" : "", .parent = (above)       \
	}

static const struct event_process processes[] = {
    PROCESS(1, "systemd", 0, 0, "root", "/sbin/init", "/sbin/init", "/", false, NULL),
    PROCESS(2, "bash", 1, 0, "root", "/usr/bin/bash", "-bash", "/root", false, &processes[0]),
    PROCESS(3, "cat", 2, 1000, "ann", "/usr/bin/cat", "cat /etc/passwd", "/home/ann", false, &processes[1]),
    PROCESS(4, "nginx", 1, 33, "www-data", "/usr/sbin/nginx", "nginx: worker process", "/", true, &processes[0]),
    PROCESS(7, "sh", 4, 33, "www-data", "/usr/bin/dash", "sh -c cat", "/tmp", true, &processes[3]),
    PROCESS(8, "", 7, EVENT_NO_ID, "", "", "", "", true, &processes[4]),
    PROCESS(100, "java", 3, 1000, "ann", "/usr/lib/jvm/bin/java", "java -jar app.jar", "/home/ann", false,
	    &processes[2]),
    PROCESS(200, "", 0, 1000, "", "/usr/bin/cat", "cat", "", false, NULL),
};

#define FILES(number, what, where, second)                                                          \
	{                                                                                           \
		.fd = (number), .type = (what), .name = (where), .path = (where), .path2 = (second) \
	}
#define SOCKET(number, what, proto, side, near_port, far_port, text, ...)                                       \
	{                                                                                                       \
		.fd = (number), .type = (what), .protocol = (proto), .role = (side), .local_port = (near_port), \
		.remote_port = (far_port), .name = (text), .path = "", .path2 = "", __VA_ARGS__                 \
	}

static const struct event_object objects[] = {
    FILES(3, EVENT_OBJECT_FILE, "/etc/passwd", ""),
    FILES(4, EVENT_OBJECT_DIRECTORY, "/etc", ""),
    FILES(-1, EVENT_OBJECT_NONE, "/etc/ssh/sshd_config", "/tmp/x"),
    FILES(7, EVENT_OBJECT_FILE, "/tmp/x", "/etc/passwd"),
    FILES(1, EVENT_OBJECT_PIPE, "pipe:[4711]", ""),
    FILES(8, EVENT_OBJECT_EVENT, "anon_inode:[eventfd]", ""),
    FILES(2, EVENT_OBJECT_OTHER, "", ""),
    {.fd = -1, .type = EVENT_OBJECT_NONE, .name = "", .path = "/etc/passwd", .path2 = ""},
    {.fd = 0, .type = EVENT_OBJECT_NONE, .name = "", .path = "", .path2 = ""},
    {.fd = 3, .type = EVENT_OBJECT_UNIX, .role = EVENT_ROLE_CLIENT, .name = "/run/socket", .path = "", .path2 = ""},
    SOCKET(4, EVENT_OBJECT_IPV4, IPPROTO_TCP, EVENT_ROLE_CLIENT, 40001, 443, "127.0.0.1:40001->10.0.0.1:443",
	   .local = {127, 0, 0, 1}, .remote = {10, 0, 0, 1}),
    SOCKET(7, EVENT_OBJECT_IPV4, IPPROTO_UDP, EVENT_ROLE_UNKNOWN, 0, 53, "->10.0.0.1:53", .remote = {10, 0, 0, 1}),
    SOCKET(8, EVENT_OBJECT_IPV4, IPPROTO_TCP, EVENT_ROLE_SERVER, 80, 51000, "203.0.113.9:51000->10.0.0.5:80",
	   .local = {10, 0, 0, 5}, .remote = {203, 0, 113, 9}),
    SOCKET(3, EVENT_OBJECT_IPV6, IPPROTO_TCP, EVENT_ROLE_CLIENT, 40002, 443, "fd00::5:40002->fd00::1:443",
	   .local = {0xfd, [15] = 5}, .remote = {0xfd, [15] = 1}),
    SOCKET(4, EVENT_OBJECT_SOCKET, 0, EVENT_ROLE_UNKNOWN, 0, 0, "netlink"),
};

// --- random ---

void filter_random_init(struct filter_random *random, uint64_t otherwise)
{
	const char *seed = getenv("SYSCOPE_SEED");
	random->state = otherwise;
	if (seed && parse_u64(seed, &random->state) < 0)
		random->state = otherwise;
	printf("SYSCOPE_SEED=%" PRIu64 "\n", random->state);
}

uint32_t filter_random_below(struct filter_random *random, uint32_t n)
{
	// splitmix64
	uint64_t x = random->state += 0x9e3779b97f4a7c15u;
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
	x = (x ^ x >> 27) * 0x94d049bb133111ebu;
	return (uint32_t)((x ^ x >> 31) % n);
}

static bool one_in(struct filter_random *random, uint32_t n)
{
	return filter_random_below(random, n) == 0;
}

// --- events ---

static void add_data(struct random_event *to, unsigned arg, enum record_data_kind kind, uint8_t status,
		     const char *text, size_t len)
{
	uint32_t used = to->event.data_len, padded = (uint32_t)(sizeof(struct record_data) + ((len + 7) & ~(size_t)7));
	if (used + padded > sizeof(to->room))
		return;
	uint8_t *at = (uint8_t *)to->room + used;
	struct record_data head = {.arg = (uint8_t)arg, .kind = (uint8_t)kind, .status = status, .len = (uint32_t)len};
	memset(at, 0, padded);
	memcpy(at, &head, sizeof(head));
	memcpy(at + sizeof(head), text, len);
	to->event.data = (const uint8_t *)to->room;
	to->event.data_len = used + padded;
}

static void add_address(struct filter_random *random, struct random_event *to, unsigned arg)
{
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(443)};
	static const char *const ips[] = {"10.0.0.1", "127.0.0.1", "203.0.113.9"};
	(void)inet_pton(AF_INET, PICK(random, ips), &in.sin_addr);
	add_data(to, arg, RECORD_DATA_BYTES, 0, (const char *)&in, sizeof(in));
}

// What the argument's name lets one expect; a wrong guess is only an odd event.
static void random_arg(struct filter_random *random, struct random_event *to, unsigned arg, const char *name)
{
	to->event.args[arg] = (uint64_t)PICK(random, numbers);
	if (strstr(name, "flags") || strstr(name, "prot") || strstr(name, "mode"))
		to->event.args[arg] = (uint64_t)PICK(random, flags);
	else if (strstr(name, "dirfd"))
		to->event.args[arg] = one_in(random, 2) ? (uint64_t)-100 : filter_random_below(random, 8);
	else if (strcmp(name, "fd") == 0 || strstr(name, "sockfd") || strstr(name, "oldfd"))
		to->event.args[arg] = filter_random_below(random, 9);
	else if (strstr(name, "path") || strcmp(name, "target") == 0) {
		const char *text = PICK(random, raw_paths);
		to->event.args[arg] = 0x7f0000001000 + arg;
		if (!one_in(random, 8))
			add_data(to, arg, RECORD_DATA_STRING, one_in(random, 8) ? RECORD_DATA_TRUNCATED : 0, text,
				 strlen(text));
	} else if (strcmp(name, "buf") == 0) {
		const char *text = PICK(random, bytes);
		to->event.args[arg] = 0x7f0000002000;
		if (!one_in(random, 8))
			add_data(to, arg, RECORD_DATA_BYTES, 0, text, strlen(text));
	} else if (strstr(name, "addr") && to->event.nr != syscall_number(RECORD_ABI_NATIVE, "mmap")) {
		to->event.args[arg] = 0x7f0000003000;
		add_address(random, to, arg);
	} else if (strcmp(name, "argv") == 0) {
		add_data(to, arg, RECORD_DATA_STRINGS, 0, "cat\0/etc/passwd", 16);
	}
}

static void random_call(struct filter_random *random, struct random_event *to)
{
	static const uint8_t abis[] = {RECORD_ABI_NATIVE, RECORD_ABI_NATIVE, RECORD_ABI_NATIVE, RECORD_ABI_NATIVE,
				       RECORD_ABI_NATIVE, RECORD_ABI_NATIVE, RECORD_ABI_I386,   RECORD_ABI_X32};
	struct event *event = &to->event;
	event->kind = EVENT_SYSCALL;
	event->abi = PICK(random, abis);
	event->nr = syscall_number(event->abi, PICK(random, calls));
	if (event->nr < 0)
		event->nr = 20 + (int32_t)filter_random_below(random, 300);
	if (one_in(random, 40))
		event->nr = 490 + (int32_t)filter_random_below(random, 400); // no such call
	event->ret = PICK(random, results);
	event->duration = PICK(random, durations);
	static const uint16_t some[] = {0,
					0,
					0,
					0,
					RECORD_F_NO_ENTER,
					RECORD_F_TRUNCATED,
					RECORD_F_FAULT,
					RECORD_F_NO_RETURN,
					RECORD_F_NO_ENTER | RECORD_F_DENIED};
	event->flags = PICK(random, some);
	for (unsigned i = 0; i < RECORD_ARGS; i++)
		event->args[i] = (uint64_t)PICK(random, numbers);
	unsigned count = syscall_arg_count(event);
	for (unsigned i = 0; i < count && i < RECORD_ARGS; i++)
		random_arg(random, to, i, syscall_arg_name(event, i));
}

void filter_random_event(struct filter_random *random, uint64_t seq, struct random_event *ret)
{
	struct event *event = &ret->event;
	*event = (struct event){.seq = seq, .ts = FIRST_TS + seq * STEP_NS, .duration = EVENT_DURATION_UNKNOWN};
	const struct event_process *process = one_in(random, 8) ? NULL : &PICK(random, processes);
	event->process = process;
	event->pid = process ? process->pid : 1 + filter_random_below(random, 8);
	event->tid = one_in(random, 3) ? event->pid + 1 : event->pid;
	(void)snprintf(event->comm, sizeof(event->comm), "%s", PICK(random, comms));
	uint32_t kind = filter_random_below(random, 20);
	if (kind == 0) {
		static const int32_t signals[] = {1, 2, 9, 11, 15, 17, 34, 64};
		event->kind = EVENT_SIGNAL;
		event->nr = PICK(random, signals);
	} else if (kind == 1) {
		event->kind = EVENT_EXIT;
		event->ret = one_in(random, 2) ? 0 : 256;
		event->flags = one_in(random, 2) ? RECORD_F_LEADER : 0;
	} else {
		random_call(random, ret);
		event->object = one_in(random, 4) ? NULL : &PICK(random, objects);
	}
}

// --- filters ---

static void quoted(struct buffer *out, const char *text)
{
	(void)buffer_append_byte(out, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			(void)buffer_append_byte(out, '\\');
		(void)buffer_append_byte(out, (uint8_t)*text);
	}
	(void)buffer_append_byte(out, '"');
}

static const char *text_for(struct filter_random *random, enum filter_field_id id)
{
	static const char *const categories[] = {"file", "net", "fd", "process", "signal", "memory", "other"};
	static const char *const types[] = {"file", "directory", "ipv4", "ipv6", "unix", "pipe", "event"};
	static const char *const chars[] = {"f", "d", "4", "6", "u", "p", "e", "o"};
	static const char *const users[] = {"root", "ann", "www-data", "nobody"};
	static const char *const exes[] = {"/usr/bin/cat",  "/usr/bin/bash", "/usr/sbin/nginx",
					   "/usr/bin/dash", "cat",           "-bash"};
	static const char *const lines[] = {"cat /etc/passwd",   "sh -c cat",  "-jar app.jar", "cat",
					    "java -jar app.jar", "/etc/passwd"};
	static const char *const boxes[] = {"host", "3ad7b26ded6d0000", "3ad7b26ded6d", "web"};
	static const char *const images[] = {"docker.io/library/nginx:1.25", "docker.io/library/nginx", "1.25",
					     "nginx"};
	static const char *const words[] = {"openat", "O_CREAT", "passwd", "= -1 ENOENT", "cat", "SIG"};
	static const char *const protocols[] = {"tcp", "udp", "ip", "unix", "icmp"};
	static const char *const abis[] = {"native", "i386", "x32"};
	static const char *const kinds[] = {"syscall", "signal", "exit"};
	static const char *const signals[] = {"SIGCHLD", "SIGKILL", "SIGHUP", "SIGSEGV"};
	static const char *const directions[] = {"<", ">"};
	switch (id) {
	case FIELD_EVT_CATEGORY:
		return PICK(random, categories);
	case FIELD_EVT_DIR:
		return PICK(random, directions);
	case FIELD_EVT_ARGS:
	case FIELD_EVT_TEXT:
		return PICK(random, words);
	case FIELD_EVT_BUFFER:
		return PICK(random, bytes);
	case FIELD_EVT_ABI:
		return PICK(random, abis);
	case FIELD_EVT_KIND:
		return PICK(random, kinds);
	case FIELD_SIGNAL_NAME:
		return PICK(random, signals);
	case FIELD_PROC_NAME:
	case FIELD_PROC_PNAME:
	case FIELD_PROC_ANAME:
		return PICK(random, comms);
	case FIELD_PROC_EXE:
	case FIELD_PROC_EXEPATH:
	case FIELD_PROC_PEXEPATH:
	case FIELD_PROC_AEXEPATH:
		return PICK(random, exes);
	case FIELD_PROC_ARGS:
	case FIELD_PROC_CMDLINE:
	case FIELD_PROC_PCMDLINE:
		return PICK(random, lines);
	case FIELD_FD_TYPE:
		return PICK(random, types);
	case FIELD_FD_TYPECHAR:
		return PICK(random, chars);
	case FIELD_FD_NAME:
		return PICK(random, names);
	case FIELD_FD_L4PROTO:
	case FIELD_FD_SOCKFAMILY:
		return PICK(random, protocols);
	case FIELD_FS_PATH_NAMERAW:
		return PICK(random, raw_paths);
	case FIELD_USER_NAME:
		return PICK(random, users);
	case FIELD_CONTAINER_ID:
	case FIELD_CONTAINER_NAME:
		return PICK(random, boxes);
	case FIELD_CONTAINER_IMAGE:
	case FIELD_CONTAINER_IMAGE_REPOSITORY:
	case FIELD_CONTAINER_IMAGE_TAG:
		return PICK(random, images);
	default:
		return PICK(random, paths);
	}
}

static void argument_value(struct filter_random *random, struct buffer *out)
{
	static const char *const values[] = {
	    "0",        "1",         "0x41",   "O_CREAT",     "O_RDONLY", "O_WRONLY|O_CREAT",
	    "AT_FDCWD", "passwd",    "/tmp/x", "/etc/passwd", "577",      "3",
	    "-100",     "PROT_READ", "x",      "SOCK_STREAM", "0644",     "../etc/passwd"};
	quoted(out, PICK(random, values));
}

static void typed_value(struct filter_random *random, const struct filter_field *field, struct buffer *out)
{
	static const char *const truths[] = {"true", "false"};
	static const char *const sizes[] = {"0", "5", "4096", "4k", "64k", "1M", "19"};
	static const char *const spans[] = {"0", "1us", "1500", "10us", "1ms", "2.5ms", "1s", "1m", "1h", "500"};
	static const char *const codes[] = {"0",   "3",           "ENOENT", "SUCCESS", "EAGAIN",
					    "-13", "EINPROGRESS", "4096",   "19"};
	static const char *const ips[] = {"10.0.0.1", "127.0.0.1", "203.0.113.9", "fd00::1", "fd00::5", "10.0.0.5"};
	static const char *const nets[] = {"10.0.0.0/8", "127.0.0.0/8", "fd00::/8",
					   "10.0.0.1",   "0.0.0.0/0",   "203.0.113.0/24"};
	static const char *const ports[] = {"443", "https", "40001", "80", "53", "51000"};
	static const char *const small[] = {"0",   "1",   "2",    "3",  "4",  "7",   "8",
					    "100", "200", "1000", "33", "-1", "0x10"};
	switch (field->type) {
	case FILTER_NUMBER:
		(void)buffer_append_text(out, PICK(random, small));
		break;
	case FILTER_SIZE:
		(void)buffer_append_text(out, PICK(random, sizes));
		break;
	case FILTER_DURATION:
		(void)buffer_append_text(out, PICK(random, spans));
		break;
	case FILTER_TIME:
		(void)buffer_printf(out, "%llu", FIRST_TS + filter_random_below(random, 2000) * STEP_NS);
		break;
	case FILTER_BOOL:
		(void)buffer_append_text(out, PICK(random, truths));
		break;
	case FILTER_RESULT:
		(void)buffer_append_text(out, PICK(random, codes));
		break;
	case FILTER_CALL:
		(void)buffer_append_text(out, PICK(random, calls));
		break;
	case FILTER_ADDRESS:
		(void)buffer_append_text(out, PICK(random, ips));
		break;
	case FILTER_NET:
		(void)buffer_append_text(out, PICK(random, nets));
		break;
	case FILTER_PORT:
		(void)buffer_append_text(out, PICK(random, ports));
		break;
	case FILTER_ARGUMENT:
		argument_value(random, out);
		break;
	default:
		quoted(out, text_for(random, field->id));
		break;
	}
}

// A part of a text, for contains and its like.
static void part_value(struct filter_random *random, const struct filter_field *field, enum filter_op op,
		       struct buffer *out)
{
	const char *whole = field->type == FILTER_ARGUMENT ? PICK(random, raw_paths) : text_for(random, field->id);
	size_t len = strlen(whole), from = 0, n = len;
	char part[128];
	if (len > 1 && !one_in(random, 3)) {
		n = 1 + filter_random_below(random, (uint32_t)len - 1);
		from = op == FILTER_STARTSWITH ? 0
		       : op == FILTER_ENDSWITH ? len - n
					       : filter_random_below(random, (uint32_t)(len - n) + 1);
	}
	(void)snprintf(part, sizeof(part), "%.*s", (int)n, whole + from);
	if (op == FILTER_ICONTAINS && one_in(random, 2))
		for (char *at = part; *at; at++)
			*at = (char)(*at >= 'a' && *at <= 'z' ? *at - 32 : *at);
	bool plain = true; // half a character of UTF-8 is no text
	for (const char *at = part; *at; at++)
		plain &= (unsigned char)*at < 0x80;
	quoted(out, plain ? part : whole);
}

static void value_for(struct filter_random *random, const struct filter_field *field, enum filter_op op,
		      struct buffer *out)
{
	static const char *const octals[] = {"0", "1", "3", "7", "100", "644", "0x40", "-1", "0x1000"};
	static const char *const globs[] = {"*", "/etc/*", "*pass*", "?at", "[a-c]*", "*.ssh*", "/tmp/?", "", "*\\*"};
	static const char *const regexes[] = {"^/etc", "o+", "[a-c]at$", "ssh|passwd",
					      "^$",    ".",  "(x|y)z?",  "O_(CREAT|TRUNC)"};
	switch (op) {
	case FILTER_GLOB:
		quoted(out, PICK(random, globs));
		break;
	case FILTER_REGEX:
		quoted(out, PICK(random, regexes));
		break;
	case FILTER_CONTAINS:
	case FILTER_ICONTAINS:
	case FILTER_STARTSWITH:
	case FILTER_ENDSWITH:
		if (field->type == FILTER_ARGUMENT && one_in(random, 2))
			argument_value(random, out);
		else if (field->type == FILTER_TEXT || field->type == FILTER_ARGUMENT)
			part_value(random, field, op, out);
		else
			typed_value(random, field, out);
		break;
	case FILTER_PMATCH:
		quoted(out, PICK(random, paths));
		break;
	case FILTER_LT:
	case FILTER_LE:
	case FILTER_GT:
	case FILTER_GE:
		// Neither SUCCESS nor a text has an order; a mode's digits are octal.
		if (field->type == FILTER_ARGUMENT)
			(void)buffer_append_text(out, PICK(random, octals));
		else if (field->type == FILTER_RESULT)
			(void)buffer_printf(out, "%" PRId64, PICK(random, numbers));
		else
			typed_value(random, field, out);
		break;
	default:
		typed_value(random, field, out);
		break;
	}
}

static void field_name(struct filter_random *random, const struct filter_field *field, struct buffer *out)
{
	static const char *const arguments[] = {"flags", "path", "fd",      "dirfd", "buf",
						"count", "mode", "oldpath", "sig"};
	(void)buffer_append_text(out, field->name);
	if (field->argument == FILTER_ARGUMENT_NAME && !one_in(random, 4))
		(void)buffer_printf(out, ".%s", PICK(random, arguments));
	else if (field->argument == FILTER_ARGUMENT_NAME ||
		 (field->argument == FILTER_ARGUMENT_INDEX && !one_in(random, 3)))
		(void)buffer_printf(out, "[%u]", filter_random_below(random, 4));
}

static void random_check(struct filter_random *random, struct buffer *out)
{
	// What the kernel can decide comes up more often: else a whole conjunction of it is rare.
	static const enum filter_field_id often[] = {
	    FIELD_EVT_TYPE,   FIELD_EVT_CATEGORY, FIELD_PROC_PID,   FIELD_THREAD_TID,
	    FIELD_PROC_NAME,  FIELD_USER_UID,     FIELD_EVT_FAILED, FIELD_EVT_RES,
	    FIELD_EVT_RAWRES, FIELD_EVT_LATENCY,  FIELD_FD_NUM,     FIELD_FS_PATH_NAMERAW,
	    FIELD_EVT_KIND,   FIELD_EVT_ABI,      FIELD_EVT_TIME,   FIELD_EVT_NUM,
	};
	uint32_t which = one_in(random, 2) ? PICK(random, often) : filter_random_below(random, FILTER_FIELDS);
	const struct filter_field *field = &filter_fields[which];
	enum filter_op op;
	do
		op = (enum filter_op)filter_random_below(random, FILTER_OPS);
	while (!filter_op_fits(op, field->type));
	field_name(random, field, out);
	(void)buffer_printf(out, " %s", filter_op_name(op));
	if (op == FILTER_EXISTS)
		return;
	(void)buffer_append_byte(out, ' ');
	if (!filter_op_is_list(op)) {
		value_for(random, field, op, out);
		return;
	}
	uint32_t n = one_in(random, 10) ? 12 : 1 + filter_random_below(random, 4);
	for (uint32_t i = 0; i < n; i++) {
		(void)buffer_append_text(out, i ? ", " : "(");
		value_for(random, field, op, out);
	}
	(void)buffer_append_byte(out, ')');
}

void filter_random_text(struct filter_random *random, unsigned depth, struct buffer *out)
{
	uint32_t kind = depth ? filter_random_below(random, 8) : 7;
	if (kind >= 5) {
		random_check(random, out);
		return;
	}
	if (kind == 4) {
		(void)buffer_append_text(out, "not (");
		filter_random_text(random, depth - 1, out);
		(void)buffer_append_byte(out, ')');
		return;
	}
	// Sometimes without parentheses: whatever the precedence makes of it.
	bool bare = one_in(random, 4);
	uint32_t n = 2 + filter_random_below(random, 3);
	for (uint32_t i = 0; i < n; i++) {
		if (i)
			(void)buffer_append_text(out, kind < 3 ? " and " : " or ");
		if (!bare)
			(void)buffer_append_byte(out, '(');
		filter_random_text(random, depth - 1, out);
		if (!bare)
			(void)buffer_append_byte(out, ')');
	}
}
