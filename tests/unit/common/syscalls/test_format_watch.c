// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/syscalls/event_builder.h"

START_TEST(rules_of_landlock_name_rights)
{
	struct built built;
	uint64_t ruleset[] = {5, 1};
	uint8_t rule[12] = {4, [8] = 7}, port[12] = {2, [8] = 0x90, 0x1f};
	built_call(&built, "landlock_create_ruleset", 3);
	built_args(&built, 0x5000, 16, 0, 0, 0, 0);
	built_bytes(&built, 0, ruleset, sizeof(ruleset));
	built_reads(&built,
		    "landlock_create_ruleset({handled_access_fs=LANDLOCK_ACCESS_FS_EXECUTE|"
		    "LANDLOCK_ACCESS_FS_READ_FILE, handled_access_net=LANDLOCK_ACCESS_NET_BIND_TCP}, 16, 0) = 3");
	built_call(&built, "landlock_add_rule", 0);
	built_args(&built, 3, 1, 0x5000, 0, 0, 0);
	built_bytes(&built, 2, rule, sizeof(rule));
	built_reads(&built, "landlock_add_rule(3, LANDLOCK_RULE_PATH_BENEATH, "
			    "{allowed_access=LANDLOCK_ACCESS_FS_READ_FILE, parent_fd=7}, 0) = 0");
	built_call(&built, "landlock_add_rule", 0);
	built_args(&built, 3, 2, 0x5000, 0, 0, 0);
	built_bytes(&built, 2, port, sizeof(port));
	built_reads(&built, "landlock_add_rule(3, LANDLOCK_RULE_NET_PORT, "
			    "{allowed_access=LANDLOCK_ACCESS_NET_CONNECT_TCP, port=8080}, 0) = 0");
}
END_TEST

START_TEST(fanotify_has_a_class_and_a_folder_that_may_be_none)
{
	struct built built;
	built_call(&built, "fanotify_init", 3);
	built_args(&built, 5, 1, 0, 0, 0, 0);
	built_reads(&built, "fanotify_init(FAN_CLASS_CONTENT|FAN_CLOEXEC, O_WRONLY) = 3");
	built_call(&built, "fanotify_mark", 0);
	built_args(&built, 3, 1, 0x200000001, UINT32_MAX, 0, 0);
	built_reads(&built, "fanotify_mark(3, FAN_MARK_ADD, FAN_ACCESS|0x200000000, FAN_NOFD, NULL) = 0");
}
END_TEST

START_TEST(attributes_of_files_are_structs)
{
	struct built built;
	uint64_t attr[] = {8, 0x200000001, 0x400000003};
	built_call(&built, "file_setattr", 0);
	built_args(&built, 3, 0, 0x5000, 24, 0, 0);
	built_bytes(&built, 2, attr, sizeof(attr));
	built_reads(&built, "file_setattr(3, NULL, {fa_xflags=FS_XFLAG_IMMUTABLE, fa_extsize=1, fa_nextents=2, "
			    "fa_projid=0x3, fa_cowextsize=4}, 24, 0) = 0");
	uint64_t args[] = {0x7000, 0x100000005};
	built_call(&built, "setxattrat", 0);
	built_args(&built, 3, 0, 0, 0, 0x5000, 16);
	built_bytes(&built, 4, args, sizeof(args));
	built_reads(&built, "setxattrat(3, NULL, 0, NULL, {value=0x7000, size=5, flags=XATTR_CREATE}, 16) = 0");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, rules_of_landlock_name_rights);
	tcase_add_test(tests, fanotify_has_a_class_and_a_folder_that_may_be_none);
	tcase_add_test(tests, attributes_of_files_are_structs);
}
