// SPDX-License-Identifier: Apache-2.0
#include "common/syscalls/bpf_filter.h"

#include <linux/bpf.h>
#include <linux/filter.h>
#include <linux/seccomp.h>

#include "common/syscalls/nested.h"

#define INSTRUCTION_LEN 8u

// Bits that have no meaning there.
static void print_rest(struct printer *p, unsigned rest)
{
	if (rest)
		print_format(p, "|%#x /* BPF_??? */", rest);
}

static void print_part(struct printer *p, const struct constants *list, unsigned value)
{
	print_text(p, "|");
	print_one(p, list, value);
}

static void print_operation(struct printer *p, const struct constants *list, uint16_t code)
{
	print_part(p, &constants_bpf_src, BPF_SRC(code));
	print_part(p, list, BPF_OP(code));
}

void print_filter_code(struct printer *p, uint16_t code, bool extended)
{
	unsigned class = BPF_CLASS(code), rest = code & ~class;
	print_one(p, extended ? &constants_ebpf_class : &constants_bpf_class, class);
	switch (class) {
	case BPF_RET: // a jump of 32 bits in extended programs, which strace does not open
		if (!extended) {
			print_part(p, &constants_bpf_rval, BPF_RVAL(code));
			rest &= ~BPF_RVAL(code);
		}
		print_rest(p, rest);
		break;
	case BPF_JMP:
		print_operation(p, extended ? &constants_ebpf_op_jmp : &constants_bpf_op_jmp, code);
		break;
	case BPF_MISC:
		if (!extended) {
			print_part(p, &constants_bpf_miscop, BPF_MISCOP(code));
			print_rest(p, rest & ~BPF_MISCOP(code));
			break;
		}
		__attribute__((fallthrough));
	case BPF_ALU:
		print_operation(p, extended ? &constants_ebpf_op_alu : &constants_bpf_op_alu, code);
		break;
	default:
		if (!extended && (class == BPF_ST || class == BPF_STX)) {
			print_rest(p, rest);
			break;
		}
		print_part(p, extended ? &constants_ebpf_size : &constants_bpf_size, BPF_SIZE(code));
		print_part(p, extended ? &constants_ebpf_mode : &constants_bpf_mode, BPF_MODE(code));
	}
}

bool print_socket_filter_k(struct printer *p, uint16_t code, uint32_t k)
{
	if (BPF_CLASS(code) != BPF_LD || BPF_MODE(code) != BPF_ABS)
		return false;
	if (k >= (uint32_t)SKF_AD_OFF) {
		print_text(p, "SKF_AD_OFF+");
		print_one(p, &constants_skf_ad, k - (uint32_t)SKF_AD_OFF);
	} else if (k >= (uint32_t)SKF_NET_OFF) {
		print_format(p, "SKF_NET_OFF+%u", k - (uint32_t)SKF_NET_OFF);
	} else if (k >= (uint32_t)SKF_LL_OFF) {
		print_format(p, "SKF_LL_OFF+%u", k - (uint32_t)SKF_LL_OFF);
	} else {
		return false;
	}
	return true;
}

bool print_seccomp_filter_k(struct printer *p, uint16_t code, uint32_t k)
{
	if (BPF_CLASS(code) != BPF_RET)
		return false;
	uint32_t data = k & ~SECCOMP_RET_ACTION_FULL;
	print_one(p, &constants_seccomp_actions, k & SECCOMP_RET_ACTION_FULL);
	if (data)
		print_format(p, "|%#x", data);
	return true;
}

static void print_instruction(struct printer *p, const struct sock_filter *filter, filter_k_fn print_k)
{
	bool jump = filter->jt || filter->jf;
	print_text(p, jump ? "BPF_JUMP(" : "BPF_STMT(");
	print_filter_code(p, filter->code, false);
	print_text(p, ", ");
	if (jump)
		print_format(p, "%#x, %#x, %#x)", filter->k, filter->jt, filter->jf);
	else if (print_k(p, filter->code, filter->k))
		print_text(p, ")");
	else
		print_format(p, "%#x)", filter->k);
}

void print_filter_block(struct printer *p, const struct piece *block, size_t count, uint64_t pointer,
			filter_k_fn print_k)
{
	struct sock_filter filter;
	if (count && block->len < sizeof(filter)) {
		print_pointer(p, pointer);
		return;
	}
	print_text(p, "[");
	for (size_t i = 0; i < count; i++) {
		print_text(p, i ? ", " : "");
		if (i == BPF_MAXINSNS || !piece_struct(block, i * sizeof(filter), &filter, sizeof(filter))) {
			print_text(p, "...");
			break;
		}
		print_instruction(p, &filter, print_k);
	}
	print_text(p, "]");
}

void print_filter_program(struct printer *p, unsigned arg, const struct piece *header, filter_k_fn print_k)
{
	struct sock_fprog program;
	struct piece block = {0};
	if (!piece_struct(header, 0, &program, sizeof(program)))
		return;
	uint64_t pointer = (uint64_t)(uintptr_t)program.filter;
	print_format(p, "{len=%u, filter=", program.len);
	if (verbose(p) && pointer && (nested_find(p, arg, 0, &block) || !program.len))
		print_filter_block(p, &block, program.len, pointer, print_k);
	else
		print_pointer(p, pointer);
	print_text(p, "}");
}

static void print_ebpf_instruction(struct printer *p, const struct bpf_insn *insn)
{
	print_text(p, "{code=");
	print_filter_code(p, insn->code, true);
	print_text(p, ", dst_reg=");
	print_one(p, &constants_ebpf_regs, insn->dst_reg);
	print_text(p, ", src_reg=");
	print_one(p, &constants_ebpf_regs, insn->src_reg);
	print_format(p, ", off=%d, imm=%#x}", insn->off, insn->imm);
}

void print_ebpf_program(struct printer *p, const struct piece *block, size_t count, uint64_t pointer)
{
	struct bpf_insn insn;
	if (!pointer || (count && block->len < INSTRUCTION_LEN)) {
		print_pointer(p, pointer);
		return;
	}
	print_text(p, "[");
	for (size_t i = 0; i < count; i++) {
		print_text(p, i ? ", " : "");
		if (i == BPF_MAXINSNS || !piece_struct(block, i * sizeof(insn), &insn, sizeof(insn))) {
			print_text(p, "...");
			break;
		}
		print_ebpf_instruction(p, &insn);
	}
	print_text(p, "]");
}
