// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/empty_hooks.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <unistd.h>

static const struct bpf_insn code[] = {
    {.code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_ktime_get_boot_ns},
    {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = 0},
    {.code = BPF_JMP | BPF_EXIT},
};

int empty_hook_attach(enum empty_hook hook, const char *tracepoint)
{
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .expected_attach_type = BPF_TRACE_RAW_TP,
		    .attach_btf_id = (uint32_t)libbpf_find_vmlinux_btf_id(tracepoint, BPF_TRACE_RAW_TP));
	unsigned from = hook == EMPTY_CLOCK ? 0 : 1;
	int program = bpf_prog_load(BPF_PROG_TYPE_TRACING, "empty", "GPL", code + from, 3 - from, &opts);
	int link = program < 0 ? -1 : bpf_raw_tracepoint_open(NULL, program);
	if (program >= 0)
		(void)close(program);
	return link;
}
