// SPDX-License-Identifier: Apache-2.0
// Memory: mappings, memory policies, pages.
#include <string.h>

#include "common/syscalls/errnos.h"
#include "common/syscalls/fields.h"
#include "common/syscalls/formatters.h"
#include "common/syscalls/shared.h"

#define HUGE_SHIFT    26
#define HUGE_MASK     0x3full
#define MAP_TYPES     0xfull
#define SWAP_PRIORITY 0x7fffu
#define MODE_FLAGS    0xe000ull // MPOL_F_STATIC_NODES and its like
#define WORD_BITS     64

// The sharing type is a number, the rest are bits; of huge pages, the logarithm of their size.
void format_mmap_flags(struct printer *p, unsigned arg)
{
	uint64_t flags = arg_value(p, arg);
	if (!begin_style(p, "%#llx", (long long)flags))
		return;
	const char *type = constant_name(&constants_mmap_types, flags & MAP_TYPES);
	if (type)
		print_text(p, type);
	else
		print_one(p, &constants_mmap_types, flags & MAP_TYPES);
	bool first = false;
	uint64_t huge = (flags >> HUGE_SHIFT) & HUGE_MASK;
	flags = (uint32_t)(flags & ~(MAP_TYPES | huge << HUGE_SHIFT));
	uint64_t rest = print_known_bits(p, &constants_mmap_flag_bits, flags, &first);
	if (rest)
		print_format(p, "|%#llx", (unsigned long long)rest);
	if (huge)
		print_format(p, "|%llu<<MAP_HUGE_SHIFT", (unsigned long long)huge);
	end_style(p);
}

void format_memfd_flags(struct printer *p, unsigned arg)
{
	uint64_t flags = (uint32_t)arg_value(p, arg);
	uint64_t huge = (flags >> HUGE_SHIFT) & HUGE_MASK;
	flags &= ~(huge << HUGE_SHIFT);
	if (flags || !huge)
		print_bits(p, &constants_memfd_flags, flags);
	if (huge)
		print_format(p, flags ? "|%llu<<MFD_HUGE_SHIFT" : "%llu<<MFD_HUGE_SHIFT", (unsigned long long)huge);
}

// The low bits are a priority.
void format_swap_flags(struct printer *p, unsigned arg)
{
	uint32_t value = (uint32_t)arg_value(p, arg), flags = value & ~SWAP_PRIORITY;
	if (flags) {
		print_bits(p, &constants_swap_flags, flags);
		print_text(p, "|");
	}
	print_format(p, "%u", value & SWAP_PRIORITY);
}

static void print_mempolicy(struct printer *p, uint64_t value)
{
	const char *mode = constant_name(&constants_mempolicy_modes, value & ~MODE_FLAGS);
	if (!(value & MODE_FLAGS)) {
		print_one(p, &constants_mempolicy_modes, value);
		return;
	}
	if (mode) {
		print_format(p, "%s|", mode);
		value &= MODE_FLAGS;
	}
	print_bits(p, &constants_mempolicy_mode_flags, value);
}

void format_mempolicy_mode(struct printer *p, unsigned arg)
{
	print_mempolicy(p, arg_value(p, arg));
}

void format_mempolicy_mode32(struct printer *p, unsigned arg)
{
	print_mempolicy(p, (uint32_t)arg_value(p, arg));
}

void format_mempolicy_mode_ptr(struct printer *p, unsigned arg)
{
	uint32_t mode;
	if (!argument_or_pointer(p, arg, &mode, sizeof(mode)))
		return;
	print_text(p, "[");
	print_one(p, &constants_mempolicy_modes, mode);
	print_text(p, "]");
}

static void print_word(struct printer *p, const uint8_t *bytes, void *ctx)
{
	uint64_t word;
	(void)ctx;
	memcpy(&word, bytes, sizeof(word));
	print_format(p, "%#016llx", (unsigned long long)word);
}

// The kernel takes one bit less than it is told.
void format_nodemask(struct printer *p, unsigned arg)
{
	uint64_t nodes = argument_length(p, arg), words = (nodes + WORD_BITS - 2) / WORD_BITS;
	if (words < nodes / WORD_BITS || (nodes && !words))
		print_pointer(p, arg_value(p, arg));
	else
		print_array(p, arg, words, sizeof(uint64_t), print_word, NULL);
}

void format_pages(struct printer *p, unsigned arg)
{
	print_array(p, arg, argument_length(p, arg), sizeof(uint64_t), print_element_pointer, NULL);
}

void format_nodes(struct printer *p, unsigned arg)
{
	print_array(p, arg, argument_length(p, arg), sizeof(int), print_element_int, NULL);
}

// A page's node, or why it has none.
static void print_page_status(struct printer *p, const uint8_t *bytes, void *ctx)
{
	int32_t status;
	(void)ctx;
	memcpy(&status, bytes, sizeof(status));
	if (status < 0 && errno_text(-status))
		print_format(p, "-%s", errno_name(-status));
	else
		print_format(p, "%d", status);
}

void format_page_status(struct printer *p, unsigned arg)
{
	print_array(p, arg, argument_length(p, arg), sizeof(int32_t), print_page_status, NULL);
}

struct cache_range {
	uint64_t off, len;
};

void format_cache_range(struct printer *p, unsigned arg)
{
	static const struct field rows[] = {FIELD(struct cache_range, off, FIELD_X),
					    FIELD(struct cache_range, len, FIELD_U)};
	static const struct field_table fields = FIELD_TABLE(rows);
	print_argument_struct(p, arg, sizeof(struct cache_range), &fields);
}

struct cache_state {
	uint64_t nr_cache, nr_dirty, nr_writeback, nr_evicted, nr_recently_evicted;
};

void format_cache_state(struct printer *p, unsigned arg)
{
	static const struct field rows[] = {
	    FIELD(struct cache_state, nr_cache, FIELD_U), FIELD(struct cache_state, nr_dirty, FIELD_U),
	    FIELD(struct cache_state, nr_writeback, FIELD_U), FIELD(struct cache_state, nr_evicted, FIELD_U),
	    FIELD(struct cache_state, nr_recently_evicted, FIELD_U)};
	static const struct field_table fields = FIELD_TABLE(rows);
	print_argument_struct(p, arg, sizeof(struct cache_state), &fields);
}
