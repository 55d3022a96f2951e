// SPDX-License-Identifier: Apache-2.0
// Mounts, by the old call and by the new ones.
#include <limits.h>
#include <string.h>

#include "common/syscalls/fields.h"
#include "common/syscalls/formatters.h"
#include "common/syscalls/shared.h"

#define MAGIC_MASK        0xffff0000ull // what the call's first users had to say
#define MAGIC             0xc0ed0000ull
#define REMOUNT           0x20u
#define NO_DATA           0x1e3000u // binds, moves and changes of propagation
#define ID_MAPPED         0x100000u
#define REQUEST_FIRST     24u            // bytes of the first struct mnt_id_req
#define CONFIGURATION_MAX (1024u * 1024) // bytes of a binary value
#define STATMOUNT_TEXT    512            // where the texts behind struct statmount begin

static uint64_t flags_without_magic(const struct printer *p)
{
	uint64_t flags = arg_value(p, 3);
	return (flags & MAGIC_MASK) == MAGIC ? flags & ~MAGIC_MASK : flags;
}

void format_mount_flags(struct printer *p, unsigned arg)
{
	uint64_t flags = flags_without_magic(p);
	bool magic = flags != arg_value(p, arg);
	if (magic)
		print_text(p, flags ? "MS_MGC_VAL|" : "MS_MGC_VAL");
	if (flags || !magic)
		print_bits(p, &constants_mount_flag_bits, flags);
}

// What a bind, a move or a change of propagation does not look at may be anything.
void format_mount_type(struct printer *p, unsigned arg)
{
	if (flags_without_magic(p) & (REMOUNT | NO_DATA))
		print_pointer(p, arg_value(p, arg));
	else
		format_str(p, arg);
}

void format_mount_data(struct printer *p, unsigned arg)
{
	uint64_t flags = flags_without_magic(p);
	if (!(flags & REMOUNT) && flags & NO_DATA)
		print_pointer(p, arg_value(p, arg));
	else
		format_str(p, arg);
}

enum configuration { SET_FLAG, SET_STRING, SET_BINARY, SET_PATH, SET_PATH_EMPTY, SET_FD };

void format_fs_key(struct printer *p, unsigned arg)
{
	if ((uint32_t)arg_value(p, 1) <= SET_FD)
		format_str(p, arg);
	else
		print_pointer(p, arg_value(p, arg));
}

void format_fs_value(struct printer *p, unsigned arg)
{
	uint64_t len = arg_value(p, 4);
	struct piece piece;
	switch ((uint32_t)arg_value(p, 1)) {
	case SET_STRING:
		format_str(p, arg);
		break;
	case SET_PATH:
	case SET_PATH_EMPTY:
		format_path(p, arg);
		break;
	case SET_BINARY:
		if (len <= CONFIGURATION_MAX && argument_memory(p, arg, &piece) && piece.len) {
			print_payload(p, piece.bytes, piece.len < len ? piece.len : (size_t)len, len, QUOTE_HEX);
			break;
		}
		print_pointer(p, arg_value(p, arg));
		break;
	default:
		print_pointer(p, arg_value(p, arg));
	}
}

void format_fs_aux(struct printer *p, unsigned arg)
{
	int aux = (int)arg_value(p, arg);
	switch ((uint32_t)arg_value(p, 1)) {
	case SET_PATH:
	case SET_PATH_EMPTY:
		print_dirfd(p, aux);
		break;
	case SET_FD:
		print_fd(p, aux);
		break;
	default:
		print_format(p, "%d", aux);
	}
}

struct mount_attributes {
	uint64_t attr_set, attr_clr, propagation, userns_fd;
};

void format_mount_attr(struct printer *p, unsigned arg)
{
	static const struct field rows[] = {
	    FIELD(struct mount_attributes, attr_set, FIELD_FLAGS, .list = &constants_mount_attr_flags),
	    FIELD(struct mount_attributes, attr_clr, FIELD_FLAGS, .list = &constants_mount_attr_flags),
	    FIELD(struct mount_attributes, propagation, FIELD_ONE, .list = &constants_mount_propagations),
	};
	static const struct field_table fields = FIELD_TABLE(rows);
	struct mount_attributes attr;
	if (argument_length(p, arg) < sizeof(attr) || !argument_struct(p, arg, &attr, sizeof(attr))) {
		print_pointer(p, arg_value(p, arg));
		return;
	}
	print_text(p, "{");
	(void)print_fields(p, (const uint8_t *)&attr, sizeof(attr), &fields, NULL);
	print_text(p, ", userns_fd=");
	if (attr.userns_fd <= INT_MAX && (attr.attr_set | attr.attr_clr) & ID_MAPPED)
		print_fd(p, (int)attr.userns_fd);
	else
		print_format(p, "%llu", (unsigned long long)attr.userns_fd);
	print_text(p, "}");
}

struct mount_request {
	uint32_t size;
	int32_t mnt_ns_fd;
	uint64_t mnt_id, param;
};

static void print_request(struct printer *p, unsigned arg, const struct field_table *fields)
{
	struct mount_request request;
	if (!argument_struct(p, arg, &request, sizeof(request)))
		print_pointer(p, arg_value(p, arg));
	else if (request.size < REQUEST_FIRST)
		print_format(p, "{size=%u}", request.size);
	else
		print_struct(p, (const uint8_t *)&request, sizeof(request), fields);
}

void format_statmount_request(struct printer *p, unsigned arg)
{
	static const struct field rows[] = {
	    FIELD(struct mount_request, size, FIELD_U),
	    FIELD(struct mount_request, mnt_ns_fd, FIELD_FD),
	    FIELD(struct mount_request, mnt_id, FIELD_X),
	    FIELD(struct mount_request, param, FIELD_FLAGS, .list = &constants_statmount_masks),
	};
	static const struct field_table fields = FIELD_TABLE(rows);
	print_request(p, arg, &fields);
}

void format_listmount_request(struct printer *p, unsigned arg)
{
	static const struct field rows[] = {
	    FIELD(struct mount_request, size, FIELD_U),
	    FIELD(struct mount_request, mnt_ns_fd, FIELD_FD),
	    FIELD(struct mount_request, mnt_id, FIELD_ONE, .list = &constants_listmount_roots),
	    FIELD(struct mount_request, param, FIELD_X),
	};
	static const struct field_table fields = FIELD_TABLE(rows);
	print_request(p, arg, &fields);
}

void format_mount_ids(struct printer *p, unsigned arg)
{
	print_array(p, arg, argument_length(p, arg), sizeof(uint64_t), print_element_hex64, NULL);
}

struct mount_state {
	uint32_t size, mnt_opts;
	uint64_t mask;
	uint32_t sb_dev_major, sb_dev_minor;
	uint64_t sb_magic;
	uint32_t sb_flags, fs_type;
	uint64_t mnt_id, mnt_parent_id;
	uint32_t mnt_id_old, mnt_parent_id_old;
	uint64_t mnt_attr, mnt_propagation, mnt_peer_group, mnt_master, propagate_from;
	uint32_t mnt_root, mnt_point;
	uint64_t mnt_ns_id;
	uint32_t fs_subtype, sb_source, opt_num, opt_array, opt_sec_num, opt_sec_array;
	uint64_t supported_mask;
	uint32_t mnt_uidmap_num, mnt_uidmap, mnt_gidmap_num, mnt_gidmap;
};
_Static_assert(sizeof(struct mount_state) <= STATMOUNT_TEXT, "struct statmount");

// Fields that the mask tells, and those that are places of texts.
static const struct {
	struct field field;
	uint64_t mask; // 0: always there
	bool text;
} mount_rows[] = {
    {FIELD(struct mount_state, size, FIELD_U), 0, false},
    {FIELD(struct mount_state, mnt_opts, FIELD_U), 0x80, true},
    {FIELD(struct mount_state, mask, FIELD_FLAGS, .list = &constants_statmount_masks), 0, false},
    {FIELD(struct mount_state, sb_dev_major, FIELD_U), 1, false},
    {FIELD(struct mount_state, sb_dev_minor, FIELD_U), 1, false},
    {FIELD(struct mount_state, sb_magic, FIELD_ONE, .list = &constants_fs_magics), 1, false},
    {FIELD(struct mount_state, sb_flags, FIELD_FLAGS, .list = &constants_mount_flag_bits), 1, false},
    {FIELD(struct mount_state, fs_type, FIELD_U), 0x20, true},
    {FIELD(struct mount_state, mnt_id, FIELD_X), 2, false},
    {FIELD(struct mount_state, mnt_parent_id, FIELD_X), 2, false},
    {FIELD(struct mount_state, mnt_id_old, FIELD_X), 2, false},
    {FIELD(struct mount_state, mnt_parent_id_old, FIELD_X), 2, false},
    {FIELD(struct mount_state, mnt_attr, FIELD_FLAGS, .list = &constants_mount_attr_flags), 2, false},
    {FIELD(struct mount_state, mnt_propagation, FIELD_FLAGS, .list = &constants_mount_propagations), 2, false},
    {FIELD(struct mount_state, mnt_peer_group, FIELD_X), 2, false},
    {FIELD(struct mount_state, mnt_master, FIELD_X), 2, false},
    {FIELD(struct mount_state, propagate_from, FIELD_X), 4, false},
    {FIELD(struct mount_state, mnt_root, FIELD_U), 8, true},
    {FIELD(struct mount_state, mnt_point, FIELD_U), 0x10, true},
    {FIELD(struct mount_state, mnt_ns_id, FIELD_X), 0x40, false},
    {FIELD(struct mount_state, fs_subtype, FIELD_U), 0x100, true},
    {FIELD(struct mount_state, sb_source, FIELD_U), 0x200, true},
    {FIELD(struct mount_state, opt_num, FIELD_U), 0x400, false},
    {FIELD(struct mount_state, opt_array, FIELD_U), 0x400, true},
    {FIELD(struct mount_state, opt_sec_num, FIELD_U), 0x800, false},
    {FIELD(struct mount_state, opt_sec_array, FIELD_U), 0x800, true},
    {FIELD(struct mount_state, supported_mask, FIELD_FLAGS, .list = &constants_statmount_masks), 0x1000, false},
    {FIELD(struct mount_state, mnt_uidmap_num, FIELD_U), 0x2000, false},
    {FIELD(struct mount_state, mnt_uidmap, FIELD_U), 0x2000, true},
    {FIELD(struct mount_state, mnt_gidmap_num, FIELD_U), 0x4000, false},
    {FIELD(struct mount_state, mnt_gidmap, FIELD_U), 0x4000, true},
};

static void print_text_at(struct printer *p, const struct piece *piece, const struct field *field)
{
	uint32_t at;
	if (!piece_struct(piece, field->offset, &at, sizeof(at)) || piece->len <= STATMOUNT_TEXT ||
	    at >= piece->len - STATMOUNT_TEXT) {
		print_hex(p, at);
		return;
	}
	const uint8_t *text = piece->bytes + STATMOUNT_TEXT + at;
	print_quoted(p, text, strnlen((const char *)text, piece->len - STATMOUNT_TEXT - at), false, QUOTE_PLAIN);
}

void format_statmount(struct printer *p, unsigned arg)
{
	struct piece piece;
	struct mount_state state;
	if (!argument_memory(p, arg, &piece) || !piece_struct(&piece, 0, &state, sizeof(state))) {
		print_pointer(p, arg_value(p, arg));
		return;
	}
	print_text(p, "{");
	for (size_t i = 0; i < sizeof(mount_rows) / sizeof(mount_rows[0]); i++) {
		if (mount_rows[i].mask && !(state.mask & mount_rows[i].mask))
			continue;
		print_format(p, i ? ", %s=" : "%s=", mount_rows[i].field.name);
		if (mount_rows[i].text)
			print_text_at(p, &piece, &mount_rows[i].field);
		else
			print_field(p, piece.bytes, &mount_rows[i].field);
	}
	print_text(p, "}");
}
