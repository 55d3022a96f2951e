// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/filter/filter_support.h"

static const char *printed(const struct filter *filter)
{
	static char line[1024];
	AUTO_VALUE(buffer) struct buffer out;
	buffer_init(&out, sizeof(line));
	filter_print(filter, &out);
	(void)snprintf(line, sizeof(line), "%s", buffer_text(&out));
	return line;
}

START_TEST(everything_is_all)
{
	AUTO(filter) struct filter *all = filter_all();
	ck_assert(filter_is_all(all));
	ck_assert_uint_eq(all->needs, FILTER_NEEDS_HEAD);
	ck_assert_str_eq(printed(all), "");
	AUTO(filter) struct filter *none = filter_and(NULL, 0);
	ck_assert(filter_is_all(none));
	filter_free(NULL);
}
END_TEST

START_TEST(parts_are_joined_by_and)
{
	AUTO(filter) struct filter *all = filter_all();
	AUTO(filter) struct filter *both = parse_good("proc.name = a and user.uid = 0");
	AUTO(filter) struct filter *either = parse_good("fd.name exists or evt.arg.flags = 1");
	const struct filter_node *parts[] = {all->root, both->root, either->root, all->root};
	AUTO(filter) struct filter *joined = filter_and(parts, 4);
	ck_assert_str_eq(printed(joined), "proc.name = a and user.uid = 0 and (fd.name exists or evt.arg.flags = 1)");
	ck_assert_uint_eq(joined->needs, FILTER_NEEDS_PROCESS | FILTER_NEEDS_OBJECT | FILTER_NEEDS_ARGS);
	ck_assert_uint_eq(joined->root->n, 3);
	AUTO(filter) struct filter *one = filter_and(parts + 2, 2);
	ck_assert(filter_node_equal(one->root, either->root));
	AUTO(filter) struct filter *nothing = filter_and(parts, 1);
	ck_assert(filter_is_all(nothing));
}
END_TEST

START_TEST(copies_are_deep)
{
	struct filter *filter = parse_good("not (proc.name regex '^a' or evt.arg.mode in (1, 2) or proc.aname[3] = x)");
	const struct filter_node *root = filter->root;
	AUTO(filter) struct filter *copy = filter_and(&root, 1);
	ck_assert(filter_node_equal(copy->root, root));
	filter_free(filter);
	ck_assert_str_eq(printed(copy), "not (proc.name regex ^a or evt.arg.mode in (1, 2) or proc.aname[3] = x)");
}
END_TEST

START_TEST(trees_that_differ_are_not_equal)
{
	static const char *const texts[] = {"",
					    "proc.name = a",
					    "proc.name = b",
					    "proc.name != a",
					    "proc.pname = a",
					    "proc.name in (a)",
					    "proc.name in (a, b)",
					    "proc.name in (b, a)",
					    "proc.name exists",
					    "not proc.name = a",
					    "proc.aname = a",
					    "proc.aname[1] = a",
					    "proc.aname[2] = a",
					    "evt.arg[1] = a",
					    "evt.arg.flags = a",
					    "evt.arg.mode = a",
					    "proc.name = a and proc.name = b",
					    "proc.name = a or proc.name = b",
					    "proc.name = b or proc.name = a",
					    "proc.name = a or proc.name = b or proc.name = a"};
	size_t n = sizeof(texts) / sizeof(texts[0]);
	for (size_t i = 0; i < n; i++) {
		AUTO(filter) struct filter *a = parse_good(texts[i]);
		for (size_t j = 0; j < n; j++) {
			AUTO(filter) struct filter *b = parse_good(texts[j]);
			ck_assert_msg(filter_node_equal(a->root, b->root) == (i == j), "%s, %s", texts[i], texts[j]);
		}
	}
}
END_TEST

START_TEST(a_child_of_the_same_kind_is_opened)
{
	AUTO(filter) struct filter *both = parse_good("proc.name = a and user.uid = 0");
	AUTO(filter_node) struct filter_node *and = filter_node_new(FILTER_NODE_AND);
	filter_node_add(and, filter_node_copy(both->root));
	filter_node_add(and, filter_node_copy(both->root));
	ck_assert_uint_eq(and->n, 4);
	struct filter_node *not = filter_node_new(FILTER_NODE_NOT);
	filter_node_add(not, and->children[3]);
	and->children[3] = filter_node_new(FILTER_NODE_NOT);
	filter_node_add(and->children[3], not );
	ck_assert_int_eq(and->children[3]->children[0]->kind, FILTER_NODE_NOT);
}
END_TEST

START_TEST(numbers_come_after_the_capture_filter)
{
	AUTO(filter) struct filter *good = parse_good("evt.type = open and not proc.pid = 3");
	AUTO(filter) struct filter *bad = parse_good("evt.type = open or not (evt.num > 3 and proc.pid = 3)");
	struct error err = {0};
	ck_assert_int_eq(filter_check_capture(good, &err), 0);
	ck_assert_int_eq(filter_check_capture(bad, &err), -EINVAL);
	ck_assert_ptr_nonnull(strstr(err.text, "evt.num"));
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, everything_is_all);
	tcase_add_test(tests, parts_are_joined_by_and);
	tcase_add_test(tests, copies_are_deep);
	tcase_add_test(tests, trees_that_differ_are_not_equal);
	tcase_add_test(tests, a_child_of_the_same_kind_is_opened);
	tcase_add_test(tests, numbers_come_after_the_capture_filter);
}
