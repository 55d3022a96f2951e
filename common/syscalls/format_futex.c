// SPDX-License-Identifier: Apache-2.0
// futex: which of its six arguments count depends on the operation.
#include <linux/futex.h>

#include "common/syscalls/formatters.h"

enum { OP, VAL = 2, TIMEOUT, UADDR2, VAL3 };

// The bits behind are flags, whether the kernel knows them or not.
#define COMMAND_MASK 127
#define BIT(arg)     (1u << (arg))

static unsigned used_args(uint64_t op)
{
	switch (op & COMMAND_MASK) {
	case FUTEX_WAIT:
		return BIT(VAL) | BIT(TIMEOUT);
	case FUTEX_WAIT_BITSET:
		return BIT(VAL) | BIT(TIMEOUT) | BIT(VAL3);
	case FUTEX_WAKE:
	case FUTEX_FD:
		return BIT(VAL);
	case FUTEX_WAKE_BITSET:
		return BIT(VAL) | BIT(VAL3);
	case FUTEX_REQUEUE:
	case FUTEX_WAIT_REQUEUE_PI:
		return BIT(VAL) | BIT(TIMEOUT) | BIT(UADDR2);
	case FUTEX_LOCK_PI:
	case FUTEX_LOCK_PI2:
		return BIT(TIMEOUT);
	case FUTEX_UNLOCK_PI:
	case FUTEX_TRYLOCK_PI:
		return 0;
	default:
		return BIT(VAL) | BIT(TIMEOUT) | BIT(UADDR2) | BIT(VAL3);
	}
}

bool shown_futex(const struct event *event, unsigned arg)
{
	return (used_args((uint32_t)event->args[1]) & BIT(arg)) != 0;
}

void format_futex_op(struct printer *p, unsigned arg)
{
	uint32_t op = (uint32_t)arg_value(p, arg);
	const char *name = constant_name(&constants_futex_ops, op & FUTEX_CMD_MASK);
	if (!name) {
		print_one(p, &constants_futex_ops, op);
		return;
	}
	print_text(p, name);
	if (op & FUTEX_PRIVATE_FLAG)
		print_text(p, (op & FUTEX_CMD_MASK) == FUTEX_FD ? "|FUTEX_PRIVATE_FLAG" : "_PRIVATE");
	if (op & FUTEX_CLOCK_REALTIME)
		print_text(p, "|FUTEX_CLOCK_REALTIME");
}

void format_futex_val(struct printer *p, unsigned arg)
{
	print_format(p, "%u", (unsigned)arg_value(p, arg));
}

// A timeout, or for the operations that move waiters how many.
void format_futex_timeout(struct printer *p, unsigned arg)
{
	switch ((uint32_t)arg_value(p, 1) & COMMAND_MASK) {
	case FUTEX_WAIT:
	case FUTEX_WAIT_BITSET:
	case FUTEX_LOCK_PI:
	case FUTEX_LOCK_PI2:
	case FUTEX_WAIT_REQUEUE_PI:
		format_timespec(p, arg);
		break;
	case FUTEX_REQUEUE:
	case FUTEX_CMP_REQUEUE:
	case FUTEX_CMP_REQUEUE_PI:
	case FUTEX_WAKE_OP:
		print_format(p, "%u", (unsigned)arg_value(p, arg));
		break;
	default:
		print_pointer(p, arg_value(p, arg));
	}
}

void format_futex_uaddr2(struct printer *p, unsigned arg)
{
	print_pointer(p, arg_value(p, arg));
}

static void print_shifted(struct printer *p, const struct constants *names, uint32_t value, int shift)
{
	const char *name = constant_name(names, value);
	if (name)
		print_format(p, "%s<<%d", name, shift);
	else
		print_format(p, "%#x<<%d /* %s */", value, shift, names->unknown);
}

static void print_wake_op(struct printer *p, uint32_t op)
{
	if (op & 0x80000000)
		print_text(p, "FUTEX_OP_OPARG_SHIFT<<28|");
	print_shifted(p, &constants_futex_wake_ops, (op >> 28) & 7, 28);
	print_format(p, "|%#x<<12|", (op >> 12) & 0xfff);
	print_shifted(p, &constants_futex_wake_cmps, (op >> 24) & 0xf, 24);
	print_format(p, "|%#x", op & 0xfff);
}

void format_futex_val3(struct printer *p, unsigned arg)
{
	uint32_t value = (uint32_t)arg_value(p, arg);
	switch ((uint32_t)arg_value(p, 1) & COMMAND_MASK) {
	case FUTEX_WAIT_BITSET:
	case FUTEX_WAKE_BITSET:
		if (value == UINT32_MAX)
			print_text(p, "FUTEX_BITSET_MATCH_ANY");
		else
			print_hex(p, value);
		break;
	case FUTEX_CMP_REQUEUE:
	case FUTEX_CMP_REQUEUE_PI:
		print_format(p, "%u", value);
		break;
	case FUTEX_WAKE_OP:
		print_wake_op(p, value);
		break;
	default:
		print_hex(p, arg_value(p, arg));
	}
}

// struct futex_waitv: what each of them waits for.
void format_futex_waiters(struct printer *p, unsigned arg)
{
	struct {
		uint64_t value, address;
		uint32_t flags, reserved;
	} waiter;
	struct piece piece = {0};
	uint64_t count = argument_length(p, arg);
	if (count && (!argument_memory(p, arg, &piece) || !piece_struct(&piece, 0, &waiter, sizeof(waiter)))) {
		print_pointer(p, arg_value(p, arg));
		return;
	}
	print_text(p, "[");
	for (size_t i = 0; i < count; i++) {
		print_text(p, i ? ", " : "");
		if (i == string_limit(p) || !piece_struct(&piece, i * sizeof(waiter), &waiter, sizeof(waiter))) {
			print_text(p, "...");
			break;
		}
		print_text(p, "{val=");
		print_hex(p, waiter.value);
		print_text(p, ", uaddr=");
		print_pointer(p, waiter.address);
		print_text(p, ", flags=");
		print_bits(p, &constants_futex_waiter_flags, waiter.flags);
		if (waiter.reserved)
			print_format(p, ", __reserved=%#x", waiter.reserved);
		print_text(p, "}");
	}
	print_text(p, "]");
}
