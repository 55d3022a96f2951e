// SPDX-License-Identifier: Apache-2.0
#include "common/filter/filter_complete.h"

#include "tests/unit/common/filter/filter_support.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static const char *const macros[] = {"is_root", "shells"};

// The cursor is at the ^, or at the end.
static void complete(const char *marked, struct filter_completion *ret_completion)
{
	char text[256];
	size_t cursor = strcspn(marked, "^");
	(void)snprintf(text, sizeof(text), "%.*s%s", (int)cursor, marked, marked + cursor + (marked[cursor] == '^'));
	filter_complete(text, strlen(text), cursor, macros, LENGTH(macros), ret_completion);
}

static const struct filter_candidate *find(const struct filter_completion *completion, const char *text)
{
	for (size_t i = 0; i < completion->n; i++)
		if (strcmp(completion->candidates[i].text, text) == 0)
			return &completion->candidates[i];
	return NULL;
}

static const struct {
	const char *text;
	unsigned from, to;
	const char *first; // candidate; "" = there are none
	const char *other; // is offered, too
	const char *absent;
	enum filter_candidate_kind kind; // of the first
} places[] = {
    {"", 0, 0, "evt.num", "is_root", "and", FILTER_CANDIDATE_FIELD},
    {"   ", 3, 3, "evt.num", "not", "=", FILTER_CANDIDATE_FIELD},
    {"proc.", 0, 5, "proc.pid", "proc.cmdline", "fd.name", FILTER_CANDIDATE_FIELD},
    {"proc.na^ and evt.type=open", 0, 7, "proc.name", "proc.name", "proc.pname", FILTER_CANDIDATE_FIELD},
    {"proc.^na and evt.type=open", 0, 7, "proc.pid", "proc.name", "fd.name", FILTER_CANDIDATE_FIELD},
    {"PROC.CMD", 0, 8, "proc.cmdline", "proc.cmdline", "proc.cwd", FILTER_CANDIDATE_FIELD},
    {"cmdl", 0, 4, "proc.cmdline", "proc.pcmdline", "proc.cwd", FILTER_CANDIDATE_FIELD},
    {"evt.arg", 0, 7, "evt.arg.", "evt.args", "evt.arg.flags", FILTER_CANDIDATE_FIELD},
    {"evt.arg.", 0, 8, "evt.arg.", "evt.arg.addr", "evt.args", FILTER_CANDIDATE_FIELD},
    {"evt.arg.fl", 0, 10, "evt.arg.flags", "evt.arg.flags", "evt.arg.mode", FILTER_CANDIDATE_FIELD},
    {"evt.arg[", 8, 8, "", NULL, NULL, FILTER_CANDIDATE_FIELD},
    {"evt.arg[1", 9, 9, "", NULL, NULL, FILTER_CANDIDATE_FIELD},
    {"evt.arg[1]", 10, 10, "=", "contains", "is_root", FILTER_CANDIDATE_OPERATOR},
    {"is", 0, 2, "is_root", "evt.is_io", "shells", FILTER_CANDIDATE_MACRO},
    {"no", 0, 2, "not", "not", "and", FILTER_CANDIDATE_WORD},
    {"not ", 4, 4, "evt.num", "(", "and", FILTER_CANDIDATE_FIELD},
    {"evt.type ", 9, 9, "=", "regex", "<", FILTER_CANDIDATE_OPERATOR},
    {"user.uid ", 9, 9, "=", ">=", "contains", FILTER_CANDIDATE_OPERATOR},
    {"evt.type st", 9, 11, "startswith", "startswith", "=", FILTER_CANDIDATE_OPERATOR},
    {"no.such ", 8, 8, "=", "regex", "and", FILTER_CANDIDATE_OPERATOR},
    {"evt.type=", 9, 9, "_llseek", "access", "and", FILTER_CANDIDATE_VALUE},
    {"evt.type=opena", 9, 14, "openat", "openat2", "open", FILTER_CANDIDATE_VALUE},
    {"evt.type = ope^nat and user.uid=0", 11, 17, "open", "openat", "and", FILTER_CANDIDATE_VALUE},
    {"evt.type = \"opena", 11, 17, "openat", "openat2", "open", FILTER_CANDIDATE_VALUE},
    {"evt.type = \"opena^\" or", 11, 18, "openat", "openat2", "open", FILTER_CANDIDATE_VALUE},
    {"evt.type = 'opena^ and user.uid=0", 11, 17, "openat", "openat2", "open", FILTER_CANDIDATE_VALUE},
    {"evt.type = 'open'", 17, 17, "and", "or", "open", FILTER_CANDIDATE_WORD},
    {"evt.type in", 9, 11, "in", "intersects", "=", FILTER_CANDIDATE_OPERATOR},
    {"evt.type in ", 12, 12, "(", "shells", "open", FILTER_CANDIDATE_WORD},
    {"evt.type in s", 12, 13, "shells", "shells", "is_root", FILTER_CANDIDATE_MACRO},
    {"evt.type in (", 13, 13, "_llseek", "access", "(", FILTER_CANDIDATE_VALUE},
    {"evt.type in (open, opena^)", 19, 24, "openat", "openat2", "open", FILTER_CANDIDATE_VALUE},
    {"evt.type in (open^, openat)", 13, 17, "open", "openat", "read", FILTER_CANDIDATE_VALUE},
    {"evt.type in (open ^)", 18, 18, ",", ")", "and", FILTER_CANDIDATE_WORD},
    {"evt.type in (open) ", 19, 19, "and", "or", ")", FILTER_CANDIDATE_WORD},
    {"evt.type in shells ", 19, 19, "and", "or", ")", FILTER_CANDIDATE_WORD},
    {"evt.type exists ", 16, 16, "and", "or", ")", FILTER_CANDIDATE_WORD},
    {"(evt.type=open ", 15, 15, "and", ")", "not", FILTER_CANDIDATE_WORD},
    {"(evt.type=open) ", 16, 16, "and", "or", ")", FILTER_CANDIDATE_WORD},
    {"is_root ", 8, 8, "and", "or", "=", FILTER_CANDIDATE_WORD},
    {"evt.type=open a", 14, 15, "and", "and", "or", FILTER_CANDIDATE_WORD},
    {"evt.type=open and ", 18, 18, "evt.num", "not", "and", FILTER_CANDIDATE_FIELD},
    {"evt.failed=", 11, 11, "true", "false", "1", FILTER_CANDIDATE_VALUE},
    {"evt.res=ENOE", 8, 12, "ENOENT", "ENOEXEC", "SUCCESS", FILTER_CANDIDATE_VALUE},
    {"evt.res=", 8, 8, "SUCCESS", "EPERM", "ENOTSUPP", FILTER_CANDIDATE_VALUE},
    {"evt.category=", 13, 13, "creds", "net", "open", FILTER_CANDIDATE_VALUE},
    {"signal.name = SIGSE", 14, 19, "SIGSEGV", "SIGSEGV", "SIGTERM", FILTER_CANDIDATE_VALUE},
    {"fd.type in (i", 12, 13, "ipv4", "ipv6", "unix", FILTER_CANDIDATE_VALUE},
    {"fd.l4proto=", 11, 11, "tcp", "udp", "https", FILTER_CANDIDATE_VALUE},
    {"fd.sport=ht", 9, 11, "http", "https", "ssh", FILTER_CANDIDATE_VALUE},
    {"evt.arg.flags contains O_CRE", 23, 28, "O_CREAT", "O_CREAT", "O_EXCL", FILTER_CANDIDATE_VALUE},
    {"evt.arg[flags] contains O_CRE", 24, 29, "O_CREAT", "O_CREAT", "O_EXCL", FILTER_CANDIDATE_VALUE},
    {"evt.arg.flags contains O_CREAT|O_EXC", 31, 36, "O_EXCL", "O_EXCL", "O_CREAT", FILTER_CANDIDATE_VALUE},
    {"evt.arg.flags contains O_CRE^|O_EXCL", 23, 28, "O_CREAT", "O_CREAT", "O_EXCL", FILTER_CANDIDATE_VALUE},
    {"proc.name=", 10, 10, "", NULL, NULL, FILTER_CANDIDATE_FIELD},
    {"user.uid=", 9, 9, "", NULL, NULL, FILTER_CANDIDATE_FIELD},
    {"nosuchthing", 0, 11, "", NULL, NULL, FILTER_CANDIDATE_FIELD},
    // What is wrong before the cursor does not matter.
    {"))) proc.na", 4, 11, "proc.name", "proc.name", "=", FILTER_CANDIDATE_FIELD},
    {"&& proc.na", 3, 10, "proc.name", "proc.name", "=", FILTER_CANDIDATE_FIELD},
    {"evt.type=opne and fd.nu", 18, 23, "fd.num", "fd.num", "=", FILTER_CANDIDATE_FIELD},
    {"fd.nu^ and (((", 0, 5, "fd.num", "fd.num", "=", FILTER_CANDIDATE_FIELD},
};

static void each_place_has_its_candidates_at(int i)
{
	AUTO_VALUE(filter_completion) struct filter_completion completion;
	const char *text = places[i].text;
	complete(text, &completion);
	ck_assert_msg(completion.from == places[i].from && completion.to == places[i].to, "%s: %u to %u", text,
		      completion.from, completion.to);
	if (!places[i].first[0]) {
		ck_assert_msg(completion.n == 0, "%s: %s", text, completion.candidates[0].text);
		return;
	}
	ck_assert_msg(completion.n > 0, "%s: nothing", text);
	ck_assert_msg(strcmp(completion.candidates[0].text, places[i].first) == 0, "%s: %s", text,
		      completion.candidates[0].text);
	ck_assert_int_eq(completion.candidates[0].kind, places[i].kind);
	ck_assert_msg(find(&completion, places[i].other), "%s: no %s", text, places[i].other);
	ck_assert_msg(!find(&completion, places[i].absent), "%s: %s", text, places[i].absent);
}

// In one process: a fork for each row takes minutes under the sanitizers.
START_TEST(each_place_has_its_candidates)
{
	for (int i = 0; i < (int)(LENGTH(places)); i++)
		each_place_has_its_candidates_at(i);
}
END_TEST

START_TEST(candidates_come_with_help_and_once)
{
	AUTO_VALUE(filter_completion) struct filter_completion completion;
	complete("", &completion);
	for (size_t i = 0; i < completion.n; i++) {
		const struct filter_candidate *candidate = &completion.candidates[i];
		ck_assert(candidate->help[0] || strcmp(candidate->text, "(") == 0);
		ck_assert_ptr_eq(find(&completion, candidate->text), candidate);
	}
}
END_TEST

START_TEST(too_many_are_counted)
{
	AUTO_VALUE(filter_completion) struct filter_completion completion;
	complete("evt.type=", &completion);
	ck_assert_uint_eq(completion.n, FILTER_CANDIDATES_MAX);
	ck_assert_uint_gt(completion.left_out, 250);
}
END_TEST

START_TEST(a_cursor_behind_the_end_is_at_the_end)
{
	AUTO_VALUE(filter_completion) struct filter_completion completion;
	filter_complete("proc.na", 7, 1000, NULL, 0, &completion);
	ck_assert_uint_eq(completion.to, 7);
	ck_assert_str_eq(completion.candidates[0].text, "proc.name");
}
END_TEST

START_TEST(a_character_is_never_cut)
{
	AUTO_VALUE(filter_completion) struct filter_completion completion;
	filter_complete("proc.name = 'ü", 15, 14, NULL, 0, &completion);
	ck_assert_uint_eq(completion.from, 12);
	ck_assert_uint_eq(completion.to, 13);
}
END_TEST

// Whatever goes in for a correct beginning must be read as what it is called.
START_TEST(what_is_offered_parses)
{
	static const char *const starts[] = {
	    "evt.type = ",    "evt.res = ", "fd.type = ",    "fd.port = ",       "evt.arg.flags contains ",
	    "signal.name = ", "evt.dir = ", "evt.failed = ", "evt.category in ("};
	for (size_t i = 0; i < LENGTH(starts); i++) {
		AUTO_VALUE(filter_completion) struct filter_completion completion;
		complete(starts[i], &completion);
		ck_assert_uint_gt(completion.n, 0);
		for (size_t j = 0; j < completion.n; j++) {
			if (completion.candidates[j].kind != FILTER_CANDIDATE_VALUE)
				continue;
			char text[256];
			(void)snprintf(text, sizeof(text), "%s%s%s", starts[i], completion.candidates[j].text,
				       strchr(starts[i], '(') ? ")" : "");
			filter_free(parse_good(text));
		}
	}
}
END_TEST

START_TEST(no_bytes_are_too_odd)
{
	static const char alphabet[] = " ()[]'\"=!<>,.|\\abeinoprtvx_\xc3\xbc\xff\0\n19";
	uint64_t state = 88172645463325252ull;
	for (unsigned round = 0; round < 20000; round++) {
		char text[40];
		size_t len = 0;
		for (; len < sizeof(text); len++) {
			state ^= state << 13;
			state ^= state >> 7;
			state ^= state << 17;
			text[len] = alphabet[state % (sizeof(alphabet) - 1)];
		}
		size_t cursor = state % (sizeof(text) + 2);
		AUTO_VALUE(filter_completion) struct filter_completion completion;
		filter_complete(text, len, cursor, macros, LENGTH(macros), &completion);
		if (completion.from > completion.to || completion.to > len || completion.from > cursor)
			ck_abort_msg("round %u: %u to %u of %zu", round, completion.from, completion.to, len);
	}
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, each_place_has_its_candidates);
	tcase_add_test(tests, candidates_come_with_help_and_once);
	tcase_add_test(tests, too_many_are_counted);
	tcase_add_test(tests, a_cursor_behind_the_end_is_at_the_end);
	tcase_add_test(tests, a_character_is_never_cut);
	tcase_add_test(tests, what_is_offered_parses);
	tcase_add_test(tests, no_bytes_are_too_odd);
}
