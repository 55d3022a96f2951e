// SPDX-License-Identifier: Apache-2.0
#include "common/filter/filter_trace.h"

#include "common/syscalls/names.h"
#include "tests/unit/common/filter/filter_support.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static struct filter *trace(const char *list)
{
	struct filter *filter = NULL;
	struct error err;
	int r = filter_from_trace(list, &filter, &err);
	ck_assert_msg(r == 0, "%s: %s", list, r < 0 ? err.text : "");
	return filter;
}

static const char *printed(const char *list)
{
	static char line[16384];
	AUTO(filter) struct filter *filter = trace(list);
	AUTO_VALUE(buffer) struct buffer out;
	buffer_init(&out, sizeof(line));
	filter_print(filter, &out);
	(void)snprintf(line, sizeof(line), "%s", buffer_text(&out));
	return line;
}

static const struct {
	const char *list, *filter;
} lists[] = {
    {"open", "evt.type in (open, signal, procexit)"},
    {"open,close", "evt.type in (open, close, signal, procexit)"},
    {"close,open,close,", "evt.type in (close, open, signal, procexit)"},
    {"open@64", "evt.type in (signal, procexit) or evt.abi = native and evt.type in (open)"},
    {"open@32,read", "evt.type in (read, signal, procexit) or evt.abi = i386 and evt.type in (open)"},
    {"all@x32", "evt.type in (signal, procexit) or evt.abi = x32"},
    {"!/^openat2?$@32", "not (evt.abi = i386 and evt.type in (openat, openat2))"},
    {"?nosuchcall@32", "evt.type in (signal, procexit)"},
    {"!open", "not evt.type in (open)"},
    {"!open,close", "not evt.type in (open, close)"},
    {"!!open", "evt.type in (open, signal, procexit)"},
    {"all", ""},
    {"!none", ""},
    {"open,all", ""},
    {"none", "evt.type in (signal, procexit)"},
    {"!all", "evt.type in (signal, procexit)"},
    {"?nosuchcall,open", "evt.type in (open, signal, procexit)"},
    {"?nosuchcall", "evt.type in (signal, procexit)"},
    {"!?nosuchcall", ""},
    {"??nosuchcall", "evt.type in (signal, procexit)"},
    {"?/^nosuchcall", "evt.type in (signal, procexit)"},
    {"/^openat2?$", "evt.type in (openat, openat2, signal, procexit)"},
#if defined(__x86_64__) // whose own numbers come first
    {"%lstat", "evt.type in (lstat, oldlstat, lstat64, signal, procexit)"},
    {"%LSTAT", "evt.type in (lstat, oldlstat, lstat64, signal, procexit)"},
#endif
    {"!%statfs", "not evt.type in (statfs, statfs64)"},
    {"read,%statfs,/^reada", "evt.type in (read, statfs, statfs64, readahead, signal, procexit)"},
};

START_TEST(lists_become_filters)
{
	ck_assert_str_eq(printed(lists[_i].list), lists[_i].filter);
}
END_TEST

#if defined(__x86_64__)
START_TEST(numbers_are_of_this_machine)
{
	ck_assert_str_eq(printed("2,3"), "evt.type in (open, close, signal, procexit)");
}
END_TEST
#endif

static const struct {
	const char *list, *message;
} wrong[] = {
    {"opne", "no system call or class opne; did you mean open?"},
    {"open,", ""}, // strace takes it as well
    {"", "is empty"},
    {",,", "is empty"},
    {"!", "is empty"},
    {"%fle", "class %fle; did you mean %file?"},
    {"creds", "no system call or class creds"}, // only old classes go without %
    {"open,none", "no system call or class none"},
    {"/nosuchcall", "no system call or class /nosuchcall"},
    {"/(", "regular expression is wrong"},
    {"9999", "no system call or class 9999"},
    {"open close", "no system call or class open close"},
    {"open@65", "no system call or class open@65"},
};

START_TEST(what_is_no_call_is_told)
{
	struct filter *filter = NULL;
	struct error err;
	int r = filter_from_trace(wrong[_i].list, &filter, &err);
	ck_assert_int_eq(r, wrong[_i].message[0] ? -EINVAL : 0);
	if (r < 0)
		ck_assert_msg(strstr(err.text, wrong[_i].message), "%s: %s", wrong[_i].list, err.text);
	filter_free(filter);
}
END_TEST

START_TEST(old_class_names_are_the_same)
{
	static const char *const names[] = {"file", "process", "network", "signal", "ipc", "desc", "memory"};
	for (size_t i = 0; i < LENGTH(names); i++) {
		char with[16];
		(void)snprintf(with, sizeof(with), "%%%s", names[i]);
		AUTO(filter) struct filter *a = trace(names[i]);
		AUTO(filter) struct filter *b = trace(with);
		ck_assert(filter_node_equal(a->root, b->root));
	}
	AUTO(filter) struct filter *net = trace("%net");
	AUTO(filter) struct filter *network = trace("%network");
	ck_assert(filter_node_equal(net->root, network->root));
}
END_TEST

static bool known(const char *name, size_t len)
{
	size_t cursor = 0;
	for (const char *call; (call = syscall_next_name(&cursor));)
		if (strlen(call) == len && memcmp(call, name, len) == 0)
			return true;
	return false;
}

START_TEST(classes_have_known_calls_only)
{
	for (const struct filter_trace_class *class = filter_trace_classes; class->name; class ++)
		for (const char *at = class->calls; *at;) {
			size_t len = strcspn(at, " ");
			ck_assert_msg(known(at, len), "%s: %.*s", class->name, (int)len, at);
			at += len + (at[len] == ' ');
		}
}
END_TEST

static bool has(const char *list, const char *call)
{
	char word[64];
	(void)snprintf(word, sizeof(word), "%s,", call);
	return strstr(printed(list), word) != NULL;
}

START_TEST(members_are_straces)
{
	ck_assert(has("%file", "openat") && has("%file", "execve") && has("%file", "mount"));
	ck_assert(!has("%file", "fstat") && has("%desc", "openat") && has("%desc", "mmap"));
	ck_assert(has("%process", "rt_sigqueueinfo") && has("%process", "wait4") && has("%process", "kill"));
	ck_assert(has("%signal", "kill") && !has("%process", "getpid"));
	ck_assert(has("%fstat", "newfstatat") && has("%fstat", "statx"));
	ck_assert(has("%%stat", "stat") && has("%%stat", "fstat") && has("%%statfs", "ustat"));
	ck_assert(has("%pure", "getpid") && has("%clock", "clock_gettime") && has("%creds", "setuid"));
	ck_assert(has("%memory", "mmap") && has("%ipc", "shmget") && has("%net", "connect"));
	ck_assert(has("%fstatfs", "fstatfs64") && has("%stat", "stat64"));
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_loop_test(tests, lists_become_filters, 0, LENGTH(lists));
#if defined(__x86_64__)
	tcase_add_test(tests, numbers_are_of_this_machine);
#endif
	tcase_add_loop_test(tests, what_is_no_call_is_told, 0, LENGTH(wrong));
	tcase_add_test(tests, old_class_names_are_the_same);
	tcase_add_test(tests, classes_have_known_calls_only);
	tcase_add_test(tests, members_are_straces);
}
