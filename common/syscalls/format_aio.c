// SPDX-License-Identifier: Apache-2.0
// The older asynchronous input and output, and io_uring's set-up.
#include <linux/aio_abi.h>
#include <linux/io_uring.h>

#include "common/syscalls/fields.h"
#include "common/syscalls/formatters.h"
#include "common/syscalls/shared.h"

static const struct field event_rows[] = {
    FIELD(struct io_event, data, FIELD_X),
    FIELD(struct io_event, obj, FIELD_X),
    FIELD(struct io_event, res, FIELD_D),
    FIELD(struct io_event, res2, FIELD_D),
};
static const struct field_table event_fields = FIELD_TABLE(event_rows);

void format_io_event(struct printer *p, unsigned arg)
{
	print_argument_struct(p, arg, sizeof(struct io_event), &event_fields);
}

void format_io_events(struct printer *p, unsigned arg)
{
	struct field_sized what = {sizeof(struct io_event), &event_fields};
	print_array(p, arg, argument_length(p, arg), sizeof(struct io_event), print_element_struct, &what);
}

// What names a request: all that is told of one that is cancelled.
static const struct field head_rows[] = {
    FIELD(struct iocb, aio_data, FIELD_X),
    FIELD(struct iocb, aio_key, FIELD_U, .when = FIELD_NONZERO),
    FIELD(struct iocb, aio_rw_flags, FIELD_FLAGS, .when = FIELD_NONZERO, .list = &constants_rwf_flags),
    FIELD(struct iocb, aio_lio_opcode, FIELD_ONE_U, .list = &constants_aio_ops),
    FIELD(struct iocb, aio_reqprio, FIELD_D, .when = FIELD_NONZERO),
    FIELD(struct iocb, aio_fildes, FIELD_FD),
};
static const struct field_table head = FIELD_TABLE(head_rows);

void format_iocb(struct printer *p, unsigned arg)
{
	print_argument_struct(p, arg, sizeof(struct iocb), &head);
}

static void print_buffer(struct printer *p, unsigned arg, unsigned index, const struct iocb *cb)
{
	struct piece data;
	bool there = piece_find(p, arg, RECORD_DATA_ELEMENT, (uint8_t)index, AT_EXIT, &data);
	print_text(p, ", aio_buf=");
	if (cb->aio_lio_opcode == IOCB_CMD_PWRITE && there && cb->aio_nbytes) {
		size_t len = data.len < cb->aio_nbytes ? data.len : (size_t)cb->aio_nbytes;
		print_payload(p, data.bytes, len, cb->aio_nbytes, QUOTE_PLAIN);
	} else {
		print_hex(p, cb->aio_buf);
	}
	print_format(p, ", aio_nbytes=%llu, aio_offset=%lld", (unsigned long long)cb->aio_nbytes,
		     (long long)cb->aio_offset);
}

static void print_notification(struct printer *p, const struct iocb *cb)
{
	if (cb->aio_flags) {
		print_text(p, ", aio_flags=");
		print_bits(p, &constants_aio_flags, cb->aio_flags);
	}
	if (cb->aio_flags & IOCB_FLAG_RESFD) {
		print_text(p, ", aio_resfd=");
		print_fd(p, (int)cb->aio_resfd);
	} else if (cb->aio_resfd) {
		print_format(p, ", aio_resfd=%#x", cb->aio_resfd);
	}
}

static void print_request(struct printer *p, unsigned arg, unsigned index, const struct iocb *cb)
{
	print_text(p, "{");
	(void)print_fields(p, (const uint8_t *)cb, sizeof(*cb), &head, NULL);
	switch (cb->aio_lio_opcode) {
	case IOCB_CMD_PREAD:
	case IOCB_CMD_PWRITE:
	case IOCB_CMD_PREADV:
	case IOCB_CMD_PWRITEV:
		print_buffer(p, arg, index, cb);
		print_notification(p, cb);
		break;
	case IOCB_CMD_POLL:
		print_text(p, ", aio_buf=");
		print_bits(p, &constants_poll_events, cb->aio_buf);
		print_notification(p, cb);
		break;
	default:
		break;
	}
	print_text(p, "}");
}

// An array of pointers to requests.
void format_iocbs(struct printer *p, unsigned arg)
{
	struct piece pointers = {0}, piece;
	struct iocb cb;
	uint64_t pointer, count = arg_value(p, 1);
	bool there = argument_memory(p, arg, &pointers);
	if ((int64_t)count < 0 || !arg_value(p, arg) || (count && (!there || pointers.len < sizeof(pointer)))) {
		print_pointer(p, arg_value(p, arg));
		return;
	}
	print_text(p, "[");
	for (unsigned i = 0; i < count; i++) {
		print_text(p, i ? ", " : "");
		if ((!verbose(p) && i >= string_limit(p)) || i > UINT8_MAX ||
		    !piece_struct(&pointers, i * sizeof(pointer), &pointer, sizeof(pointer))) {
			print_text(p, "...");
			break;
		}
		if (piece_find(p, arg, RECORD_DATA_NESTED, (uint8_t)i, AT_EXIT, &piece) &&
		    piece_struct(&piece, 0, &cb, sizeof(cb)))
			print_request(p, arg, i, &cb);
		else
			print_pointer(p, pointer);
	}
	print_text(p, "]");
}

static const struct field submit_rows[] = {
    FIELD(struct io_sqring_offsets, head, FIELD_U),
    FIELD(struct io_sqring_offsets, tail, FIELD_U),
    FIELD(struct io_sqring_offsets, ring_mask, FIELD_U),
    FIELD(struct io_sqring_offsets, ring_entries, FIELD_U),
    FIELD(struct io_sqring_offsets, flags, FIELD_U),
    FIELD(struct io_sqring_offsets, dropped, FIELD_U),
    FIELD(struct io_sqring_offsets, array, FIELD_U),
    FIELD(struct io_sqring_offsets, resv1, FIELD_X, .when = FIELD_NONZERO),
    {.name = "user_addr", .offset = 32, .size = 8, .kind = FIELD_PTR, .when = FIELD_NONZERO},
};
static const struct field_table submit_fields = FIELD_TABLE(submit_rows);

static const struct field complete_rows[] = {
    FIELD(struct io_cqring_offsets, head, FIELD_U),
    FIELD(struct io_cqring_offsets, tail, FIELD_U),
    FIELD(struct io_cqring_offsets, ring_mask, FIELD_U),
    FIELD(struct io_cqring_offsets, ring_entries, FIELD_U),
    FIELD(struct io_cqring_offsets, overflow, FIELD_U),
    FIELD(struct io_cqring_offsets, cqes, FIELD_U),
    FIELD(struct io_cqring_offsets, flags, FIELD_U),
    FIELD(struct io_cqring_offsets, resv1, FIELD_X, .when = FIELD_NONZERO),
    {.name = "user_addr", .offset = 32, .size = 8, .kind = FIELD_PTR, .when = FIELD_NONZERO},
};
static const struct field_table complete_fields = FIELD_TABLE(complete_rows);

// The caller's half of the struct, then what the kernel answers.
void format_io_uring_params(struct printer *p, unsigned arg)
{
	static const struct field given_rows[] = {
	    FIELD(struct io_uring_params, flags, FIELD_FLAGS, .list = &constants_io_uring_setup_flags),
	    FIELD(struct io_uring_params, sq_thread_cpu, FIELD_X),
	    FIELD(struct io_uring_params, sq_thread_idle, FIELD_U),
	};
	static const struct field answer_rows[] = {
	    FIELD(struct io_uring_params, sq_entries, FIELD_U),
	    FIELD(struct io_uring_params, cq_entries, FIELD_U),
	    FIELD(struct io_uring_params, features, FIELD_FLAGS, .list = &constants_io_uring_features),
	    FIELD(struct io_uring_params, sq_off, FIELD_STRUCT, .fields = &submit_fields),
	    FIELD(struct io_uring_params, cq_off, FIELD_STRUCT, .fields = &complete_fields),
	};
	static const struct field_table given = FIELD_TABLE(given_rows), answer = FIELD_TABLE(answer_rows);
	static const struct field resv = FIELD(struct io_uring_params, resv, FIELD_INTS, .when = FIELD_NONZERO);
	static const struct field_table rest = {&resv, 1};
	struct io_uring_params params;
	const uint8_t *bytes = (const uint8_t *)&params;
	bool first = true;
	if (!argument_or_pointer(p, arg, &params, sizeof(params)))
		return;
	print_text(p, "{");
	(void)print_fields(p, bytes, sizeof(params), &given, &first);
	if (params.flags & IORING_SETUP_ATTACH_WQ) {
		print_text(p, ", wq_fd=");
		print_fd(p, (int)params.wq_fd);
	}
	(void)print_fields(p, bytes, sizeof(params), &rest, &first);
	if (!event_failed(p->event))
		(void)print_fields(p, bytes, sizeof(params), &answer, &first);
	print_text(p, "}");
}

// Without IORING_ENTER_EXT_ARG it is a set of signals.
void format_io_uring_enter_arg(struct printer *p, unsigned arg)
{
	uint64_t set;
	if (arg_value(p, 5) == sizeof(set) && argument_struct(p, arg, &set, sizeof(set)))
		print_signal_set(p, set);
	else
		print_pointer(p, arg_value(p, arg));
}
