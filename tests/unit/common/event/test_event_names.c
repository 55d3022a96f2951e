// SPDX-License-Identifier: Apache-2.0
#include "common/event/event.h"

#include "tests/unit/support/check_main.h"

#include <netinet/in.h>
#include <string.h>

START_TEST(each_type_has_a_name_of_its_own)
{
	ck_assert_str_eq(event_object_type_name(EVENT_OBJECT_NONE), "");
	ck_assert_str_eq(event_object_type_name(EVENT_OBJECT_END), "");
	ck_assert_str_eq(event_object_type_name(UINT8_MAX), "");
	ck_assert_str_eq(event_object_type_name(EVENT_OBJECT_EPOLL), "eventpoll");
	for (uint8_t i = EVENT_OBJECT_FILE; i < EVENT_OBJECT_END; i++) {
		ck_assert_uint_gt(strlen(event_object_type_name(i)), 0);
		for (uint8_t k = EVENT_OBJECT_FILE; k < i; k++)
			ck_assert_str_ne(event_object_type_name(i), event_object_type_name(k));
	}
}
END_TEST

START_TEST(protocols_have_names)
{
	ck_assert_str_eq(event_protocol_name(IPPROTO_TCP), "tcp");
	ck_assert_str_eq(event_protocol_name(IPPROTO_ICMPV6), "icmp");
	ck_assert_str_eq(event_protocol_name(0), "");
	ck_assert_str_eq(event_protocol_name(254), "");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, each_type_has_a_name_of_its_own);
	tcase_add_test(tests, protocols_have_names);
}
