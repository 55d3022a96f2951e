// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/common/syscalls/event_builder.h"

#include <linux/bpf.h>

static struct built built;

static void ask(int command, const union bpf_attr *attr, size_t size, int64_t ret)
{
	built_call(&built, "bpf", ret);
	built_args(&built, (uint64_t)command, 0x1000, size, 0, 0, 0);
	built_bytes(&built, 1, attr, size);
}

START_TEST(fields_are_there_as_far_as_the_size_reaches)
{
	union bpf_attr attr = {.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 8, .max_entries = 1};
	ask(BPF_MAP_CREATE, &attr, 16, 3);
	built_reads(
	    &built,
	    "bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_ARRAY, key_size=4, value_size=8, max_entries=1}, 16) = 3");
	memcpy(attr.map_name, "counts", 7);
	ask(BPF_MAP_CREATE, &attr, 44, 3);
	built_reads(&built,
		    "bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_ARRAY, key_size=4, value_size=8, max_entries=1, "
		    "map_flags=0, inner_map_fd=0, map_name=\"counts\"}, 44) = 3");
}
END_TEST

START_TEST(texts_and_programs_are_followed)
{
	union bpf_attr attr = {
	    .prog_type = BPF_PROG_TYPE_SOCKET_FILTER, .insn_cnt = 1, .insns = 0x2000, .license = 0x3000};
	struct bpf_insn insn = {.code = BPF_JMP | BPF_EXIT};
	struct decode_options options = {.verbose = true};
	ask(BPF_PROG_LOAD, &attr, 24, 3);
	built_piece(&built, 1, RECORD_DATA_NESTED, 0, 0, &insn, sizeof(insn));
	built_piece(&built, 1, RECORD_DATA_NESTED, 0, 1, "GPL", 3);
	built_reads(&built, "bpf(BPF_PROG_LOAD, {prog_type=BPF_PROG_TYPE_SOCKET_FILTER, insn_cnt=1, insns=0x2000, "
			    "license=\"GPL\"}, 24) = 3");
	built_reads_with(&built, &options,
			 "bpf(BPF_PROG_LOAD, {prog_type=BPF_PROG_TYPE_SOCKET_FILTER, insn_cnt=1, "
			 "insns=[{code=BPF_JMP|BPF_K|BPF_EXIT, dst_reg=BPF_REG_0, src_reg=BPF_REG_0, off=0, imm=0}], "
			 "license=\"GPL\"}, 24) = 3");
}
END_TEST

START_TEST(what_is_not_known_is_told)
{
	union bpf_attr attr = {.map_fd = 3};
	memcpy((char *)&attr + 4, "\1\0\0\0", 4);
	ask(BPF_MAP_FREEZE, &attr, 8, 0);
	built_reads(&built, "bpf(BPF_MAP_FREEZE, {map_fd=3, ...}, 8) = 0");
	ask(99, &attr, 8, -22);
	built_reads(&built, "bpf(0x63 /* BPF_??? */, 0x1000, 8) = -1 EINVAL (Invalid argument)");
}
END_TEST

void register_tests(TCase *tests)
{
	tcase_add_test(tests, fields_are_there_as_far_as_the_size_reaches);
	tcase_add_test(tests, texts_and_programs_are_followed);
	tcase_add_test(tests, what_is_not_known_is_told);
}
