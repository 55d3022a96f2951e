// SPDX-License-Identifier: Apache-2.0
// Control messages of sendmsg and recvmsg.
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "common/syscalls/formatters.h"
#include "common/syscalls/shared.h"
#include "common/syscalls/sockaddr.h"
#include "common/syscalls/vector.h"

#define CMSG_HEAD 16u
#define TIME_LEN  16u

typedef void (*data_fn)(struct printer *p, const struct piece *data);

static void print_list(struct printer *p, const struct piece *data, size_t size, const char *format)
{
	uint64_t n = data->len / size, shown = shown_elements(p, n);
	print_text(p, "[");
	for (size_t i = 0; i < n; i++) {
		print_text(p, i ? ", " : "");
		if (i == shown) {
			print_text(p, "...");
			break;
		}
		if (format)
			print_format(p, format, (unsigned)piece_number(data, i * size, size));
		else
			print_fd(p, (int)piece_number(data, i * size, size));
	}
	print_text(p, "]");
}

static void print_rights(struct printer *p, const struct piece *data)
{
	print_list(p, data, sizeof(int), NULL);
}

static void print_words(struct printer *p, const struct piece *data)
{
	print_list(p, data, sizeof(int), "%u");
}

static void print_octets(struct printer *p, const struct piece *data)
{
	print_list(p, data, 1, "%#x");
}

static void print_credentials(struct printer *p, const struct piece *data)
{
	static const struct layout rows[] = {
	    LAYOUT(struct ucred, pid, LAYOUT_D),
	    LAYOUT(struct ucred, uid, LAYOUT_ID),
	    LAYOUT(struct ucred, gid, LAYOUT_ID),
	};
	print_layout_struct(p, LAYOUTS(rows), data);
}

static void print_label(struct printer *p, const struct piece *data)
{
	print_quoted(p, data->bytes, data->len, false, QUOTE_PLAIN);
}

static void print_time(struct printer *p, const struct piece *data, size_t at, bool us)
{
	int64_t time[2];
	if (!piece_struct(data, at, time, sizeof(time)))
		print_text(p, "???");
	else if (us)
		print_timeval(p, time[0], time[1]);
	else
		print_timespec(p, time[0], time[1]);
}

static void print_stamp_us(struct printer *p, const struct piece *data)
{
	print_time(p, data, 0, true);
}

static void print_stamp_ns(struct printer *p, const struct piece *data)
{
	print_time(p, data, 0, false);
}

// Three of them: by software, one that is no longer filled, by hardware.
static void print_stamps(struct printer *p, const struct piece *data)
{
	if (data->len < 3 * TIME_LEN) {
		print_text(p, "???");
		return;
	}
	for (size_t i = 0; i < 3; i++) {
		print_text(p, i ? ", " : "[");
		print_time(p, data, i * TIME_LEN, false);
	}
	print_text(p, "]");
}

static void print_packet_info(struct printer *p, const struct piece *data)
{
	static const struct layout rows[] = {
	    LAYOUT(struct in_pktinfo, ipi_ifindex, LAYOUT_IFINDEX),
	    LAYOUT(struct in_pktinfo, ipi_spec_dst, LAYOUT_INET),
	    LAYOUT(struct in_pktinfo, ipi_addr, LAYOUT_INET),
	};
	print_layout_struct(p, LAYOUTS(rows), data);
}

static void print_offender(struct printer *p, const struct piece *whole, size_t at, size_t size)
{
	struct piece address = piece_part(whole, at, size);
	print_address(p, &address);
}

static void print_error(struct printer *p, const struct piece *data)
{
	static const struct layout rows[] = {
	    {"ee_errno", 0, 4, LAYOUT_U, 0, NULL, NULL, 0},
	    {"ee_origin", 4, 1, LAYOUT_U, 0, NULL, NULL, 0},
	    {"ee_type", 5, 1, LAYOUT_U, 0, NULL, NULL, 0},
	    {"ee_code", 6, 1, LAYOUT_U, 0, NULL, NULL, 0},
	    {"ee_info", 8, 4, LAYOUT_U, 0, NULL, NULL, 0},
	    {"ee_data", 12, 4, LAYOUT_U, 0, NULL, NULL, 0},
	    {"offender", 16, 16, LAYOUT_PRINT, 0, NULL, print_offender, 0},
	};
	print_layout_struct(p, LAYOUTS(rows), data);
}

static void print_destination(struct printer *p, const struct piece *data)
{
	print_address(p, data);
}

static const struct {
	int level, type;
	size_t min;
	data_fn print;
} rows[] = {
    {SOL_SOCKET, SCM_RIGHTS, 4, print_rights}, {SOL_SOCKET, SCM_CREDENTIALS, 12, print_credentials},
    {SOL_SOCKET, 3, 1, print_label},           {SOL_SOCKET, 29, 1, print_stamp_us},
    {SOL_SOCKET, 35, 1, print_stamp_ns},       {SOL_SOCKET, 37, 1, print_stamps},
    {SOL_SOCKET, 63, 1, print_stamp_us},       {SOL_SOCKET, 64, 1, print_stamp_ns},
    {SOL_SOCKET, 65, 1, print_stamps},         {SOL_IP, IP_PKTINFO, sizeof(struct in_pktinfo), print_packet_info},
    {SOL_IP, IP_TTL, 4, print_words},          {SOL_IP, IP_TOS, 1, print_octets},
    {SOL_IP, IP_RECVOPTS, 1, print_octets},    {SOL_IP, IP_RETOPTS, 1, print_octets},
    {SOL_IP, IP_RECVERR, 32, print_error},     {SOL_IP, IP_ORIGDSTADDR, sizeof(struct sockaddr_in), print_destination},
    {SOL_IP, IP_CHECKSUM, 4, print_words},     {SOL_IP, 3, 1, print_label},
};

static void print_type_and_data(struct printer *p, int level, int type, const struct piece *data)
{
	if (level == SOL_SOCKET)
		print_one(p, &constants_cmsg_types, (uint32_t)type);
	else if (level == SOL_IP)
		print_one(p, &constants_ip_cmsg_types, (uint32_t)type);
	else
		print_hex(p, (uint32_t)type);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].level != level || rows[i].type != type || data->len < rows[i].min)
			continue;
		print_text(p, ", cmsg_data=");
		rows[i].print(p, data);
		break;
	}
}

struct head {
	uint64_t len;
	int level, type;
};

static void print_message(struct printer *p, const struct piece *control, size_t at, const struct head *head)
{
	size_t room = control->len - at;
	size_t len = head->len < room ? (size_t)head->len : room;
	struct piece data = piece_part(control, at + CMSG_HEAD, len > CMSG_HEAD ? len - CMSG_HEAD : 0);
	print_format(p, "%s{cmsg_len=%llu, cmsg_level=", at ? ", " : "", (unsigned long long)head->len);
	print_one_or(p, &constants_socket_levels, (uint32_t)head->level, "SOL_???");
	print_text(p, ", cmsg_type=");
	print_type_and_data(p, head->level, head->type, &data);
	print_text(p, "}");
}

// Returns how many bytes are left over behind the last message.
static size_t print_messages(struct printer *p, const struct piece *control)
{
	struct head head;
	size_t at = 0;
	while (piece_struct(control, at, &head, sizeof(head))) {
		print_message(p, control, at, &head);
		size_t room = control->len - at;
		if (head.len < CMSG_HEAD)
			return room - CMSG_HEAD;
		uint64_t len = (head.len + 7) & ~7ull;
		if (len >= room)
			return 0;
		at += (size_t)len;
	}
	return control->len - at;
}

void print_control(struct printer *p, const struct piece *control, uint64_t len, uint64_t pointer)
{
	if (control->len < CMSG_HEAD) {
		print_pointer(p, pointer);
		return;
	}
	print_text(p, "[");
	size_t left = print_messages(p, control);
	if (left)
		print_format(p, ", ... /* %#llx */", (unsigned long long)(pointer + control->len - left));
	else if (control->len < len)
		print_text(p, ", ...");
	print_text(p, "]");
}
