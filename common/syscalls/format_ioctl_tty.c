// SPDX-License-Identifier: Apache-2.0
// ioctl: terminals.
#include <asm/termbits.h>
#include <string.h>
#include <sys/ioctl.h>

#include "common/syscalls/format_ioctl.h"
#include "common/syscalls/formatters.h"

// Nothing when no bit is set.
static void print_joined(struct printer *p, const struct constants *list, uint32_t value)
{
	bool first = true;
	uint64_t rest = print_known_bits(p, list, value, &first);
	if (rest)
		print_format(p, first ? "%#llx" : "|%#llx", (unsigned long long)rest);
}

static void print_output_flags(struct printer *p, uint32_t flags)
{
	static const struct {
		uint32_t mask;
		const struct constants *names;
	} delays[] = {
	    {NLDLY, &constants_newline_delays},   {CRDLY, &constants_return_delays},   {TABDLY, &constants_tab_delays},
	    {BSDLY, &constants_backspace_delays}, {VTDLY, &constants_vertical_delays}, {FFDLY, &constants_feed_delays},
	};
	for (size_t i = 0; i < sizeof(delays) / sizeof(delays[0]); i++) {
		print_one(p, delays[i].names, flags & delays[i].mask);
		print_text(p, "|");
		flags &= ~delays[i].mask;
	}
	print_joined(p, &constants_output_flags, flags);
}

struct kernel_termios {
	uint32_t iflag, oflag, cflag, lflag;
	uint8_t line, cc[19];
};

static void print_control_characters(struct printer *p, uint8_t line, const uint8_t *cc, size_t n)
{
	print_text(p, ", c_line=");
	print_one(p, &constants_line_disciplines, line);
	print_text(p, ", c_cc=[");
	for (size_t i = 0; i < n; i++) {
		const char *name = constant_name(&constants_control_characters, i);
		print_format(p, i ? ", [" : "[");
		if (name)
			print_text(p, name);
		else
			print_format(p, "%zu", i);
		print_format(p, "]=%#x", cc[i]);
	}
	print_text(p, "]");
}

static void print_modes(struct printer *p, const struct kernel_termios *t)
{
	print_text(p, "{c_iflag=");
	print_joined(p, &constants_input_flags, t->iflag);
	print_text(p, ", c_oflag=");
	print_output_flags(p, t->oflag);
	print_text(p, ", c_cflag=");
	print_one(p, &constants_baud_rates, t->cflag & CBAUD);
	print_text(p, "|");
	if (t->cflag & CIBAUD) {
		print_one(p, &constants_baud_rates, (t->cflag & CIBAUD) >> IBSHIFT);
		print_text(p, "<<IBSHIFT|");
	}
	print_one(p, &constants_character_sizes, t->cflag & CSIZE);
	print_text(p, "|");
	print_joined(p, &constants_control_flags, t->cflag & ~(uint32_t)(CBAUD | CIBAUD | CSIZE));
	print_text(p, ", c_lflag=");
	print_joined(p, &constants_local_flags, t->lflag);
	if (!verbose(p))
		print_text(p, ", ...");
}

static void print_termios(struct printer *p, const struct ioctl_format *what, const struct piece *piece)
{
	struct kernel_termios t;
	uint32_t speeds[2];
	(void)what;
	if (!piece_struct(piece, 0, &t, sizeof(t)))
		return;
	print_modes(p, &t);
	if (verbose(p)) {
		print_control_characters(p, t.line, t.cc, sizeof(t.cc));
		if (what->size > sizeof(t) && piece_struct(piece, sizeof(t), speeds, sizeof(speeds)))
			print_format(p, ", c_ispeed=%u, c_ospeed=%u", speeds[0], speeds[1]);
	}
	print_text(p, "}");
}

// The settings of System V: halves of the same words.
static void print_termio(struct printer *p, const struct ioctl_format *what, const struct piece *piece)
{
	struct {
		uint16_t iflag, oflag, cflag, lflag;
		uint8_t line, cc[8];
	} t;
	(void)what;
	if (!piece_struct(piece, 0, &t, 17))
		return;
	print_modes(p, &(struct kernel_termios){t.iflag, t.oflag, t.cflag, t.lflag, 0, {0}});
	if (verbose(p))
		print_control_characters(p, t.line, t.cc, sizeof(t.cc));
	print_text(p, "}");
}

static void print_typed(struct printer *p, const struct ioctl_format *what, const struct piece *piece)
{
	(void)what;
	print_quoted(p, piece->bytes, 1, false, QUOTE_PLAIN);
}

static const struct field window_rows[] = {
    FIELD(struct winsize, ws_row, FIELD_U),
    FIELD(struct winsize, ws_col, FIELD_U),
    FIELD(struct winsize, ws_xpixel, FIELD_U),
    FIELD(struct winsize, ws_ypixel, FIELD_U),
};
static const struct field_table window = FIELD_TABLE(window_rows);

#define INT sizeof(int)

static const struct ioctl_format rows[] = {
    IOCTL_FILLS(TCGETS, IOCTL_CALL, 36, .print = print_termios),
    IOCTL_FILLS(TIOCGLCKTRMIOS, IOCTL_CALL, 36, .print = print_termios),
    IOCTL_GIVES(TCSETS, IOCTL_CALL, 36, .print = print_termios),
    IOCTL_GIVES(TCSETSW, IOCTL_CALL, 36, .print = print_termios),
    IOCTL_GIVES(TCSETSF, IOCTL_CALL, 36, .print = print_termios),
    IOCTL_GIVES(TIOCSLCKTRMIOS, IOCTL_CALL, 36, .print = print_termios),
    IOCTL_FILLS(TCGETS2, IOCTL_CALL, 44, .print = print_termios),
    IOCTL_GIVES(TCSETS2, IOCTL_CALL, 44, .print = print_termios),
    IOCTL_GIVES(TCSETSW2, IOCTL_CALL, 44, .print = print_termios),
    IOCTL_GIVES(TCSETSF2, IOCTL_CALL, 44, .print = print_termios),
    IOCTL_FILLS(TCGETA, IOCTL_CALL, 18, .print = print_termio),
    IOCTL_GIVES(TCSETA, IOCTL_CALL, 18, .print = print_termio),
    IOCTL_GIVES(TCSETAW, IOCTL_CALL, 18, .print = print_termio),
    IOCTL_GIVES(TCSETAF, IOCTL_CALL, 18, .print = print_termio),
    IOCTL_FILLS(TIOCGWINSZ, IOCTL_STRUCT, sizeof(struct winsize), .fields = &window),
    IOCTL_GIVES(TIOCSWINSZ, IOCTL_STRUCT, sizeof(struct winsize), .fields = &window),
    IOCTL_TAKES(TCXONC, IOCTL_ONE, .list = &constants_tcxonc_ops),
    IOCTL_TAKES(TCFLSH, IOCTL_ONE, .list = &constants_tcflsh_ops),
    IOCTL_TAKES(TCSBRK, IOCTL_VALUE_D),
    IOCTL_TAKES(TCSBRKP, IOCTL_VALUE_D),
    IOCTL_TAKES(TIOCSCTTY, IOCTL_VALUE_D),
    IOCTL_FILLS(TIOCMGET, IOCTL_FLAGS, INT, .list = &constants_modem_flags),
    IOCTL_GIVES(TIOCMBIS, IOCTL_FLAGS, INT, .list = &constants_modem_flags),
    IOCTL_GIVES(TIOCMBIC, IOCTL_FLAGS, INT, .list = &constants_modem_flags),
    IOCTL_GIVES(TIOCMSET, IOCTL_FLAGS, INT, .list = &constants_modem_flags),
    IOCTL_FILLS(TIOCGPGRP, IOCTL_D, INT),
    IOCTL_FILLS(TIOCGSID, IOCTL_D, INT),
    IOCTL_FILLS(TIOCGETD, IOCTL_D, INT),
    IOCTL_FILLS(TIOCGSOFTCAR, IOCTL_D, INT),
    IOCTL_FILLS(TIOCGPTN, IOCTL_D, INT),
    IOCTL_FILLS(FIONREAD, IOCTL_D, INT),
    IOCTL_FILLS(TIOCOUTQ, IOCTL_D, INT),
    IOCTL_FILLS(TIOCGEXCL, IOCTL_D, INT),
    IOCTL_FILLS(TIOCGDEV, IOCTL_D, INT),
    IOCTL_GIVES(TIOCSPGRP, IOCTL_D, INT),
    IOCTL_GIVES(TIOCSETD, IOCTL_D, INT),
    IOCTL_GIVES(FIONBIO, IOCTL_D, INT),
    IOCTL_GIVES(FIOASYNC, IOCTL_D, INT),
    IOCTL_GIVES(TIOCPKT, IOCTL_D, INT),
    IOCTL_GIVES(TIOCSSOFTCAR, IOCTL_D, INT),
    IOCTL_GIVES(TIOCSPTLCK, IOCTL_D, INT),
    IOCTL_GIVES(TIOCSTI, IOCTL_CALL, 1, .print = print_typed),
};
const struct ioctl_formats ioctl_formats_terminal = {rows, sizeof(rows) / sizeof(rows[0])};
