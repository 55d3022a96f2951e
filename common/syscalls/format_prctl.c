// SPDX-License-Identifier: Apache-2.0
// prctl: how many arguments there are and what they mean depends on the operation.
#include <linux/prctl.h>
#include <linux/seccomp.h>

#include "common/syscalls/command.h"
#include "common/syscalls/formatters.h"
#include "common/syscalls/prctl_print.h"

#define LIST(name) &constants_##name

static const struct command rows[] = {
    {PR_SET_PDEATHSIG, 2, {{command_signal, NULL}}, NULL},
    {PR_GET_PDEATHSIG, 2, {{command_pointed_signal, NULL}}, NULL},
    {PR_GET_DUMPABLE, 1, {{0}}, prctl_result_dumpable},
    {PR_SET_DUMPABLE, 2, {{command_one, LIST(prctl_dumpable)}}, NULL},
    {PR_GET_UNALIGN, 2, {{command_pointed_bits, LIST(prctl_unalign)}}, NULL},
    {PR_SET_UNALIGN, 2, {{command_bits_int, LIST(prctl_unalign)}}, NULL},
    {PR_GET_KEEPCAPS, 1, {{0}}, NULL},
    {PR_SET_KEEPCAPS, 2, {{command_unsigned, NULL}}, NULL},
    {PR_GET_FPEMU, 2, {{command_pointed_uint, NULL}}, NULL},
    {PR_SET_FPEMU, 2, {{command_unsigned, NULL}}, NULL},
    {PR_GET_FPEXC, 2, {{command_pointed_uint, NULL}}, NULL},
    {PR_SET_FPEXC, 2, {{command_unsigned, NULL}}, NULL},
    {PR_GET_TIMING, 1, {{0}}, NULL},
    {PR_SET_TIMING, 2, {{command_unsigned, NULL}}, NULL},
    {PR_SET_NAME, 2, {{prctl_set_name, NULL}}, NULL},
    {PR_GET_NAME, 2, {{prctl_get_name, NULL}}, NULL},
    {PR_GET_ENDIAN, 2, {{command_pointed_uint, NULL}}, NULL},
    {PR_SET_ENDIAN, 2, {{command_unsigned, NULL}}, NULL},
    {PR_GET_SECCOMP, 1, {{0}}, NULL},
    {PR_SET_SECCOMP, 5, {{command_one, LIST(seccomp_modes)}, {prctl_seccomp_filter, NULL}}, NULL},
    {PR_CAPBSET_READ, 2, {{command_one, LIST(capabilities)}}, NULL},
    {PR_CAPBSET_DROP, 2, {{command_one, LIST(capabilities)}}, NULL},
    {PR_GET_TSC, 2, {{command_pointed_one, LIST(prctl_tsc)}}, NULL},
    {PR_SET_TSC, 2, {{command_one_int, LIST(prctl_tsc)}}, NULL},
    {PR_GET_SECUREBITS, 1, {{0}}, prctl_result_securebits},
    {PR_SET_SECUREBITS, 2, {{command_bits, LIST(securebits)}}, NULL},
    {PR_SET_TIMERSLACK, 2, {{command_signed, NULL}}, NULL},
    {PR_GET_TIMERSLACK, 1, {{0}}, NULL},
    {PR_TASK_PERF_EVENTS_DISABLE, 1, {{0}}, NULL},
    {PR_TASK_PERF_EVENTS_ENABLE, 1, {{0}}, NULL},
    {PR_MCE_KILL, 5, {{command_one, LIST(prctl_mce_kill)}, {prctl_kill_policy, LIST(prctl_mce_policy)}}, NULL},
    {PR_MCE_KILL_GET, 5, {{0}}, prctl_result_kill_policy},
    {PR_SET_MM, 5, {{command_one_int, LIST(prctl_mm)}}, NULL},
    {PR_SET_CHILD_SUBREAPER, 2, {{command_unsigned, NULL}}, NULL},
    {PR_GET_CHILD_SUBREAPER, 2, {{command_pointed_uint, NULL}}, NULL},
    {PR_SET_NO_NEW_PRIVS, 5, {{command_unsigned, NULL}}, NULL},
    {PR_GET_TID_ADDRESS, 2, {{command_pointed_pointer, NULL}}, NULL},
    {PR_SET_THP_DISABLE, 5, {{command_unsigned, NULL}}, NULL},
    {PR_SET_FP_MODE, 2, {{command_bits_int, LIST(prctl_fp_mode)}}, NULL},
    {PR_GET_FP_MODE, 1, {{0}}, prctl_result_fp_mode},
    {PR_CAP_AMBIENT, 5, {{command_one, LIST(prctl_cap_ambient)}, {prctl_ambient_capability, LIST(capabilities)}}, NULL},
    {PR_SVE_SET_VL, 2, {{prctl_vector_length, LIST(prctl_sve)}}, prctl_result_sve},
    {PR_SVE_GET_VL, 1, {{0}}, prctl_result_sve},
    {PR_GET_SPECULATION_CTRL, 2, {{command_one, LIST(prctl_speculation)}}, prctl_result_speculation},
    {PR_SET_SPECULATION_CTRL,
     3,
     {{command_one, LIST(prctl_speculation)}, {prctl_speculation, LIST(prctl_speculation_set)}},
     NULL},
    {PR_PAC_RESET_KEYS, 5, {{command_bits, LIST(prctl_pac_reset)}}, NULL},
    {PR_SET_TAGGED_ADDR_CTRL, 5, {{prctl_tagged_address, NULL}}, NULL},
    {PR_GET_TAGGED_ADDR_CTRL, 5, {{0}}, prctl_result_tagged_address},
    {PR_SET_IO_FLUSHER, 5, {{command_unsigned, NULL}}, NULL},
    {PR_SET_SYSCALL_USER_DISPATCH, 5, {{command_one, LIST(prctl_dispatch)}, {0}, {0}, {command_pointer, NULL}}, NULL},
    {PR_PAC_SET_ENABLED_KEYS,
     5,
     {{command_bits, LIST(prctl_pac_enabled)}, {command_bits, LIST(prctl_pac_enabled)}},
     NULL},
    {PR_PAC_GET_ENABLED_KEYS, 5, {{0}}, prctl_result_enabled_keys},
    {PR_SCHED_CORE,
     5,
     {{command_one_int, LIST(prctl_core_sched)},
      {command_int, NULL},
      {prctl_core_group, LIST(pid_types)},
      {prctl_core_cookie, NULL}},
     NULL},
    {PR_SME_SET_VL, 2, {{prctl_vector_length, LIST(prctl_sme)}}, prctl_result_sme},
    {PR_SME_GET_VL, 1, {{0}}, prctl_result_sme},
    {PR_SET_VMA,
     5,
     {{command_one, LIST(prctl_vma)}, {prctl_vma_address, NULL}, {prctl_vma_size, NULL}, {prctl_vma_name, NULL}},
     NULL},
    {PR_SET_PTRACER, 2, {{prctl_ptracer, NULL}}, NULL},
};

static const struct commands commands = {rows, sizeof(rows) / sizeof(rows[0])};

bool shown_prctl(const struct event *event, unsigned arg)
{
	const struct command *command = command_find(&commands, (uint32_t)event->args[0]);
	if ((uint32_t)event->args[0] == PR_SET_SECCOMP && event->args[1] == SECCOMP_MODE_STRICT)
		return arg < 2;
	if ((uint32_t)event->args[0] == PR_SET_SECCOMP && event->args[1] == SECCOMP_MODE_FILTER)
		return arg < 3;
	return !command || arg < command->count;
}

void format_prctl_arg(struct printer *p, unsigned arg)
{
	print_command_arg(p, command_find(&commands, (uint32_t)arg_value(p, 0)), arg);
}

void result_prctl(struct printer *p)
{
	const struct command *command = command_find(&commands, (uint32_t)p->event->args[0]);
	if (command && command->result)
		command->result(p);
	else
		print_format(p, "%lld", (long long)p->event->ret);
}
