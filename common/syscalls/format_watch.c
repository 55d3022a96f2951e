// SPDX-License-Identifier: Apache-2.0
// Who may do what with files, and who wants to hear of it: Landlock, fanotify; attributes of files.
#include "common/syscalls/fields.h"
#include "common/syscalls/formatters.h"
#include "common/syscalls/shared.h"

#define FANOTIFY_CLASSES 0xcu
#define NO_DESCRIPTOR    (-1)

// The class is a number, the rest are bits.
void format_fanotify_flags(struct printer *p, unsigned arg)
{
	uint32_t flags = (uint32_t)arg_value(p, arg);
	print_one(p, &constants_fanotify_classes, flags & FANOTIFY_CLASSES);
	if (flags & ~FANOTIFY_CLASSES) {
		print_text(p, "|");
		print_bits(p, &constants_fanotify_init_flags, flags & ~FANOTIFY_CLASSES);
	}
}

void format_fanotify_dirfd(struct printer *p, unsigned arg)
{
	if ((int)arg_value(p, arg) == NO_DESCRIPTOR)
		print_text(p, "FAN_NOFD");
	else
		format_dirfd(p, arg);
}

struct landlock_ruleset {
	uint64_t handled_access_fs, handled_access_net, scoped;
};

void format_landlock_ruleset(struct printer *p, unsigned arg)
{
	static const struct field rows[] = {
	    FIELD(struct landlock_ruleset, handled_access_fs, FIELD_FLAGS, .list = &constants_landlock_fs_rights),
	    FIELD(struct landlock_ruleset, handled_access_net, FIELD_FLAGS, .list = &constants_landlock_net_rights),
	    FIELD(struct landlock_ruleset, scoped, FIELD_FLAGS, .list = &constants_landlock_scopes),
	};
	static const struct field_table fields = FIELD_TABLE(rows);
	struct piece piece;
	if (!argument_memory(p, arg, &piece) || piece.len < sizeof(uint64_t)) {
		print_pointer(p, arg_value(p, arg));
		return;
	}
	print_text(p, "{");
	(void)print_fields(p, piece.bytes, piece.len, &fields, NULL);
	print_text(p, argument_length(p, arg) > sizeof(struct landlock_ruleset) ? ", ...}" : "}");
}

struct landlock_path {
	uint64_t allowed_access;
	int32_t parent_fd;
} __attribute__((packed));

struct landlock_port {
	uint64_t allowed_access;
	uint16_t port; // eight bytes, of which the kernel wants the rest to be 0
} __attribute__((packed));

void format_landlock_rule(struct printer *p, unsigned arg)
{
	static const struct field path_rows[] = {
	    FIELD(struct landlock_path, allowed_access, FIELD_FLAGS, .list = &constants_landlock_fs_rights),
	    FIELD(struct landlock_path, parent_fd, FIELD_FD),
	};
	static const struct field port_rows[] = {
	    FIELD(struct landlock_port, allowed_access, FIELD_FLAGS, .list = &constants_landlock_net_rights),
	    FIELD(struct landlock_port, port, FIELD_U),
	};
	static const struct field_table path = FIELD_TABLE(path_rows), port = FIELD_TABLE(port_rows);
	switch ((uint32_t)arg_value(p, 1)) {
	case 1: // LANDLOCK_RULE_PATH_BENEATH
		print_argument_struct(p, arg, sizeof(struct landlock_path), &path);
		break;
	case 2: // LANDLOCK_RULE_NET_PORT
		print_argument_struct(p, arg, sizeof(struct landlock_port), &port);
		break;
	default:
		print_pointer(p, arg_value(p, arg));
	}
}

struct file_attributes {
	uint64_t fa_xflags;
	uint32_t fa_extsize, fa_nextents, fa_projid, fa_cowextsize;
};

void format_file_attr(struct printer *p, unsigned arg)
{
	static const struct field rows[] = {
	    FIELD(struct file_attributes, fa_xflags, FIELD_FLAGS, .list = &constants_file_attr_flags),
	    FIELD(struct file_attributes, fa_extsize, FIELD_U),
	    FIELD(struct file_attributes, fa_nextents, FIELD_U),
	    FIELD(struct file_attributes, fa_projid, FIELD_X),
	    FIELD(struct file_attributes, fa_cowextsize, FIELD_U),
	};
	static const struct field_table fields = FIELD_TABLE(rows);
	print_argument_struct(p, arg, sizeof(struct file_attributes), &fields);
}

struct xattr_arguments {
	uint64_t value;
	uint32_t size, flags;
};

void format_xattr_args(struct printer *p, unsigned arg)
{
	static const struct field rows[] = {
	    FIELD(struct xattr_arguments, value, FIELD_PTR),
	    FIELD(struct xattr_arguments, size, FIELD_U),
	    FIELD(struct xattr_arguments, flags, FIELD_FLAGS, .list = &constants_xattr_flags),
	};
	static const struct field_table fields = FIELD_TABLE(rows);
	print_argument_struct(p, arg, sizeof(struct xattr_arguments), &fields);
}
