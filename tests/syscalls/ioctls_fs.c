// SPDX-License-Identifier: Apache-2.0
// Requests of files, namespaces, user space's faults and others.
#include "tests/syscalls/rows.h"

#include <fcntl.h>
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <linux/nsfs.h>
#include <linux/random.h>
#include <linux/rtc.h>
#include <linux/userfaultfd.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

static void refused(void)
{
	static const struct file_clone_range clone = {0, 1, 2, 3};
	static const struct fstrim_range trim = {4096, 5, 6};
	static const struct fsxattr attr = {.fsx_xflags = 9, .fsx_extsize = 1, .fsx_projid = 3};
	static const struct uffdio_range range = {0x1000, 0x2000};
	static const struct rtc_time time = {1, 2, 3, 4, 5, 6, 7, 8, 9};
	static const int flags = FS_IMMUTABLE_FL | FS_NOATIME_FL;
	const struct call_row rows[] = {
	    {"ioctl(-1, FS_IOC_SETFLAGS, [FS_IMMUTABLE_FL|FS_NOATIME_FL])",
	     SYS_ioctl,
	     {-1, FS_IOC_SETFLAGS, (long)&flags}},
	    {"ioctl(-1, FS_IOC_GETFLAGS, 0x1000)", SYS_ioctl, {-1, FS_IOC_GETFLAGS, BAD}},
	    {"ioctl(-1, BTRFS_IOC_CLONE or FICLONE, 5)", SYS_ioctl, {-1, FICLONE, 5}},
	    {"ioctl(-1, BTRFS_IOC_CLONE_RANGE or FICLONERANGE, {src_fd=0, src_offset=1, src_length=2, dest_offset=3})",
	     SYS_ioctl,
	     {-1, FICLONERANGE, (long)&clone}},
	    {"ioctl(-1, FITRIM, {start=0x1000, len=5, minlen=6})", SYS_ioctl, {-1, FITRIM, (long)&trim}},
	    {"ioctl(-1, FS_IOC_FSSETXATTR, {fsx_xflags=FS_XFLAG_REALTIME|FS_XFLAG_IMMUTABLE, fsx_extsize=1, "
	     "fsx_projid=0x3, "
	     "fsx_cowextsize=0})",
	     SYS_ioctl,
	     {-1, FS_IOC_FSSETXATTR, (long)&attr}},
	    {"ioctl(-1, FIFREEZE)", SYS_ioctl, {-1, FIFREEZE, BAD}},
	    {"ioctl(-1, UFFDIO_WAKE, {start=0x1000, len=0x2000})", SYS_ioctl, {-1, UFFDIO_WAKE, (long)&range}},
	    {"ioctl(-1, RTC_SET_TIME, {tm_sec=1, tm_min=2, tm_hour=3, tm_mday=4, tm_mon=5, tm_year=6, ...})",
	     SYS_ioctl,
	     {-1, RTC_SET_TIME, (long)&time}},
	    {"ioctl(-1, RTC_IRQP_SET, 64)", SYS_ioctl, {-1, RTC_IRQP_SET, 64}},
	    {"ioctl(-1, _IOC(_IOC_READ|_IOC_WRITE, 0x39, 0x4, 0x8), 0x10)", SYS_ioctl, {-1, _IOWR('9', 4, long), 0x10}},
	    {"ioctl(-1, EVIOCGNAME(256), 0x1000)", SYS_ioctl, {-1, _IOC(_IOC_READ, 'E', 6, 256), BAD}},
	    {"ioctl(-1, MIXER_WRITE(2) or MEMERASE, NULL)", SYS_ioctl, {-1, 0x40084d02, 0}},
	};
	MAKE_CALLS(rows);
}

static void answered(void)
{
	int space = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), number;
	syscall(SYS_ioctl, space, NS_GET_NSTYPE);
	expect("ioctl(%d, NS_GET_NSTYPE) = 1073741824 (CLONE_NEWNET)", space);
	long owner = syscall(SYS_ioctl, space, NS_GET_USERNS);
	expect("ioctl(%d, NS_GET_USERNS) = %ld", space, owner);
	syscall(SYS_ioctl, owner, NS_GET_OWNER_UID, &number);
	expect("ioctl(%ld, NS_GET_OWNER_UID, [%d]) = 0", owner, number);
	int random = open("/dev/urandom", O_RDONLY);
	syscall(SYS_ioctl, random, RNDGETENTCNT, &number);
	expect("ioctl(%d, RNDGETENTCNT, [%d]) = 0", random, number);
}

static void faults(void)
{
	long fd = syscall(SYS_userfaultfd, O_CLOEXEC);
	struct uffdio_api api = {.api = UFFD_API};
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct uffdio_register enrol = {.range = {(uintptr_t)page, 4096}, .mode = UFFDIO_REGISTER_MODE_MISSING};
	if (fd < 0 || syscall(SYS_ioctl, fd, UFFDIO_API, &api))
		return;
	api = (struct uffdio_api){.api = 1};
	long ret = syscall(SYS_ioctl, fd, UFFDIO_API, &api);
	expect("ioctl(%ld, UFFDIO_API, {api=0x1, features=0}) = %s", fd, expect_result(ret));
	enrol.range.len = 4095;
	ret = syscall(SYS_ioctl, fd, UFFDIO_REGISTER, &enrol);
	expect("ioctl(%ld, UFFDIO_REGISTER, {range={start=%p, len=0xfff}, mode=UFFDIO_REGISTER_MODE_MISSING}) = %s", fd,
	       page, expect_result(ret));
	enrol.range.len = 4096;
	syscall(SYS_ioctl, fd, UFFDIO_REGISTER, &enrol);
	struct uffdio_zeropage zero = {.range = enrol.range};
	syscall(SYS_ioctl, fd, UFFDIO_ZEROPAGE, &zero);
	expect("ioctl(%ld, UFFDIO_ZEROPAGE, {range={start=%p, len=0x1000}, mode=0, zeropage=0x1000}) = 0", fd, page);
}

int main(void)
{
	refused();
	answered();
	faults();
	return expect_done();
}
