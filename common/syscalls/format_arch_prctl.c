// SPDX-License-Identifier: Apache-2.0
// arch_prctl of x86-64.
#include "common/syscalls/command.h"
#include "common/syscalls/formatters.h"

// asm/prctl.h exists on x86 only.
#define ARCH_GET_FS               0x1003
#define ARCH_GET_GS               0x1004
#define ARCH_GET_CPUID            0x1011
#define ARCH_GET_XCOMP_SUPP       0x1021
#define ARCH_GET_XCOMP_PERM       0x1022
#define ARCH_REQ_XCOMP_PERM       0x1023
#define ARCH_GET_XCOMP_GUEST_PERM 0x1024
#define ARCH_REQ_XCOMP_GUEST_PERM 0x1025

static void feature_mask(struct printer *p, unsigned arg, const struct constants *list)
{
	uint64_t mask;
	if (event_failed(p->event) || !argument_struct(p, arg, &mask, sizeof(mask))) {
		print_pointer(p, arg_value(p, arg));
		return;
	}
	print_format(p, mask ? "[%#llx /* " : "[0", (unsigned long long)mask);
	if (mask)
		print_bits(p, list, mask);
	print_text(p, mask ? " */]" : "]");
}

static void feature(struct printer *p, unsigned arg, const struct constants *list)
{
	const char *name = constant_name(list, arg_value(p, arg));
	print_format(p, "%#llx /* %s */", (unsigned long long)arg_value(p, arg), name ? name : list->unknown);
}

static const struct command rows[] = {
    {ARCH_GET_FS, 2, {{command_pointed_pointer, NULL}}, NULL},
    {ARCH_GET_GS, 2, {{command_pointed_pointer, NULL}}, NULL},
    {ARCH_GET_CPUID, 1, {{0}}, NULL},
    {ARCH_GET_XCOMP_SUPP, 2, {{feature_mask, &constants_xfeature_masks}}, NULL},
    {ARCH_GET_XCOMP_PERM, 2, {{feature_mask, &constants_xfeature_masks}}, NULL},
    {ARCH_GET_XCOMP_GUEST_PERM, 2, {{feature_mask, &constants_xfeature_masks}}, NULL},
    {ARCH_REQ_XCOMP_PERM, 2, {{feature, &constants_xfeatures}}, NULL},
    {ARCH_REQ_XCOMP_GUEST_PERM, 2, {{feature, &constants_xfeatures}}, NULL},
};

static const struct commands commands = {rows, sizeof(rows) / sizeof(rows[0])};

bool shown_arch_prctl(const struct event *event, unsigned arg)
{
	const struct command *command = command_find(&commands, (uint32_t)event->args[0]);
	return !command || arg < command->count;
}

void format_arch_prctl_arg(struct printer *p, unsigned arg)
{
	print_command_arg(p, command_find(&commands, (uint32_t)arg_value(p, 0)), arg);
}
