// SPDX-License-Identifier: Apache-2.0
// What files are: stat, statx, statfs, directories.
#include <linux/stat.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <sys/types.h>
#include <sys/vfs.h>

#include "common/syscalls/formatters.h"
#include "common/syscalls/kernel_stat.h"
#include "common/syscalls/shared.h"

#define ENTRY_HEAD 19 // bytes of a directory entry before its name

static bool is_device(uint32_t mode)
{
	return (mode & 0170000) == 0020000 || (mode & 0170000) == 0060000;
}

static void print_stat_time(struct printer *p, const char *name, int64_t seconds, uint64_t ns)
{
	print_format(p, ", st_%s=%lld", name, (long long)seconds);
	print_time_comment(p, seconds, ns, 9);
	print_format(p, ", st_%s_nsec=%llu", name, (unsigned long long)ns);
}

static void print_whole_stat(struct printer *p, const struct kernel_stat *st)
{
	print_text(p, "{st_dev=");
	print_device(p, st->dev);
	print_format(p, ", st_ino=%llu, st_mode=", (unsigned long long)st->ino);
	print_mode(p, st->mode);
	print_format(p, ", st_nlink=%llu, st_uid=%u, st_gid=%u, st_blksize=%lld, st_blocks=%lld",
		     (unsigned long long)st->nlink, st->uid, st->gid, (long long)st->blksize, (long long)st->blocks);
	if (is_device(st->mode)) {
		print_text(p, ", st_rdev=");
		print_device(p, st->rdev);
	} else {
		print_format(p, ", st_size=%lld", (long long)st->size);
	}
	print_stat_time(p, "atime", st->atime, st->atime_ns);
	print_stat_time(p, "mtime", st->mtime, st->mtime_ns);
	print_stat_time(p, "ctime", st->ctime, st->ctime_ns);
	print_text(p, "}");
}

void format_stat(struct printer *p, unsigned arg)
{
	struct kernel_stat st;
	if (!argument_or_pointer(p, arg, &st, sizeof(st)))
		return;
	if (verbose(p)) {
		print_whole_stat(p, &st);
		return;
	}
	print_text(p, "{st_mode=");
	print_mode(p, st.mode);
	if (is_device(st.mode)) {
		print_text(p, ", st_rdev=");
		print_device(p, st.rdev);
	} else {
		print_format(p, ", st_size=%lld", (long long)st.size);
	}
	print_text(p, ", ...}");
}

static void print_statx_time(struct printer *p, const char *name, const struct statx_timestamp *time)
{
	print_format(p, ", stx_%s=", name);
	print_timespec(p, time->tv_sec, time->tv_nsec);
	print_time_comment(p, time->tv_sec, time->tv_nsec, 9);
}

static void print_statx_rest(struct printer *p, const struct statx *st)
{
	print_text(p, ", stx_attributes_mask=");
	print_bits(p, &constants_statx_attributes, st->stx_attributes_mask);
	if (st->stx_mask & STATX_ATIME)
		print_statx_time(p, "atime", &st->stx_atime);
	if (st->stx_mask & STATX_BTIME)
		print_statx_time(p, "btime", &st->stx_btime);
	if (st->stx_mask & STATX_CTIME)
		print_statx_time(p, "ctime", &st->stx_ctime);
	if (st->stx_mask & STATX_MTIME)
		print_statx_time(p, "mtime", &st->stx_mtime);
	print_format(p, ", stx_rdev_major=%u, stx_rdev_minor=%u, stx_dev_major=%u, stx_dev_minor=%u",
		     st->stx_rdev_major, st->stx_rdev_minor, st->stx_dev_major, st->stx_dev_minor);
	if (st->stx_mask & STATX_MNT_ID)
		print_format(p, ", stx_mnt_id=%#llx", (unsigned long long)st->stx_mnt_id);
}

static void print_statx_owner(struct printer *p, const struct statx *st)
{
	if (st->stx_mask & STATX_NLINK)
		print_format(p, ", stx_nlink=%u", st->stx_nlink);
	if (st->stx_mask & STATX_UID)
		print_format(p, ", stx_uid=%u", st->stx_uid);
	if (st->stx_mask & STATX_GID)
		print_format(p, ", stx_gid=%u", st->stx_gid);
}

void format_statx(struct printer *p, unsigned arg)
{
	struct statx st;
	if (!argument_or_pointer(p, arg, &st, sizeof(st)))
		return;
	print_text(p, "{stx_mask=");
	print_bits(p, &constants_statx_masks, st.stx_mask);
	if (verbose(p))
		print_format(p, ", stx_blksize=%u", st.stx_blksize);
	print_text(p, ", stx_attributes=");
	print_bits(p, &constants_statx_attributes, st.stx_attributes);
	if (verbose(p))
		print_statx_owner(p, &st);
	if (st.stx_mask & (STATX_TYPE | STATX_MODE)) {
		print_text(p, ", stx_mode=");
		print_mode(p, st.stx_mode);
	}
	if (verbose(p) && st.stx_mask & STATX_INO)
		print_format(p, ", stx_ino=%llu", (unsigned long long)st.stx_ino);
	if (st.stx_mask & STATX_SIZE)
		print_format(p, ", stx_size=%llu", (unsigned long long)st.stx_size);
	if (verbose(p) && st.stx_mask & STATX_BLOCKS)
		print_format(p, ", stx_blocks=%llu", (unsigned long long)st.stx_blocks);
	if (verbose(p))
		print_statx_rest(p, &st);
	print_text(p, verbose(p) ? "}" : ", ...}");
}

void format_statfs(struct printer *p, unsigned arg)
{
	struct kernel_statfs fs;
	if (!argument_or_pointer(p, arg, &fs, sizeof(fs)))
		return;
	print_text(p, "{f_type=");
	print_one(p, &constants_fs_magics, (uint64_t)fs.type);
	print_format(p, ", f_bsize=%lld, f_blocks=%llu, f_bfree=%llu, f_bavail=%llu, f_files=%llu, f_ffree=%llu",
		     (long long)fs.bsize, (unsigned long long)fs.blocks, (unsigned long long)fs.bfree,
		     (unsigned long long)fs.bavail, (unsigned long long)fs.files, (unsigned long long)fs.ffree);
	print_format(p, ", f_fsid={val=[%#x, %#x]}, f_namelen=%lld, f_frsize=%lld, f_flags=", fs.fsid[0], fs.fsid[1],
		     (long long)fs.namelen, (long long)fs.frsize);
	print_bits(p, &constants_statfs_flags, (uint64_t)fs.flags);
	print_text(p, "}");
}

// One entry of getdents64: inode, offset, length, type, name.
static size_t print_entry(struct printer *p, const struct piece *piece, size_t at)
{
	struct {
		uint64_t ino;
		int64_t off;
		uint16_t reclen;
		uint8_t type;
	} head;
	if (!piece_struct(piece, at, &head, ENTRY_HEAD) || head.reclen < ENTRY_HEAD || head.reclen > piece->len - at)
		return 0;
	const uint8_t *name = piece->bytes + at + ENTRY_HEAD;
	print_format(p, "%s{d_ino=%llu, d_off=%lld, d_reclen=%u, d_type=", at ? ", " : "", (unsigned long long)head.ino,
		     (long long)head.off, head.reclen);
	print_one(p, &constants_entry_types, head.type);
	print_text(p, ", d_name=");
	print_quoted(p, name, strnlen((const char *)name, head.reclen - (size_t)ENTRY_HEAD), false, QUOTE_PLAIN);
	print_text(p, "}");
	return head.reclen;
}

static void print_entries(struct printer *p, unsigned arg)
{
	struct piece piece = {0};
	uint64_t whole = argument_length(p, arg);
	if (event_failed(p->event) || (whole && !argument_memory(p, arg, &piece))) {
		print_pointer(p, arg_value(p, arg));
		return;
	}
	size_t at = 0, length;
	print_text(p, "[");
	while ((length = print_entry(p, &piece, at)))
		at += length;
	print_text(p, at < whole ? ", ...]" : "]");
}

void format_dirents64(struct printer *p, unsigned arg)
{
	if (verbose(p))
		print_entries(p, arg);
	else
		format_dirents(p, arg);
}

// Entries carry their length: 64 bit ones at 16, the old ones too.
void format_dirents(struct printer *p, unsigned arg)
{
	struct piece piece;
	uint64_t whole = argument_length(p, arg);
	print_pointer(p, arg_value(p, arg));
	bool there = argument_memory(p, arg, &piece);
	if (event_failed(p->event) || (!there && whole))
		return;
	size_t count = 0, at = 0;
	uint16_t length = 0;
	for (; there && at < piece.len && piece_struct(&piece, at + 16, &length, sizeof(length)) && length >= 19;
	     at += length)
		count++;
	// The copy may end before the entries do: then there are more than were counted.
	print_format(p, " /* %zu%s entries */", count, at < whole ? "+" : "");
}
