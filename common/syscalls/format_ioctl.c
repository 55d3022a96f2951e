// SPDX-License-Identifier: Apache-2.0
// ioctl: the request's name decides what its argument is.
#include <asm/termbits.h>
#include <linux/fs.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "common/syscalls/formatters.h"
#include "common/syscalls/shared.h"

static void print_request_parts(struct printer *p, uint32_t op)
{
	static const char *const directions[] = {"_IOC_NONE", "_IOC_WRITE", "_IOC_READ", "_IOC_READ|_IOC_WRITE"};
	print_format(p, "_IOC(%s, %#x, %#x, %#x)", directions[op >> 30], (op >> 8) & 0xff, op & 0xff,
		     (op >> 16) & 0x3fff);
}

void format_ioctl_op(struct printer *p, unsigned arg)
{
	uint32_t op = (uint32_t)arg_value(p, arg);
	const char *name = constant_name(&constants_ioctl_ops, op);
	if (name)
		print_text(p, name);
	else
		print_request_parts(p, op);
}

bool shown_ioctl(const struct event *event, unsigned arg)
{
	(void)arg;
	switch ((uint32_t)event->args[1]) {
	case FIOCLEX:
	case FIONCLEX:
	case TIOCNOTTY:
	case TIOCEXCL:
	case TIOCNXCL:
	case TIOCCBRK:
	case TIOCSBRK:
	case TIOCCONS:
	case TIOCSSERIAL:
	case TIOCVHANGUP:
	case BLKRRPART:
	case BLKFLSBUF:
	case FIFREEZE:
	case FITHAW:
		return false;
	default:
		return true;
	}
}

static void print_joined(struct printer *p, const struct constants *list, uint32_t value, bool first)
{
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
		if (i)
			print_text(p, "|");
		print_one(p, delays[i].names, flags & delays[i].mask);
		flags &= ~delays[i].mask;
	}
	if (flags)
		print_joined(p, &constants_output_flags, flags, false);
}

struct kernel_termios {
	uint32_t iflag, oflag, cflag, lflag;
	uint8_t line, cc[19];
};

static void print_control_characters(struct printer *p, const struct kernel_termios *t)
{
	print_text(p, ", c_line=");
	print_one(p, &constants_line_disciplines, t->line);
	print_text(p, ", c_cc=[");
	for (size_t i = 0; i < sizeof(t->cc); i++) {
		const char *name = constant_name(&constants_control_characters, i);
		print_format(p, i ? ", [" : "[");
		if (name)
			print_text(p, name);
		else
			print_format(p, "%zu", i);
		print_format(p, "]=%#x", t->cc[i]);
	}
	print_text(p, "]");
}

static void print_termios(struct printer *p, unsigned arg)
{
	struct kernel_termios t;
	if (!argument_or_pointer(p, arg, &t, sizeof(t)))
		return;
	print_text(p, "{c_iflag=");
	print_joined(p, &constants_input_flags, t.iflag, true);
	print_text(p, ", c_oflag=");
	print_output_flags(p, t.oflag);
	print_text(p, ", c_cflag=");
	print_one(p, &constants_baud_rates, t.cflag & CBAUD);
	print_text(p, "|");
	print_one(p, &constants_character_sizes, t.cflag & CSIZE);
	if (t.cflag & ~(uint32_t)(CBAUD | CSIZE))
		print_joined(p, &constants_control_flags, t.cflag & ~(uint32_t)(CBAUD | CSIZE), false);
	print_text(p, ", c_lflag=");
	print_joined(p, &constants_local_flags, t.lflag, true);
	if (verbose(p))
		print_control_characters(p, &t);
	print_text(p, verbose(p) ? "}" : ", ...}");
}

static void print_window(struct printer *p, unsigned arg)
{
	uint16_t window[4];
	if (argument_or_pointer(p, arg, window, sizeof(window)))
		print_format(p, "{ws_row=%u, ws_col=%u, ws_xpixel=%u, ws_ypixel=%u}", window[0], window[1], window[2],
			     window[3]);
}

static void print_interface(struct printer *p, unsigned arg, uint32_t op)
{
	struct {
		char name[IFNAMSIZ];
		union {
			uint8_t address[16];
			int number;
			int16_t flags;
		};
	} request;
	if (!argument_or_pointer(p, arg, &request, sizeof(request)))
		return;
	print_text(p, "{ifr_name=");
	print_quoted(p, (const uint8_t *)request.name, strnlen(request.name, sizeof(request.name)), false, QUOTE_PLAIN);
	if (event_failed(p->event)) {
		print_text(p, op == SIOCSIFFLAGS ? ", ifr_flags=" : "");
	} else if (op == SIOCGIFINDEX) {
		print_format(p, ", ifr_ifindex=%d", request.number);
	} else if (op == SIOCGIFMTU) {
		print_format(p, ", ifr_mtu=%d", request.number);
	} else if (op == SIOCGIFFLAGS || op == SIOCSIFFLAGS) {
		print_text(p, ", ifr_flags=");
	} else {
		print_text(p, op == SIOCGIFNETMASK ? ", ifr_netmask=" : ", ifr_addr=");
		print_sockaddr(p, request.address, sizeof(request.address), 0);
	}
	if (op == SIOCSIFFLAGS || (op == SIOCGIFFLAGS && !event_failed(p->event)))
		print_bits(p, &constants_interface_flags, (uint16_t)request.flags);
	print_text(p, "}");
}

// 1: the kernel writes an int there, 2: it reads one.
static int pointed_int(uint32_t op)
{
	switch (op) {
	case FIONREAD:
	case TIOCOUTQ:
	case TIOCGPTN:
	case TIOCGPGRP:
	case TIOCGSID:
	case TIOCGETD:
	case TIOCGPTLCK:
	case TIOCMGET:
	case FIGETBSZ:
	case BLKSSZGET:
		return 1;
	case FIONBIO:
	case FIOASYNC:
	case TIOCSPGRP:
	case TIOCSPTLCK:
	case TIOCSETD:
	case TIOCPKT:
		return 2;
	default:
		return 0;
	}
}

static bool print_number(struct printer *p, unsigned arg, uint32_t op)
{
	int kind = pointed_int(op), value;
	if (!kind)
		return false;
	if (kind == 1 && event_failed(p->event))
		print_pointer(p, arg_value(p, arg));
	else if (argument_or_pointer(p, arg, &value, sizeof(value)))
		print_format(p, "[%d]", value);
	return true;
}

static void print_file_flags(struct printer *p, unsigned arg)
{
	uint32_t flags;
	if (!argument_or_pointer(p, arg, &flags, sizeof(flags)))
		return;
	print_text(p, "[");
	print_bits(p, &constants_file_flags, flags);
	print_text(p, "]");
}

static bool fills(uint32_t op)
{
	return op == TCGETS || op == TIOCGWINSZ || op == FS_IOC_GETFLAGS || op == TCGETS2;
}

void format_ioctl_arg(struct printer *p, unsigned arg)
{
	uint32_t op = (uint32_t)arg_value(p, 1);
	char byte;
	if (print_number(p, arg, op))
		return;
	if (fills(op) && event_failed(p->event)) {
		print_pointer(p, arg_value(p, arg));
		return;
	}
	switch (op) {
	case TCGETS:
	case TCSETS:
	case TCSETSW:
	case TCSETSF:
	case TCGETS2:
	case TCSETS2:
	case TCSETSW2:
	case TCSETSF2:
		print_termios(p, arg);
		break;
	case TIOCGWINSZ:
	case TIOCSWINSZ:
		print_window(p, arg);
		break;
	case TCXONC:
		print_one(p, &constants_tcxonc_ops, arg_value(p, arg));
		break;
	case TCFLSH:
		print_one(p, &constants_tcflsh_ops, arg_value(p, arg));
		break;
	case TCSBRK:
	case TCSBRKP:
	case TIOCSCTTY:
	case FICLONE:
		print_format(p, "%d", (int)arg_value(p, arg));
		break;
	case TIOCSTI:
		if (argument_or_pointer(p, arg, &byte, 1))
			print_quoted(p, (const uint8_t *)&byte, 1, false, QUOTE_PLAIN);
		break;
	case FS_IOC_GETFLAGS:
	case FS_IOC_SETFLAGS:
		print_file_flags(p, arg);
		break;
	case SIOCGIFINDEX:
	case SIOCGIFFLAGS:
	case SIOCSIFFLAGS:
	case SIOCGIFADDR:
	case SIOCGIFNETMASK:
	case SIOCGIFMTU:
		print_interface(p, arg, op);
		break;
	default:
		if (constant_name(&constants_ioctl_ops, op))
			print_pointer(p, arg_value(p, arg));
		else
			print_hex(p, arg_value(p, arg));
	}
}

void result_ioctl(struct printer *p)
{
	print_format(p, "%lld", (long long)p->event->ret);
}
