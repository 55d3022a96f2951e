// SPDX-License-Identifier: Apache-2.0
// perf_event_open: what is to be counted.
#include <errno.h>
#include <linux/hw_breakpoint.h>
#include <linux/perf_event.h>
#include <stddef.h>

#include "common/syscalls/formatters.h"
#include "common/syscalls/layout.h"

#define BITS_AT     40u // the word of flags behind read_format
#define SHORT_LEN   48u // up to there without -v
#define KNOWN_LEN   128u
#define PRECISE_AT  15u
#define RESERVED_AT 38u

static const char *const bit_names[RESERVED_AT] = {
    "disabled",
    "inherit",
    "pinned",
    "exclusive",
    "exclude_user",
    "exclude_kernel",
    "exclude_hv",
    "exclude_idle",
    "mmap",
    "comm",
    "freq",
    "inherit_stat",
    "enable_on_exec",
    "task",
    "watermark",
    "precise_ip",
    NULL,
    "mmap_data",
    "sample_id_all",
    "exclude_host",
    "exclude_guest",
    "exclude_callchain_kernel",
    "exclude_callchain_user",
    "mmap2",
    "comm_exec",
    "use_clockid",
    "context_switch",
    "write_backward",
    "namespaces",
    "ksymbol",
    "bpf_event",
    "aux_output",
    "cgroup",
    "text_poke",
    "build_id",
    "inherit_thread",
    "remove_on_exec",
    "sigtrap",
};

static uint64_t number(const struct piece *attr, size_t at, size_t size)
{
	return piece_number(attr, at, size);
}

#define VALUE(attr, member) \
	number(attr, offsetof(struct perf_event_attr, member), sizeof(((struct perf_event_attr *)0)->member))

static void print_upper(struct printer *p, uint64_t value, unsigned shift)
{
	if (value)
		print_format(p, "%#llx<<%u|", (unsigned long long)value, shift);
}

static void print_config(struct printer *p, const struct piece *attr)
{
	uint64_t config = VALUE(attr, config);
	switch (VALUE(attr, type)) {
	case PERF_TYPE_HARDWARE:
		print_upper(p, config >> 32, 32);
		print_one(p, &constants_perf_hardware_ids, (uint32_t)config);
		break;
	case PERF_TYPE_SOFTWARE:
		print_one(p, &constants_perf_software_ids, config);
		break;
	case PERF_TYPE_TRACEPOINT:
		print_format(p, "%llu", (unsigned long long)config);
		break;
	case PERF_TYPE_HW_CACHE:
		print_upper(p, config >> 32, 32);
		print_upper(p, (uint32_t)config >> 24, 24);
		print_one(p, &constants_perf_cache_results, config >> 16 & 0xff);
		print_text(p, "<<16|");
		print_one(p, &constants_perf_cache_ops, config >> 8 & 0xff);
		print_text(p, "<<8|");
		print_one(p, &constants_perf_cache_ids, config & 0xff);
		break;
	default:
		print_hex(p, config);
	}
}

static void print_attr_bits(struct printer *p, const struct piece *attr)
{
	static const char *const precise[] = {"arbitrary skid", "constant skid", "requested to have 0 skid",
					      "must have 0 skid"};
	uint64_t bits = number(attr, BITS_AT, 8);
	for (unsigned i = 0; i < RESERVED_AT; i++) {
		if (i == PRECISE_AT)
			print_format(p, ", precise_ip=%u /* %s */", (unsigned)(bits >> i & 3), precise[bits >> i & 3]);
		else if (bit_names[i] && (verbose(p) || (bits >> i & 1)))
			print_format(p, ", %s=%u", bit_names[i], (unsigned)(bits >> i & 1));
	}
	if (bits >> RESERVED_AT)
		print_format(p, ", __reserved_1=%#llx /* Bits 63..38 */", (unsigned long long)(bits >> RESERVED_AT));
}

static bool breakpoint(const struct piece *attr)
{
	return VALUE(attr, type) == PERF_TYPE_BREAKPOINT;
}

static void print_breakpoint(struct printer *p, const struct piece *attr)
{
	uint64_t type = VALUE(attr, bp_type);
	print_text(p, ", bp_type=");
	print_one_or(p, &constants_hw_breakpoint_types, type,
		     type <= (HW_BREAKPOINT_X | HW_BREAKPOINT_RW) ? "HW_BREAKPOINT_INVALID" : "HW_BREAKPOINT_???");
}

// What came into the kernel later, each as far as the given size reaches.
static void print_later(struct printer *p, const struct piece *attr, size_t size)
{
	static const struct layout rows[] = {
	    LAYOUT(struct perf_event_attr, sample_regs_user, LAYOUT_X),
	    LAYOUT(struct perf_event_attr, sample_stack_user, LAYOUT_X),
	    LAYOUT_OF(struct perf_event_attr, clockid, LAYOUT_ONE, clock_ids),
	    LAYOUT(struct perf_event_attr, sample_regs_intr, LAYOUT_X),
	    LAYOUT(struct perf_event_attr, aux_watermark, LAYOUT_U),
	    LAYOUT(struct perf_event_attr, sample_max_stack, LAYOUT_U),
	    LAYOUT(struct perf_event_attr, aux_sample_size, LAYOUT_U),
	    LAYOUT(struct perf_event_attr, sig_data, LAYOUT_X),
	};
	bool with_clock = number(attr, BITS_AT, 8) >> 25 & 1;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]) && rows[i].at < size; i++) {
		bool unused =
		    (i == 1 && !(VALUE(attr, sample_type) & PERF_SAMPLE_STACK_USER)) || (i == 2 && !with_clock);
		if (unused)
			continue;
		print_text(p, ", ");
		print_layout(p, &rows[i], 1, attr);
		if (i == 5 && size > 110 && number(attr, 110, 2))
			print_format(p, " /* bytes 110..111: %#x */", (unsigned)number(attr, 110, 2));
		if (i == 6 && size > 116 && number(attr, 116, 4))
			print_format(p, " /* bytes 116..119: %#x */", (unsigned)number(attr, 116, 4));
	}
}

static void print_verbose(struct printer *p, const struct piece *attr, size_t size)
{
	bool watermark = number(attr, BITS_AT, 8) >> 14 & 1;
	print_format(p, ", %s=%u", watermark ? "wakeup_watermark" : "wakeup_events",
		     (unsigned)VALUE(attr, wakeup_events));
	if (breakpoint(attr))
		print_breakpoint(p, attr);
	print_format(p, ", %s=", breakpoint(attr) ? "bp_addr" : "config1");
	print_hex(p, VALUE(attr, config1));
	if (size <= offsetof(struct perf_event_attr, bp_len))
		return;
	print_format(p, breakpoint(attr) ? ", bp_len=%llu" : ", config2=%#llx",
		     (unsigned long long)VALUE(attr, config2));
	if (size > offsetof(struct perf_event_attr, branch_sample_type) &&
	    (VALUE(attr, sample_type) & PERF_SAMPLE_BRANCH_STACK)) {
		print_text(p, ", branch_sample_type=");
		print_bits(p, &constants_perf_branch_flags, VALUE(attr, branch_sample_type));
	}
	print_later(p, attr, size);
}

static void print_size(struct printer *p, const struct piece *attr, unsigned arg)
{
	struct piece after;
	print_one(p, &constants_perf_attr_sizes, VALUE(attr, size));
	if (p->event->ret != -E2BIG)
		return;
	print_text(p, " => ");
	if (piece_find(p, arg, RECORD_DATA_BYTES, 0, AT_EXIT, &after) && after.len >= 8)
		print_one(p, &constants_perf_attr_sizes, VALUE(&after, size));
	else
		print_text(p, "???");
}

static void print_perf_attr(struct printer *p, const struct piece *attr, unsigned arg)
{
	uint32_t given = (uint32_t)VALUE(attr, size);
	size_t size = given < KNOWN_LEN ? given : KNOWN_LEN;
	size = verbose(p) ? size : SHORT_LEN;
	print_text(p, "{type=");
	print_one(p, &constants_perf_types, VALUE(attr, type));
	print_text(p, ", size=");
	print_size(p, attr, arg);
	print_text(p, ", config=");
	print_config(p, attr);
	print_format(p, ", %s=%llu, sample_type=", number(attr, BITS_AT, 8) >> 10 & 1 ? "sample_freq" : "sample_period",
		     (unsigned long long)VALUE(attr, sample_period));
	print_bits(p, &constants_perf_sample_formats, VALUE(attr, sample_type));
	print_text(p, ", read_format=");
	print_bits(p, &constants_perf_read_formats, VALUE(attr, read_format));
	print_attr_bits(p, attr);
	if (verbose(p))
		print_verbose(p, attr, size);
	print_text(p, given > size ? ", ...}" : "}");
}

void format_perf_attr(struct printer *p, unsigned arg)
{
	struct piece attr;
	bool there = piece_find(p, arg, RECORD_DATA_BYTES, 0, AT_ENTRY, &attr) ||
		     piece_find(p, arg, RECORD_DATA_BYTES, 0, AT_EXIT, &attr);
	if (there && attr.len >= PERF_ATTR_SIZE_VER0)
		print_perf_attr(p, &attr, arg);
	else
		print_pointer(p, arg_value(p, arg));
}
