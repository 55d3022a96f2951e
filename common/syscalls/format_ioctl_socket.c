// SPDX-License-Identifier: Apache-2.0
// ioctl: network interfaces.
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>

#include "common/syscalls/format_ioctl.h"
#include "common/syscalls/formatters.h"
#include "common/syscalls/shared.h"

static void print_interface(struct printer *p, const struct ioctl_format *what, const struct piece *piece)
{
	struct {
		char name[IFNAMSIZ];
		union {
			uint8_t address[16];
			int number;
			int16_t flags;
		};
	} request;
	uint32_t op = what->op;
	if (!piece_struct(piece, 0, &request, sizeof(request)))
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

static const struct ioctl_format rows[] = {
    IOCTL_GIVES(SIOCGIFINDEX, IOCTL_CALL, 32, .print = print_interface),
    IOCTL_GIVES(SIOCGIFFLAGS, IOCTL_CALL, 32, .print = print_interface),
    IOCTL_GIVES(SIOCSIFFLAGS, IOCTL_CALL, 32, .print = print_interface),
    IOCTL_GIVES(SIOCGIFADDR, IOCTL_CALL, 32, .print = print_interface),
    IOCTL_GIVES(SIOCGIFNETMASK, IOCTL_CALL, 32, .print = print_interface),
    IOCTL_GIVES(SIOCGIFMTU, IOCTL_CALL, 32, .print = print_interface),
};
const struct ioctl_formats ioctl_formats_socket = {rows, sizeof(rows) / sizeof(rows[0])};
