// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/filter/filter_support.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static const struct {
	const char *text, *canonical;
} good[] = {
    // The grammar.
    {"", ""},
    {" \t\n", ""},
    {"evt.type=open", "evt.type = open"},
    {"evt.type == open", "evt.type = open"},
    {"  evt.type  =  open  ", "evt.type = open"},
    {"(evt.type=open)", "evt.type = open"},
    {"((evt.type=open))", "evt.type = open"},
    {"not evt.type=open", "not evt.type = open"},
    {"not not evt.type=open", "not not evt.type = open"},
    {"not(evt.type=open)", "not evt.type = open"},
    {"evt.type=open and evt.failed=true", "evt.type = open and evt.failed = true"},
    {"evt.type=open and (evt.failed=true and user.uid=0)", "evt.type = open and evt.failed = true and user.uid = 0"},
    {"evt.type=open or evt.failed=true and user.uid=0", "evt.type = open or evt.failed = true and user.uid = 0"},
    {"(evt.type=open or evt.failed=true) and user.uid=0", "(evt.type = open or evt.failed = true) and user.uid = 0"},
    {"evt.type=open or (evt.failed=true or user.uid=0)", "evt.type = open or evt.failed = true or user.uid = 0"},
    {"not (evt.type=open or user.uid=0)", "not (evt.type = open or user.uid = 0)"},
    {"not evt.type=open and user.uid=0", "not evt.type = open and user.uid = 0"},
    {"evt.type=open\nand\nuser.uid=0", "evt.type = open and user.uid = 0"},
    {"evt.type=open and(user.uid=0)", "evt.type = open and user.uid = 0"},
    // Operators.
    {"evt.type!=open", "evt.type != open"},
    {"user.uid<5", "user.uid < 5"},
    {"user.uid<=5", "user.uid <= 5"},
    {"user.uid>5", "user.uid > 5"},
    {"user.uid>=5", "user.uid >= 5"},
    {"proc.name contains sh", "proc.name contains sh"},
    {"proc.name icontains SH", "proc.name icontains SH"},
    {"proc.name startswith b", "proc.name startswith b"},
    {"proc.name endswith h", "proc.name endswith h"},
    {"proc.name glob 'ba*'", "proc.name glob ba*"},
    {"proc.name regex '^(ba|z)sh$'", "proc.name regex \"^(ba|z)sh$\""},
    {"proc.name exists", "proc.name exists"},
    {"fd.name pmatch (/etc, /usr)", "fd.name pmatch (/etc, /usr)"},
    {"proc.name intersects (a,b)", "proc.name intersects (a, b)"},
    {"evt.dir=<", "evt.dir = <"},
    {"evt.dir = >", "evt.dir = >"},
    // Values.
    {"proc.name='a b'", "proc.name = \"a b\""},
    {"proc.name=\"a\"", "proc.name = a"},
    {"proc.name=''", "proc.name = \"\""},
    {"proc.name='it\\'s'", "proc.name = \"it's\""},
    {"proc.name=\"say \\\"hi\\\"\"", "proc.name = \"say \\\"hi\\\"\""},
    {"proc.name='a\\tb\\nc\\\\d'", "proc.name = \"a\\tb\\nc\\\\d\""},
    {"proc.name='\\x41\\x1b'", "proc.name = \"A\\x1b\""},
    {"proc.name='\\d+\\.'", "proc.name = \\d+\\."},
    {"proc.name='\\d \\.'", "proc.name = \"\\\\d \\\\.\""},
    {"proc.name=\\d+", "proc.name = \\d+"},
    {"proc.name=grüße", "proc.name = grüße"},
    {"proc.name='\xff'", "proc.name = \"\\xff\""},
    {"proc.name='and'", "proc.name = \"and\""},
    {"proc.name='exists'", "proc.name = exists"},
    {"proc.cmdline contains 'a=b'", "proc.cmdline contains \"a=b\""},
    {"proc.args contains --privileged", "proc.args contains --privileged"},
    {"evt.arg.flags contains O_CREAT|O_EXCL", "evt.arg.flags contains O_CREAT|O_EXCL"},
    {"evt.arg.mode=0755", "evt.arg.mode = 0755"},
    {"evt.arg.flags=0x241", "evt.arg.flags = 0x241"},
    {"evt.arg.addr=0xffffffff81000000", "evt.arg.addr = 0xffffffff81000000"},
    {"evt.arg.path startswith /etc", "evt.arg.path startswith /etc"},
    {"evt.arg.count > 4096", "evt.arg.count > 4096"},
    {"evt.res=ENOENT", "evt.res = ENOENT"},
    {"evt.res=-2", "evt.res = -2"},
    {"evt.res in (SUCCESS, EAGAIN)", "evt.res in (SUCCESS, EAGAIN)"},
    {"evt.res<0", "evt.res < 0"},
    {"evt.latency>1.5ms", "evt.latency > 1.5ms"},
    {"evt.latency>1500000", "evt.latency > 1500000"},
    {"evt.buflen>=64k", "evt.buflen >= 64k"},
    {"evt.time>=2026-11-24T08:19:36.5Z", "evt.time >= 2026-11-24T08:19:36.5Z"},
    {"evt.time<2026-11-24", "evt.time < 2026-11-24"},
    {"evt.failed=false", "evt.failed = false"},
    {"fd.ip=::1", "fd.ip = ::1"},
    {"fd.net in (10.0.0.0/8, 127.0.0.1)", "fd.net in (10.0.0.0/8, 127.0.0.1)"},
    {"fd.sport=https", "fd.sport = https"},
    {"fd.name contains 127.0.0.1:80->10.0.0.1:443", "fd.name contains 127.0.0.1:80->10.0.0.1:443"},
    // Fields.
    {"syscall.type=open", "evt.type = open"},
    {"evt.rawarg.flags=1", "evt.arg.flags = 1"},
    {"evt.arg[flags]=1", "evt.arg.flags = 1"},
    {"evt.arg[1] contains x", "evt.arg[1] contains x"},
    {"proc.aname=sshd", "proc.aname = sshd"},
    {"proc.aname[2]=sshd", "proc.aname[2] = sshd"},
    {"proc.apid[1]=1", "proc.apid[1] = 1"},
    {"evt.arg.flags exists", "evt.arg.flags exists"},
    {"container.image.repository endswith /nginx", "container.image.repository endswith /nginx"},
    // Lists.
    {"evt.type in (open,openat)", "evt.type in (open, openat)"},
    {"evt.type in(open)", "evt.type in (open)"},
    {"evt.type in ( open , openat )", "evt.type in (open, openat)"},
    {"proc.name in ('a, b', \"c\")", "proc.name in (\"a, b\", c)"},
    // Macros.
    {"is_root", "user.uid = 0"},
    {"not is_root", "not user.uid = 0"},
    {"deep", "user.uid = 0"},
    {"is_root and either", "user.uid = 0 and (proc.name = a or proc.name = b)"},
    {"is_root or either", "user.uid = 0 or proc.name = a or proc.name = b"},
    {"proc.name in (shells)", "proc.name in (bash, sh)"},
    {"proc.name in shells", "proc.name in (bash, sh)"},
    {"proc.name in (x, more_shells, y)", "proc.name in (x, bash, sh, \"z sh\", y)"},
    {"proc.name in ('shells')", "proc.name in (shells)"},
    {"proc.name in (is_root)", "proc.name in (is_root)"},
    {"proc.name = shells", "proc.name = shells"},
};

static void good_filters_have_one_canonical_text_at(int i)
{
	ck_assert_str_eq(canonical(good[i].text), good[i].canonical);
}

// In one process: a fork for each row takes minutes under the sanitizers.
START_TEST(good_filters_have_one_canonical_text)
{
	for (int i = 0; i < (int)(LENGTH(good)); i++)
		good_filters_have_one_canonical_text_at(i);
}
END_TEST

static void a_canonical_text_is_its_own_at(int i)
{
	AUTO(filter) struct filter *once = parse_good(good[i].text);
	AUTO(filter) struct filter *again = NULL;
	struct error err;
	const char *text = good[i].canonical;
	ck_assert_int_eq(filter_parse(text, strlen(text), NULL, &again, NULL, &err), 0);
	ck_assert(filter_node_equal(once->root, again->root));
	AUTO_VALUE(buffer) struct buffer out;
	buffer_init(&out, 4096);
	filter_print(again, &out);
	ck_assert_str_eq(buffer_text(&out), text);
}

START_TEST(a_canonical_text_is_its_own)
{
	for (int i = 0; i < (int)(LENGTH(good)); i++)
		a_canonical_text_is_its_own_at(i);
}
END_TEST

static const struct {
	const char *text;
	unsigned at, len;
	const char *message;  // a part of it
	const char *expected; // likewise
	const char *nearest;
} bad[] = {
    {"proc.nam=1", 0, 8, "no field proc.nam", "a field", "proc.name"},
    {"evt.type=open and proc.nam=1", 18, 8, "no field proc.nam", "a field", "proc.name"},
    {"proc.cmd=1", 0, 8, "no field", "", "proc.cmdline"},
    {"PROC.NAME=1", 0, 9, "no field", "", "proc.name"},
    {"exepath=1", 0, 7, "no field or macro exepath", "", "proc.exepath"},
    {"qqqqqq", 0, 6, "no field or macro", "a field, a macro, not or (", ""},
    {"proc.name.x=1", 0, 11, "no field", "", "proc.name"},
    {"evt.type", 8, 0, "evt.type needs an operator", "one of = !=", ""},
    {"evt.type open", 9, 4, "no operator open", "one of = !=", ""},
    {"evt.type startwith a", 9, 9, "no operator startwith", "", "startswith"},
    {"evt.type EXISTS", 9, 6, "no operator EXISTS", "", "exists"},
    {"evt.type ~ a", 9, 1, "no operator ~", "", ""},
    {"evt.type ! a", 9, 1, "no operator !", "", ""},
    {"evt.type=", 9, 0, "ends too early", "name of a system call", ""},
    {"evt.type = )", 11, 1, ") is not expected", "name of a system call", ""},
    {"evt.type === open", 11, 1, "= is not expected", "", ""},
    {"evt.type=opne", 9, 4, "no system call opne", "name of a system call", "open"},
    {"evt.type=pread", 9, 5, "no system call pread", "", "pread64"},
    {"evt.type in (open, opnat)", 19, 5, "no system call opnat", "", "openat"},
    {"evt.type=''", 9, 2, "no system call", "", ""},
    {"evt.type < open", 9, 1, "< does not go with evt.type", "one of = !=", ""},
    {"evt.type pmatch (a)", 9, 6, "pmatch does not go with", "", ""},
    {"user.uid contains 1", 9, 8, "contains does not go with user.uid, which is of type number", "", ""},
    {"evt.failed > true", 11, 1, "> does not go with", "one of = != exists", ""},
    {"fd.ip startswith 10.", 6, 10, "startswith does not go with", "", ""},
    {"user.uid=root", 9, 4, "root is not a number", "a number", ""},
    {"user.uid=1.5", 9, 3, "1.5 is not a number", "", ""},
    {"user.uid=0x", 9, 2, "is not a number", "", ""},
    {"user.uid=99999999999999999999", 9, 20, "is not a number", "", ""},
    {"user.uid=--1", 9, 3, "is not a number", "", ""},
    {"evt.failed=yes", 11, 3, "yes is not true or false", "", ""},
    {"evt.latency>10xs", 12, 4, "10xs is not a duration", "a duration: 10us", ""},
    {"evt.latency>-1ms", 12, 4, "is not a duration", "", ""},
    {"evt.latency>ms", 12, 2, "is not a duration", "", ""},
    {"evt.latency>1.5.2s", 12, 6, "is not a duration", "", ""},
    {"evt.buflen>1q", 11, 2, "is not a size", "a size", ""},
    {"evt.time>2026-02-30", 9, 10, "is not a time", "a time", ""},
    {"evt.time>2026-13-01", 9, 10, "is not a time", "", ""},
    {"evt.time>2026-11-24T25:00Z", 9, 17, "is not a time", "", ""},
    {"evt.time>yesterday", 9, 9, "is not a time", "", ""},
    {"evt.res=ENONT", 8, 5, "no error ENONT", "SUCCESS", "ENOENT"},
    {"evt.res=success", 8, 7, "no error success", "", ""},
    {"evt.res<SUCCESS", 8, 7, "SUCCESS is not a number", "a number", ""},
    {"fd.ip=10.0.0", 6, 6, "is not an address", "an address", ""},
    {"fd.ip=10.0.0.0/8", 6, 10, "is not an address", "", ""},
    {"fd.net=10.0.0.0/33", 7, 11, "is not a network", "a network", ""},
    {"fd.net=10.0.0.0/", 7, 9, "is not a network", "", ""},
    {"fd.port=65536", 8, 5, "from 0 to 65535", "a port", ""},
    {"fd.port=htps", 8, 4, "no port htps", "", "https"},
    {"proc.name regex '(a'", 16, 4, "regular expression is wrong", "", ""},
    {"proc.name regex 'a{200}{200}'", 16, 13, "repeats a part more than", "", ""},
    {"proc.name regex '(a)\\\\1'", 16, 8, "refers back", "", ""},
    {"evt.arg.flgs=1", 8, 4, "no system call has an argument flgs", "name of an argument", "flags"},
    {"evt.arg[flgs]=1", 8, 4, "no system call has an argument flgs", "", "flags"},
    {"evt.arg[6]=1", 8, 1, "from 0 to 5", "a number", ""},
    {"evt.arg[]=1", 8, 0, "from 0 to 5", "", ""},
    {"evt.arg[1=1", 9, 1, "= is not expected", "]", ""},
    {"evt.arg[1", 9, 0, "ends too early", "]", ""},
    {"evt.arg=1", 0, 7, "evt.arg needs the name or the number", "evt.arg.flags", ""},
    {"evt.arg.=1", 0, 8, "no field evt.arg.", "", "evt.arg"},
    {"evt.arg.count > many", 16, 4, "many is not a number", "a number", ""},
    {"proc.name[1]=a", 0, 9, "proc.name has no [argument]", "an operator", ""},
    {"proc.aname[17]=a", 11, 2, "from 0 to 16", "", ""},
    {"proc.aname[99999999999]=a", 11, 11, "from 0 to 16", "", ""},
    {"evt.type in open", 12, 4, "in needs a list", "a list: (a, b)", ""},
    {"evt.type in", 11, 0, "in needs a list", "", ""},
    {"evt.type in ()", 12, 1, "the list is empty", "", ""},
    {"evt.type in (open", 17, 0, "ends too early", ", or )", ""},
    {"evt.type in (open,", 18, 0, "ends too early", "name of a system call", ""},
    {"evt.type in (open openat)", 18, 6, "openat is not expected", ", or )", ""},
    {"evt.type in (open,,openat)", 18, 1, ", is not expected", "", ""},
    {"proc.name='a", 10, 2, "the quote is not closed", "a closing '", ""},
    {"proc.name=\"a'", 10, 3, "the quote is not closed", "a closing \"", ""},
    {"proc.name='a\\'", 10, 4, "the quote is not closed", "", ""},
    {"proc.name='a\\x00b'", 10, 8, "NUL byte", "", ""},
    {"evt.type=open evt.failed=true", 14, 10, "evt.failed is not expected", "and, or, or the end", ""},
    {"evt.type=open AND user.uid=0", 14, 3, "AND is not expected", "and, or", "and"},
    {"evt.type=open && user.uid=0", 14, 2, "&& is not expected", "", ""},
    {"evt.type=open)", 13, 1, ") is not expected", "and, or, or the end", ""},
    {"(evt.type=open", 14, 0, "ends too early", "and, or, or )", ""},
    {"()", 1, 1, ") is not expected", "a field", ""},
    {"and", 0, 3, "and is not expected", "a field", ""},
    {"evt.type=open and", 17, 0, "ends too early", "a field", ""},
    {"evt.type=open or or user.uid=0", 17, 2, "or is not expected", "a field", ""},
    {"not", 3, 0, "ends too early", "a field", ""},
    {"!evt.failed=true", 0, 11, "is not expected", "a field", ""},
    {"=open", 0, 1, "= is not expected", "a field", ""},
    {"broken", 0, 6, "in macro broken: there is no field proc.nam", "", "proc.name"},
    {"is_root and (broken)", 13, 6, "in macro broken: ", "", "proc.name"},
    {"blank", 0, 5, "in macro blank: it ends too early", "", ""},
    {"rest", 0, 4, "in macro rest: ) is not expected", "its end", ""},
    {"not one", 4, 3, "one stands for itself: one → two → three → one", "", ""},
    {"proc.name in (a, round)", 17, 5, "round stands for itself: round → square → round", "", ""},
};

static void bad_filters_tell_what_is_wrong_and_where_at(int i)
{
	struct filter *filter = NULL;
	struct filter_error details;
	struct error err;
	const char *text = bad[i].text;
	ck_assert_msg(filter_parse(text, strlen(text), &all_test_macros, &filter, &details, &err) == -EINVAL, "%s",
		      text);
	ck_assert_ptr_null(filter);
	ck_assert_msg(details.at == bad[i].at && details.len == bad[i].len, "%s: at %u, %u bytes: %s", text, details.at,
		      details.len, err.text);
	ck_assert_msg(strstr(details.text, bad[i].message), "%s: %s", text, details.text);
	ck_assert_msg(strstr(details.expected, bad[i].expected), "%s: expected %s", text, details.expected);
	ck_assert_msg(strcmp(details.nearest, bad[i].nearest) == 0, "%s: nearest %s", text, details.nearest);
	ck_assert_ptr_nonnull(strstr(err.text, bad[i].message));
}

START_TEST(bad_filters_tell_what_is_wrong_and_where)
{
	for (int i = 0; i < (int)(LENGTH(bad)); i++)
		bad_filters_tell_what_is_wrong_and_where_at(i);
}
END_TEST

START_TEST(an_error_reads_as_a_sentence)
{
	struct filter *filter = NULL;
	struct error err;
	const char *text = "evt.type=open and proc.nam=1";
	ck_assert_int_eq(filter_parse(text, strlen(text), NULL, &filter, NULL, &err), -EINVAL);
	ck_assert_str_eq(err.text, "position 19: there is no field proc.nam; did you mean proc.name?");
	text = "user.uid=root";
	ck_assert_int_eq(filter_parse(text, strlen(text), NULL, &filter, NULL, &err), -EINVAL);
	ck_assert_str_eq(err.text, "position 10: root is not a number; expected a number: 42, -1, 0x1f");
}
END_TEST

START_TEST(bytes_that_are_no_text_are_not_repeated)
{
	static const char text[] = "proc.name=a \x1b[31m\xff\0b";
	struct filter *filter = NULL;
	struct filter_error details;
	struct error err;
	ck_assert_int_eq(filter_parse(text, sizeof(text) - 1, NULL, &filter, &details, &err), -EINVAL);
	ck_assert_str_eq(details.text, "?[31m? is not expected here");
	ck_assert_int_eq(filter_parse("proc.name='\0'", 13, NULL, &filter, &details, &err), -EINVAL);
	ck_assert_int_eq(details.at, 10);
}
END_TEST

static int parse_buffer(const struct buffer *text, struct filter_error *details)
{
	AUTO(filter) struct filter *filter = NULL;
	struct error err;
	return filter_parse(buffer_text(text), text->len, NULL, &filter, details, &err);
}

// `n` times `part`, then `end`.
static int parse_repeated(const char *part, unsigned n, const char *end, struct filter_error *details)
{
	AUTO_VALUE(buffer) struct buffer text;
	buffer_init(&text, 1u << 20);
	for (unsigned i = 0; i < n; i++)
		(void)buffer_append_text(&text, part);
	(void)buffer_append_text(&text, end);
	return parse_buffer(&text, details);
}

START_TEST(nesting_is_bounded)
{
	struct filter_error details;
	ck_assert_int_eq(parse_repeated("not ", FILTER_NESTING_MAX, "proc.name=a", &details), 0);
	ck_assert_int_eq(parse_repeated("not ", FILTER_NESTING_MAX + 1, "proc.name=a", &details), -E2BIG);
	ck_assert_int_eq(details.at, 4 * FILTER_NESTING_MAX);
	ck_assert_int_eq(parse_repeated("(", 5000, "", &details), -E2BIG);
	ck_assert_int_eq(details.at, FILTER_NESTING_MAX);
	ck_assert_int_eq(details.len, 1);
}
END_TEST

START_TEST(size_is_bounded)
{
	struct filter_error details;
	ck_assert_int_eq(parse_repeated(" ", FILTER_TEXT_MAX, "", &details), 0);
	ck_assert_int_eq(parse_repeated(" ", FILTER_TEXT_MAX, " ", &details), -E2BIG);
	ck_assert_int_eq(details.at, FILTER_TEXT_MAX);
	char value[FILTER_VALUE_MAX + 2];
	memset(value, 'x', sizeof(value));
	value[FILTER_VALUE_MAX] = '\0';
	ck_assert_int_eq(parse_repeated("proc.name=", 1, value, &details), 0);
	value[FILTER_VALUE_MAX] = 'x';
	value[FILTER_VALUE_MAX + 1] = '\0';
	ck_assert_int_eq(parse_repeated("proc.name=", 1, value, &details), -E2BIG);
	ck_assert_int_eq(details.at, 10);
}
END_TEST

// Each one stands for the next one twice: m0 is 2^40 conditions.
static int find_doubling(void *ctx, const char *name, size_t len, struct buffer *ret_text)
{
	const char *format = ctx;
	int level = len > 1 && len < 4 && name[0] == 'm' ? (int)strtol(name + 1, NULL, 10) : -1;
	if (level < 0 || level > 40)
		return -ENOENT;
	return level == 40 ? buffer_append_text(ret_text, "user.uid = 0")
			   : buffer_printf(ret_text, "m%d %s m%d", level + 1, format, level + 1);
}

static int find_doubling_list(void *ctx, const char *name, size_t len, struct buffer *ret_text)
{
	(void)ctx;
	int level = len > 1 && len < 4 && name[0] == 'm' ? (int)strtol(name + 1, NULL, 10) : -1;
	if (level < 0 || level > 40)
		return -ENOENT;
	return level == 40 ? buffer_append_text(ret_text, "a, b")
			   : buffer_printf(ret_text, "m%d, m%d", level + 1, level + 1);
}

START_TEST(macros_that_multiply_are_bounded)
{
	struct filter *filter = NULL;
	struct error err;
	struct filter_macros macros = {.find = find_doubling, .ctx = (void *)"and"};
	ck_assert_int_eq(filter_parse("m0", 2, &macros, &filter, NULL, &err), -E2BIG);
	ck_assert_int_eq(filter_parse("m35", 3, &macros, &filter, NULL, &err), 0);
	ck_assert_uint_eq(filter->root->n, 32);
	filter_free(filter);
	macros.find = find_doubling_list;
	ck_assert_int_eq(filter_parse("proc.name in (m0)", 17, &macros, &filter, NULL, &err), -E2BIG);
}
END_TEST

static int find_endless(void *ctx, const char *name, size_t len, struct buffer *ret_text)
{
	(void)ctx;
	return buffer_printf(ret_text, "%.*sx", (int)len, name);
}

START_TEST(macros_without_an_end_are_bounded)
{
	struct filter *filter = NULL;
	struct error err;
	struct filter_macros macros = {.find = find_endless};
	ck_assert_int_eq(filter_parse("m", 1, &macros, &filter, NULL, &err), -E2BIG);
}
END_TEST

START_TEST(lists_are_told_from_filters)
{
	static const char *const lists[] = {"(a)", "a, b", "( 'a b' , c )", " a,b ", "(a,b)"};
	static const char *const others[] = {"",      "a",           "()", "(a", "a,", "a b", "user.uid = 0",
					     "(a) b", "(a, b) or c", "'a"};
	for (size_t i = 0; i < LENGTH(lists); i++)
		ck_assert_msg(filter_is_list_text(lists[i], strlen(lists[i])), "%s", lists[i]);
	for (size_t i = 0; i < LENGTH(others); i++)
		ck_assert_msg(!filter_is_list_text(others[i], strlen(others[i])), "%s", others[i]);
}
END_TEST

START_TEST(nodes_know_where_they_stand)
{
	AUTO(filter) struct filter *filter = parse_good("evt.type=open and not user.uid=0 and is_root");
	ck_assert_uint_eq(filter->root->children[0]->at, 0);
	ck_assert_uint_eq(filter->root->children[1]->at, 18);
	ck_assert_uint_eq(filter->root->children[1]->children[0]->at, 22);
	ck_assert_uint_eq(filter->root->children[2]->at, 0);
	ck_assert_uint_eq(filter->needs, FILTER_NEEDS_PROCESS);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, good_filters_have_one_canonical_text);
	tcase_add_test(tests, a_canonical_text_is_its_own);
	tcase_add_test(tests, bad_filters_tell_what_is_wrong_and_where);
	tcase_add_test(tests, an_error_reads_as_a_sentence);
	tcase_add_test(tests, bytes_that_are_no_text_are_not_repeated);
	tcase_add_test(tests, nesting_is_bounded);
	tcase_add_test(tests, size_is_bounded);
	tcase_add_test(tests, macros_that_multiply_are_bounded);
	tcase_add_test(tests, macros_without_an_end_are_bounded);
	tcase_add_test(tests, lists_are_told_from_filters);
	tcase_add_test(tests, nodes_know_where_they_stand);
}
