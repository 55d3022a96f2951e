// SPDX-License-Identifier: Apache-2.0
// What goes to the kernel and what stays, and that both together are the filter again.
#include "detector/trace/filter_kernel.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

#include "common/base/alloc.h"
#include "common/filter/filter_program.h"
#include "tests/unit/support/check_main.h"

static struct filter *parse(const char *text)
{
	struct filter *filter = NULL;
	struct error err = {0};
	int r = filter_parse(text, strlen(text), NULL, &filter, NULL, &err);
	ck_assert_msg(r == 0, "%s: %s", text, err.text);
	return filter;
}

static bool matches(const struct filter *filter, const struct event *event)
{
	AUTO(filter_program) struct filter_program *program = filter_program_new(filter);
	AUTO_VALUE(filter_scratch) struct filter_scratch scratch;
	filter_scratch_init(&scratch);
	return filter_match(program, event, &scratch);
}

// The explanation's words, and what is left for user space.
static const struct {
	const char *filter, *deciders, *rest;
} splits[] = {
    {"", "", ""},
    {"evt.type = openat", "kernel", "evt.kind=syscall"},
    {"evt.type != openat", "kernel", ""},
    {"not evt.type in (openat, read)", "kernel", ""},
    {"evt.type = openat and evt.failed = true", "kernel kernel", "evt.kind=syscall"},
    {"evt.failed = false", "kernel", ""},
    {"evt.res = ENOENT", "kernel", "evt.kind=syscall"},
    {"evt.res in (ENOENT, EACCES, EPERM)", "kernel", "evt.kind=syscall"},
    {"evt.res != SUCCESS", "kernel", ""},
    {"evt.rawres >= 0 and evt.rawres < 100", "kernel kernel", "evt.kind=syscall"},
    {"(evt.failed = true and evt.res != ENOENT)", "kernel kernel", "evt.kind=syscall"},
    {"evt.failed = true or evt.kind != syscall", "kernel", ""},
    {"evt.type in (open, openat) or evt.kind != syscall", "kernel", ""},
    {"evt.kind = signal", "kernel", "evt.kind=signal"},
    {"evt.category = net or evt.type startswith open", "kernel", "evt.kind=syscall"},
    {"evt.is_io = true", "kernel", "evt.kind=syscall"},
    {"proc.pid = 5", "kernel", "proc.pid=5"}, // of signals, too
    {"proc.pid = 5 and evt.type = read", "kernel kernel", "evt.kind=syscall"},
    {"proc.pid in (1, 2, 3, 7) or proc.pid > 100", "kernel", "proc.pid in (1, 2, 3, 7) or proc.pid>100"},
    {"not (proc.pid = 5 or thread.tid = 6)", "kernel kernel", "not proc.pid=5 and not thread.tid=6"},
    {"proc.name in (cat, ls) and evt.kind = syscall", "kernel kernel", "evt.kind=syscall"},
    {"proc.name startswith kworker and evt.kind = syscall", "kernel kernel", "evt.kind=syscall"},
    {"proc.name != cat and proc.name != ls and evt.kind=syscall", "kernel kernel kernel", "evt.kind=syscall"},
    {"proc.name contains x and evt.kind = syscall", "program kernel", "evt.kind=syscall and proc.name contains x"},
    {"evt.latency > 1ms", "kernel", "evt.latency>1ms"},
    {"evt.latency > 1ms and evt.type = read", "kernel kernel", "evt.kind=syscall"},
    {"fd.num = 3 and evt.type = read", "kernel kernel", "evt.kind=syscall"},
    {"user.uid = 0 and evt.type = read", "both kernel", "evt.kind=syscall and user.uid=0"},
    {"user.uid != 0", "program", "user.uid!=0"},
    {"fs.path.nameraw = /etc/passwd and evt.type = openat", "kernel kernel", "evt.kind=syscall"},
    {"fs.path.nameraw startswith /etc/", "both", "fs.path.nameraw startswith /etc/"}, // execve is better known
    {"not fs.path.nameraw pmatch (/etc, /usr/) and not evt.type in (execve, execveat)", "kernel kernel", ""},
    {"fs.path.name = /etc/passwd and evt.type = openat", "both kernel",
     "evt.kind=syscall and fs.path.name=/etc/passwd"},
    {"fs.path.name != /etc/passwd", "program", "fs.path.name!=/etc/passwd"},
    {"proc.cmdline contains x", "program", "proc.cmdline contains x"},
    {"(evt.type = open and fd.name contains x) or evt.type = connect", "both",
     "evt.type=open and fd.name contains x or evt.type=connect"},
    {"evt.type = read and proc.cmdline contains x and evt.res = EAGAIN", "kernel program kernel",
     "evt.kind=syscall and proc.cmdline contains x"},
    {"proc.pid in (1,3,5,7,9,11,13,15,17) and evt.kind=syscall", "program kernel",
     "evt.kind=syscall and proc.pid in (1, 3, 5, 7, 9, 11, 13, 15, 17)"},
};

static void first_words(const struct buffer *lines, char *ret_words)
{
	AUTO_FREE char *text = xstrdup(buffer_text((struct buffer *)lines));
	char *save = NULL;
	ret_words[0] = '\0';
	for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		if (ret_words[0])
			strcat(ret_words, " ");
		strncat(ret_words, line, strcspn(line, " "));
	}
}

START_TEST(each_conjunct_goes_where_it_can_be_decided)
{
	AUTO(filter) struct filter *filter = parse(splits[_i].filter);
	AUTO(filter) struct filter *rest = NULL, *wanted = parse(splits[_i].rest);
	AUTO_VALUE(buffer) struct buffer lines, printed;
	struct kernel_filter kernel;
	char words[256];
	buffer_init(&lines, 1u << 16);
	buffer_init(&printed, 1u << 16);
	filter_kernel_explain(filter, &lines);
	first_words(&lines, words);
	ck_assert_msg(strcmp(words, splits[_i].deciders) == 0, "%s: %s", splits[_i].filter, buffer_text(&lines));
	filter_kernel_split(filter, &kernel, &rest);
	filter_print(rest, &printed);
	ck_assert_msg(filter_node_equal(rest->root, wanted->root), "%s leaves %s", splits[_i].filter,
		      buffer_text(&printed));
}
END_TEST

static struct event call(int32_t nr, int64_t ret)
{
	return (struct event){.kind = EVENT_SYSCALL,
			      .nr = nr,
			      .ret = ret,
			      .pid = 100,
			      .tid = 101,
			      .duration = EVENT_DURATION_UNKNOWN,
			      .comm = "cat"};
}

static bool passes(const char *text, const struct event *event)
{
	AUTO(filter) struct filter *filter = parse(text), *rest = NULL;
	struct kernel_filter kernel;
	filter_kernel_split(filter, &kernel, &rest);
	return filter_kernel_model(&kernel, event);
}

START_TEST(the_model_decides_as_the_programs_do)
{
	struct event event = call(SYS_read, 5);
	event.args[0] = 3;
	ck_assert(passes("evt.type=read", &event));
	ck_assert(!passes("evt.type=write", &event));
	ck_assert(passes("evt.category=fd and fd.num=3", &event));
	ck_assert(!passes("fd.num in (4, 5)", &event));
	ck_assert(!passes("evt.failed=true", &event));
	ck_assert(!passes("evt.latency>=0", &event)); // it is not known
	ck_assert(passes("evt.latency!=7", &event));
	event.duration = 7;
	ck_assert(passes("evt.latency>=7ns", &event));
	ck_assert(!passes("evt.latency>7ns", &event));
	ck_assert(passes("proc.name=cat", &event));
	ck_assert(!passes("proc.name in (ca, catt, cattle)", &event));
	ck_assert(passes("proc.name startswith ca", &event));
	ck_assert(!passes("proc.name in (dog, cat) and not proc.name startswith c", &event));
	ck_assert(passes("evt.type=write or evt.buffer contains x", &event)); // not for it to decide
	ck_assert(!passes("(evt.type=write and evt.buffer contains x) or evt.type=close", &event));
	event.ret = -ENOENT;
	ck_assert(passes("evt.res=ENOENT", &event));
	ck_assert(!passes("evt.failed=true and evt.res!=ENOENT", &event));
	event.abi = RECORD_ABI_I386; // its call 0 is restart_syscall
	ck_assert(!passes("evt.type=read", &event));
	event = call(1 << 20, -ENOSYS);
	ck_assert(!passes("evt.type=read", &event));
	ck_assert(passes("evt.type!=read", &event));
	ck_assert(passes("evt.type=syscall_0x100000", &event));
	event = call(9, 0);
	event.kind = EVENT_SIGNAL;
	ck_assert(passes("evt.type=read", &event)); // about calls alone
}
END_TEST

struct path_event {
	struct record_data head;
	char text[64];
};

static struct event with_path(struct path_event *room, int32_t nr, unsigned arg, const char *path)
{
	struct event event = call(nr, 3);
	size_t len = strlen(path);
	memset(room, 0, sizeof(*room));
	room->head = (struct record_data){.arg = (uint8_t)arg, .kind = RECORD_DATA_STRING, .len = (uint32_t)len};
	memcpy(room->text, path, len);
	event.data = (const uint8_t *)room;
	event.data_len = (uint32_t)(sizeof(room->head) + ((len + 7) & ~7u));
	return event;
}

START_TEST(paths_are_compared_as_they_were_written)
{
	static const struct {
		const char *path, *filter;
		bool passes;
	} rows[] = {
	    {"/etc/passwd", "fs.path.nameraw=/etc/passwd", true},
	    {"/etc/passwd2", "fs.path.nameraw=/etc/passwd", false},
	    {"/etc/passwd", "fs.path.nameraw in (/a, /etc/passwd)", true},
	    {"/etc/passwd", "fs.path.nameraw!=/etc/passwd", false},
	    {"passwd", "fs.path.nameraw!=/etc/passwd", true},
	    {"/etc/passwd", "fs.path.nameraw startswith /etc/pass", true},
	    {"/etc/pas", "fs.path.nameraw startswith /etc/pass", false},
	    {"/etc/passwd", "fs.path.nameraw pmatch (/etc/pass)", false},
	    {"/etc/passwd", "fs.path.nameraw pmatch (/etc/)", true},
	    {"/etc", "fs.path.nameraw pmatch (/etc/)", true},
	    {"/", "fs.path.nameraw pmatch (/)", true},
	    {"", "fs.path.nameraw pmatch (/)", false},
	    {"etc", "fs.path.nameraw pmatch (/)", false},
	    {"/etc/passwd", "fs.path.name=/etc/shadow", false},
	    {"/etc/../etc/shadow", "fs.path.name=/etc/shadow", true}, // not for it to decide
	    {"/etc//passwd", "fs.path.name=/etc/shadow", true},
	    {"/etc/passwd/", "fs.path.name=/etc/shadow", true},
	    {"passwd", "fs.path.name=/etc/shadow", true},
	    {"/etc/passwd", "fs.path.name startswith /usr/ or fs.path.name=/etc/passwd", true},
	};
	struct path_event room;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct event event = with_path(&room, SYS_openat, 1, rows[i].path);
		ck_assert_msg(passes(rows[i].filter, &event) == rows[i].passes, "%s with %s", rows[i].filter,
			      rows[i].path);
	}
	struct event event = with_path(&room, SYS_execve, 0, "/bin/true");
	ck_assert(passes("fs.path.nameraw=/bin/false", &event)); // its entry may know better
	event = call(SYS_close, 0);
	ck_assert(!passes("fs.path.nameraw=/x", &event));
	ck_assert(passes("fs.path.nameraw!=/x", &event));
}
END_TEST

// --- random filters, random events ---

static const char *const conditions[] = {
    "evt.type=openat",
    "evt.type in (read, write, close)",
    "evt.type!=read",
    "evt.type startswith open",
    "evt.type=signal",
    "evt.category=file",
    "evt.category!=net",
    "evt.abi=i386",
    "evt.kind=syscall",
    "evt.kind!=syscall",
    "evt.is_io=true",
    "evt.failed=true",
    "evt.failed!=true",
    "evt.res=ENOENT",
    "evt.res in (ENOENT, EACCES, 3)",
    "evt.res!=SUCCESS",
    "evt.rawres>0",
    "evt.rawres<=-2",
    "evt.latency>500ns",
    "evt.latency!=700",
    "evt.latency exists",
    "proc.pid=101",
    "proc.pid in (100, 102)",
    "proc.pid!=100",
    "thread.tid>=102",
    "proc.name=cat",
    "proc.name in (ls, catalogue, a-name-that-is-much-too-long)",
    "proc.name!=ls",
    "proc.name startswith c",
    "fd.num=3",
    "fd.num!=3",
    "fd.num in (0, 1, 2)",
    "fd.num exists",
    "fs.path.nameraw=/etc/passwd",
    "fs.path.nameraw!=/etc/passwd",
    "fs.path.nameraw startswith /etc",
    "fs.path.nameraw pmatch (/etc/, /usr)",
    "fs.path.name=/etc/passwd",
    "fs.path.name!=/etc/passwd",
    "user.uid=0",
    "user.uid!=0",
    "evt.num>5",
    "signal.name=SIGTERM",
    "evt.text contains pass",
};

static size_t choose(size_t n)
{
	return (size_t)rand() % n;
}

static void random_filter(struct buffer *out, int depth)
{
	size_t form = depth ? choose(8) : 7;
	if (form >= 4) {
		(void)buffer_append_text(out, conditions[choose(sizeof(conditions) / sizeof(conditions[0]))]);
		return;
	}
	(void)buffer_append_text(out, form == 3 ? "not (" : "(");
	random_filter(out, depth - 1);
	if (form != 3) {
		(void)buffer_append_text(out, form == 2 ? " or " : " and ");
		random_filter(out, depth - 1);
	}
	(void)buffer_append_text(out, ")");
}

static struct event random_event(struct path_event *room)
{
	static const int32_t numbers[] = {SYS_read,     SYS_write,    SYS_close,    SYS_openat,  SYS_execve,
					  SYS_getppid,  SYS_renameat, SYS_mmap,     SYS_connect, 511,
					  CALL_NUMBERS, -5,           SYS_faccessat};
	static const char *const paths[] = {"/etc/passwd", "/etc/./passwd", "passwd", "/usr/bin", "/", "",
					    "/etc",        "/var//x"};
	static const char *const names[] = {"cat", "ls", "catalogue", "sixteen-bytes-it", "c"};
	static const uint64_t durations[] = {100, 501, 700, EVENT_DURATION_UNKNOWN};
	static const int64_t results[] = {0, 1, 3, -ENOENT, -EACCES, -4096, 1 << 20};
	int32_t nr = numbers[choose(sizeof(numbers) / sizeof(numbers[0]))];
	struct event event =
	    choose(4) ? with_path(room, nr, nr == SYS_openat || nr == SYS_faccessat, paths[choose(8)]) : call(nr, 0);
	event.kind = choose(5) ? EVENT_SYSCALL : choose(2) ? EVENT_SIGNAL : EVENT_EXIT;
	event.abi = choose(4) ? RECORD_ABI_NATIVE : (uint8_t)choose(3);
	if (event.kind == EVENT_SIGNAL)
		event.nr = choose(2) ? 15 : 9;
	event.seq = choose(10);
	event.ret = results[choose(7)];
	event.duration = durations[choose(4)];
	event.pid = 100 + (uint32_t)choose(3);
	event.tid = 100 + (uint32_t)choose(4);
	event.args[0] = choose(3) ? choose(5) : (uint64_t)-1;
	const char *name = names[choose(5)];
	memset(event.comm, 0, sizeof(event.comm));
	memcpy(event.comm, name, strlen(name));
	return event;
}

START_TEST(kernel_and_rest_are_the_filter)
{
	AUTO_VALUE(filter_scratch) struct filter_scratch scratch;
	AUTO_VALUE(buffer) struct buffer text;
	filter_scratch_init(&scratch);
	buffer_init(&text, 1u << 16);
	srand((unsigned)_i + 1);
	for (int round = 0; round < 60; round++) {
		buffer_clear(&text);
		random_filter(&text, 4);
		AUTO(filter) struct filter *filter = parse(buffer_text(&text)), *rest = NULL;
		struct kernel_filter kernel;
		filter_kernel_split(filter, &kernel, &rest);
		AUTO(filter_program) struct filter_program *whole = filter_program_new(filter);
		AUTO(filter_program) struct filter_program *left = filter_program_new(rest);
		for (int i = 0; i < 200; i++) {
			struct path_event room;
			struct event event = random_event(&room);
			bool wanted = filter_match(whole, &event, &scratch);
			bool kernel_says = filter_kernel_model(&kernel, &event);
			bool rest_says = filter_match(left, &event, &scratch);
			ck_assert_msg(wanted == (kernel_says && rest_says),
				      "%s: %d, but the kernel %d and the rest %d of kind %d abi %d nr %d ret %ld",
				      buffer_text(&text), wanted, kernel_says, rest_says, event.kind, event.abi,
				      event.nr, (long)event.ret);
			ck_assert(kernel_says || !wanted); // state calls are asked the whole filter
		}
	}
}
END_TEST

START_TEST(state_is_kept_only_for_who_asks)
{
	static const struct {
		const char *filter;
		bool needs;
	} rows[] = {{"", false},
		    {"evt.type=read and fd.num=3", false},
		    {"proc.pid=1 and fs.path.nameraw=/x", false},
		    {"fd.name=/x", true},
		    {"not (evt.type=read or proc.cmdline contains x)", true},
		    {"user.uid=0", true}};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		AUTO(filter) struct filter *filter = parse(rows[i].filter);
		ck_assert_int_eq(filter_kernel_needs_state(filter), rows[i].needs);
	}
	struct event event = call(SYS_read, 0);
	AUTO(filter) struct filter *all = parse("");
	ck_assert(matches(all, &event));
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_loop_test(tests, each_conjunct_goes_where_it_can_be_decided, 0, sizeof(splits) / sizeof(splits[0]));
	tcase_add_test(tests, the_model_decides_as_the_programs_do);
	tcase_add_test(tests, paths_are_compared_as_they_were_written);
	tcase_add_loop_test(tests, kernel_and_rest_are_the_filter, 0, 10);
	tcase_add_test(tests, state_is_kept_only_for_who_asks);
}
