// SPDX-License-Identifier: Apache-2.0
#include "server/service/token.h"

#include "tests/unit/support/check_main.h"

#include <string.h>

START_TEST(a_token_is_known_by_its_hash)
{
	char first[64];
	char second[64];
	uint8_t made[TOKEN_HASH_SIZE];
	uint8_t other[TOKEN_HASH_SIZE];
	uint8_t read[TOKEN_HASH_SIZE];
	token_make("sce_", first, sizeof(first), made);
	token_make("sce_", second, sizeof(second), other);
	ck_assert_str_ne(first, second);
	ck_assert_uint_eq(strlen(first), 4 + TOKEN_TEXT_SIZE - 1);
	ck_assert(token_hash("sce_", first, read));
	ck_assert_mem_eq(read, made, sizeof(read));
	ck_assert_mem_ne(read, other, sizeof(read));
	ck_assert_ptr_null(strpbrk(first, "+/=")); // fits into an URL
}
END_TEST

START_TEST(what_has_not_the_form_is_refused_unhashed)
{
	char text[64];
	uint8_t hash[TOKEN_HASH_SIZE];
	token_make("", text, sizeof(text), hash);
	ck_assert(!token_hash("sce_", text, hash));
	ck_assert(!token_hash("", NULL, hash));
	ck_assert(!token_hash("", "", hash));
	strcat(text, "x");
	ck_assert(!token_hash("", text, hash));
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, a_token_is_known_by_its_hash);
	tcase_add_test(tests, what_has_not_the_form_is_refused_unhashed);
}
