// SPDX-License-Identifier: Apache-2.0
#include "detector/ws_client/conn_url.h"

#include "tests/unit/support/check_main.h"

#include <stddef.h>

static const struct good {
	const char *text;
	bool tls;
	const char *host;
	uint16_t port;
	const char *path;
} goods[] = {
    {"ws://127.0.0.1:8080", false, "127.0.0.1", 8080, "/detector/v1"},
    {"wss://example.org", true, "example.org", 443, "/detector/v1"},
    {"http://example.org/", false, "example.org", 80, "/detector/v1"},
    {"https://example.org:8443/syscope/", true, "example.org", 8443, "/syscope/detector/v1"},
    {"ws://[::1]:9/", false, "::1", 9, "/detector/v1"},
    {"wss://[fe80::1]", true, "fe80::1", 443, "/detector/v1"},
    {"ws://host/detector/v1", false, "host", 80, "/detector/v1"},
};

START_TEST(addresses_are_read_as_people_write_them)
{
	const struct good *good = &goods[_i];
	struct conn_url url;
	struct error err = {0};
	ck_assert_msg(conn_url_parse(good->text, &url, &err) == 0, "%s", err.text);
	ck_assert_int_eq(url.tls, good->tls);
	ck_assert_str_eq(url.host, good->host);
	ck_assert_uint_eq(url.port, good->port);
	ck_assert_str_eq(url.path, good->path);
}
END_TEST

START_TEST(what_is_no_address_is_refused)
{
	static const char *const bad[] = {"",          "host",         "ftp://host", "ws://",     "ws://:1",
					  "ws://h:0",  "ws://h:99999", "ws://h:-1",  "ws://a b",  "ws://u@h",
					  "ws://[::1", "ws://[::1]9",  "ws://h/?x",  "ws://h/#y", "ws://h/\r\nX: y"};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct conn_url url = {.port = 7};
		struct error err = {0};
		ck_assert_int_eq(conn_url_parse(bad[i], &url, &err), -EINVAL);
		ck_assert_str_ne(err.text, "");
		ck_assert_uint_eq(url.port, 7);
	}
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_loop_test(tests, addresses_are_read_as_people_write_them, 0, sizeof(goods) / sizeof(goods[0]));
	tcase_add_test(tests, what_is_no_address_is_refused);
}
