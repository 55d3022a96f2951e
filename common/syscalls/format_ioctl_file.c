// SPDX-License-Identifier: Apache-2.0
// ioctl: file systems and files, namespaces, memory faults in user space.
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <linux/nsfs.h>
#include <linux/userfaultfd.h>

#include "common/syscalls/format_ioctl.h"
#include "common/syscalls/formatters.h"

#define FLAGS32_GET 0x80046601u // FS_IOC32_GETFLAGS
#define FLAGS32_SET 0x40046602u
#define SET_NEXT_WD 0x40044900u // INOTIFY_IOC_SETNEXTWD

static const struct field clone_rows[] = {
    FIELD(struct file_clone_range, src_fd, FIELD_FD),
    FIELD(struct file_clone_range, src_offset, FIELD_U),
    FIELD(struct file_clone_range, src_length, FIELD_U),
    FIELD(struct file_clone_range, dest_offset, FIELD_U),
};
static const struct field_table clone_range = FIELD_TABLE(clone_rows);

static const struct field trim_rows[] = {
    FIELD(struct fstrim_range, start, FIELD_X),
    FIELD(struct fstrim_range, len, FIELD_U),
    FIELD(struct fstrim_range, minlen, FIELD_U),
};
static const struct field_table trim = FIELD_TABLE(trim_rows);

static const struct field get_attr_rows[] = {
    FIELD(struct fsxattr, fsx_xflags, FIELD_FLAGS, .list = &constants_file_attr_flags),
    FIELD(struct fsxattr, fsx_extsize, FIELD_U),
    FIELD(struct fsxattr, fsx_nextents, FIELD_U),
    FIELD(struct fsxattr, fsx_projid, FIELD_X),
    FIELD(struct fsxattr, fsx_cowextsize, FIELD_U),
};
static const struct field_table get_attr = FIELD_TABLE(get_attr_rows);

static const struct field set_attr_rows[] = {
    FIELD(struct fsxattr, fsx_xflags, FIELD_FLAGS, .list = &constants_file_attr_flags),
    FIELD(struct fsxattr, fsx_extsize, FIELD_U),
    FIELD(struct fsxattr, fsx_projid, FIELD_X),
    FIELD(struct fsxattr, fsx_cowextsize, FIELD_U),
};
static const struct field_table set_attr = FIELD_TABLE(set_attr_rows);

static const struct field map_rows[] = {
    FIELD(struct fiemap, fm_start, FIELD_U),
    FIELD(struct fiemap, fm_length, FIELD_U),
    FIELD(struct fiemap, fm_flags, FIELD_FLAGS, .list = &constants_extent_map_flags),
    FIELD(struct fiemap, fm_extent_count, FIELD_U),
};
static const struct field_table map = FIELD_TABLE(map_rows);

static const struct field mapped_rows[] = {
    FIELD(struct fiemap, fm_flags, FIELD_FLAGS, .list = &constants_extent_map_flags),
    FIELD(struct fiemap, fm_mapped_extents, FIELD_U),
};
static const struct field_table mapped = FIELD_TABLE(mapped_rows);

// Extents lie behind the struct, which says how many there are only afterwards: they are not copied.
static void print_extent_map(struct printer *p, const struct ioctl_format *what, const struct piece *piece)
{
	struct piece answer;
	print_struct(p, piece->bytes, what->size, &map);
	if (event_failed(p->event) || !piece_find(p, 2, 0, 0, AT_EXIT, &answer) || answer.len < what->size)
		return;
	print_text(p, " => {");
	(void)print_fields(p, answer.bytes, what->size, &mapped, NULL);
	print_text(p, ", ...}");
}

// The first of the files that share the range; the kernel's answer overwrites them.
static void print_dedupe(struct printer *p, const struct ioctl_format *what, const struct piece *piece)
{
	struct file_dedupe_range range;
	(void)what;
	if (!piece_struct(piece, 0, &range, sizeof(range)))
		return;
	print_format(p, "{src_offset=%llu, src_length=%llu, dest_count=%u, info=", (unsigned long long)range.src_offset,
		     (unsigned long long)range.src_length, range.dest_count);
	print_text(p, range.dest_count ? "[...]}" : "[]}");
}

static const struct field api_rows[] = {
    FIELD(struct uffdio_api, api, FIELD_X),
    FIELD(struct uffdio_api, features, FIELD_FLAGS, .list = &constants_fault_features),
};
static const struct field_table api = FIELD_TABLE(api_rows);

static void print_fault_api(struct printer *p, const struct ioctl_format *what, const struct piece *piece)
{
	struct uffdio_api given, answer;
	struct piece after;
	if (!piece_struct(piece, 0, &given, sizeof(given)))
		return;
	print_text(p, "{");
	(void)print_fields(p, piece->bytes, what->size, &api, NULL);
	if (!event_failed(p->event) && piece_find(p, 2, 0, 0, AT_EXIT, &after) &&
	    piece_struct(&after, 0, &answer, sizeof(answer))) {
		if (answer.features != given.features) {
			print_text(p, " => features=");
			print_bits(p, &constants_fault_features, answer.features);
		}
		print_text(p, ", ioctls=");
		print_bits(p, &constants_fault_api_ioctls, answer.ioctls);
	}
	print_text(p, "}");
}

static const struct field range_rows[] = {
    FIELD(struct uffdio_range, start, FIELD_X),
    FIELD(struct uffdio_range, len, FIELD_X),
};
static const struct field_table range = FIELD_TABLE(range_rows);

static const struct field copy_rows[] = {
    FIELD(struct uffdio_copy, dst, FIELD_X),
    FIELD(struct uffdio_copy, src, FIELD_X),
    FIELD(struct uffdio_copy, len, FIELD_X),
    FIELD(struct uffdio_copy, mode, FIELD_FLAGS, .list = &constants_fault_copy_modes),
};
static const struct field copied_rows[] = {FIELD(struct uffdio_copy, copy, FIELD_X)};
static const struct field_table copy = FIELD_TABLE(copy_rows), copied = FIELD_TABLE(copied_rows);

static const struct field register_rows[] = {
    FIELD(struct uffdio_register, range, FIELD_STRUCT, .fields = &range),
    FIELD(struct uffdio_register, mode, FIELD_FLAGS, .list = &constants_fault_register_modes),
};
static const struct field registered_rows[] = {
    FIELD(struct uffdio_register, ioctls, FIELD_FLAGS, .list = &constants_fault_range_ioctls),
};
static const struct field_table enrol = FIELD_TABLE(register_rows), enrolled = FIELD_TABLE(registered_rows);

static const struct field zero_rows[] = {
    FIELD(struct uffdio_zeropage, range, FIELD_STRUCT, .fields = &range),
    FIELD(struct uffdio_zeropage, mode, FIELD_FLAGS, .list = &constants_fault_zero_modes),
};
static const struct field zeroed_rows[] = {FIELD(struct uffdio_zeropage, zeropage, FIELD_X)};
static const struct field_table zero = FIELD_TABLE(zero_rows), zeroed = FIELD_TABLE(zeroed_rows);

static const struct ioctl_format rows[] = {
    IOCTL_FILLS(FS_IOC_GETFLAGS, IOCTL_FLAGS, sizeof(int), .list = &constants_file_flags),
    IOCTL_GIVES(FS_IOC_SETFLAGS, IOCTL_FLAGS, sizeof(int), .list = &constants_file_flags),
    IOCTL_FILLS(FLAGS32_GET, IOCTL_FLAGS, sizeof(int), .list = &constants_file_flags),
    IOCTL_GIVES(FLAGS32_SET, IOCTL_FLAGS, sizeof(int), .list = &constants_file_flags),
    IOCTL_FILLS(FS_IOC_FSGETXATTR, IOCTL_STRUCT, sizeof(struct fsxattr), .fields = &get_attr),
    IOCTL_GIVES(FS_IOC_FSSETXATTR, IOCTL_STRUCT, sizeof(struct fsxattr), .fields = &set_attr),
    IOCTL_GIVES(FS_IOC_FIEMAP, IOCTL_CALL, sizeof(struct fiemap), .print = print_extent_map),
    IOCTL_FILLS(FS_IOC_GETFSLABEL, IOCTL_TEXT, FSLABEL_MAX),
    IOCTL_GIVES(FS_IOC_SETFSLABEL, IOCTL_TEXT, FSLABEL_MAX),
    IOCTL_TAKES(FICLONE, IOCTL_VALUE_D),
    IOCTL_GIVES(FICLONERANGE, IOCTL_STRUCT, sizeof(struct file_clone_range), .fields = &clone_range),
    IOCTL_GIVES(FIDEDUPERANGE, IOCTL_CALL, sizeof(struct file_dedupe_range), .print = print_dedupe),
    IOCTL_GIVES(FITRIM, IOCTL_STRUCT, sizeof(struct fstrim_range), .fields = &trim),
    IOCTL_TAKES(SET_NEXT_WD, IOCTL_VALUE_D),
    IOCTL_FILLS(NS_GET_OWNER_UID, IOCTL_ID, sizeof(int)),
    IOCTL_GIVES(UFFDIO_API, IOCTL_CALL, sizeof(struct uffdio_api), .print = print_fault_api),
    IOCTL_GIVES(UFFDIO_REGISTER, IOCTL_BOTH, sizeof(struct uffdio_register), .fields = &enrol, .answer = &enrolled),
    IOCTL_GIVES(UFFDIO_UNREGISTER, IOCTL_STRUCT, sizeof(struct uffdio_range), .fields = &range),
    IOCTL_GIVES(UFFDIO_WAKE, IOCTL_STRUCT, sizeof(struct uffdio_range), .fields = &range),
    IOCTL_GIVES(UFFDIO_COPY, IOCTL_BOTH, sizeof(struct uffdio_copy), .fields = &copy, .answer = &copied),
    IOCTL_GIVES(UFFDIO_ZEROPAGE, IOCTL_BOTH, sizeof(struct uffdio_zeropage), .fields = &zero, .answer = &zeroed),
};
const struct ioctl_formats ioctl_formats_file = {rows, sizeof(rows) / sizeof(rows[0])};
