// SPDX-License-Identifier: Apache-2.0
// Requests of block and loop devices. What they answer depends on the machine: a descriptor that is none of them refuses all.
#include "tests/syscalls/rows.h"

#include <linux/blkpg.h>
#include <linux/fs.h>
#include <linux/hdreg.h>
#include <linux/loop.h>
#include <stdint.h>
#include <sys/ioctl.h>

int main(void)
{
	static struct blkpg_partition partition = {1, 2, 3, "name", ""};
	static struct blkpg_ioctl_arg request = {BLKPG_ADD_PARTITION, 0, sizeof(partition), &partition};
	static const struct loop_info64 info = {
	    .lo_offset = 512, .lo_number = 7, .lo_flags = 0x85, .lo_file_name = "file"};
	static const struct loop_config config = {.fd = 0, .block_size = 512, .info = {.lo_file_name = "other"}};
	static const uint64_t range[] = {4096, 512};
	static const int one = 1;
	const struct call_row rows[] = {
	    {"ioctl(-1, BLKROSET, [1])", SYS_ioctl, {-1, BLKROSET, (long)&one}},
	    {"ioctl(-1, BLKGETSIZE64, NULL)", SYS_ioctl, {-1, BLKGETSIZE64, 0}},
	    {"ioctl(-1, BLKSSZGET, 0x1000)", SYS_ioctl, {-1, BLKSSZGET, BAD}},
	    {"ioctl(-1, BLKRASET, 128)", SYS_ioctl, {-1, BLKRASET, 128}},
	    {"ioctl(-1, BLKRRPART)", SYS_ioctl, {-1, BLKRRPART, BAD}},
	    {"ioctl(-1, BLKDISCARD, [4096, 512])", SYS_ioctl, {-1, BLKDISCARD, (long)range}},
	    {"ioctl(-1, BLKPG, {op=BLKPG_ADD_PARTITION, flags=0, datalen=152, data={start=1, length=2, pno=3, "
	     "devname=\"name\", "
	     "volname=\"\"}})",
	     SYS_ioctl,
	     {-1, BLKPG, (long)&request}},
	    {"ioctl(-1, HDIO_GETGEO, 0x1000)", SYS_ioctl, {-1, HDIO_GETGEO, BAD}},
	    {"ioctl(-1, LOOP_CTL_GET_FREE)", SYS_ioctl, {-1, LOOP_CTL_GET_FREE}},
	    {"ioctl(-1, LOOP_CTL_ADD, 5)", SYS_ioctl, {-1, LOOP_CTL_ADD, 5}},
	    {"ioctl(-1, LOOP_SET_FD, 0)", SYS_ioctl, {-1, LOOP_SET_FD, 0}},
	    {"ioctl(-1, LOOP_SET_DIRECT_IO, 1)", SYS_ioctl, {-1, LOOP_SET_DIRECT_IO, 1}},
	    {"ioctl(-1, LOOP_SET_STATUS64, {lo_offset=0x200, lo_number=7, "
	     "lo_flags=LO_FLAGS_READ_ONLY|LO_FLAGS_AUTOCLEAR|0x80, lo_file_name=\"file\", ...})",
	     SYS_ioctl,
	     {-1, LOOP_SET_STATUS64, (long)&info}},
	    {"ioctl(-1, LOOP_GET_STATUS64, 0x1000)", SYS_ioctl, {-1, LOOP_GET_STATUS64, BAD}},
	    {"ioctl(-1, LOOP_CONFIGURE, {fd=0, block_size=512, info={lo_offset=0, lo_number=0, lo_flags=0, "
	     "lo_file_name=\"other\", ...}})",
	     SYS_ioctl,
	     {-1, LOOP_CONFIGURE, (long)&config}},
	};
	MAKE_CALLS(rows);
	return expect_done();
}
