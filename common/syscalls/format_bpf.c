// SPDX-License-Identifier: Apache-2.0
// bpf: the attributes of each command. strace shows a field when the size that was given reaches it, together with those that came
// into the kernel with it; what lies behind all known fields is told only when it is not 0.
#include <linux/bpf.h>
#include <stddef.h>

#include "common/syscalls/bpf_filter.h"
#include "common/syscalls/formatters.h"
#include "common/syscalls/layout.h"
#include "common/syscalls/nested.h"

#define PAGE_BYTES 4096u
#define NAME_BYTES 16u

// A row by offset: {name, kind, and from which size on it is there}.
#define AT(name, at, size, kind)                       \
	{                                              \
		name, at, size, kind, 0, NULL, NULL, 0 \
	}
#define FROM(name, at, size, kind, needs)                  \
	{                                                  \
		name, at, size, kind, 0, NULL, NULL, needs \
	}
#define NAMED(name, at, kind, list)                              \
	{                                                        \
		name, at, 4, kind, 0, &constants_##list, NULL, 0 \
	}
#define NAMED_FROM(name, at, kind, list)                          \
	{                                                         \
		name, at, 4, kind, 0, &constants_##list, NULL, at \
	}
#define BY(name, at, size, print, needs)                            \
	{                                                           \
		name, at, size, LAYOUT_PRINT, 0, NULL, print, needs \
	}

static void print_address64(struct printer *p, const struct piece *whole, size_t at, size_t size)
{
	print_pointer(p, piece_number(whole, at, size));
}

static void print_followed(struct printer *p, uint64_t pointer, uint8_t sub, uint64_t most)
{
	struct piece text;
	if (!pointer || !nested_find(p, 1, sub, &text)) {
		print_pointer(p, pointer);
		return;
	}
	size_t len = text.len < most ? text.len : (size_t)most;
	print_payload(p, text.bytes, len, len == text.len && text.truncated ? len + 1 : len, QUOTE_PLAIN);
}

static void print_first_text(struct printer *p, const struct piece *whole, size_t at, size_t size)
{
	print_followed(p, piece_number(whole, at, size), 0, UINT64_MAX);
}

static void print_license(struct printer *p, const struct piece *whole, size_t at, size_t size)
{
	print_followed(p, piece_number(whole, at, size), 1, UINT64_MAX);
}

// No text when there is no room for any.
static void print_log(struct printer *p, const struct piece *whole, size_t at, size_t size)
{
	uint64_t room = piece_number(whole, offsetof(union bpf_attr, log_size), 4);
	uint64_t pointer = piece_number(whole, at, size);
	if (pointer && !room)
		print_text(p, "\"\"");
	else
		print_followed(p, pointer, 2, room);
}

static void print_instructions(struct printer *p, const struct piece *whole, size_t at, size_t size)
{
	struct piece block = {0};
	uint64_t pointer = piece_number(whole, at, size),
		 count = piece_number(whole, offsetof(union bpf_attr, insn_cnt), 4);
	if (!verbose(p) || (!nested_find(p, 1, 0, &block) && count))
		print_pointer(p, pointer);
	else
		print_ebpf_program(p, &block, count, pointer);
}

static void print_version(struct printer *p, const struct piece *whole, size_t at, size_t size)
{
	uint64_t version = piece_number(whole, at, size);
	print_format(p, "KERNEL_VERSION(%u, %u, %u)", (unsigned)(version >> 16), (unsigned)(version >> 8 & 0xff),
		     (unsigned)(version & 0xff));
}

static void print_type_data(struct printer *p, const struct piece *whole, size_t at, size_t size)
{
	uint64_t pointer = piece_number(whole, at, size), len = piece_number(whole, 16, 4);
	struct piece data;
	if (pointer && !len)
		print_text(p, "\"\"");
	else if (!pointer || !nested_find(p, 1, 0, &data))
		print_pointer(p, pointer);
	else
		print_payload(p, data.bytes, data.len, len, QUOTE_PLAIN);
}

static const struct layout map_create[] = {
    NAMED("map_type", 0, LAYOUT_ONE, bpf_map_types),
    AT("key_size", 4, 4, LAYOUT_U),
    AT("value_size", 8, 4, LAYOUT_U),
    AT("max_entries", 12, 4, LAYOUT_U),
    NAMED_FROM("map_flags", 16, LAYOUT_BITS, bpf_map_flags),
    FROM("inner_map_fd", 20, 4, LAYOUT_FD, 20),
    FROM("map_name", 28, NAME_BYTES, LAYOUT_TEXT, 28),
    FROM("map_ifindex", 44, 4, LAYOUT_IFINDEX, 44),
    FROM("btf_fd", 48, 4, LAYOUT_FD, 48),
    FROM("btf_key_type_id", 52, 4, LAYOUT_U, 48),
    FROM("btf_value_type_id", 56, 4, LAYOUT_U, 48),
    FROM("btf_vmlinux_value_type_id", 60, 4, LAYOUT_U, 60),
    FROM("map_extra", 64, 8, LAYOUT_U, 64),
};
static const struct layout map_lookup[] = {
    AT("map_fd", 0, 4, LAYOUT_FD),
    BY("key", 8, 8, print_address64, 0),
    BY("value", 16, 8, print_address64, 0),
    {"flags", 24, 8, LAYOUT_BITS, 0, &constants_bpf_lookup_flags, NULL, 24},
};
static const struct layout map_update[] = {
    AT("map_fd", 0, 4, LAYOUT_FD),
    BY("key", 8, 8, print_address64, 0),
    BY("value", 16, 8, print_address64, 0),
    {"flags", 24, 8, LAYOUT_ONE, 0, &constants_bpf_update_flags, NULL, 0},
};
static const struct layout map_next[] = {
    AT("map_fd", 0, 4, LAYOUT_FD),
    BY("key", 8, 8, print_address64, 0),
    BY("next_key", 16, 8, print_address64, 0),
};
static const struct layout prog_load[] = {
    NAMED("prog_type", 0, LAYOUT_ONE, bpf_prog_types),
    AT("insn_cnt", 4, 4, LAYOUT_U),
    BY("insns", 8, 8, print_instructions, 0),
    BY("license", 16, 8, print_license, 0),
    FROM("log_level", 24, 4, LAYOUT_U, 24),
    FROM("log_size", 28, 4, LAYOUT_U, 24),
    BY("log_buf", 32, 8, print_log, 24),
    BY("kern_version", 40, 4, print_version, 40),
    NAMED_FROM("prog_flags", 44, LAYOUT_BITS, bpf_prog_flags),
    FROM("prog_name", 48, NAME_BYTES, LAYOUT_TEXT, 48),
    FROM("prog_ifindex", 64, 4, LAYOUT_IFINDEX, 64),
    NAMED_FROM("expected_attach_type", 68, LAYOUT_ONE, bpf_attach_types),
    FROM("prog_btf_fd", 72, 4, LAYOUT_FD, 72),
    FROM("func_info_rec_size", 76, 4, LAYOUT_U, 72),
    BY("func_info", 80, 8, print_address64, 72),
    FROM("func_info_cnt", 88, 4, LAYOUT_U, 72),
    FROM("line_info_rec_size", 92, 4, LAYOUT_U, 72),
    BY("line_info", 96, 8, print_address64, 72),
    FROM("line_info_cnt", 104, 4, LAYOUT_U, 72),
    FROM("attach_btf_id", 108, 4, LAYOUT_U, 108),
    FROM("attach_prog_fd", 112, 4, LAYOUT_FD, 112),
    BY("fd_array", 120, 8, print_address64, 120),
};
static const struct layout object[] = {
    BY("pathname", 0, 8, print_first_text, 0),
    AT("bpf_fd", 8, 4, LAYOUT_FD),
    NAMED_FROM("file_flags", 12, LAYOUT_BITS, bpf_file_modes),
};
static const struct layout prog_attach[] = {
    AT("target_fd", 0, 4, LAYOUT_FD),
    AT("attach_bpf_fd", 4, 4, LAYOUT_FD),
    NAMED("attach_type", 8, LAYOUT_ONE, bpf_attach_types),
    NAMED("attach_flags", 12, LAYOUT_BITS, bpf_attach_flags),
    FROM("replace_bpf_fd", 16, 4, LAYOUT_FD, 16),
};
static const struct layout prog_detach[] = {
    AT("target_fd", 0, 4, LAYOUT_FD),
    NAMED("attach_type", 8, LAYOUT_ONE, bpf_attach_types),
};
static const struct layout test_run[] = {
    AT("prog_fd", 0, 4, LAYOUT_FD),
    AT("retval", 4, 4, LAYOUT_U),
    AT("data_size_in", 8, 4, LAYOUT_U),
    AT("data_size_out", 12, 4, LAYOUT_U),
    BY("data_in", 16, 8, print_address64, 0),
    BY("data_out", 24, 8, print_address64, 0),
    AT("repeat", 32, 4, LAYOUT_U),
    AT("duration", 36, 4, LAYOUT_U),
    FROM("ctx_size_in", 40, 4, LAYOUT_U, 40),
    FROM("ctx_size_out", 44, 4, LAYOUT_U, 40),
    BY("ctx_in", 48, 8, print_address64, 40),
    BY("ctx_out", 56, 8, print_address64, 40),
    NAMED_FROM("flags", 64, LAYOUT_BITS, bpf_test_run_flags),
    FROM("cpu", 68, 4, LAYOUT_U, 64),
    FROM("batch_size", 72, 4, LAYOUT_U, 72),
};

static void print_next_id(struct printer *p, const struct piece *whole, size_t at, size_t size)
{
	struct piece after;
	uint64_t before = piece_number(whole, at, size);
	print_format(p, "%llu", (unsigned long long)before);
	if (piece_find(p, 1, RECORD_DATA_BYTES, 0, AT_EXIT, &after) && piece_number(&after, at, size) != before)
		print_format(p, " => %llu", (unsigned long long)piece_number(&after, at, size));
}

static const struct layout next_id[] = {
    AT("start_id", 0, 4, LAYOUT_U),
    BY("next_id", 4, 4, print_next_id, 0),
    NAMED_FROM("open_flags", 8, LAYOUT_BITS, bpf_file_modes),
};
static const struct layout prog_by_id[] = {
    AT("prog_id", 0, 4, LAYOUT_U),
    AT("next_id", 4, 4, LAYOUT_U),
    NAMED_FROM("open_flags", 8, LAYOUT_BITS, bpf_file_modes),
};
static const struct layout map_by_id[] = {
    AT("map_id", 0, 4, LAYOUT_U),
    AT("next_id", 4, 4, LAYOUT_U),
    NAMED_FROM("open_flags", 8, LAYOUT_BITS, bpf_file_modes),
};
static const struct layout info[] = {
    AT("bpf_fd", 0, 4, LAYOUT_FD),
    BY("info_len", 4, 4, print_next_id, 0),
    BY("info", 8, 8, print_address64, 0),
};
static const struct layout raw_tracepoint[] = {BY("name", 0, 8, print_first_text, 0), AT("prog_fd", 8, 4, LAYOUT_FD)};
static const struct layout btf_load[] = {
    BY("btf", 0, 8, print_type_data, 0), BY("btf_log_buf", 8, 8, print_address64, 0), AT("btf_size", 16, 4, LAYOUT_U),
    AT("btf_log_size", 20, 4, LAYOUT_U), AT("btf_log_level", 24, 4, LAYOUT_U),
};
static const struct layout btf_by_id[] = {AT("btf_id", 0, 4, LAYOUT_U)};
static const struct layout link_by_id[] = {AT("link_id", 0, 4, LAYOUT_U)};
static const struct layout map_fd_only[] = {AT("map_fd", 0, 4, LAYOUT_FD)};
static const struct layout map_key[] = {AT("map_fd", 0, 4, LAYOUT_FD), BY("key", 8, 8, print_address64, 0)};
static const struct layout link_create[] = {
    AT("prog_fd", 0, 4, LAYOUT_FD),
    AT("target_fd", 4, 4, LAYOUT_FD),
    NAMED("attach_type", 8, LAYOUT_ONE, bpf_attach_types),
    AT("flags", 12, 4, LAYOUT_X),
};
static const struct layout link_update[] = {
    AT("link_fd", 0, 4, LAYOUT_FD),
    AT("new_prog_fd", 4, 4, LAYOUT_FD),
    NAMED("flags", 8, LAYOUT_BITS, bpf_attach_flags),
};

static const struct layout query[] = {
    AT("target_fd", 0, 4, LAYOUT_FD),
    NAMED("attach_type", 4, LAYOUT_ONE, bpf_attach_types),
    NAMED("query_flags", 8, LAYOUT_BITS, bpf_query_flags),
    NAMED("attach_flags", 12, LAYOUT_BITS, bpf_attach_flags),
    BY("prog_ids", 16, 8, print_address64, 0),
    BY("prog_cnt", 24, 4, print_next_id, 0),
};
static const struct layout task_query[] = {
    AT("pid", 0, 4, LAYOUT_D),
    AT("fd", 4, 4, LAYOUT_FD),
    AT("flags", 8, 4, LAYOUT_U),
    BY("buf_len", 12, 4, print_next_id, 0),
    BY("buf", 16, 8, print_first_text, 0),
    AT("prog_id", 24, 4, LAYOUT_U),
    NAMED("fd_type", 28, LAYOUT_ONE, bpf_task_fd_types),
    AT("probe_offset", 32, 8, LAYOUT_X),
    AT("probe_addr", 40, 8, LAYOUT_X),
};

#define BATCH_END                                                     \
	AT("count", 32, 4, LAYOUT_U), AT("map_fd", 36, 4, LAYOUT_FD), \
	    {"elem_flags", 40, 8, LAYOUT_BITS, 0, &constants_bpf_lookup_flags, NULL, 0}, AT("flags", 48, 8, LAYOUT_X)
static const struct layout batch_lookup[] = {
    BY("in_batch", 0, 8, print_address64, 0),
    BY("out_batch", 8, 8, print_address64, 0),
    BY("keys", 16, 8, print_address64, 0),
    BY("values", 24, 8, print_address64, 0),
    BATCH_END,
};
static const struct layout batch_update[] = {
    BY("keys", 16, 8, print_address64, 0),
    BY("values", 24, 8, print_address64, 0),
    BATCH_END,
};
static const struct layout batch_delete[] = {BY("keys", 16, 8, print_address64, 0), BATCH_END};

static const struct {
	uint8_t command, size; // bytes that strace knows of
	const char *inside;    // the name of a struct around the fields
	const struct layout *rows;
	size_t n;
} commands[] = {
    {BPF_MAP_CREATE, 72, NULL, LAYOUTS(map_create)},
    {BPF_MAP_LOOKUP_ELEM, 32, NULL, LAYOUTS(map_lookup)},
    {BPF_MAP_UPDATE_ELEM, 32, NULL, LAYOUTS(map_update)},
    {BPF_MAP_DELETE_ELEM, 16, NULL, LAYOUTS(map_key)},
    {BPF_MAP_GET_NEXT_KEY, 24, NULL, LAYOUTS(map_next)},
    {BPF_PROG_LOAD, 128, NULL, LAYOUTS(prog_load)},
    {BPF_OBJ_PIN, 16, NULL, LAYOUTS(object)},
    {BPF_OBJ_GET, 16, NULL, LAYOUTS(object)},
    {BPF_PROG_ATTACH, 20, NULL, LAYOUTS(prog_attach)},
    {BPF_PROG_DETACH, 12, NULL, LAYOUTS(prog_detach)},
    {BPF_PROG_TEST_RUN, 76, "test", LAYOUTS(test_run)},
    {BPF_PROG_GET_NEXT_ID, 12, NULL, LAYOUTS(next_id)},
    {BPF_MAP_GET_NEXT_ID, 12, NULL, LAYOUTS(next_id)},
    {BPF_BTF_GET_NEXT_ID, 12, NULL, LAYOUTS(next_id)},
    {BPF_LINK_GET_NEXT_ID, 12, NULL, LAYOUTS(next_id)},
    {BPF_PROG_GET_FD_BY_ID, 12, NULL, LAYOUTS(prog_by_id)},
    {BPF_MAP_GET_FD_BY_ID, 12, NULL, LAYOUTS(map_by_id)},
    {BPF_OBJ_GET_INFO_BY_FD, 16, "info", LAYOUTS(info)},
    {BPF_RAW_TRACEPOINT_OPEN, 12, "raw_tracepoint", LAYOUTS(raw_tracepoint)},
    {BPF_BTF_LOAD, 28, NULL, LAYOUTS(btf_load)},
    {BPF_BTF_GET_FD_BY_ID, 4, NULL, LAYOUTS(btf_by_id)},
    {BPF_MAP_LOOKUP_AND_DELETE_ELEM, 32, NULL, LAYOUTS(map_lookup)},
    {BPF_MAP_FREEZE, 4, NULL, LAYOUTS(map_fd_only)},
    {BPF_PROG_QUERY, 28, "query", LAYOUTS(query)},
    {BPF_TASK_FD_QUERY, 48, "task_fd_query", LAYOUTS(task_query)},
    {BPF_MAP_LOOKUP_BATCH, 56, "batch", LAYOUTS(batch_lookup)},
    {BPF_MAP_LOOKUP_AND_DELETE_BATCH, 56, "batch", LAYOUTS(batch_lookup)},
    {BPF_MAP_UPDATE_BATCH, 56, "batch", LAYOUTS(batch_update)},
    {BPF_MAP_DELETE_BATCH, 56, "batch", LAYOUTS(batch_delete)},
    {BPF_LINK_CREATE, 16, "link_create", LAYOUTS(link_create)},
    {BPF_LINK_UPDATE, 16, "link_update", LAYOUTS(link_update)},
    {BPF_LINK_GET_FD_BY_ID, 4, NULL, LAYOUTS(link_by_id)},
};

// Only then the field behind has a meaning.
static void print_replaced(struct printer *p, const struct piece *attr)
{
	if (arg_value(p, 0) != BPF_LINK_UPDATE || !(piece_number(attr, 8, 4) & BPF_F_REPLACE))
		return;
	print_text(p, ", old_prog_fd=");
	print_fd(p, (int)piece_number(attr, 12, 4));
}

static void print_extra(struct printer *p, const struct piece *attr, size_t known)
{
	for (size_t i = known; i < attr->len; i++) {
		if (!attr->bytes[i])
			continue;
		if (!verbose(p)) {
			print_text(p, ", ...");
			return;
		}
		print_text(p, ", extra_data=");
		print_quoted(p, attr->bytes + known, attr->len - known, false, QUOTE_HEX);
		print_format(p, " /* bytes %zu..%zu */", known, attr->len - 1);
		return;
	}
}

void format_bpf_attr(struct printer *p, unsigned arg)
{
	struct piece attr;
	uint32_t size = (uint32_t)argument_length(p, arg);
	// What the call changes was copied before as well.
	bool there = size && size <= PAGE_BYTES &&
		     (piece_find(p, arg, RECORD_DATA_BYTES, 0, AT_ENTRY, &attr) || argument_memory(p, arg, &attr)) &&
		     attr.len >= size;
	for (size_t i = 0; there && i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (commands[i].command != arg_value(p, 0))
			continue;
		struct piece known = piece_part(&attr, 0, commands[i].size);
		print_text(p, "{");
		if (commands[i].inside)
			print_format(p, "%s={", commands[i].inside);
		print_layout(p, commands[i].rows, commands[i].n, &known);
		print_replaced(p, &attr);
		print_text(p, commands[i].inside ? "}" : "");
		print_extra(p, &attr, commands[i].size);
		print_text(p, "}");
		return;
	}
	print_pointer(p, arg_value(p, arg));
}
