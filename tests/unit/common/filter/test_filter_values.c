// SPDX-License-Identifier: Apache-2.0
#include "common/base/alloc.h"
#include "tests/unit/common/filter/filter_support.h"

#include <regex.h>

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static int read_value(enum filter_field_id id, const char *argument, enum filter_op op, const char *text,
		      struct filter_value *value)
{
	struct filter_error problem;
	*value = (struct filter_value){0};
	return filter_value_parse(&filter_fields[id], argument, op, xstrdup(text), strlen(text), value, &problem);
}

static const struct {
	enum filter_field_id id;
	const char *text;
	int64_t number;
} numbers[] = {
    {FIELD_USER_UID, "0", 0},
    {FIELD_USER_UID, "-1", -1},
    {FIELD_USER_UID, "0x1F", 31},
    {FIELD_USER_UID, "0644", 0644},
    {FIELD_USER_UID, "9223372036854775807", INT64_MAX},
    {FIELD_USER_UID, "-9223372036854775808", INT64_MIN},
    {FIELD_EVT_BUFLEN, "4096", 4096},
    {FIELD_EVT_BUFLEN, "0x1000", 4096},
    {FIELD_EVT_BUFLEN, "64k", 65536},
    {FIELD_EVT_BUFLEN, "64K", 65536},
    {FIELD_EVT_BUFLEN, "1.5M", 1572864},
    {FIELD_EVT_BUFLEN, "2G", 2147483648},
    {FIELD_EVT_BUFLEN, ".5k", 512},
    {FIELD_EVT_LATENCY, "1000", 1000},
    {FIELD_EVT_LATENCY, "10ns", 10},
    {FIELD_EVT_LATENCY, "10us", 10000},
    {FIELD_EVT_LATENCY, "10µs", 10000},
    {FIELD_EVT_LATENCY, "1.5ms", 1500000},
    {FIELD_EVT_LATENCY, "0.1s", 100000000},
    {FIELD_EVT_LATENCY, "2s", 2000000000},
    {FIELD_EVT_LATENCY, "3m", 180000000000},
    {FIELD_EVT_LATENCY, "1h", 3600000000000},
    {FIELD_EVT_LATENCY, "1d", 86400000000000},
    {FIELD_EVT_LATENCY, "0.3333333333333333333333333s", 333333333},
    {FIELD_EVT_TIME, "0", 0},
    {FIELD_EVT_TIME, "1764000000000000000", 1764000000000000000},
    {FIELD_EVT_TIME, "1970-01-02", 86400000000000},
    {FIELD_EVT_TIME, "1970-01-01T00:00:01.5Z", 1500000000},
    {FIELD_EVT_TIME, "1970-01-01t00:00:01.000000001z", 1000000001},
    {FIELD_EVT_TIME, "1970-01-01 00:00:01", 1000000000},
    {FIELD_EVT_TIME, "1970-01-01T01:00+01:00", 0},
    {FIELD_EVT_TIME, "1970-01-01T00:00:00-00:30", 1800000000000},
    {FIELD_EVT_TIME, "1969-12-31T23:59:59.25Z", -750000000},
    {FIELD_EVT_TIME, "2024-02-29", 1709164800000000000},
    {FIELD_EVT_TIME, "2026-11-24T08:19:36.123456789Z", 1795508376123456789},
    {FIELD_EVT_RES, "-2", -2},
    {FIELD_EVT_RES, "ENOENT", -2},
    {FIELD_EVT_RES, "ERESTARTSYS", -512},
    {FIELD_EVT_RES, "SUCCESS", 0},
    {FIELD_EVT_RES, "3", 3},
    {FIELD_FD_PORT, "443", 443},
    {FIELD_FD_PORT, "https", 443},
    {FIELD_FD_PORT, "domain", 53},
    {FIELD_EVT_ARG, "0xffffffffffffffff", -1},
    {FIELD_EVT_ARG, "18446744073709551615", -1},
    {FIELD_EVT_ARG, "-5", -5},
    {FIELD_EVT_ARG, "0755", 0755},
};

static void numbers_are_read_at(int i)
{
	struct filter_value value;
	ck_assert_msg(read_value(numbers[i].id, NULL, FILTER_EQ, numbers[i].text, &value) == 0, "%s", numbers[i].text);
	ck_assert_msg(value.number == numbers[i].number, "%s: %lld", numbers[i].text, (long long)value.number);
	ck_assert_str_eq(value.text, numbers[i].text);
	filter_value_done(&value);
}

// In one process: a fork for each row takes minutes under the sanitizers.
START_TEST(numbers_are_read)
{
	for (int i = 0; i < (int)(LENGTH(numbers)); i++)
		numbers_are_read_at(i);
}
END_TEST

static const struct {
	enum filter_field_id id;
	const char *text;
} wrong[] = {
    {FIELD_USER_UID, ""},
    {FIELD_USER_UID, "-"},
    {FIELD_USER_UID, " 1"},
    {FIELD_USER_UID, "1 "},
    {FIELD_USER_UID, "+1"},
    {FIELD_USER_UID, "1e3"},
    {FIELD_USER_UID, "089"},
    {FIELD_USER_UID, "9223372036854775808"},
    {FIELD_USER_UID, "-9223372036854775809"},
    {FIELD_USER_UID, "0777777777777777777777777"},
    {FIELD_EVT_BUFLEN, "k"},
    {FIELD_EVT_BUFLEN, "."},
    {FIELD_EVT_BUFLEN, "1.2.3k"},
    {FIELD_EVT_BUFLEN, "99999999T"},
    {FIELD_EVT_BUFLEN, "-1"},
    {FIELD_EVT_LATENCY, ""},
    {FIELD_EVT_LATENCY, "1 s"},
    {FIELD_EVT_LATENCY, "1w"},
    {FIELD_EVT_LATENCY, "99999999999999999999"},
    {FIELD_EVT_LATENCY, "999999d"},
    {FIELD_EVT_TIME, "1e9"},
    {FIELD_EVT_TIME, "2026-1-1"},
    {FIELD_EVT_TIME, "2026-00-01"},
    {FIELD_EVT_TIME, "2026-06-31"},
    {FIELD_EVT_TIME, "2025-02-29"},
    {FIELD_EVT_TIME, "2026-11-24T"},
    {FIELD_EVT_TIME, "2026-11-24T08"},
    {FIELD_EVT_TIME, "2026-11-24T24:00Z"},
    {FIELD_EVT_TIME, "2026-11-24T08:60Z"},
    {FIELD_EVT_TIME, "2026-11-24T08:00:61Z"},
    {FIELD_EVT_TIME, "2026-11-24T08:00:00.Z"},
    {FIELD_EVT_TIME, "2026-11-24T08:00:00Zx"},
    {FIELD_EVT_TIME, "2026-11-24T08:00:00+1:00"},
    {FIELD_EVT_TIME, "2026-11-24T08:00:00+24:00"},
    {FIELD_EVT_TIME, "9999-01-01"},
    {FIELD_EVT_FAILED, "True"},
    {FIELD_EVT_FAILED, "2"},
    {FIELD_EVT_RES, "enoent"},
    {FIELD_EVT_RES, "ENOENT "},
    {FIELD_FD_PORT, "-1"},
    {FIELD_FD_PORT, "443x"},
    {FIELD_FD_IP, "256.0.0.1"},
    {FIELD_FD_IP, "::1::"},
    {FIELD_FD_NET, "10.0.0.0/-1"},
    {FIELD_FD_NET, "10.0.0.0/0x8"},
    {FIELD_FD_NET, "::/129"},
    {FIELD_FD_NET, "/8"},
    {FIELD_EVT_TYPE, "syscall_0x"},
    {FIELD_EVT_TYPE, "Open"},
};

static void what_is_no_value_is_refused_at(int i)
{
	struct filter_value value;
	ck_assert_msg(read_value(wrong[i].id, NULL, FILTER_EQ, wrong[i].text, &value) == -EINVAL, "%s", wrong[i].text);
	ck_assert_ptr_null(value.text);
}

START_TEST(what_is_no_value_is_refused)
{
	for (int i = 0; i < (int)(LENGTH(wrong)); i++)
		what_is_no_value_is_refused_at(i);
}
END_TEST

START_TEST(networks_lose_the_bits_that_do_not_count)
{
	struct filter_value value;
	ck_assert_int_eq(read_value(FIELD_FD_NET, NULL, FILTER_EQ, "10.1.2.3/12", &value), 0);
	ck_assert_int_eq(value.family, 4);
	ck_assert_int_eq(value.prefix, 12);
	ck_assert_mem_eq(value.address, "\x0a\x00\x00\x00", 4);
	filter_value_done(&value);
	ck_assert_int_eq(read_value(FIELD_FD_NET, NULL, FILTER_EQ, "fdff::1", &value), 0);
	ck_assert_int_eq(value.family, 6);
	ck_assert_int_eq(value.prefix, 128);
	filter_value_done(&value);
	ck_assert_int_eq(read_value(FIELD_FD_NET, NULL, FILTER_EQ, "0.0.0.0/0", &value), 0);
	ck_assert_int_eq(value.prefix, 0);
	filter_value_done(&value);
}
END_TEST

START_TEST(arguments_are_numbers_where_they_can_be)
{
	struct filter_value value;
	ck_assert_int_eq(read_value(FIELD_EVT_ARG, "flags", FILTER_CONTAINS, "O_CREAT|O_EXCL", &value), 0);
	ck_assert(!value.number_known);
	filter_value_done(&value);
	ck_assert_int_eq(read_value(FIELD_EVT_ARG, "fd", FILTER_EQ, "644", &value), 0);
	ck_assert(value.number_known && value.number == 644);
	filter_value_done(&value);
	ck_assert_int_eq(read_value(FIELD_EVT_ARG, "mode", FILTER_EQ, "644", &value), 0); // as chmod has it
	ck_assert(value.number_known && value.number == 0644);
	filter_value_done(&value);
	ck_assert_int_eq(read_value(FIELD_EVT_ARG, "count", FILTER_GT, "many", &value), -EINVAL);
}
END_TEST

START_TEST(calls_without_a_name_can_be_asked_for)
{
	static const char *const good[] = {"openat", "stat64", "signal", "procexit", "syscall_0x1d9"};
	struct filter_value value;
	for (size_t i = 0; i < LENGTH(good); i++) {
		ck_assert_msg(read_value(FIELD_EVT_TYPE, NULL, FILTER_EQ, good[i], &value) == 0, "%s", good[i]);
		filter_value_done(&value);
	}
	ck_assert_int_eq(read_value(FIELD_EVT_TYPE, NULL, FILTER_STARTSWITH, "op", &value), 0);
	filter_value_done(&value);
}
END_TEST

START_TEST(expressions_are_compiled_when_they_are_bounded)
{
	static const char *const good[] = {"^a{3}$", "[\\1{]", "a{1,200}", "[]{9}{99}{99}]", "\\{9}\\{99}\\{99}"};
	static const char *const bad[] = {"a{255}", "(a{99}){99}", "a{1,999}", "(a)\\1",
					  "[",      "a{2,1}",      "*a)(",     "a{16}{16}"};
	struct filter_value value, copy;
	for (size_t i = 0; i < LENGTH(good); i++) {
		ck_assert_msg(read_value(FIELD_PROC_NAME, NULL, FILTER_REGEX, good[i], &value) == 0, "%s", good[i]);
		filter_value_copy(&value, &copy);
		filter_value_done(&value);
		ck_assert_ptr_nonnull(copy.regex);
		ck_assert_str_eq(copy.text, good[i]);
		filter_value_done(&copy);
	}
	for (size_t i = 0; i < LENGTH(bad); i++)
		ck_assert_msg(read_value(FIELD_PROC_NAME, NULL, FILTER_REGEX, bad[i], &value) == -EINVAL, "%s", bad[i]);
	ck_assert_int_eq(read_value(FIELD_PROC_NAME, NULL, FILTER_REGEX, "^ba(sh)?$", &value), 0);
	ck_assert_int_eq(regexec(value.regex, "bash", 0, NULL, 0), 0);
	ck_assert_int_ne(regexec(value.regex, "bas", 0, NULL, 0), 0);
	filter_value_done(&value);
}
END_TEST

static bool equal(enum filter_field_id id, enum filter_op op, const char *a, const char *b)
{
	struct filter_value one, other;
	ck_assert_int_eq(read_value(id, NULL, op, a, &one), 0);
	ck_assert_int_eq(read_value(id, NULL, op, b, &other), 0);
	bool same = filter_value_equal(&filter_fields[id], op, &one, &other);
	filter_value_done(&one);
	filter_value_done(&other);
	return same;
}

START_TEST(values_are_equal_when_they_mean_the_same)
{
	ck_assert(equal(FIELD_EVT_LATENCY, FILTER_EQ, "1ms", "1000us"));
	ck_assert(equal(FIELD_EVT_RES, FILTER_EQ, "ENOENT", "-2"));
	ck_assert(!equal(FIELD_EVT_RES, FILTER_EQ, "SUCCESS", "0"));
	ck_assert(equal(FIELD_FD_NET, FILTER_EQ, "10.1.0.0/8", "10.0.0.0/8"));
	ck_assert(!equal(FIELD_FD_NET, FILTER_EQ, "10.0.0.0/8", "10.0.0.0/9"));
	ck_assert(!equal(FIELD_FD_IP, FILTER_EQ, "0.0.0.0", "::"));
	ck_assert(equal(FIELD_EVT_FAILED, FILTER_EQ, "true", "1"));
	ck_assert(!equal(FIELD_EVT_FAILED, FILTER_EQ, "true", "false"));
	ck_assert(!equal(FIELD_EVT_ARG, FILTER_EQ, "0x10", "16")); // the text counts as well
	ck_assert(!equal(FIELD_PROC_NAME, FILTER_EQ, "a", "A"));
	ck_assert(equal(FIELD_PROC_NAME, FILTER_REGEX, "^a", "^a"));
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, numbers_are_read);
	tcase_add_test(tests, what_is_no_value_is_refused);
	tcase_add_test(tests, networks_lose_the_bits_that_do_not_count);
	tcase_add_test(tests, arguments_are_numbers_where_they_can_be);
	tcase_add_test(tests, calls_without_a_name_can_be_asked_for);
	tcase_add_test(tests, expressions_are_compiled_when_they_are_bounded);
	tcase_add_test(tests, values_are_equal_when_they_mean_the_same);
}
