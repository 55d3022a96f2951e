// SPDX-License-Identifier: Apache-2.0
#include "common/syscalls/prctl_print.h"

#include <linux/prctl.h>
#include <linux/seccomp.h>
#include <string.h>

#include "common/syscalls/command.h"
#include "common/syscalls/formatters.h"
#include "common/syscalls/shared.h"

#define COMM_BYTES 16

// A name as the kernel takes it: 15 characters, whatever follows.
void prctl_set_name(struct printer *p, unsigned arg, const struct constants *list)
{
	(void)list;
	struct piece piece;
	if (!argument_memory(p, arg, &piece) || piece.len == 0) {
		format_str(p, arg);
		return;
	}
	size_t len = strnlen((const char *)piece.bytes, piece.len);
	bool more = len >= COMM_BYTES - 1;
	print_quoted(p, piece.bytes, more ? COMM_BYTES - 1 : len, more, QUOTE_PLAIN);
}

void prctl_get_name(struct printer *p, unsigned arg, const struct constants *list)
{
	(void)list;
	char text[COMM_BYTES];
	if (event_failed(p->event) || !argument_struct(p, arg, text, sizeof(text)))
		print_pointer(p, arg_value(p, arg));
	else
		print_quoted(p, (const uint8_t *)text, strnlen(text, sizeof(text)), false, QUOTE_PLAIN);
}

// PR_CAP_AMBIENT_CLEAR_ALL takes none.
void prctl_ambient_capability(struct printer *p, unsigned arg, const struct constants *list)
{
	uint64_t op = arg_value(p, 1);
	if (op >= PR_CAP_AMBIENT_IS_SET && op <= PR_CAP_AMBIENT_LOWER)
		print_one(p, list, arg_value(p, arg));
	else
		print_hex(p, arg_value(p, arg));
}

void prctl_kill_policy(struct printer *p, unsigned arg, const struct constants *list)
{
	if (arg_value(p, 1) == PR_MCE_KILL_SET)
		print_one(p, list, arg_value(p, arg));
	else
		print_hex(p, arg_value(p, arg));
}

void prctl_speculation(struct printer *p, unsigned arg, const struct constants *list)
{
	if (arg_value(p, 1) <= PR_SPEC_L1D_FLUSH)
		print_one(p, list, arg_value(p, arg));
	else
		print_hex(p, arg_value(p, arg));
}

static void print_vector_length(struct printer *p, const struct constants *list, uint64_t value)
{
	if (value & ~0xffffull) {
		print_bits(p, list, value & ~0xffffull);
		print_text(p, "|");
	}
	print_hex(p, value & 0xffff);
}

void prctl_vector_length(struct printer *p, unsigned arg, const struct constants *list)
{
	print_vector_length(p, list, arg_value(p, arg));
}

#define TAG_SHIFT 3
#define TAG_MASK  (0xffffull << TAG_SHIFT)
#define TCF_MASK  6ull

static void print_tagged_address(struct printer *p, uint64_t value)
{
	print_text(p, value & PR_TAGGED_ADDR_ENABLE ? "PR_TAGGED_ADDR_ENABLE|" : "!PR_TAGGED_ADDR_ENABLE|");
	print_one(p, &constants_prctl_mte_tcf, value & TCF_MASK);
	if (value & TAG_MASK)
		print_format(p, "|%#llx<<PR_MTE_TAG_SHIFT", (unsigned long long)((value & TAG_MASK) >> TAG_SHIFT));
	if (value & ~(PR_TAGGED_ADDR_ENABLE | TCF_MASK | TAG_MASK))
		print_format(p, "|%#llx", (unsigned long long)(value & ~(PR_TAGGED_ADDR_ENABLE | TCF_MASK | TAG_MASK)));
}

void prctl_tagged_address(struct printer *p, unsigned arg, const struct constants *list)
{
	(void)list;
	print_tagged_address(p, arg_value(p, arg));
}

void prctl_ptracer(struct printer *p, unsigned arg, const struct constants *list)
{
	(void)list;
	int pid = (int)arg_value(p, arg);
	if (pid == -1)
		print_text(p, "PR_SET_PTRACER_ANY");
	else
		print_format(p, "%d", pid);
}

void prctl_core_group(struct printer *p, unsigned arg, const struct constants *list)
{
	uint32_t type = (uint32_t)arg_value(p, arg);
	const char *name = constant_name(list, type);
	print_format(p, "%#x /* %s */", type, name ? name : list->unknown);
}

void prctl_core_cookie(struct printer *p, unsigned arg, const struct constants *list)
{
	if ((uint32_t)arg_value(p, 1) == PR_SCHED_CORE_GET)
		command_pointed_hex(p, arg, list);
	else
		print_pointer(p, arg_value(p, arg));
}

void prctl_vma_address(struct printer *p, unsigned arg, const struct constants *list)
{
	(void)list;
	if (arg_value(p, 1) == PR_SET_VMA_ANON_NAME)
		print_pointer(p, arg_value(p, arg));
	else
		print_hex(p, arg_value(p, arg));
}

void prctl_vma_size(struct printer *p, unsigned arg, const struct constants *list)
{
	if (arg_value(p, 1) == PR_SET_VMA_ANON_NAME)
		command_unsigned(p, arg, list);
	else
		print_hex(p, arg_value(p, arg));
}

void prctl_vma_name(struct printer *p, unsigned arg, const struct constants *list)
{
	if (arg_value(p, 1) == PR_SET_VMA_ANON_NAME)
		command_string(p, arg, list);
	else
		print_hex(p, arg_value(p, arg));
}

void prctl_seccomp_filter(struct printer *p, unsigned arg, const struct constants *list)
{
	(void)list;
	if (arg_value(p, 1) == SECCOMP_MODE_FILTER)
		print_seccomp_program(p, arg);
	else
		print_hex(p, arg_value(p, arg));
}

static void print_named_result(struct printer *p, const struct constants *list, bool bits)
{
	uint64_t ret = (uint64_t)p->event->ret;
	const char *name = constant_name(list, ret);
	print_format(p, bits ? "%#llx" : "%llu", (unsigned long long)ret);
	if (!bits && name)
		print_format(p, " (%s)", name);
	if (!bits || !ret)
		return;
	print_text(p, " (");
	print_bits(p, list, ret);
	print_text(p, ")");
}

void prctl_result_dumpable(struct printer *p)
{
	print_named_result(p, &constants_prctl_dumpable, false);
}

void prctl_result_kill_policy(struct printer *p)
{
	print_named_result(p, &constants_prctl_mce_policy, false);
}

void prctl_result_securebits(struct printer *p)
{
	print_named_result(p, &constants_securebits, true);
}

void prctl_result_fp_mode(struct printer *p)
{
	print_named_result(p, &constants_prctl_fp_mode, true);
}

void prctl_result_enabled_keys(struct printer *p)
{
	print_named_result(p, &constants_prctl_pac_enabled, true);
}

void prctl_result_speculation(struct printer *p)
{
	if (arg_value(p, 1) <= PR_SPEC_L1D_FLUSH)
		print_named_result(p, &constants_prctl_speculation_get, true);
	else
		print_format(p, "%lld", (long long)p->event->ret);
}

void prctl_result_tagged_address(struct printer *p)
{
	print_format(p, "%#llx (", (unsigned long long)p->event->ret);
	print_tagged_address(p, (uint64_t)p->event->ret);
	print_text(p, ")");
}

static void print_length_result(struct printer *p, const struct constants *list)
{
	uint64_t ret = (uint64_t)p->event->ret;
	print_hex(p, ret);
	if (!(ret & ~0xffffull))
		return;
	print_text(p, " (");
	print_vector_length(p, list, ret);
	print_text(p, ")");
}

void prctl_result_sve(struct printer *p)
{
	print_length_result(p, &constants_prctl_sve);
}

void prctl_result_sme(struct printer *p)
{
	print_length_result(p, &constants_prctl_sme);
}
