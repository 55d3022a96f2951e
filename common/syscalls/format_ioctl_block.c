// SPDX-License-Identifier: Apache-2.0
// ioctl: block devices, their partitions, and loop devices.
#include <linux/blkpg.h>
#include <linux/blkzoned.h>
#include <linux/fs.h>
#include <linux/hdreg.h>
#include <linux/loop.h>

#include "common/syscalls/format_ioctl.h"
#include "common/syscalls/formatters.h"

#define INT               sizeof(int)
#define LONG              sizeof(long)

// Newer than the oldest headers that we build with.
#define GET_DISK_SEQUENCE 0x80081280u

static const struct field geometry_rows[] = {
    FIELD(struct hd_geometry, heads, FIELD_U),
    FIELD(struct hd_geometry, sectors, FIELD_U),
    FIELD(struct hd_geometry, cylinders, FIELD_U),
    FIELD(struct hd_geometry, start, FIELD_U),
};
static const struct field_table geometry = FIELD_TABLE(geometry_rows);

// Keys are told only where something is encrypted, or with -v.
static const struct field loop_rows[] = {
    FIELD(struct loop_info64, lo_device, FIELD_DEVICE, .when = FIELD_VERBOSE),
    FIELD(struct loop_info64, lo_inode, FIELD_U, .when = FIELD_VERBOSE),
    FIELD(struct loop_info64, lo_rdevice, FIELD_DEVICE, .when = FIELD_VERBOSE),
    FIELD(struct loop_info64, lo_offset, FIELD_X),
    FIELD(struct loop_info64, lo_sizelimit, FIELD_U, .when = FIELD_VERBOSE),
    FIELD(struct loop_info64, lo_number, FIELD_U),
    FIELD(struct loop_info64, lo_encrypt_type, FIELD_ONE, .when = FIELD_VERBOSE, .list = &constants_loop_ciphers),
    FIELD(struct loop_info64, lo_encrypt_key_size, FIELD_U, .when = FIELD_VERBOSE),
    FIELD(struct loop_info64, lo_flags, FIELD_FLAGS, .list = &constants_loop_flags),
    FIELD(struct loop_info64, lo_file_name, FIELD_TEXT),
    FIELD(struct loop_info64, lo_crypt_name, FIELD_TEXT, .when = FIELD_VERBOSE),
    {.name = "lo_encrypt_key",
     .offset = offsetof(struct loop_info64, lo_encrypt_key),
     .size = 0,
     .kind = FIELD_TEXT,
     .when = FIELD_VERBOSE},
    FIELD(struct loop_info64, lo_init, FIELD_LONGS, .when = FIELD_VERBOSE),
};
static const struct field_table loop = FIELD_TABLE(loop_rows);

static const struct field config_rows[] = {
    FIELD(struct loop_config, fd, FIELD_FD),
    FIELD(struct loop_config, block_size, FIELD_U),
    FIELD(struct loop_config, info, FIELD_STRUCT, .fields = &loop),
    FIELD(struct loop_config, __reserved, FIELD_LONGS, .when = FIELD_NONZERO),
};
static const struct field_table config = FIELD_TABLE(config_rows);

static const struct field old_rows[] = {
    FIELD(struct loop_info, lo_number, FIELD_D),
    FIELD(struct loop_info, lo_device, FIELD_DEVICE, .when = FIELD_VERBOSE),
    FIELD(struct loop_info, lo_inode, FIELD_U, .when = FIELD_VERBOSE),
    FIELD(struct loop_info, lo_rdevice, FIELD_DEVICE, .when = FIELD_VERBOSE),
    FIELD(struct loop_info, lo_offset, FIELD_X),
    FIELD(struct loop_info, lo_encrypt_type, FIELD_ONE, .when = FIELD_VERBOSE, .list = &constants_loop_ciphers),
    FIELD(struct loop_info, lo_encrypt_key_size, FIELD_U, .when = FIELD_VERBOSE),
    FIELD(struct loop_info, lo_flags, FIELD_FLAGS, .list = &constants_loop_flags),
    FIELD(struct loop_info, lo_name, FIELD_TEXT),
    {.name = "lo_encrypt_key",
     .offset = offsetof(struct loop_info, lo_encrypt_key),
     .size = 0,
     .kind = FIELD_TEXT,
     .when = FIELD_VERBOSE},
    FIELD(struct loop_info, lo_init, FIELD_LONGS, .when = FIELD_VERBOSE),
    FIELD(struct loop_info, reserved, FIELD_BYTES, .when = FIELD_VERBOSE),
};
static const struct field_table old_loop = FIELD_TABLE(old_rows);

static const struct field partition_rows[] = {
    FIELD(struct blkpg_partition, start, FIELD_D),      FIELD(struct blkpg_partition, length, FIELD_D),
    FIELD(struct blkpg_partition, pno, FIELD_D),        FIELD(struct blkpg_partition, devname, FIELD_TEXT),
    FIELD(struct blkpg_partition, volname, FIELD_TEXT),
};
static const struct field_table partition = FIELD_TABLE(partition_rows);

static const struct field request_rows[] = {
    FIELD(struct blkpg_ioctl_arg, op, FIELD_ONE, .list = &constants_partition_ops),
    FIELD(struct blkpg_ioctl_arg, flags, FIELD_D),
    FIELD(struct blkpg_ioctl_arg, datalen, FIELD_D),
};
static const struct field_table request = FIELD_TABLE(request_rows);

static void print_partition(struct printer *p, const struct ioctl_format *what, const struct piece *piece)
{
	struct piece data;
	struct blkpg_ioctl_arg arg;
	if (!piece_struct(piece, 0, &arg, sizeof(arg)))
		return;
	print_text(p, "{");
	(void)print_fields(p, piece->bytes, what->size, &request, NULL);
	print_text(p, ", data=");
	if (piece_find(p, 2, RECORD_DATA_NESTED, 0, AT_EXIT, &data) && data.len >= sizeof(struct blkpg_partition))
		print_struct(p, data.bytes, sizeof(struct blkpg_partition), &partition);
	else
		print_pointer(p, (uint64_t)(uintptr_t)arg.data);
	print_text(p, "}");
}

static const struct ioctl_format rows[] = {
    IOCTL_TAKES(BLKRASET, IOCTL_VALUE_U),
    IOCTL_TAKES(BLKFRASET, IOCTL_VALUE_U),
    IOCTL_FILLS(BLKSECTGET, IOCTL_U, 2),
    IOCTL_FILLS(BLKROTATIONAL, IOCTL_U, 2),
    IOCTL_FILLS(BLKROGET, IOCTL_D, INT),
    IOCTL_FILLS(BLKBSZGET, IOCTL_D, INT),
    IOCTL_FILLS(BLKSSZGET, IOCTL_D, INT),
    IOCTL_FILLS(BLKALIGNOFF, IOCTL_D, INT),
    IOCTL_GIVES(BLKROSET, IOCTL_D, INT),
    IOCTL_GIVES(BLKBSZSET, IOCTL_D, INT),
    IOCTL_FILLS(BLKPBSZGET, IOCTL_U, INT),
    IOCTL_FILLS(BLKIOMIN, IOCTL_U, INT),
    IOCTL_FILLS(BLKIOOPT, IOCTL_U, INT),
    IOCTL_FILLS(BLKDISCARDZEROES, IOCTL_U, INT),
    IOCTL_FILLS(BLKGETZONESZ, IOCTL_U, INT),
    IOCTL_FILLS(BLKGETNRZONES, IOCTL_U, INT),
    IOCTL_FILLS(BLKRAGET, IOCTL_D, LONG),
    IOCTL_FILLS(BLKFRAGET, IOCTL_D, LONG),
    IOCTL_FILLS(BLKGETSIZE, IOCTL_U, LONG),
    IOCTL_FILLS(BLKGETSIZE64, IOCTL_U, sizeof(uint64_t)),
    IOCTL_FILLS(GET_DISK_SEQUENCE, IOCTL_U, sizeof(uint64_t)),
    IOCTL_GIVES(BLKDISCARD, IOCTL_PAIR, 2 * sizeof(uint64_t)),
    IOCTL_GIVES(BLKSECDISCARD, IOCTL_PAIR, 2 * sizeof(uint64_t)),
    IOCTL_GIVES(BLKZEROOUT, IOCTL_PAIR, 2 * sizeof(uint64_t)),
    IOCTL_GIVES(BLKPG, IOCTL_CALL, sizeof(struct blkpg_ioctl_arg), .print = print_partition),
    IOCTL_FILLS(HDIO_GETGEO, IOCTL_STRUCT, sizeof(struct hd_geometry), .fields = &geometry),
    IOCTL_FILLS(LOOP_GET_STATUS, IOCTL_STRUCT, sizeof(struct loop_info), .fields = &old_loop),
    IOCTL_GIVES(LOOP_SET_STATUS, IOCTL_STRUCT, sizeof(struct loop_info), .fields = &old_loop),
    IOCTL_FILLS(LOOP_GET_STATUS64, IOCTL_STRUCT, sizeof(struct loop_info64), .fields = &loop),
    IOCTL_GIVES(LOOP_SET_STATUS64, IOCTL_STRUCT, sizeof(struct loop_info64), .fields = &loop),
    IOCTL_GIVES(LOOP_CONFIGURE, IOCTL_STRUCT, sizeof(struct loop_config), .fields = &config),
    IOCTL_TAKES(LOOP_SET_FD, IOCTL_FD),
    IOCTL_TAKES(LOOP_CHANGE_FD, IOCTL_FD),
    IOCTL_TAKES(LOOP_SET_DIRECT_IO, IOCTL_VALUE_U),
    IOCTL_TAKES(LOOP_SET_BLOCK_SIZE, IOCTL_VALUE_U),
    IOCTL_TAKES(LOOP_CTL_ADD, IOCTL_VALUE_D),
    IOCTL_TAKES(LOOP_CTL_REMOVE, IOCTL_VALUE_D),
};
const struct ioctl_formats ioctl_formats_block = {rows, sizeof(rows) / sizeof(rows[0])};
