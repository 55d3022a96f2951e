// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/syscalls/event_builder.h"

#include <linux/stat.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

START_TEST(a_stat_shows_mode_and_size_or_device)
{
	struct built built;
	struct stat st = {.st_mode = S_IFREG | 0644, .st_size = 4};
	built_call(&built, "newfstatat", 0);
	built_args(&built, 3, 0x1000, 0x2000, 0x1000, 0, 0);
	built_string(&built, 1, "");
	built_bytes(&built, 2, &st, sizeof(st));
	built_reads(&built, "newfstatat(3, \"\", {st_mode=S_IFREG|0644, st_size=4, ...}, AT_EMPTY_PATH) = 0");
	st.st_mode = S_IFCHR | 0620;
	st.st_rdev = makedev(136, 1);
	built_call(&built, "fstat", 0);
	built_args(&built, 1, 0x2000, 0, 0, 0, 0);
	built_bytes(&built, 1, &st, sizeof(st));
	built_reads(&built, "fstat(1, {st_mode=S_IFCHR|0620, st_rdev=makedev(0x88, 0x1), ...}) = 0");
}
END_TEST

START_TEST(a_stat_is_whole_when_asked_for)
{
	struct built built;
	struct decode_options options = {.verbose = true};
	struct stat st = {.st_dev = makedev(8, 1),
			  .st_ino = 5,
			  .st_mode = S_IFDIR | S_ISVTX | 0755,
			  .st_nlink = 2,
			  .st_blksize = 4096,
			  .st_blocks = 8,
			  .st_size = 4096};
	built_call(&built, "fstat", 0);
	built_args(&built, 1, 0x2000, 0, 0, 0, 0);
	built_bytes(&built, 1, &st, sizeof(st));
	built_reads_with(
	    &built, &options,
	    "fstat(1, {st_dev=makedev(0x8, 0x1), st_ino=5, st_mode=S_IFDIR|S_ISVTX|0755, st_nlink=2, st_uid=0, "
	    "st_gid=0, st_blksize=4096, st_blocks=8, st_size=4096, st_atime=0, st_atime_nsec=0, st_mtime=0, "
	    "st_mtime_nsec=0, st_ctime=0, st_ctime_nsec=0}) = 0");
}
END_TEST

START_TEST(a_failed_stat_shows_where_it_would_have_gone)
{
	struct built built;
	built_call(&built, "fstat", -9);
	built_args(&built, 1, 0x2000, 0, 0, 0, 0);
	built_reads(&built, "fstat(1, 0x2000) = -1 EBADF (Bad file descriptor)");
}
END_TEST

START_TEST(statx_shows_what_its_mask_says)
{
	struct built built;
	struct statx st = {.stx_mask = STATX_BASIC_STATS | STATX_MNT_ID, .stx_mode = S_IFREG | 0600, .stx_size = 9};
	built_call(&built, "statx", 0);
	built_args(&built, (uint64_t)-100, 0x1000, 0x800, 0xfff, 0x2000, 0);
	built_string(&built, 1, "/");
	built_bytes(&built, 4, &st, sizeof(st));
	built_reads(
	    &built,
	    "statx(AT_FDCWD, \"/\", AT_STATX_SYNC_AS_STAT|AT_NO_AUTOMOUNT, STATX_ALL, "
	    "{stx_mask=STATX_BASIC_STATS|STATX_MNT_ID, stx_attributes=0, stx_mode=S_IFREG|0600, stx_size=9, ...}) = 0");
}
END_TEST

START_TEST(statfs_names_the_file_system)
{
	struct built built;
	struct statfs fs = {.f_type = 0x01021994, .f_bsize = 4096, .f_namelen = 255, .f_frsize = 4096, .f_flags = 0x20};
	built_call(&built, "statfs", 0);
	built_args(&built, 0x1000, 0x2000, 0, 0, 0, 0);
	built_string(&built, 0, "/run");
	built_bytes(&built, 1, &fs, sizeof(fs));
	built_reads(&built,
		    "statfs(\"/run\", {f_type=TMPFS_MAGIC, f_bsize=4096, f_blocks=0, f_bfree=0, f_bavail=0, f_files=0, "
		    "f_ffree=0, f_fsid={val=[0, 0]}, f_namelen=255, f_frsize=4096, f_flags=ST_VALID}) = 0");
}
END_TEST

START_TEST(directory_entries_are_counted_as_far_as_they_were_copied)
{
	struct built built;
	uint8_t entries[48] = {[16] = 24, [40] = 24};
	built_call(&built, "getdents64", 48);
	built_args(&built, 3, 0x5000, 32768, 0, 0, 0);
	built_bytes(&built, 1, entries, sizeof(entries));
	built_reads(&built, "getdents64(3, 0x5000 /* 2 entries */, 32768) = 48");
	built.record.ret = 480;
	built_reads(&built, "getdents64(3, 0x5000 /* 2+ entries */, 32768) = 480");
	built.record.ret = 48;
	struct decode_options options = {.verbose = true};
	memcpy(built.data + 8, (uint8_t[24]){7, [8] = 1, [16] = 24, [18] = 8, 'a'}, 24);
	built_reads_with(
	    &built, &options,
	    "getdents64(3, [{d_ino=7, d_off=1, d_reclen=24, d_type=DT_REG, d_name=\"a\"}, {d_ino=0, d_off=0, "
	    "d_reclen=24, d_type=DT_UNKNOWN, d_name=\"\"}], 32768) = 48");
	built_call(&built, "getdents64", 0);
	built_args(&built, 3, 0x5000, 32768, 0, 0, 0);
	built_reads(&built, "getdents64(3, 0x5000 /* 0 entries */, 32768) = 0");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, a_stat_shows_mode_and_size_or_device);
	tcase_add_test(tests, a_stat_is_whole_when_asked_for);
	tcase_add_test(tests, a_failed_stat_shows_where_it_would_have_gone);
	tcase_add_test(tests, statx_shows_what_its_mask_says);
	tcase_add_test(tests, statfs_names_the_file_system);
	tcase_add_test(tests, directory_entries_are_counted_as_far_as_they_were_copied);
}
