// SPDX-License-Identifier: Apache-2.0
#include "server/handler/http_origin.h"

#include "tests/unit/support/check_main.h"

START_TEST(only_pages_of_our_own_address_may_ask)
{
	static const struct {
		const char *origin, *host, *base;
		bool secure, allowed;
	} cases[] = {
	    {"http://127.0.0.1:8080", "127.0.0.1:8080", "", false, true},
	    {"http://localhost:9000", "localhost:9000", "http://127.0.0.1:8080", false, true}, // through a tunnel
	    {"http://[::1]:8080", "[::1]:8080", "http://127.0.0.1:8080", false, true},
	    {"https://syscope.example", "internal:8080", "https://syscope.example", true, true},
	    {"HTTPS://Syscope.Example", "internal:8080", "https://syscope.example", true, true},
	    {"http://127.0.0.1:8081", "127.0.0.1:8080", "", false, false},
	    {"https://127.0.0.1:8080", "127.0.0.1:8080", "", false, false},
	    {"http://evil.example:8080", "evil.example:8080", "http://127.0.0.1:8080", false, false}, // another name
	    {"http://localhost.evil.example", "localhost.evil.example", "http://127.0.0.1:8080", false, false},
	    {"null", "127.0.0.1:8080", "", false, false},
	    {"http://", "", "", false, false},
	    {"http://127.0.0.1:8080", NULL, "", false, false},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ck_assert_msg(origin_allowed(cases[i].origin, cases[i].host, cases[i].base, cases[i].secure) ==
				  cases[i].allowed,
			      "case %zu: %s", i, cases[i].origin);
}
END_TEST

START_TEST(an_address_is_cut_to_its_origin)
{
	char base[64];
	ck_assert(origin_of_url("https://syscope.example:8443/path?x", base, sizeof(base)));
	ck_assert_str_eq(base, "https://syscope.example:8443");
	ck_assert(origin_of_url("http://127.0.0.1:8080", base, sizeof(base)));
	ck_assert_str_eq(base, "http://127.0.0.1:8080");
	ck_assert(!origin_of_url("ftp://x", base, sizeof(base)));
	ck_assert(!origin_of_url("https://", base, sizeof(base)));
	ck_assert(!origin_of_url("https://user@host/", base, sizeof(base)));
	ck_assert(!origin_of_url("https://a.very.long.host.name.example", base, 12));
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, only_pages_of_our_own_address_may_ask);
	tcase_add_test(tests, an_address_is_cut_to_its_origin);
}
