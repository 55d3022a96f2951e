// SPDX-License-Identifier: Apache-2.0
#include "detector/trace/cgroup_of.h"

#include "tests/unit/support/check_main.h"

static const char hybrid[] = "22 1 254:0 / / rw,relatime - ext4 /dev/vda rw\n"
			     "30 22 0:26 / /sys/fs/cgroup rw shared:4 - tmpfs tmpfs rw,mode=755\n"
			     "31 30 0:27 / /sys/fs/cgroup/cpu,cpuacct rw shared:5 - cgroup cgroup rw,cpu,cpuacct\n"
			     "32 30 0:28 / /sys/fs/cgroup/pids rw,relatime shared:6 - cgroup cgroup rw,pids\n"
			     "33 30 0:29 / /sys/fs/cgroup/systemd rw shared:7 - cgroup none rw,name=systemd\n"
			     "34 30 0:30 / /sys/fs/cgroup/unified rw shared:8 master:1 - cgroup2 cgroup2 rw\n"
			     "35 22 0:30 /part /mnt/part rw - cgroup2 cgroup2 rw\n";

START_TEST(finds_the_hierarchies_of_a_hybrid_host)
{
	struct cgroup_mounts mounts;
	cgroup_mounts_parse(hybrid, &mounts);
	ck_assert_str_eq(mounts.v2, "/sys/fs/cgroup/unified"); // not the bind mount of a part
	ck_assert_str_eq(mounts.v1_pids, "/sys/fs/cgroup/pids");
	ck_assert(mounts.any_v1);
}
END_TEST

START_TEST(a_named_hierarchy_alone_makes_no_v1_host)
{
	struct cgroup_mounts mounts;
	cgroup_mounts_parse("34 30 0:30 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n"
			    "35 30 0:31 / /run/x rw - cgroup none rw,name=elogind",
			    &mounts);
	ck_assert_str_eq(mounts.v2, "/sys/fs/cgroup");
	ck_assert_str_eq(mounts.v1_pids, "");
	ck_assert(!mounts.any_v1);
	cgroup_mounts_parse("rubbish\n - \n1 2 3\n", &mounts);
	ck_assert_str_eq(mounts.v2, "");
}
END_TEST

START_TEST(finds_the_path_of_a_controller)
{
	static const char text[] =
	    "12:cpu,cpuacct:/a\n8:pids:/libpod_parent/libpod-1f\n1:name=systemd:/s\n0::/user.slice/x:y\n";
	char path[64];
	ck_assert(cgroup_path_parse(text, "", path, sizeof(path)));
	ck_assert_str_eq(path, "/user.slice/x:y"); // a path may hold a colon
	ck_assert(cgroup_path_parse(text, "pids", path, sizeof(path)));
	ck_assert_str_eq(path, "/libpod_parent/libpod-1f");
	ck_assert(cgroup_path_parse(text, "cpuacct", path, sizeof(path)));
	ck_assert_str_eq(path, "/a");
	ck_assert(!cgroup_path_parse(text, "cpuac", path, sizeof(path)));
	ck_assert(!cgroup_path_parse(text, "memory", path, sizeof(path)));
	ck_assert(!cgroup_path_parse(text, "pids", path, 5)); // never a part of a path
	ck_assert(!cgroup_path_parse("no colons\n", "", path, sizeof(path)));
}
END_TEST

START_TEST(level_counts_components)
{
	ck_assert_int_eq(cgroup_level("/"), 0);
	ck_assert_int_eq(cgroup_level(""), 0);
	ck_assert_int_eq(cgroup_level("/a"), 1);
	ck_assert_int_eq(cgroup_level("/a/b.slice/c"), 3);
	ck_assert_int_eq(cgroup_level("/a//b/"), 2);
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, finds_the_hierarchies_of_a_hybrid_host);
	tcase_add_test(tests, a_named_hierarchy_alone_makes_no_v1_host);
	tcase_add_test(tests, finds_the_path_of_a_controller);
	tcase_add_test(tests, level_counts_components);
}
