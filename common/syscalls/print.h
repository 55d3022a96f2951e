// SPDX-License-Identifier: Apache-2.0
// How formatters write and read: text, numbers, constants and quoted strings out; the captured memory in. Internal to
// common/syscalls. Nothing here trusts the event: a missing or short piece is "not there", and then the pointer is shown.
#pragma once

#include "common/syscalls/syscalls.h"
#include "common/syscalls/table.h"

struct printer {
	const struct event *event;
	const struct syscall_entry *entry; // NULL for a call without a name
	const struct decode_options *options;
	struct buffer *out;
};

void print_text(struct printer *p, const char *text);
void print_format(struct printer *p, const char *format, ...) __attribute__((format(printf, 2, 3)));
void print_pointer(struct printer *p, uint64_t value); // NULL or 0x7ffd…
void print_hex(struct printer *p, uint64_t value);     // 0 or 0x1f
void print_fd(struct printer *p, int fd);
void print_dirfd(struct printer *p, int fd);
void print_returned_fd(struct printer *p);
void print_id(struct printer *p, uint32_t id); // uid, gid: -1 is "no change"
void print_signal(struct printer *p, int signal);
void print_signal_set(struct printer *p, uint64_t set);
void print_device(struct printer *p, uint64_t device);
void print_mode(struct printer *p, uint32_t mode);        // S_IFREG|0644
void print_permissions(struct printer *p, uint32_t mode); // 0644
// -X: the number before the name, or instead of it; format is for a long long. Answers whether the name is to follow, and then end_style.
bool begin_style(struct printer *p, const char *format, long long value);
void end_style(struct printer *p);
void print_bits(struct printer *p, const struct constants *list, uint64_t value);
// Only the names: returns the bits without one; *first tells whether a | is due.
uint64_t print_known_bits(struct printer *p, const struct constants *list, uint64_t value, bool *first);
void print_one(struct printer *p, const struct constants *list, uint64_t value);
const char *constant_name(const struct constants *list, uint64_t value); // NULL when unknown

enum quote { QUOTE_PLAIN = 0, QUOTE_HEX = 1u << 0 };
// "text", quoted as strace does; `more` adds the dots behind.
void print_quoted(struct printer *p, const uint8_t *bytes, size_t len, bool more, unsigned quote);
// The same, shown up to the string limit; `whole` is what the caller had in bytes.
void print_payload(struct printer *p, const uint8_t *bytes, size_t len, uint64_t whole, unsigned quote);
uint32_t string_limit(const struct printer *p);
bool verbose(const struct printer *p);

// A piece of captured memory.
struct piece {
	const uint8_t *bytes;
	size_t len;
	bool truncated;
};

enum moment { AT_EXIT, AT_ENTRY };

uint64_t arg_value(const struct printer *p, unsigned arg);
// The piece of an argument with that kind (0 = any of the argument's own) and sub; false when absent or unreadable.
bool piece_find(const struct printer *p, unsigned arg, uint8_t kind, uint8_t sub, enum moment moment,
		struct piece *ret_piece);
// What the argument points to, as the moment of its direction wants it: .out only after success, .inout as it was given, so
// not without a copy made at entry when the call has overwritten it since.
bool argument_memory(const struct printer *p, unsigned arg, struct piece *ret_piece);
// The same, copied into a struct; false when fewer bytes are there.
bool argument_struct(const struct printer *p, unsigned arg, void *ret_struct, size_t size);
// The same, and prints the pointer when it answers false.
bool argument_or_pointer(struct printer *p, unsigned arg, void *ret_struct, size_t size);
bool piece_struct(const struct piece *piece, size_t offset, void *ret_struct, size_t size);
// What the length parameter of the argument's type says: another argument or the return value.
uint64_t argument_length(const struct printer *p, unsigned arg);
