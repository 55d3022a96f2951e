// SPDX-License-Identifier: Apache-2.0
#include "detector/state/socket_table.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "common/base/alloc.h"
#include "common/base/cleanup.h"
#include "common/base/clock.h"
#include "common/event/event.h"
#include "detector/state/proc_words.h"

#define ROWS_MAX   65536u
#define KEPT_NS    (2 * NS_PER_S)
#define LISTENS    0x0a    // TCP's state in net/tcp
#define ACCEPTS    0x10000 // flag of a listening socket in net/unix
#define LINE_BYTES 512

struct socket_table {
	uint64_t namespace; // inode of the network namespace
	uint64_t read_ns;   // 0 = never
	struct socket_row *rows;
	size_t n, room;
};

bool socket_address_parse(const uint8_t *bytes, size_t len, struct socket_address *ret_address)
{
	struct socket_address address = {0};
	if (len < sizeof(address.family))
		return false;
	memcpy(&address.family, bytes, sizeof(address.family));
	if (address.family == AF_INET && len >= 8) {
		address.port = (uint16_t)(bytes[2] << 8 | bytes[3]);
		memcpy(address.ip, bytes + 4, 4);
	} else if (address.family == AF_INET6 && len >= 24) {
		address.port = (uint16_t)(bytes[2] << 8 | bytes[3]);
		memcpy(address.ip, bytes + 8, 16);
	} else if (address.family == AF_INET || address.family == AF_INET6) {
		return false;
	} else if (address.family == AF_UNIX && len > 2) {
		size_t room = len - 2 < sizeof(address.path) - 1 ? len - 2 : sizeof(address.path) - 1;
		memcpy(address.path, bytes + 2, room);
		for (size_t i = 0; i < room && bytes[2] == '\0'; i++)
			address.path[i] = address.path[i] ? address.path[i] : '@';
	}
	*ret_address = address;
	return true;
}

void socket_address_print(const struct socket_address *address, char *ret_text, size_t size)
{
	char ip[INET6_ADDRSTRLEN] = "";
	(void)inet_ntop(address->family, address->ip, ip, sizeof(ip));
	(void)snprintf(ret_text, size, address->family == AF_INET6 ? "[%s]:%u" : "%s:%u", ip, address->port);
}

// The kernel prints addresses as words of this machine.
static bool parse_ip(const char *digits, size_t len, uint8_t *ret_ip)
{
	for (size_t i = 0; i < len / 8; i++) {
		char word[9] = "";
		char *end;
		memcpy(word, digits + 8 * i, 8);
		uint32_t value = (uint32_t)strtoul(word, &end, 16);
		if (*end)
			return false;
		memcpy(ret_ip + 4 * i, &value, 4);
	}
	return true;
}

// "0100007F:0CEA": an address, a port.
static bool parse_end(struct proc_words *words, struct socket_address *end)
{
	struct proc_word word;
	uint64_t port;
	size_t digits = end->family == AF_INET ? 8 : 32;
	if (!proc_word_next(words, &word) || word.len <= digits || word.text[digits] != ':')
		return false;
	struct proc_word behind = {.text = word.text + digits + 1, .len = word.len - digits - 1};
	if (!proc_word_number(behind, 16, &port) || port > UINT16_MAX || !parse_ip(word.text, digits, end->ip))
		return false;
	end->port = (uint16_t)port;
	return true;
}

bool socket_row_parse_inet(const char *line, uint16_t family, uint8_t protocol, struct socket_row *ret_row)
{
	struct proc_words words = {.at = line};
	uint64_t inode, state;
	struct socket_row row = {.family = family, .protocol = protocol};
	row.type = protocol == IPPROTO_TCP ? SOCK_STREAM : SOCK_DGRAM;
	row.local.family = row.remote.family = family;
	if (!proc_words_skip(&words, 1) || !parse_end(&words, &row.local) || !parse_end(&words, &row.remote) ||
	    !proc_words_number(&words, 16, &state) || !proc_words_skip(&words, 5) ||
	    !proc_words_number(&words, 10, &inode))
		return false;
	row.inode = inode;
	row.has_remote = row.remote.port != 0;
	if (protocol == IPPROTO_TCP && state == LISTENS)
		row.role = EVENT_ROLE_SERVER;
	*ret_row = row;
	return true;
}

bool socket_row_parse_unix(const char *line, struct socket_row *ret_row)
{
	struct proc_words words = {.at = line};
	uint64_t flags, type, inode;
	if (!proc_words_skip(&words, 3) || !proc_words_number(&words, 16, &flags) ||
	    !proc_words_number(&words, 16, &type) || !proc_words_skip(&words, 1) ||
	    !proc_words_number(&words, 10, &inode) || type > UINT8_MAX)
		return false;
	struct socket_row row = {.inode = inode, .family = AF_UNIX, .type = (uint8_t)type};
	row.local.family = AF_UNIX;
	if (flags & ACCEPTS)
		row.role = EVENT_ROLE_SERVER;
	if (*words.at == ' ')
		(void)snprintf(row.local.path, sizeof(row.local.path), "%.*s", (int)strcspn(words.at + 1, "\n"),
			       words.at + 1);
	*ret_row = row;
	return true;
}

struct socket_table *socket_table_new(void)
{
	return xcalloc(1, sizeof(struct socket_table));
}

void socket_table_free(struct socket_table *table)
{
	if (!table)
		return;
	free(table->rows);
	free(table);
}

static void add_row(struct socket_table *table, const struct socket_row *row)
{
	if (table->n >= ROWS_MAX)
		return;
	if (table->n == table->room) {
		size_t room = table->room ? 2 * table->room : 256;
		struct socket_row *rows = realloc(table->rows, room * sizeof(*rows));
		if (!rows)
			return;
		table->rows = rows;
		table->room = room;
	}
	table->rows[table->n++] = *row;
}

static void read_file(struct socket_table *table, pid_t pid, const char *name, uint16_t family, uint8_t protocol)
{
	char path[64], line[LINE_BYTES];
	(void)snprintf(path, sizeof(path), "/proc/%d/net/%s", (int)pid, name);
	FILE *file = fopen(path, "re");
	if (!file)
		return;
	while (table->n < ROWS_MAX && fgets(line, sizeof(line), file)) {
		struct socket_row row;
		if (family == AF_UNIX ? socket_row_parse_unix(line, &row)
				      : socket_row_parse_inet(line, family, protocol, &row))
			add_row(table, &row);
	}
	(void)fclose(file);
}

static int compare_rows(const void *a, const void *b)
{
	uint64_t x = ((const struct socket_row *)a)->inode, y = ((const struct socket_row *)b)->inode;
	return x < y ? -1 : x > y;
}

// Who has the port that another socket listens on was called, who has not has called.
static void guess_roles(struct socket_table *table)
{
	AUTO_FREE uint8_t *listening = xcalloc(65536 / 8, 1);
	for (size_t i = 0; i < table->n; i++)
		if (table->rows[i].protocol == IPPROTO_TCP && table->rows[i].role == EVENT_ROLE_SERVER)
			listening[table->rows[i].local.port / 8] |= (uint8_t)(1u << table->rows[i].local.port % 8);
	for (size_t i = 0; i < table->n; i++) {
		struct socket_row *row = &table->rows[i];
		if (row->protocol != IPPROTO_TCP || !row->has_remote)
			continue;
		bool called = listening[row->local.port / 8] >> (row->local.port % 8) & 1;
		row->role = called ? EVENT_ROLE_SERVER : EVENT_ROLE_CLIENT;
	}
}

static void refresh(struct socket_table *table, pid_t pid, uint64_t namespace)
{
	table->n = 0;
	table->namespace = namespace;
	table->read_ns = clock_boot_ns();
	read_file(table, pid, "tcp", AF_INET, IPPROTO_TCP);
	read_file(table, pid, "tcp6", AF_INET6, IPPROTO_TCP);
	read_file(table, pid, "udp", AF_INET, IPPROTO_UDP);
	read_file(table, pid, "udp6", AF_INET6, IPPROTO_UDP);
	read_file(table, pid, "unix", AF_UNIX, 0);
	guess_roles(table);
	if (table->n)
		qsort(table->rows, table->n, sizeof(table->rows[0]), compare_rows);
}

const struct socket_row *socket_table_find(struct socket_table *table, pid_t pid, uint64_t inode)
{
	char path[64];
	struct stat status;
	(void)snprintf(path, sizeof(path), "/proc/%d/ns/net", (int)pid);
	if (stat(path, &status) < 0)
		return NULL;
	if (!table->read_ns || table->namespace != status.st_ino || clock_boot_ns() - table->read_ns > KEPT_NS)
		refresh(table, pid, status.st_ino);
	struct socket_row key = {.inode = inode};
	return table->n ? bsearch(&key, table->rows, table->n, sizeof(key), compare_rows) : NULL;
}
