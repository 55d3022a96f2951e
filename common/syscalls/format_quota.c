// SPDX-License-Identifier: Apache-2.0
// Disk quotas: the command says whether there is an id, and what the address points to.
#include <linux/dqblk_xfs.h>
#include <linux/quota.h>

#include "common/syscalls/fields.h"
#include "common/syscalls/formatters.h"

#define GET_NEXT_QUOTA 0x800009u // newer than libc's idea
#define BLOCK_BYTES    68u       // struct if_dqblk without its padding

#define COMMAND(op)    ((uint32_t)(op) >> SUBCMDSHIFT)

void format_quota_op(struct printer *p, unsigned arg)
{
	uint32_t op = (uint32_t)arg_value(p, arg);
	if (!begin_style(p, "%lld", op))
		return;
	const struct constants *lists[] = {&constants_quota_cmds, &constants_quota_types};
	const uint32_t values[] = {COMMAND(op), op & SUBCMDMASK};
	print_text(p, "QCMD(");
	for (int i = 0; i < 2; i++) {
		const char *name = constant_name(lists[i], values[i]);
		print_text(p, i ? ", " : "");
		if (name)
			print_text(p, name);
		else
			print_format(p, "%#x /* %s */", values[i], lists[i]->unknown);
	}
	print_text(p, ")");
	end_style(p);
}

static const struct field block_rows[] = {
    FIELD(struct if_nextdqblk, dqb_bhardlimit, FIELD_U), FIELD(struct if_nextdqblk, dqb_bsoftlimit, FIELD_U),
    FIELD(struct if_nextdqblk, dqb_curspace, FIELD_U),   FIELD(struct if_nextdqblk, dqb_ihardlimit, FIELD_U),
    FIELD(struct if_nextdqblk, dqb_isoftlimit, FIELD_U), FIELD(struct if_nextdqblk, dqb_curinodes, FIELD_U),
};
static const struct field_table block = FIELD_TABLE(block_rows);

static const struct field block_rest_rows[] = {
    FIELD(struct if_nextdqblk, dqb_btime, FIELD_U, .when = FIELD_VERBOSE),
    FIELD(struct if_nextdqblk, dqb_itime, FIELD_U, .when = FIELD_VERBOSE),
    FIELD(struct if_nextdqblk, dqb_valid, FIELD_FLAGS, .when = FIELD_VERBOSE, .list = &constants_quota_valid),
};
static const struct field_table block_rest = FIELD_TABLE(block_rest_rows);

static const struct field next_rows[] = {FIELD(struct if_nextdqblk, dqb_id, FIELD_U)};
static const struct field_table next = FIELD_TABLE(next_rows);

static const struct field info_rows[] = {
    FIELD(struct if_dqinfo, dqi_bgrace, FIELD_U),
    FIELD(struct if_dqinfo, dqi_igrace, FIELD_U),
    FIELD(struct if_dqinfo, dqi_flags, FIELD_FLAGS, .list = &constants_quota_info_flags),
    FIELD(struct if_dqinfo, dqi_valid, FIELD_FLAGS, .list = &constants_quota_info_valid),
};
static const struct field_table info = FIELD_TABLE(info_rows);

static const struct field disk_rows[] = {
    FIELD(struct fs_disk_quota, d_version, FIELD_D),
    FIELD(struct fs_disk_quota, d_flags, FIELD_FLAGS, .list = &constants_xfs_limit_flags),
    FIELD(struct fs_disk_quota, d_fieldmask, FIELD_X),
    FIELD(struct fs_disk_quota, d_id, FIELD_U),
    FIELD(struct fs_disk_quota, d_blk_hardlimit, FIELD_U),
    FIELD(struct fs_disk_quota, d_blk_softlimit, FIELD_U),
    FIELD(struct fs_disk_quota, d_ino_hardlimit, FIELD_U),
    FIELD(struct fs_disk_quota, d_ino_softlimit, FIELD_U),
    FIELD(struct fs_disk_quota, d_bcount, FIELD_U),
    FIELD(struct fs_disk_quota, d_icount, FIELD_U),
    FIELD(struct fs_disk_quota, d_itimer, FIELD_D, .when = FIELD_VERBOSE),
    FIELD(struct fs_disk_quota, d_btimer, FIELD_D, .when = FIELD_VERBOSE),
    FIELD(struct fs_disk_quota, d_iwarns, FIELD_U, .when = FIELD_VERBOSE),
    FIELD(struct fs_disk_quota, d_bwarns, FIELD_U, .when = FIELD_VERBOSE),
    FIELD(struct fs_disk_quota, d_rtb_hardlimit, FIELD_U, .when = FIELD_VERBOSE),
    FIELD(struct fs_disk_quota, d_rtb_softlimit, FIELD_U, .when = FIELD_VERBOSE),
    FIELD(struct fs_disk_quota, d_rtbcount, FIELD_U, .when = FIELD_VERBOSE),
    FIELD(struct fs_disk_quota, d_rtbtimer, FIELD_D, .when = FIELD_VERBOSE),
    FIELD(struct fs_disk_quota, d_rtbwarns, FIELD_U, .when = FIELD_VERBOSE),
};
static const struct field_table disk = FIELD_TABLE(disk_rows);

static const struct field files_rows[] = {
    FIELD(struct fs_qfilestat, qfs_ino, FIELD_U),
    FIELD(struct fs_qfilestat, qfs_nblks, FIELD_U),
    FIELD(struct fs_qfilestat, qfs_nextents, FIELD_U),
};
static const struct field_table files = FIELD_TABLE(files_rows);

static const struct field state_rows[] = {
    FIELD(struct fs_quota_stat, qs_version, FIELD_D),
    FIELD(struct fs_quota_stat, qs_flags, FIELD_FLAGS, .when = FIELD_VERBOSE, .list = &constants_xfs_quota_flags),
    FIELD(struct fs_quota_stat, qs_uquota, FIELD_STRUCT, .when = FIELD_VERBOSE, .fields = &files),
    FIELD(struct fs_quota_stat, qs_gquota, FIELD_STRUCT, .when = FIELD_VERBOSE, .fields = &files),
    FIELD(struct fs_quota_stat, qs_incoredqs, FIELD_U, .when = FIELD_VERBOSE),
    FIELD(struct fs_quota_stat, qs_btimelimit, FIELD_D, .when = FIELD_VERBOSE),
    FIELD(struct fs_quota_stat, qs_itimelimit, FIELD_D, .when = FIELD_VERBOSE),
    FIELD(struct fs_quota_stat, qs_rtbtimelimit, FIELD_D, .when = FIELD_VERBOSE),
    FIELD(struct fs_quota_stat, qs_bwarnlimit, FIELD_U, .when = FIELD_VERBOSE),
    FIELD(struct fs_quota_stat, qs_iwarnlimit, FIELD_U, .when = FIELD_VERBOSE),
};
static const struct field_table state = FIELD_TABLE(state_rows);

static const struct field states_rows[] = {
    FIELD(struct fs_quota_statv, qs_version, FIELD_D),
    FIELD(struct fs_quota_statv, qs_flags, FIELD_FLAGS, .when = FIELD_VERBOSE, .list = &constants_xfs_quota_flags),
    FIELD(struct fs_quota_statv, qs_incoredqs, FIELD_U, .when = FIELD_VERBOSE),
    FIELD(struct fs_quota_statv, qs_uquota, FIELD_STRUCT, .when = FIELD_VERBOSE, .fields = &files),
    FIELD(struct fs_quota_statv, qs_gquota, FIELD_STRUCT, .when = FIELD_VERBOSE, .fields = &files),
    FIELD(struct fs_quota_statv, qs_pquota, FIELD_STRUCT, .when = FIELD_VERBOSE, .fields = &files),
    FIELD(struct fs_quota_statv, qs_btimelimit, FIELD_D, .when = FIELD_VERBOSE),
    FIELD(struct fs_quota_statv, qs_itimelimit, FIELD_D, .when = FIELD_VERBOSE),
    FIELD(struct fs_quota_statv, qs_rtbtimelimit, FIELD_D, .when = FIELD_VERBOSE),
    FIELD(struct fs_quota_statv, qs_bwarnlimit, FIELD_U, .when = FIELD_VERBOSE),
    FIELD(struct fs_quota_statv, qs_iwarnlimit, FIELD_U, .when = FIELD_VERBOSE),
};
static const struct field_table states = FIELD_TABLE(states_rows);

// Where there is neither fields nor list, the address is a path.
static const struct command {
	uint32_t number;
	bool id, address, fills;
	uint16_t size;
	const struct field_table *fields;
	const struct constants *list; // the address is of a number: [A|B]
} commands[] = {
    {Q_SYNC, false, false, false, 0, NULL, NULL},
    {Q_QUOTAOFF, false, false, false, 0, NULL, NULL},
    {Q_XQUOTASYNC, false, false, false, 0, NULL, NULL},
    {Q_QUOTAON, true, true, false, 0, NULL, NULL},
    {Q_GETQUOTA, true, true, true, BLOCK_BYTES, &block, NULL},
    {Q_SETQUOTA, true, true, false, BLOCK_BYTES, &block, NULL},
    {GET_NEXT_QUOTA, true, true, true, sizeof(struct if_nextdqblk), &block, NULL},
    {Q_GETFMT, false, true, true, sizeof(uint32_t), NULL, &constants_quota_formats},
    {Q_GETINFO, false, true, true, sizeof(struct if_dqinfo), &info, NULL},
    {Q_SETINFO, false, true, false, sizeof(struct if_dqinfo), &info, NULL},
    {Q_XGETQUOTA, true, true, true, sizeof(struct fs_disk_quota), &disk, NULL},
    {Q_XGETNEXTQUOTA, true, true, true, sizeof(struct fs_disk_quota), &disk, NULL},
    {Q_XSETQLIM, true, true, false, sizeof(struct fs_disk_quota), &disk, NULL},
    {Q_XGETQSTAT, false, true, true, sizeof(struct fs_quota_stat), &state, NULL},
    {Q_XGETQSTATV, false, true, true, sizeof(struct fs_quota_statv), &states, NULL},
    {Q_XQUOTAON, false, true, false, sizeof(uint32_t), NULL, &constants_xfs_quota_flags},
    {Q_XQUOTAOFF, false, true, false, sizeof(uint32_t), NULL, &constants_xfs_quota_flags},
    {Q_XQUOTARM, false, true, false, sizeof(uint32_t), NULL, &constants_xfs_limit_flags},
};

// quotactl has the command first, quotactl_fd a descriptor.
static const struct command *command_of(const struct event *event)
{
	const struct syscall_entry *entry = syscall_entry_of(event->abi, event->nr);
	uint32_t number = COMMAND(event->args[entry && entry->args[0].format == format_quota_op ? 0 : 1]);
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (commands[i].number == number)
			return &commands[i];
	return NULL;
}

bool shown_quota(const struct event *event, unsigned arg)
{
	const struct command *command = command_of(event);
	return !command || (arg == 2 ? command->id : command->address);
}

void format_quota_id(struct printer *p, unsigned arg)
{
	const struct command *command = command_of(p->event);
	uint32_t id = (uint32_t)arg_value(p, arg);
	if (command && command->number == Q_QUOTAON)
		print_one(p, &constants_quota_formats, id);
	else
		print_id(p, id);
}

static void print_block(struct printer *p, const struct command *command, const struct piece *piece)
{
	bool first = true;
	print_text(p, "{");
	(void)print_fields(p, piece->bytes, command->size, &block, &first);
	bool left_out = print_fields(p, piece->bytes, command->size, &block_rest, &first);
	if (command->size > BLOCK_BYTES)
		(void)print_fields(p, piece->bytes, command->size, &next, &first);
	print_text(p, left_out ? ", ...}" : "}");
}

void format_quota_arg(struct printer *p, unsigned arg)
{
	const struct command *command = command_of(p->event);
	struct piece piece;
	uint32_t number;
	if (command && command->number == Q_QUOTAON) {
		format_path(p, arg);
		return;
	}
	bool there = command && !(command->fills && event_failed(p->event)) && argument_memory(p, arg, &piece) &&
		     piece.len >= command->size;
	if (!there) {
		print_pointer(p, arg_value(p, arg));
	} else if (command->fields == &block) {
		print_block(p, command, &piece);
	} else if (command->fields) {
		print_struct(p, piece.bytes, command->size, command->fields);
	} else if (piece_struct(&piece, 0, &number, sizeof(number))) {
		print_text(p, "[");
		if (command->number == Q_GETFMT)
			print_one(p, command->list, number);
		else
			print_bits(p, command->list, number);
		print_text(p, "]");
	}
}
