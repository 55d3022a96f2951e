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

// Of a request that is cancelled only what names it is told.
void format_iocb(struct printer *p, unsigned arg)
{
	static const struct field rows[] = {
	    FIELD(struct iocb, aio_data, FIELD_X),
	    FIELD(struct iocb, aio_key, FIELD_U, .when = FIELD_NONZERO),
	    FIELD(struct iocb, aio_rw_flags, FIELD_FLAGS, .when = FIELD_NONZERO, .list = &constants_rwf_flags),
	    FIELD(struct iocb, aio_lio_opcode, FIELD_ONE, .list = &constants_aio_ops),
	    FIELD(struct iocb, aio_reqprio, FIELD_D, .when = FIELD_NONZERO),
	    FIELD(struct iocb, aio_fildes, FIELD_FD),
	};
	static const struct field_table fields = FIELD_TABLE(rows);
	print_argument_struct(p, arg, sizeof(struct iocb), &fields);
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
