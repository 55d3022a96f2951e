// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/syscalls/event_builder.h"

START_TEST(a_bind_ignores_type_and_data)
{
	struct built built;
	built_call(&built, "mount", 0);
	built_args(&built, 0, 0, 0x1000, 0x1000, 0x2000, 0);
	built_reads(&built, "mount(NULL, NULL, 0x1000, MS_BIND, 0x2000) = 0");
	built_args(&built, 0, 0, 0x1000, 0x20, 0x2000, 0);
	built_string(&built, 4, "size=5");
	built_reads(&built, "mount(NULL, NULL, 0x1000, MS_REMOUNT, \"size=5\") = 0");
	built_args(&built, 0, 0, 0, 0xc0ed0000, 0, 0);
	built_call(&built, "mount", 0);
	built_args(&built, 0, 0, 0, 0xc0ed0000, 0, 0);
	built_reads(&built, "mount(NULL, NULL, NULL, MS_MGC_VAL, NULL) = 0");
}
END_TEST

START_TEST(a_configuration_s_value_depends_on_the_command)
{
	struct built built;
	built_call(&built, "fsconfig", 0);
	built_args(&built, 3, 1, 0x5000, 0x6000, 0, 0);
	built_string(&built, 2, "source");
	built_string(&built, 3, "none");
	built_reads(&built, "fsconfig(3, FSCONFIG_SET_STRING, \"source\", \"none\", 0) = 0");
	built_call(&built, "fsconfig", 0);
	built_args(&built, 3, 2, 0x5000, 0x6000, 2, 0);
	built_string(&built, 2, "key");
	built_bytes(&built, 3, "\1a", 2);
	built_reads(&built, "fsconfig(3, FSCONFIG_SET_BINARY, \"key\", \"\\x01\\x61\", 2) = 0");
	built_call(&built, "fsconfig", 0);
	built_args(&built, 3, 3, 0x5000, 0x6000, (uint64_t)-100, 0);
	built_string(&built, 2, "key");
	built_string(&built, 3, "/dev");
	built_reads(&built, "fsconfig(3, FSCONFIG_SET_PATH, \"key\", \"/dev\", AT_FDCWD) = 0");
	built_call(&built, "fsconfig", 0);
	built_args(&built, 3, 6, 0, 0, 0, 0);
	built_reads(&built, "fsconfig(3, FSCONFIG_CMD_CREATE, NULL, NULL, 0) = 0");
}
END_TEST

START_TEST(attributes_name_a_descriptor_only_where_one_is_meant)
{
	struct built built;
	uint64_t attr[] = {0x100001, 0, 0x40000, 5};
	built_call(&built, "mount_setattr", 0);
	built_args(&built, 3, 0, 0, 0x5000, 32, 0);
	built_bytes(&built, 3, attr, sizeof(attr));
	built_reads(&built, "mount_setattr(3, NULL, 0, {attr_set=MOUNT_ATTR_RDONLY|MOUNT_ATTR_IDMAP, attr_clr=0, "
			    "propagation=MS_PRIVATE, userns_fd=5}, 32) = 0");
	built.record.args[4] = 31;
	built_reads(&built, "mount_setattr(3, NULL, 0, 0x5000, 31) = 0");
}
END_TEST

START_TEST(the_state_of_a_mount_shows_what_its_mask_has)
{
	struct built built;
	uint8_t state[528] = {[0] = 16, [1] = 2, [8] = 0x38, [36] = 0, [108] = 5, [112] = 100};
	uint64_t request[] = {24, 0x100000000, 0x38};
	memcpy(state + 512, "ext4\0/root", 10);
	state[104] = 5;  // mnt_root
	state[108] = 99; // mnt_point, beyond the texts
	built_call(&built, "statmount", 0);
	built_args(&built, 0x5000, 0x6000, 528, 0, 0, 0);
	built_bytes(&built, 0, request, sizeof(request));
	built_bytes(&built, 1, state, sizeof(state));
	built_reads(
	    &built,
	    "statmount({size=24, mnt_ns_fd=0, mnt_id=0x100000000, "
	    "param=STATMOUNT_MNT_ROOT|STATMOUNT_MNT_POINT|STATMOUNT_FS_TYPE}, {size=528, "
	    "mask=STATMOUNT_MNT_ROOT|STATMOUNT_MNT_POINT|STATMOUNT_FS_TYPE, fs_type=\"ext4\", mnt_root=\"/root\", "
	    "mnt_point=0x63}, 528, 0) = 0");
}
END_TEST

START_TEST(mounts_are_listed_by_number)
{
	struct built built;
	uint64_t request[] = {24, UINT64_MAX, 0}, ids[] = {0x80000001, 0x80000002};
	built_call(&built, "listmount", 2);
	built_args(&built, 0x5000, 0x6000, 8, 1, 0, 0);
	built_bytes(&built, 0, request, sizeof(request));
	built_bytes(&built, 1, ids, sizeof(ids));
	built_reads(&built, "listmount({size=24, mnt_ns_fd=0, mnt_id=LSMT_ROOT, param=0}, [0x80000001, 0x80000002], 8, "
			    "LISTMOUNT_REVERSE) = 2");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, a_bind_ignores_type_and_data);
	tcase_add_test(tests, a_configuration_s_value_depends_on_the_command);
	tcase_add_test(tests, attributes_name_a_descriptor_only_where_one_is_meant);
	tcase_add_test(tests, the_state_of_a_mount_shows_what_its_mask_has);
	tcase_add_test(tests, mounts_are_listed_by_number);
}
