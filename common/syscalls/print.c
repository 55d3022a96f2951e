// SPDX-License-Identifier: Apache-2.0
#include "common/syscalls/print.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "common/syscalls/constants_lists.h"

#define DEFAULT_STRING_LIMIT 32
#define SIGNALS              64
#define FIRST_REALTIME       32

void print_text(struct printer *p, const char *text)
{
	(void)buffer_append_text(p->out, text);
}

void print_format(struct printer *p, const char *format, ...)
{
	char text[256];
	va_list args;
	va_start(args, format);
	int n = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (n > 0)
		(void)buffer_append(p->out, text, (size_t)n < sizeof(text) ? (size_t)n : sizeof(text) - 1);
}

void print_pointer(struct printer *p, uint64_t value)
{
	if (value)
		print_format(p, "0x%llx", (unsigned long long)value);
	else
		print_text(p, "NULL");
}

void print_hex(struct printer *p, uint64_t value)
{
	print_format(p, "%#llx", (unsigned long long)value);
}

static void print_resolved(struct printer *p, int fd, bool result)
{
	if (p->options->fd_path)
		p->options->fd_path(p->options->fd_ctx, p->event, fd, result, p->out);
}

void print_fd(struct printer *p, int fd)
{
	print_format(p, "%d", fd);
	if (fd >= 0)
		print_resolved(p, fd, false);
}

bool begin_style(struct printer *p, const char *format, long long value)
{
	if (p->options->constants == DECODE_CONSTANTS_NAMED)
		return true;
	char number[32];
	(void)snprintf(number, sizeof(number), format, value);
	print_text(p, number);
	if (p->options->constants == DECODE_CONSTANTS_RAW)
		return false;
	print_text(p, " /* ");
	return true;
}

void end_style(struct printer *p)
{
	if (p->options->constants == DECODE_CONSTANTS_VERBOSE)
		print_text(p, " */");
}

void print_dirfd(struct printer *p, int fd)
{
	if (fd != AT_FDCWD) {
		print_fd(p, fd);
		return;
	}
	if (begin_style(p, "%lld", fd)) {
		print_text(p, "AT_FDCWD");
		end_style(p);
	}
	print_resolved(p, fd, false);
}

void print_returned_fd(struct printer *p)
{
	int fd = (int)p->event->ret;
	print_format(p, "%d", fd);
	print_resolved(p, fd, true);
}

void print_id(struct printer *p, uint32_t id)
{
	if (id == UINT32_MAX)
		print_text(p, "-1");
	else
		print_format(p, "%u", id);
}

static const char *const signal_names[] = {
    "0",    "HUP",  "INT",  "QUIT", "ILL",    "TRAP",   "ABRT",  "BUS",  "FPE",  "KILL", "USR1",
    "SEGV", "USR2", "PIPE", "ALRM", "TERM",   "STKFLT", "CHLD",  "CONT", "STOP", "TSTP", "TTIN",
    "TTOU", "URG",  "XCPU", "XFSZ", "VTALRM", "PROF",   "WINCH", "IO",   "PWR",  "SYS",
};

// Without the SIG, as in sets: INT, RTMIN, RT_1.
static void print_signal_name(struct printer *p, int signal)
{
	if (!begin_style(p, "%lld", signal))
		return;
	if (signal < FIRST_REALTIME)
		print_text(p, signal_names[signal]);
	else if (signal == FIRST_REALTIME)
		print_text(p, "RTMIN");
	else
		print_format(p, "RT_%d", signal - FIRST_REALTIME);
	end_style(p);
}

const char *signal_name(int signal)
{
	static _Thread_local char name[16];
	if (signal <= 0 || signal > SIGNALS)
		return "";
	if (signal < FIRST_REALTIME)
		(void)snprintf(name, sizeof(name), "SIG%s", signal_names[signal]);
	else if (signal == FIRST_REALTIME)
		(void)snprintf(name, sizeof(name), "SIGRTMIN");
	else
		(void)snprintf(name, sizeof(name), "SIGRT_%d", signal - FIRST_REALTIME);
	return name;
}

void print_signal(struct printer *p, int signal)
{
	if (signal <= 0 || signal > SIGNALS) {
		print_format(p, "%d", signal);
	} else if (begin_style(p, "%lld", signal)) {
		print_text(p, signal_name(signal));
		end_style(p);
	}
}

// More than two thirds set: the few that are not are shown, behind a tilde.
void print_signal_set(struct printer *p, uint64_t set)
{
	bool inverted = __builtin_popcountll(set) >= SIGNALS * 2 / 3;
	bool first = true;
	print_text(p, inverted ? "~[" : "[");
	for (int signal = 1; signal <= SIGNALS; signal++) {
		bool member = (set >> (signal - 1)) & 1;
		if (member == inverted)
			continue;
		if (!first)
			print_text(p, " ");
		first = false;
		print_signal_name(p, signal);
	}
	print_text(p, "]");
}

void print_device(struct printer *p, uint64_t device)
{
	print_format(p, "makedev(%#x, %#x)", major(device), minor(device));
}

void print_permissions(struct printer *p, uint32_t mode)
{
	print_format(p, "%#03o", mode);
}

static void print_named_mode(struct printer *p, uint32_t mode)
{
	const char *type = constant_name(&constants_file_types, mode & S_IFMT);
	if (!type && mode & S_IFMT) {
		print_permissions(p, mode);
		return;
	}
	bool first = !type;
	print_text(p, type ? type : "");
	static const struct {
		uint32_t bit;
		const char *name;
	} special[] = {{S_ISUID, "S_ISUID"}, {S_ISGID, "S_ISGID"}, {S_ISVTX, "S_ISVTX"}};
	for (size_t i = 0; i < 3; i++) {
		if (!(mode & special[i].bit))
			continue;
		print_text(p, first ? "" : "|");
		print_text(p, special[i].name);
		first = false;
	}
	print_format(p, first ? "%#03o" : "|%#03o", mode & 0777);
}

void print_mode(struct printer *p, uint32_t mode)
{
	bool named = constant_name(&constants_file_types, mode & S_IFMT) != NULL;
	if (!named) {
		print_named_mode(p, mode);
	} else if (begin_style(p, "%#03llo", mode)) {
		print_named_mode(p, mode);
		end_style(p);
	}
}

const char *constant_name(const struct constants *list, uint64_t value)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->rows[i].value == value)
			return list->rows[i].name;
	return NULL;
}

uint64_t print_known_bits(struct printer *p, const struct constants *list, uint64_t value, bool *first)
{
	for (size_t i = 0; i < list->n && value; i++) {
		uint64_t bits = list->rows[i].value;
		if (!bits || (value & bits) != bits)
			continue;
		if (!*first)
			print_text(p, "|");
		*first = false;
		print_text(p, list->rows[i].name);
		value &= ~bits;
	}
	return value;
}

static void print_unknown(struct printer *p, const struct constants *list, uint64_t value)
{
	print_hex(p, value);
	if (list->unknown)
		print_format(p, " /* %s */", list->unknown);
}

void print_bits(struct printer *p, const struct constants *list, uint64_t value)
{
	const char *zero = value ? NULL : constant_name(list, 0);
	if (!value && !zero) {
		print_text(p, "0");
		return;
	}
	if (!begin_style(p, "%#llx", (long long)value))
		return;
	bool first = true;
	if (zero)
		print_text(p, zero);
	uint64_t rest = print_known_bits(p, list, value, &first);
	if (rest && first)
		print_unknown(p, list, rest);
	else if (rest)
		print_format(p, "|%#llx", (unsigned long long)rest);
	end_style(p);
}

void print_one(struct printer *p, const struct constants *list, uint64_t value)
{
	const char *name = constant_name(list, value);
	if (!name) {
		print_unknown(p, list, value);
	} else if (begin_style(p, "%#llx", (long long)value)) {
		print_text(p, name);
		end_style(p);
	}
}

uint32_t string_limit(const struct printer *p)
{
	return p->options->string_limit ? p->options->string_limit : DEFAULT_STRING_LIMIT;
}

bool verbose(const struct printer *p)
{
	return p->options->verbose;
}

static bool has_unprintable(const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((bytes[i] < ' ' && (bytes[i] < '\t' || bytes[i] > '\r')) || bytes[i] >= 0x7f)
			return true;
	return false;
}

// Appends one byte in strace's way; `next` is the byte behind it, which must not read as part of an octal number.
static size_t quote_byte(char *text, uint8_t byte, int next, bool hex)
{
	static const char escapes[] = "\"\\\f\n\r\t\v";
	static const char letters[] = "\"\\fnrtv";
	if (byte >= ' ' && byte < 0x7f && byte != '"' && byte != '\\') {
		text[0] = (char)byte;
		return 1;
	}
	const char *escape = byte ? strchr(escapes, byte) : NULL;
	if (escape) {
		text[0] = '\\';
		text[1] = letters[escape - escapes];
		return 2;
	}
	if (hex)
		return (size_t)snprintf(text, 5, "\\x%02x", byte);
	bool padded = next >= '0' && next <= '7';
	return (size_t)snprintf(text, 5, padded ? "\\%03o" : "\\%o", byte);
}

void print_quoted(struct printer *p, const uint8_t *bytes, size_t len, bool more, unsigned quote)
{
	uint8_t style = p->options->hex_strings;
	bool hex = (quote & QUOTE_HEX) || style == DECODE_HEX_ALL ||
		   (style == DECODE_HEX_NON_ASCII && has_unprintable(bytes, len));
	char text[256];
	size_t n = 0;
	text[n++] = '"';
	for (size_t i = 0; i < len; i++) {
		if (n + 8 > sizeof(text)) {
			(void)buffer_append(p->out, text, n);
			n = 0;
		}
		if (hex)
			n += (size_t)snprintf(text + n, 5, "\\x%02x", bytes[i]);
		else
			n += quote_byte(text + n, bytes[i], i + 1 < len ? bytes[i + 1] : -1,
					style == DECODE_HEX_CHARACTERS);
	}
	text[n++] = '"';
	(void)buffer_append(p->out, text, n);
	if (more)
		print_text(p, "...");
}

void print_payload(struct printer *p, const uint8_t *bytes, size_t len, uint64_t whole, unsigned quote)
{
	size_t shown = len < string_limit(p) ? len : string_limit(p);
	print_quoted(p, bytes, shown, whole > shown, quote);
}
