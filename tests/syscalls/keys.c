// SPDX-License-Identifier: Apache-2.0
#include "tests/syscalls/expect.h"

#include <linux/keyctl.h>

int main(void)
{
	char text[100];
	long key = syscall(SYS_add_key, "user", "probe", "secret", 6, KEY_SPEC_PROCESS_KEYRING);
	expect("add_key(\"user\", \"probe\", \"secret\", 6, KEY_SPEC_PROCESS_KEYRING) = %ld", key);
	syscall(SYS_keyctl, KEYCTL_UPDATE, key, "other", 5);
	expect("keyctl(KEYCTL_UPDATE, %ld, \"other\", 5) = 0", key);
	syscall(SYS_keyctl, KEYCTL_READ, key, text, sizeof(text));
	expect("keyctl(KEYCTL_READ, %ld, \"other\", 100) = 5", key);
	long ret = syscall(SYS_keyctl, KEYCTL_DESCRIBE, key, text, sizeof(text));
	expect("keyctl(KEYCTL_DESCRIBE, %ld, \"%s\", 100) = %ld", key, text, ret);
	ret = syscall(SYS_keyctl, KEYCTL_DESCRIBE, 99, text, sizeof(text));
	expect("keyctl(KEYCTL_DESCRIBE, 99, %p, 100) = %s", (void *)text, expect_result(ret));
	syscall(SYS_keyctl, KEYCTL_SEARCH, KEY_SPEC_PROCESS_KEYRING, "user", "probe", 0);
	expect("keyctl(KEYCTL_SEARCH, KEY_SPEC_PROCESS_KEYRING, \"user\", \"probe\", 0) = %ld", key);
	syscall(SYS_keyctl, KEYCTL_SETPERM, key, 0x3f010000);
	expect("keyctl(KEYCTL_SETPERM, %ld, "
	       "KEY_POS_VIEW|KEY_POS_READ|KEY_POS_WRITE|KEY_POS_SEARCH|KEY_POS_LINK|KEY_POS_SETATTR|KEY_USR_VIEW) = 0",
	       key);
	syscall(SYS_keyctl, KEYCTL_CHOWN, key, -1, 0);
	expect("keyctl(KEYCTL_CHOWN, %ld, -1, 0) = 0", key);
	ret = syscall(SYS_keyctl, KEYCTL_REJECT, key, 5, 128, KEY_SPEC_SESSION_KEYRING);
	expect("keyctl(KEYCTL_REJECT, %ld, 5, EKEYREVOKED, KEY_SPEC_SESSION_KEYRING) = %s", key, expect_result(ret));
	syscall(SYS_keyctl, KEYCTL_REVOKE, key);
	expect("keyctl(KEYCTL_REVOKE, %ld) = 0", key);
	ret = syscall(SYS_keyctl, 33, 1, 2, 3, 4);
	expect("keyctl(0x21 /* KEYCTL_??? */, 0x1, 0x2, 0x3, 0x4) = %s", expect_result(ret));
	return expect_done();
}
