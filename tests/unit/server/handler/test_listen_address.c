// SPDX-License-Identifier: Apache-2.0
#include "server/handler/listen_address.h"

#include "tests/unit/support/check_main.h"

#include <string.h>

START_TEST(addresses_are_read)
{
	static const struct {
		const char *text, *host;
		int port;
		bool ipv6;
	} cases[] = {
	    {"127.0.0.1:8080", "127.0.0.1", 8080, false},
	    {"localhost:1", "127.0.0.1", 1, false},
	    {"0.0.0.0:80", "", 80, false},
	    {":65535", "", 65535, false},
	    {"[::1]:8080", "::1", 8080, true},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct listen_address address;
		struct error err = {0};
		ck_assert_int_eq(listen_address_parse(cases[i].text, &address, &err), 0);
		ck_assert_str_eq(address.host, cases[i].host);
		ck_assert_int_eq(address.port, cases[i].port);
		ck_assert(address.ipv6 == cases[i].ipv6);
	}
}
END_TEST

START_TEST(anything_else_is_refused_with_a_reason)
{
	static const char *const wrong[] = {"",           "8080",           "127.0.0.1",
					    "127.0.0.1:", "127.0.0.1:0",    "127.0.0.1:65536",
					    "::1:8080",   "example.org:80", "127.0.0.1:http"};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct listen_address address;
		struct error err = {0};
		ck_assert_msg(listen_address_parse(wrong[i], &address, &err) == -EINVAL, "%s", wrong[i]);
		ck_assert(err.text[0] != '\0');
	}
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, addresses_are_read);
	tcase_add_test(tests, anything_else_is_refused_with_a_reason);
}
