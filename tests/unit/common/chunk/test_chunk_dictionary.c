// SPDX-License-Identifier: Apache-2.0
#include "common/chunk/chunk_dictionary.h"

#include "tests/unit/support/check_main.h"

#include <string.h>

static struct dictionary dictionary;

static uint32_t put(const void *bytes, size_t len)
{
	return dictionary_put(&dictionary, bytes, len, SIZE_MAX);
}

START_TEST(the_same_bytes_have_one_entry)
{
	dictionary_init(&dictionary, 1u << 20);
	ck_assert_uint_eq(put("abc", 3), 1);
	ck_assert_uint_eq(put("abcd", 4), 2);
	ck_assert_uint_eq(put("abc\0", 4), 3);
	ck_assert_uint_eq(put("abc", 3), 1);
	ck_assert_uint_eq(dictionary.n, 3);
	ck_assert_uint_eq(dictionary.bytes.len, 11);
	ck_assert_mem_eq(dictionary.bytes.data, "abcabcdabc\0", 11);
	dictionary_clear(&dictionary);
	ck_assert_uint_eq(put("abcd", 4), 1);
	dictionary_done(&dictionary);
}
END_TEST

START_TEST(a_full_one_still_finds_what_it_has)
{
	dictionary_init(&dictionary, 1u << 20);
	for (uint32_t i = 0; i < CHUNK_MAX_ENTRIES; i++)
		ck_assert_uint_eq(put(&i, sizeof(i)), i + 1);
	ck_assert_uint_eq(put("other", 5), 0);
	for (uint32_t i = 0; i < CHUNK_MAX_ENTRIES; i += 97)
		ck_assert_uint_eq(put(&i, sizeof(i)), i + 1);
	dictionary_clear(&dictionary);
	ck_assert_uint_eq(dictionary_put(&dictionary, (const uint8_t *)"other", 5, 4), 0);
	ck_assert_uint_eq(dictionary_put(&dictionary, (const uint8_t *)"other", 5, 5), 1);
	ck_assert_uint_eq(dictionary_put(&dictionary, (const uint8_t *)"other", 5, 0), 1);
	dictionary_done(&dictionary);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, the_same_bytes_have_one_entry);
	tcase_add_test(tests, a_full_one_still_finds_what_it_has);
}
