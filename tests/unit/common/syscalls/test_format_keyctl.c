// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/syscalls/event_builder.h"

#include <linux/keyctl.h>

START_TEST(each_operation_has_arguments_of_its_own)
{
	static const struct {
		uint64_t args[5];
		int64_t ret;
		const char *text;
	} rows[] = {
	    {{KEYCTL_GET_KEYRING_ID, (uint32_t)-3, 1, 0, 0},
	     7,
	     "keyctl(KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, 1) = 7"},
	    {{KEYCTL_LINK, 7, (uint32_t)-3, 9, 9}, 0, "keyctl(KEYCTL_LINK, 7, KEY_SPEC_SESSION_KEYRING) = 0"},
	    {{KEYCTL_CHOWN, 7, UINT32_MAX, 0, 9}, 0, "keyctl(KEYCTL_CHOWN, 7, -1, 0) = 0"},
	    {{KEYCTL_SETPERM, 7, 0x01000040, 9, 9}, 0, "keyctl(KEYCTL_SETPERM, 7, KEY_POS_VIEW|0x40) = 0"},
	    {{KEYCTL_SESSION_TO_PARENT, 9, 9, 9, 9}, 0, "keyctl(KEYCTL_SESSION_TO_PARENT) = 0"},
	    {{KEYCTL_SET_REQKEY_KEYRING, 8, 9, 9, 9},
	     0,
	     "keyctl(KEYCTL_SET_REQKEY_KEYRING, 8 /* KEY_REQKEY_DEFL_??? */) = 0"},
	    {{KEYCTL_REJECT, 7, 5, 9999, 0}, 0, "keyctl(KEYCTL_REJECT, 7, 5, 9999, 0) = 0"},
	    {{KEYCTL_MOVE, 7, 8, 9, 3}, 0, "keyctl(KEYCTL_MOVE, 7, 8, 9, KEYCTL_MOVE_EXCL|0x2) = 0"},
	    {{KEYCTL_DESCRIBE, 7, 0x1000, 100, 9},
	     -126,
	     "keyctl(KEYCTL_DESCRIBE, 7, 0x1000, 100) = -1 ENOKEY (Required key not available)"},
	    {{99, 1, 2, 3, 4}, 0, "keyctl(0x63 /* KEYCTL_??? */, 0x1, 0x2, 0x3, 0x4) = 0"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct built built;
		const uint64_t *args = rows[i].args;
		built_call(&built, "keyctl", rows[i].ret);
		built_args(&built, args[0], args[1], args[2], args[3], args[4], 0);
		built_reads(&built, rows[i].text);
	}
}
END_TEST

START_TEST(what_is_read_ends_where_the_answer_or_the_room_does)
{
	struct built built;
	built_call(&built, "keyctl", 24);
	built_args(&built, KEYCTL_DESCRIBE, 7, 0x1000, 3, 0, 0);
	built_bytes(&built, 2, "user;0;0", 3);
	built_reads(&built, "keyctl(KEYCTL_DESCRIBE, 7, \"use\", 3) = 24");
	built_call(&built, "keyctl", 5);
	built_args(&built, KEYCTL_DESCRIBE, 7, 0x1000, 100, 0, 0);
	built_bytes(&built, 2, "user\0....", 9);
	built_reads(&built, "keyctl(KEYCTL_DESCRIBE, 7, \"user\", 100) = 5");
	built_call(&built, "keyctl", 2);
	built_args(&built, KEYCTL_CAPABILITIES, 0x1000, 10, 0, 0, 0);
	built_bytes(&built, 1, "\x03\x01.", 3);
	built_reads(&built, "keyctl(KEYCTL_CAPABILITIES, [KEYCTL_CAPS0_CAPABILITIES|KEYCTL_CAPS0_PERSISTENT_KEYRINGS, "
			    "KEYCTL_CAPS1_NS_KEYRING_NAME], 10) = 2");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, each_operation_has_arguments_of_its_own);
	tcase_add_test(tests, what_is_read_ends_where_the_answer_or_the_room_does);
}
