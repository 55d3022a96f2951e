// SPDX-License-Identifier: Apache-2.0
// The table of fields, and what types and operators are called and which go together.
#include "common/filter/filter_fields.h"

#include <assert.h>
#include <string.h>

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

// Each row counts, and stands at its place in the enum, or this does not compile.
enum { ROWS_BEFORE = __COUNTER__ };
#define IN_ORDER(field)                                                            \
	((field) + 0 * sizeof(struct {                                             \
			   int unused;                                             \
			   static_assert(__COUNTER__ - ROWS_BEFORE - 1 == (field), \
					 "rows stand in the order of the enum");   \
		   }))
#define ROW(field, ...)        [FIELD_##field] = {.id = IN_ORDER(FIELD_##field), __VA_ARGS__}
#define WHAT(...)              .needs = (__VA_ARGS__)
#define ARGS                   FILTER_NEEDS_ARGS
#define PROCESS                FILTER_NEEDS_PROCESS
#define OBJECT                 FILTER_NEEDS_OBJECT
#define HELP(about, condition) .help = (about), .example = (condition)

const struct filter_field filter_fields[FILTER_FIELDS] = {
    ROW(EVT_NUM, .name = "evt.num", .type = FILTER_NUMBER,
	HELP("number of the event in its scan, from 1", "evt.num >= 1000")),
    ROW(EVT_TIME, .name = "evt.time", .type = FILTER_TIME,
	HELP("when the call ended", "evt.time >= 2026-11-24T08:19:36.5Z")),
    ROW(EVT_TYPE, .name = "evt.type", .type = FILTER_CALL,
	HELP("name of the system call; signal and procexit are the events that are none",
	     "evt.type in (open, openat, openat2)")),
    ROW(EVT_CATEGORY, .name = "evt.category", .type = FILTER_TEXT,
	HELP("class of the system call: file, net, process …", "evt.category = net")),
    ROW(EVT_DIR, .name = "evt.dir", .type = FILTER_TEXT,
	HELP("direction; always <, as events are the ends of calls", "evt.dir = <")),
    ROW(EVT_LATENCY, .name = "evt.latency", .type = FILTER_DURATION,
	HELP("how long the call took", "evt.latency > 10ms")),
    ROW(EVT_RES, .name = "evt.res", .type = FILTER_RESULT,
	HELP("return value, errors by name; SUCCESS is any that is no error", "evt.res = ENOENT")),
    ROW(EVT_RAWRES, .name = "evt.rawres", .type = FILTER_NUMBER,
	HELP("return value as the kernel gives it, errors below 0", "evt.rawres >= 0")),
    ROW(EVT_FAILED, .name = "evt.failed", .type = FILTER_BOOL,
	HELP("whether the call returned an error", "evt.failed = true")),
    ROW(EVT_DENIED, .name = "evt.denied", .type = FILTER_BOOL, WHAT(ARGS),
	HELP("whether a seccomp filter answered instead of the call", "evt.denied = true")),
    ROW(EVT_ARG, .name = "evt.arg", .type = FILTER_ARGUMENT, .argument = FILTER_ARGUMENT_NAME, WHAT(ARGS),
	HELP("an argument, by name or by number from 0", "evt.arg.flags contains O_CREAT")),
    ROW(EVT_ARGS, .name = "evt.args", .type = FILTER_TEXT, WHAT(ARGS),
	HELP("all arguments as they are shown", "evt.args contains /etc/shadow")),
    ROW(EVT_TEXT, .name = "evt.text", .type = FILTER_TEXT, WHAT(ARGS),
	HELP("the whole line as it is shown", "evt.text icontains permission")),
    ROW(EVT_BUFFER, .name = "evt.buffer", .type = FILTER_TEXT, WHAT(ARGS),
	HELP("bytes that the call read or wrote, as far as they were copied", "evt.buffer contains password")),
    ROW(EVT_BUFLEN, .name = "evt.buflen", .type = FILTER_SIZE,
	HELP("how many bytes the call read or wrote", "evt.buflen > 64k")),
    ROW(EVT_IS_IO, .name = "evt.is_io", .type = FILTER_BOOL,
	HELP("whether the call reads or writes data", "evt.is_io = true")),
    ROW(EVT_IS_IO_READ, .name = "evt.is_io_read", .type = FILTER_BOOL,
	HELP("whether the call reads data", "evt.is_io_read = true")),
    ROW(EVT_IS_IO_WRITE, .name = "evt.is_io_write", .type = FILTER_BOOL,
	HELP("whether the call writes data", "evt.is_io_write = true")),
    ROW(EVT_IS_OPEN_READ, .name = "evt.is_open_read", .type = FILTER_BOOL, WHAT(ARGS),
	HELP("whether the call opens a file for reading", "evt.is_open_read = true")),
    ROW(EVT_IS_OPEN_WRITE, .name = "evt.is_open_write", .type = FILTER_BOOL, WHAT(ARGS),
	HELP("whether the call opens a file for writing", "evt.is_open_write = true")),
    ROW(EVT_IS_OPEN_EXEC, .name = "evt.is_open_exec", .type = FILTER_BOOL, WHAT(ARGS),
	HELP("whether the call creates a file that can be executed", "evt.is_open_exec = true")),
    ROW(EVT_IS_OPEN_CREATE, .name = "evt.is_open_create", .type = FILTER_BOOL, WHAT(ARGS),
	HELP("whether the call opens a file with O_CREAT or O_TMPFILE", "evt.is_open_create = true")),
    ROW(EVT_ABI, .name = "evt.abi", .type = FILTER_TEXT,
	HELP("how the call was made: native, i386 or x32", "evt.abi = i386")),
    ROW(EVT_KIND, .name = "evt.kind", .type = FILTER_TEXT, HELP("syscall, signal or exit", "evt.kind = signal")),
    ROW(SIGNAL_NAME, .name = "signal.name", .type = FILTER_TEXT,
	HELP("name of a delivered signal", "signal.name = SIGSEGV")),
    ROW(PROC_PID, .name = "proc.pid", .type = FILTER_NUMBER,
	HELP("process that made the call, as the host numbers it", "proc.pid = 4242")),
    ROW(PROC_NAME, .name = "proc.name", .type = FILTER_TEXT,
	HELP("name of the task, at most 15 bytes of it", "proc.name = nginx")),
    ROW(PROC_EXE, .name = "proc.exe", .type = FILTER_TEXT, WHAT(PROCESS),
	HELP("first word of the command line", "proc.exe endswith python3")),
    ROW(PROC_EXEPATH, .name = "proc.exepath", .type = FILTER_TEXT, WHAT(PROCESS),
	HELP("path of the program", "proc.exepath startswith /usr/bin/")),
    ROW(PROC_ARGS, .name = "proc.args", .type = FILTER_TEXT, WHAT(PROCESS),
	HELP("command line without its first word", "proc.args contains --privileged")),
    ROW(PROC_CMDLINE, .name = "proc.cmdline", .type = FILTER_TEXT, WHAT(PROCESS),
	HELP("whole command line", "proc.cmdline contains \"curl -k\"")),
    ROW(PROC_CWD, .name = "proc.cwd", .type = FILTER_TEXT, WHAT(PROCESS),
	HELP("working folder", "proc.cwd pmatch (/srv)")),
    ROW(PROC_PPID, .name = "proc.ppid", .type = FILTER_NUMBER, WHAT(PROCESS),
	HELP("parent's process number", "proc.ppid = 1")),
    ROW(PROC_PNAME, .name = "proc.pname", .type = FILTER_TEXT, WHAT(PROCESS),
	HELP("parent's name", "proc.pname in (bash, sh)")),
    ROW(PROC_PCMDLINE, .name = "proc.pcmdline", .type = FILTER_TEXT, WHAT(PROCESS),
	HELP("parent's command line", "proc.pcmdline contains cron")),
    ROW(PROC_PEXEPATH, .name = "proc.pexepath", .type = FILTER_TEXT, WHAT(PROCESS),
	HELP("path of the parent's program", "proc.pexepath = /usr/sbin/sshd")),
    ROW(PROC_ANAME, .name = "proc.aname", .type = FILTER_TEXT, .argument = FILTER_ARGUMENT_INDEX, WHAT(PROCESS),
	HELP("name of an ancestor: [1] the parent, [2] its parent …; without a number, of any", "proc.aname = sshd")),
    ROW(PROC_APID, .name = "proc.apid", .type = FILTER_NUMBER, .argument = FILTER_ARGUMENT_INDEX, WHAT(PROCESS),
	HELP("process number of an ancestor, as in proc.aname", "proc.apid[1] = 1")),
    ROW(PROC_AEXEPATH, .name = "proc.aexepath", .type = FILTER_TEXT, .argument = FILTER_ARGUMENT_INDEX, WHAT(PROCESS),
	HELP("path of an ancestor's program, as in proc.aname", "proc.aexepath[2] endswith /containerd-shim")),
    ROW(PROC_DURATION, .name = "proc.duration", .type = FILTER_DURATION, WHAT(PROCESS),
	HELP("time since the process began", "proc.duration < 1s")),
    ROW(THREAD_TID, .name = "thread.tid", .type = FILTER_NUMBER,
	HELP("task that made the call, as the host numbers it", "thread.tid = 4243")),
    ROW(FD_NUM, .name = "fd.num", .type = FILTER_NUMBER, WHAT(OBJECT | ARGS),
	HELP("descriptor that the call works on", "fd.num in (0, 1, 2)")),
    ROW(FD_NAME, .name = "fd.name", .type = FILTER_TEXT, WHAT(OBJECT),
	HELP("what is behind the descriptor: a path, or both ends of a connection", "fd.name startswith /etc/")),
    ROW(FD_TYPE, .name = "fd.type", .type = FILTER_TEXT, WHAT(OBJECT),
	HELP("kind of what is behind the descriptor: file, directory, ipv4, ipv6, unix, pipe …",
	     "fd.type in (ipv4, ipv6)")),
    ROW(FD_TYPECHAR, .name = "fd.typechar", .type = FILTER_TEXT, WHAT(OBJECT),
	HELP("the same as one character: f, d, 4, 6, u, p …", "fd.typechar = 4")),
    ROW(FD_DIRECTORY, .name = "fd.directory", .type = FILTER_TEXT, WHAT(OBJECT),
	HELP("folder of the file behind the descriptor", "fd.directory = /etc")),
    ROW(FD_FILENAME, .name = "fd.filename", .type = FILTER_TEXT, WHAT(OBJECT),
	HELP("name of the file behind the descriptor, without its folder", "fd.filename = passwd")),
    ROW(FD_IP, .name = "fd.ip", .type = FILTER_ADDRESS, WHAT(OBJECT),
	HELP("address of either end of a connection", "fd.ip = 10.0.0.1")),
    ROW(FD_CIP, .name = "fd.cip", .type = FILTER_ADDRESS, WHAT(OBJECT),
	HELP("address of the client", "fd.cip = 10.0.0.1")),
    ROW(FD_SIP, .name = "fd.sip", .type = FILTER_ADDRESS, WHAT(OBJECT),
	HELP("address of the server", "fd.sip = 169.254.169.254")),
    ROW(FD_LIP, .name = "fd.lip", .type = FILTER_ADDRESS, WHAT(OBJECT), HELP("address of this side", "fd.lip = ::1")),
    ROW(FD_RIP, .name = "fd.rip", .type = FILTER_ADDRESS, WHAT(OBJECT),
	HELP("address of the other side", "fd.rip != 127.0.0.1")),
    ROW(FD_NET, .name = "fd.net", .type = FILTER_NET, WHAT(OBJECT),
	HELP("network of either end of a connection", "fd.net = 10.0.0.0/8")),
    ROW(FD_CNET, .name = "fd.cnet", .type = FILTER_NET, WHAT(OBJECT),
	HELP("network of the client", "fd.cnet = 192.168.0.0/16")),
    ROW(FD_SNET, .name = "fd.snet", .type = FILTER_NET, WHAT(OBJECT),
	HELP("network of the server", "fd.snet in (10.0.0.0/8, 172.16.0.0/12)")),
    ROW(FD_LNET, .name = "fd.lnet", .type = FILTER_NET, WHAT(OBJECT),
	HELP("network of this side", "fd.lnet = fd00::/8")),
    ROW(FD_RNET, .name = "fd.rnet", .type = FILTER_NET, WHAT(OBJECT),
	HELP("network of the other side", "fd.rnet != 127.0.0.0/8")),
    ROW(FD_PORT, .name = "fd.port", .type = FILTER_PORT, WHAT(OBJECT),
	HELP("port of either end of a connection", "fd.port = 443")),
    ROW(FD_CPORT, .name = "fd.cport", .type = FILTER_PORT, WHAT(OBJECT),
	HELP("port of the client", "fd.cport >= 1024")),
    ROW(FD_SPORT, .name = "fd.sport", .type = FILTER_PORT, WHAT(OBJECT),
	HELP("port of the server", "fd.sport in (http, https)")),
    ROW(FD_LPORT, .name = "fd.lport", .type = FILTER_PORT, WHAT(OBJECT), HELP("port of this side", "fd.lport = 8080")),
    ROW(FD_RPORT, .name = "fd.rport", .type = FILTER_PORT, WHAT(OBJECT),
	HELP("port of the other side", "fd.rport = domain")),
    ROW(FD_L4PROTO, .name = "fd.l4proto", .type = FILTER_TEXT, WHAT(OBJECT),
	HELP("protocol of a socket: tcp, udp, icmp …", "fd.l4proto = udp")),
    ROW(FD_SOCKFAMILY, .name = "fd.sockfamily", .type = FILTER_TEXT, WHAT(OBJECT),
	HELP("family of a socket: ip or unix", "fd.sockfamily = ip")),
    ROW(FD_IS_SERVER, .name = "fd.is_server", .type = FILTER_BOOL, WHAT(OBJECT),
	HELP("whether this side is the server of the connection", "fd.is_server = true")),
    ROW(FS_PATH_NAME, .name = "fs.path.name", .type = FILTER_TEXT, WHAT(OBJECT),
	HELP("path that the call names, absolute", "fs.path.name startswith /etc/")),
    ROW(FS_PATH_NAMERAW, .name = "fs.path.nameraw", .type = FILTER_TEXT, WHAT(ARGS),
	HELP("the same as the program wrote it", "fs.path.nameraw startswith ../")),
    ROW(FS_PATH_SOURCE, .name = "fs.path.source", .type = FILTER_TEXT, WHAT(OBJECT),
	HELP("first path of a call that names two: rename, link, mount", "fs.path.source = /etc/passwd")),
    ROW(FS_PATH_TARGET, .name = "fs.path.target", .type = FILTER_TEXT, WHAT(OBJECT),
	HELP("second path of a call that names two", "fs.path.target pmatch (/usr/bin, /usr/sbin)")),
    ROW(USER_UID, .name = "user.uid", .type = FILTER_NUMBER, WHAT(PROCESS),
	HELP("effective user of the process, by number", "user.uid = 0")),
    ROW(USER_NAME, .name = "user.name", .type = FILTER_TEXT, WHAT(PROCESS),
	HELP("the same by the name that the container knows", "user.name = root")),
    ROW(GROUP_GID, .name = "group.gid", .type = FILTER_NUMBER, WHAT(PROCESS),
	HELP("effective group of the process, by number", "group.gid = 0")),
    ROW(CONTAINER_ID, .name = "container.id", .type = FILTER_TEXT, WHAT(PROCESS),
	HELP("container of the process; host when it is in none", "container.id != host")),
    ROW(CONTAINER_NAME, .name = "container.name", .type = FILTER_TEXT, WHAT(PROCESS),
	HELP("name of the container", "container.name = web")),
    ROW(CONTAINER_IMAGE, .name = "container.image", .type = FILTER_TEXT, WHAT(PROCESS),
	HELP("image of the container", "container.image contains nginx")),
    ROW(CONTAINER_IMAGE_REPOSITORY, .name = "container.image.repository", .type = FILTER_TEXT, WHAT(PROCESS),
	HELP("the same without its tag", "container.image.repository endswith /nginx")),
    ROW(CONTAINER_IMAGE_TAG, .name = "container.image.tag", .type = FILTER_TEXT, WHAT(PROCESS),
	HELP("tag of the image", "container.image.tag = latest")),
};
static_assert(__COUNTER__ - ROWS_BEFORE - 1 == FILTER_FIELDS, "a row for each field");

static const struct {
	const char *name;
	enum filter_field_id id;
} aliases[] = {
    {"syscall.type", FIELD_EVT_TYPE},   {"evt.rawtime", FIELD_EVT_TIME},    {"evt.datetime", FIELD_EVT_TIME},
    {"evt.rawarg", FIELD_EVT_ARG},      {"evt.info", FIELD_EVT_ARGS},       {"fd.nameraw", FIELD_FS_PATH_NAMERAW},
    {"proc.pexe", FIELD_PROC_PEXEPATH}, {"proc.aexe", FIELD_PROC_AEXEPATH},
};

static const char *const type_names[FILTER_TYPES] = {
    [FILTER_TEXT] = "text",         [FILTER_NUMBER] = "number", [FILTER_SIZE] = "size",
    [FILTER_DURATION] = "duration", [FILTER_TIME] = "time",     [FILTER_BOOL] = "bool",
    [FILTER_RESULT] = "result",     [FILTER_CALL] = "call",     [FILTER_ADDRESS] = "address",
    [FILTER_NET] = "net",           [FILTER_PORT] = "port",     [FILTER_ARGUMENT] = "argument",
};

static const struct {
	const char *name, *help;
} ops[FILTER_OPS] = {
    [FILTER_EQ] = {"=", "is the value; == is the same"},
    [FILTER_NE] = {"!=", "is not the value; holds when the field is missing as well"},
    [FILTER_LT] = {"<", "is less than the value"},
    [FILTER_LE] = {"<=", "is the value or less"},
    [FILTER_GT] = {">", "is more than the value"},
    [FILTER_GE] = {">=", "is the value or more"},
    [FILTER_CONTAINS] = {"contains", "has the text in it; of flags: has all of these set"},
    [FILTER_ICONTAINS] = {"icontains", "has the text in it, in capitals or not"},
    [FILTER_STARTSWITH] = {"startswith", "begins with the text"},
    [FILTER_ENDSWITH] = {"endswith", "ends with the text"},
    [FILTER_GLOB] = {"glob", "is the pattern, whole: * any text, ? one character, [a-z] one of these"},
    [FILTER_REGEX] = {"regex", "has a place that the POSIX extended regular expression matches"},
    [FILTER_IN] = {"in", "is one of the values in the list"},
    [FILTER_PMATCH] = {"pmatch", "is one of the paths in the list, or below one of them"},
    [FILTER_INTERSECTS] = {"intersects", "has one of the values in the list"},
    [FILTER_EXISTS] = {"exists", "has a value at all"},
};

#define BIT(op) (1u << FILTER_##op)
#define ANY     (BIT(EQ) | BIT(NE) | BIT(EXISTS))
#define SET     (BIT(IN) | BIT(INTERSECTS))
#define ORDER   (BIT(LT) | BIT(LE) | BIT(GT) | BIT(GE))
#define PART    (BIT(CONTAINS) | BIT(ICONTAINS) | BIT(STARTSWITH) | BIT(ENDSWITH) | BIT(GLOB) | BIT(REGEX))

static const unsigned ops_of_type[FILTER_TYPES] = {
    [FILTER_TEXT] = ANY | SET | PART | BIT(PMATCH),
    [FILTER_NUMBER] = ANY | SET | ORDER,
    [FILTER_SIZE] = ANY | SET | ORDER,
    [FILTER_DURATION] = ANY | SET | ORDER,
    [FILTER_TIME] = ANY | SET | ORDER,
    [FILTER_BOOL] = ANY,
    [FILTER_RESULT] = ANY | SET | ORDER,
    [FILTER_CALL] = ANY | SET | PART,
    [FILTER_ADDRESS] = ANY | SET,
    [FILTER_NET] = ANY | SET,
    [FILTER_PORT] = ANY | SET | ORDER,
    [FILTER_ARGUMENT] = ANY | SET | ORDER | PART | BIT(PMATCH),
};

static bool same(const char *name, const char *text, size_t len)
{
	return strlen(name) == len && memcmp(name, text, len) == 0;
}

const struct filter_field *filter_field_find(const char *name, size_t len)
{
	for (size_t i = 0; i < FILTER_FIELDS; i++)
		if (same(filter_fields[i].name, name, len))
			return &filter_fields[i];
	for (size_t i = 0; i < LENGTH(aliases); i++)
		if (same(aliases[i].name, name, len))
			return &filter_fields[aliases[i].id];
	return NULL;
}

const char *filter_type_name(enum filter_type type)
{
	return type < FILTER_TYPES ? type_names[type] : "";
}

const char *filter_op_name(enum filter_op op)
{
	return op < FILTER_OPS ? ops[op].name : "";
}

const char *filter_op_help(enum filter_op op)
{
	return op < FILTER_OPS ? ops[op].help : "";
}

bool filter_op_fits(enum filter_op op, enum filter_type type)
{
	return type < FILTER_TYPES && op < FILTER_OPS && (ops_of_type[type] & 1u << op) != 0;
}

bool filter_op_is_list(enum filter_op op)
{
	return op == FILTER_IN || op == FILTER_PMATCH || op == FILTER_INTERSECTS;
}
