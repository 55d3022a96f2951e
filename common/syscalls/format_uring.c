// SPDX-License-Identifier: Apache-2.0
// io_uring_register: what is registered, by operation.
#include <linux/io_uring.h>
#include <string.h>

#include "common/syscalls/fields.h"
#include "common/syscalls/formatters.h"

#define PROBE_MAX 256u

static const struct field update_rows[] = {
    FIELD(struct io_uring_files_update, offset, FIELD_U),
    FIELD(struct io_uring_files_update, resv, FIELD_X, .when = FIELD_NONZERO),
    FIELD(struct io_uring_files_update, fds, FIELD_PTR),
};
static const struct field_table update = FIELD_TABLE(update_rows);

static const struct field resource_rows[] = {
    FIELD(struct io_uring_rsrc_register, nr, FIELD_U),
    FIELD(struct io_uring_rsrc_register, flags, FIELD_FLAGS, .list = &constants_io_uring_resource_flags),
    FIELD(struct io_uring_rsrc_register, resv2, FIELD_X, .when = FIELD_NONZERO),
    FIELD(struct io_uring_rsrc_register, data, FIELD_PTR),
    FIELD(struct io_uring_rsrc_register, tags, FIELD_PTR),
};
static const struct field_table resource = FIELD_TABLE(resource_rows);

static const struct field update2_rows[] = {
    FIELD(struct io_uring_rsrc_update2, offset, FIELD_U),
    FIELD(struct io_uring_rsrc_update2, resv, FIELD_X, .when = FIELD_NONZERO),
    FIELD(struct io_uring_rsrc_update2, data, FIELD_PTR),
    FIELD(struct io_uring_rsrc_update2, tags, FIELD_PTR),
    FIELD(struct io_uring_rsrc_update2, nr, FIELD_U),
    FIELD(struct io_uring_rsrc_update2, resv2, FIELD_X, .when = FIELD_NONZERO),
};
static const struct field_table update2 = FIELD_TABLE(update2_rows);

struct buffer_ring {
	uint64_t ring_addr;
	uint32_t ring_entries;
	uint16_t bgid, pad;
	uint64_t resv[3];
};

static const struct field ring_rows[] = {
    FIELD(struct buffer_ring, ring_addr, FIELD_PTR),
    FIELD(struct buffer_ring, ring_entries, FIELD_U),
    FIELD(struct buffer_ring, bgid, FIELD_U),
    FIELD(struct buffer_ring, pad, FIELD_X, .when = FIELD_NONZERO),
    FIELD(struct buffer_ring, resv, FIELD_LONGS, .when = FIELD_NONZERO),
};
static const struct field_table ring = FIELD_TABLE(ring_rows);

static const struct field probe_rows[] = {
    FIELD(struct io_uring_probe_op, op, FIELD_ONE_U, .list = &constants_io_uring_ops),
    FIELD(struct io_uring_probe_op, resv, FIELD_X, .when = FIELD_NONZERO),
    FIELD(struct io_uring_probe_op, flags, FIELD_FLAGS, .list = &constants_io_uring_op_flags),
    FIELD(struct io_uring_probe_op, resv2, FIELD_X, .when = FIELD_NONZERO),
};
static const struct field_table probe_op = FIELD_TABLE(probe_rows);

static void print_element_fd(struct printer *p, const uint8_t *bytes, void *ctx)
{
	int fd;
	(void)ctx;
	memcpy(&fd, bytes, sizeof(fd));
	print_fd(p, fd);
}

// A slot and a descriptor for it; to free a slot, only the former.
static void print_ring_fd(struct printer *p, const uint8_t *bytes, void *ctx)
{
	struct io_uring_rsrc_update row;
	memcpy(&row, bytes, sizeof(row));
	bool registers = ctx != NULL;
	if (registers && row.offset == UINT32_MAX)
		print_text(p, "{offset=-1");
	else
		print_format(p, "{offset=%u", row.offset);
	if (row.resv)
		print_format(p, ", resv=%#x", row.resv);
	if (registers) {
		print_text(p, ", data=");
		print_fd(p, (int)row.data);
	} else if (row.data) {
		print_format(p, ", data=%#llx", (unsigned long long)row.data);
	}
	print_text(p, "}");
}

static void print_restriction(struct printer *p, const uint8_t *bytes, void *ctx)
{
	static const struct constants *const lists[] = {&constants_io_uring_register_ops, &constants_io_uring_ops,
							&constants_io_uring_entry_flags,
							&constants_io_uring_entry_flags};
	static const char *const names[] = {"register_op", "sqe_op", "sqe_flags", "sqe_flags"};
	uint16_t op = (uint16_t)(bytes[0] | bytes[1] << 8);
	(void)ctx;
	print_text(p, "{opcode=");
	print_one(p, &constants_io_uring_restrictions, op);
	if (op >= sizeof(lists) / sizeof(lists[0])) {
		print_format(p, " /* op: %#x */}", bytes[2]);
		return;
	}
	print_format(p, ", %s=", names[op]);
	if (op < 2)
		print_one(p, lists[op], bytes[2]);
	else
		print_bits(p, lists[op], bytes[2]);
	print_text(p, "}");
}

static void print_probe(struct printer *p, unsigned arg, uint32_t count)
{
	struct io_uring_probe head;
	struct piece piece, ops;
	struct field_sized what = {sizeof(struct io_uring_probe_op), &probe_op};
	if (event_failed(p->event) || count > PROBE_MAX || !piece_find(p, arg, 0, 0, AT_EXIT, &piece) ||
	    !piece_struct(&piece, 0, &head, sizeof(head))) {
		print_pointer(p, arg_value(p, arg));
		return;
	}
	ops = (struct piece){piece.bytes + sizeof(head), piece.len - sizeof(head), true};
	print_text(p, "{last_op=");
	print_one(p, &constants_io_uring_ops, head.last_op);
	print_format(p, ", ops_len=%u, ops=", head.ops_len);
	print_elements_of(p, &ops, arg_value(p, arg), head.ops_len < count ? head.ops_len : count, what.size,
			  print_element_struct, &what);
	print_text(p, "}");
}

static void print_workers(struct printer *p, const struct piece *piece, uint32_t count)
{
	uint32_t value;
	print_text(p, "[");
	for (uint32_t i = 0; i < count && piece_struct(piece, i * sizeof(value), &value, sizeof(value)); i++) {
		print_text(p, i ? ", [" : "[");
		print_one(p, &constants_io_uring_workers, i);
		print_format(p, "]=%u", value);
	}
	print_text(p, "]");
}

static void print_worker_limits(struct printer *p, unsigned arg, uint32_t count)
{
	struct piece piece;
	if (!argument_memory(p, arg, &piece) || !count) {
		print_pointer(p, arg_value(p, arg));
		return;
	}
	struct piece given = piece;
	(void)piece_find(p, arg, 0, 0, AT_ENTRY, &given);
	print_workers(p, &given, count);
	print_text(p, " => ");
	if (event_failed(p->event))
		print_pointer(p, arg_value(p, arg));
	else
		print_workers(p, &piece, count);
}

static void print_registered(struct printer *p, unsigned arg, size_t size, const struct field_table *fields)
{
	if (arg_value(p, 3) < size)
		print_pointer(p, arg_value(p, arg));
	else
		print_argument_struct(p, arg, size, fields);
}

void format_io_uring_arg(struct printer *p, unsigned arg)
{
	uint32_t count = (uint32_t)arg_value(p, 3);
	switch ((uint32_t)arg_value(p, 1)) {
	case IORING_REGISTER_BUFFERS:
		print_vectors(p, arg, count);
		break;
	case IORING_REGISTER_FILES:
	case IORING_REGISTER_EVENTFD:
	case IORING_REGISTER_EVENTFD_ASYNC:
		print_array(p, arg, count, sizeof(int), print_element_fd, NULL);
		break;
	case IORING_REGISTER_FILES_UPDATE:
		print_argument_struct(p, arg, sizeof(struct io_uring_files_update), &update);
		break;
	case IORING_REGISTER_PROBE:
		print_probe(p, arg, count);
		break;
	case IORING_REGISTER_RESTRICTIONS:
		print_array(p, arg, count, sizeof(struct io_uring_restriction), print_restriction, NULL);
		break;
	case IORING_REGISTER_FILES2:
	case IORING_REGISTER_BUFFERS2:
		print_registered(p, arg, sizeof(struct io_uring_rsrc_register), &resource);
		break;
	case IORING_REGISTER_FILES_UPDATE2:
	case IORING_REGISTER_BUFFERS_UPDATE:
		print_registered(p, arg, sizeof(struct io_uring_rsrc_update2), &update2);
		break;
	case IORING_REGISTER_IOWQ_MAX_WORKERS:
		print_worker_limits(p, arg, count);
		break;
	case IORING_REGISTER_RING_FDS:
		print_array(p, arg, count, sizeof(struct io_uring_rsrc_update), print_ring_fd, p);
		break;
	case IORING_UNREGISTER_RING_FDS:
		print_array(p, arg, count, sizeof(struct io_uring_rsrc_update), print_ring_fd, NULL);
		break;
	case 22: // IORING_REGISTER_PBUF_RING, IORING_UNREGISTER_PBUF_RING
	case 23:
		print_argument_struct(p, arg, sizeof(struct buffer_ring), &ring);
		break;
	default:
		print_pointer(p, arg_value(p, arg));
	}
}
