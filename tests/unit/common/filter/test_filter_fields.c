// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/filter/filter_support.h"

static void each_field_is_found_by_its_name_at(int i)
{
	const struct filter_field *field = &filter_fields[i];
	ck_assert_int_eq(field->id, i);
	ck_assert_ptr_eq(filter_field_find(field->name, strlen(field->name)), field);
	for (int other = 0; other < i; other++)
		ck_assert_str_ne(filter_fields[other].name, field->name);
	ck_assert(field->help[0] && !strchr(field->help, '\n') && strlen(field->help) < 100);
}

// In one process: a fork for each row takes minutes under the sanitizers.
START_TEST(each_field_is_found_by_its_name)
{
	for (int i = 0; i < (int)FILTER_FIELDS; i++)
		each_field_is_found_by_its_name_at(i);
}
END_TEST

static void each_example_is_a_filter_on_its_field_at(int i)
{
	const struct filter_field *field = &filter_fields[i];
	AUTO(filter) struct filter *filter = parse_good(field->example);
	ck_assert_int_eq(filter->root->kind, FILTER_NODE_CHECK);
	ck_assert_ptr_eq(filter->root->field, field);
	ck_assert_str_eq(canonical(field->example), field->example);
}

START_TEST(each_example_is_a_filter_on_its_field)
{
	for (int i = 0; i < (int)FILTER_FIELDS; i++)
		each_example_is_a_filter_on_its_field_at(i);
}
END_TEST

START_TEST(other_spellings_are_found)
{
	ck_assert_ptr_eq(filter_field_find("syscall.type", 12), &filter_fields[FIELD_EVT_TYPE]);
	ck_assert_ptr_eq(filter_field_find("evt.rawarg", 10), &filter_fields[FIELD_EVT_ARG]);
	ck_assert_ptr_eq(filter_field_find("evt.rawtime", 11), &filter_fields[FIELD_EVT_TIME]);
	ck_assert_ptr_null(filter_field_find("evt.typ", 7));
	ck_assert_ptr_null(filter_field_find("evt.typex", 9));
	ck_assert_ptr_null(filter_field_find("", 0));
}
END_TEST

START_TEST(operators_and_types_have_names)
{
	for (int op = 0; op < FILTER_OPS; op++)
		ck_assert(filter_op_name((enum filter_op)op)[0] && filter_op_help((enum filter_op)op)[0]);
	for (int type = 0; type < FILTER_TYPES; type++)
		ck_assert(filter_type_name((enum filter_type)type)[0] &&
			  filter_type_expected((enum filter_type)type)[0]);
	ck_assert_str_eq(filter_op_name(FILTER_OPS), "");
	ck_assert_str_eq(filter_type_name(FILTER_TYPES), "");
}
END_TEST

START_TEST(operators_fit_the_types_they_make_sense_for)
{
	for (int type = 0; type < FILTER_TYPES; type++)
		ck_assert(filter_op_fits(FILTER_EQ, (enum filter_type)type) &&
			  filter_op_fits(FILTER_EXISTS, (enum filter_type)type));
	ck_assert(filter_op_fits(FILTER_LT, FILTER_DURATION) && !filter_op_fits(FILTER_LT, FILTER_TEXT));
	ck_assert(filter_op_fits(FILTER_GLOB, FILTER_CALL) && !filter_op_fits(FILTER_GLOB, FILTER_NUMBER));
	ck_assert(filter_op_fits(FILTER_PMATCH, FILTER_TEXT) && !filter_op_fits(FILTER_PMATCH, FILTER_CALL));
	ck_assert(!filter_op_fits(FILTER_IN, FILTER_BOOL) && !filter_op_fits(FILTER_OPS, FILTER_TEXT));
	ck_assert(filter_op_is_list(FILTER_PMATCH) && !filter_op_is_list(FILTER_EXISTS));
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, each_field_is_found_by_its_name);
	tcase_add_test(tests, each_example_is_a_filter_on_its_field);
	tcase_add_test(tests, other_spellings_are_found);
	tcase_add_test(tests, operators_and_types_have_names);
	tcase_add_test(tests, operators_fit_the_types_they_make_sense_for);
}
