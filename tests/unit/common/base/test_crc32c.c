// SPDX-License-Identifier: Apache-2.0
#include "common/base/crc32c.h"

#include "tests/unit/support/check_main.h"

#include <string.h>

START_TEST(known_sums_come_out)
{
	uint8_t bytes[32] = {0};
	ck_assert_uint_eq(crc32c(0, "123456789", 9), 0xe3069283u);
	ck_assert_uint_eq(crc32c_table(0, "123456789", 9), 0xe3069283u);
	ck_assert_uint_eq(crc32c(0, bytes, 32), 0x8a9136aau); // RFC 3720, B.4
	memset(bytes, 0xff, sizeof(bytes));
	ck_assert_uint_eq(crc32c(0, bytes, 32), 0x62a8ab43u);
	ck_assert_uint_eq(crc32c(0, "", 0), 0);
}
END_TEST

START_TEST(instruction_and_table_agree_on_any_length_and_in_pieces)
{
	uint8_t bytes[200];
	for (unsigned i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i * 37 + 11);
	for (size_t len = 0; len <= sizeof(bytes); len++) {
		uint32_t whole = crc32c_table(0, bytes, len);
		ck_assert_uint_eq(crc32c(0, bytes, len), whole);
		ck_assert_uint_eq(crc32c(crc32c(0, bytes, len / 3), bytes + len / 3, len - len / 3), whole);
	}
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, known_sums_come_out);
	tcase_add_test(tests, instruction_and_table_agree_on_any_length_and_in_pieces);
}
