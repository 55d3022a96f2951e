// SPDX-License-Identifier: Apache-2.0
// The system and its message queues and semaphores; what openat2 is asked.
#include <fcntl.h>
#include <string.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>

#include "common/syscalls/formatters.h"
#include "common/syscalls/shared.h"

void format_utsname(struct printer *p, unsigned arg)
{
	struct utsname name;
	if (!argument_or_pointer(p, arg, &name, sizeof(name)))
		return;
	const struct {
		const char *label, *text;
	} fields[] = {
	    {"{sysname=", name.sysname},  {", nodename=", name.nodename}, {", release=", name.release},
	    {", version=", name.version}, {", machine=", name.machine},   {", domainname=", name.domainname},
	};
	size_t n = verbose(p) ? sizeof(fields) / sizeof(fields[0]) : 2;
	for (size_t i = 0; i < n; i++) {
		print_text(p, fields[i].label);
		print_quoted(p, (const uint8_t *)fields[i].text, strnlen(fields[i].text, sizeof(name.sysname)), false,
			     QUOTE_PLAIN);
	}
	print_text(p, verbose(p) ? "}" : ", ...}");
}

void format_sysinfo(struct printer *p, unsigned arg)
{
	struct sysinfo info;
	if (!argument_or_pointer(p, arg, &info, sizeof(info)))
		return;
	print_format(p, "{uptime=%ld, loads=[%lu, %lu, %lu], totalram=%lu, freeram=%lu, sharedram=%lu, bufferram=%lu",
		     info.uptime, info.loads[0], info.loads[1], info.loads[2], info.totalram, info.freeram,
		     info.sharedram, info.bufferram);
	print_format(p, ", totalswap=%lu, freeswap=%lu, procs=%u, totalhigh=%lu, freehigh=%lu, mem_unit=%u}",
		     info.totalswap, info.freeswap, info.procs, info.totalhigh, info.freehigh, info.mem_unit);
}

void format_open_how(struct printer *p, unsigned arg)
{
	uint64_t how[3];
	if (!argument_or_pointer(p, arg, how, sizeof(how)))
		return;
	print_text(p, "{flags=");
	print_open_flags(p, how[0]);
	if (how[1] || how[0] & (O_CREAT | (O_TMPFILE & ~O_DIRECTORY)))
		print_format(p, ", mode=%#03llo", (unsigned long long)how[1]);
	print_text(p, ", resolve=");
	print_bits(p, &constants_resolve_flags, how[2]);
	print_text(p, "}");
}

void format_mq_attr(struct printer *p, unsigned arg)
{
	int64_t attr[4];
	if (!argument_or_pointer(p, arg, attr, sizeof(attr)))
		return;
	print_text(p, "{mq_flags=");
	print_bits(p, &constants_open_mode_flags, (uint64_t)attr[0]);
	print_format(p, ", mq_maxmsg=%lld, mq_msgsize=%lld, mq_curmsgs=%lld}", (long long)attr[1], (long long)attr[2],
		     (long long)attr[3]);
}

void format_sembufs(struct printer *p, unsigned arg)
{
	struct piece piece;
	uint64_t count = argument_length(p, arg);
	uint16_t row[3];
	if (!argument_memory(p, arg, &piece)) {
		print_pointer(p, arg_value(p, arg));
		return;
	}
	print_text(p, "[");
	for (size_t i = 0; i < count; i++) {
		if (i)
			print_text(p, ", ");
		if (i == 32 || !piece_struct(&piece, i * sizeof(row), row, sizeof(row))) {
			print_text(p, "...");
			break;
		}
		print_format(p, "{sem_num=%u, sem_op=%d, sem_flg=", row[0], (int16_t)row[1]);
		print_bits(p, &constants_semop_flags, row[2]);
		print_text(p, "}");
	}
	print_text(p, "]");
}

void format_msgbuf(struct printer *p, unsigned arg)
{
	struct piece piece;
	int64_t type;
	uint64_t whole = argument_length(p, arg);
	if (!argument_memory(p, arg, &piece) || !piece_struct(&piece, 0, &type, sizeof(type))) {
		print_pointer(p, arg_value(p, arg));
		return;
	}
	size_t len = piece.len - sizeof(type);
	print_format(p, "{mtype=%lld, mtext=", (long long)type);
	print_payload(p, piece.bytes + sizeof(type), len < whole ? len : (size_t)whole, whole, QUOTE_PLAIN);
	print_text(p, "}");
}
