// SPDX-License-Identifier: Apache-2.0
// Addresses of sockets: from a sockaddr in captured memory, and by inode from /proc/PID/net, kept for a moment for each network
// namespace.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define SOCKET_PATH_MAX 109

struct socket_address {
	uint16_t family; // 0 = none
	uint16_t port;
	uint8_t ip[16];             // IPv4 in the first four bytes
	char path[SOCKET_PATH_MAX]; // AF_UNIX: "" = unnamed; an abstract one begins with '@'
};

// False when it is too short to be one; families other than inet and unix have nothing but the family. Pure.
bool socket_address_parse(const uint8_t *bytes, size_t len, struct socket_address *ret_address);
// "127.0.0.1:80", "[::1]:80".
void socket_address_print(const struct socket_address *address, char *ret_text, size_t size);

struct socket_row {
	uint64_t inode;
	uint16_t family;
	uint8_t type; // SOCK_*
	uint8_t protocol;
	uint8_t role; // enum event_role
	bool has_remote;
	struct socket_address local, remote; // of AF_UNIX only local
};

struct socket_table;

struct socket_table *socket_table_new(void);
void socket_table_free(struct socket_table *table);
// NULL when /proc does not list it. Valid until the next call.
const struct socket_row *socket_table_find(struct socket_table *table, pid_t pid, uint64_t inode);

// A line of net/tcp (family AF_INET, IPPROTO_TCP), tcp6, udp, udp6; of net/unix. False for the headline and what is damaged. Pure.
bool socket_row_parse_inet(const char *line, uint16_t family, uint8_t protocol, struct socket_row *ret_row);
bool socket_row_parse_unix(const char *line, struct socket_row *ret_row);
