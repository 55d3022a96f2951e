// SPDX-License-Identifier: Apache-2.0
// Addresses, networks and ports.
#include "common/base/alloc.h"
#include "common/base/parse.h"
#include "common/filter/filter_values_private.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static bool read_ip(struct filter_value *value, const char *text)
{
	value->family = 0;
	if (inet_pton(AF_INET, text, value->address) == 1)
		value->family = 4;
	else if (inet_pton(AF_INET6, text, value->address) == 1)
		value->family = 6;
	value->prefix = value->family == 4 ? 32 : 128;
	return value->family != 0;
}

int value_read_address(struct value_reader *reader)
{
	return read_ip(reader->value, reader->value->text) ? 0 : value_refuse_type(reader);
}

// 10.1.2.3/8 is 10.0.0.0/8.
static void clear_host(struct filter_value *value)
{
	for (unsigned bit = value->prefix; bit < 128; bit++)
		value->address[bit / 8] &= (uint8_t) ~(0x80u >> bit % 8);
}

int value_read_net(struct value_reader *reader)
{
	struct filter_value *value = reader->value;
	const char *slash = strchr(value->text, '/');
	AUTO_FREE char *address = xstrndup(value->text, slash ? (size_t)(slash - value->text) : value->len);
	if (!read_ip(value, address))
		return value_refuse_type(reader);
	uint64_t bits;
	if (slash) {
		if (!isdigit((unsigned char)slash[1]) || strspn(slash + 1, "0123456789") != strlen(slash + 1) ||
		    parse_u64(slash + 1, &bits) < 0 || bits > value->prefix)
			return value_refuse_type(reader);
		value->prefix = (uint8_t)bits;
	}
	clear_host(value);
	return 0;
}

static const struct {
	const char *name;
	uint16_t port;
} ports[] = {
    {"ftp", 21},         {"ssh", 22},
    {"telnet", 23},      {"smtp", 25},
    {"domain", 53},      {"dns", 53},
    {"bootps", 67},      {"bootpc", 68},
    {"tftp", 69},        {"http", 80},
    {"kerberos", 88},    {"pop3", 110},
    {"sunrpc", 111},     {"ntp", 123},
    {"imap2", 143},      {"imap", 143},
    {"snmp", 161},       {"bgp", 179},
    {"ldap", 389},       {"https", 443},
    {"smb", 445},        {"syslog", 514},
    {"submission", 587}, {"ldaps", 636},
    {"imaps", 993},      {"pop3s", 995},
    {"mqtt", 1883},      {"nfs", 2049},
    {"etcd", 2379},      {"mysql", 3306},
    {"rdp", 3389},       {"postgresql", 5432},
    {"amqp", 5672},      {"vnc", 5900},
    {"redis", 6379},     {"kubernetes", 6443},
    {"http-alt", 8080},  {"elasticsearch", 9200},
    {"kafka", 9092},     {"memcached", 11211},
    {"mongodb", 27017},
};

const char *filter_port_name(size_t i)
{
	return i < LENGTH(ports) ? ports[i].name : NULL;
}

static const char *next_port(size_t *cursor)
{
	return filter_port_name((*cursor)++);
}

int value_read_port(struct value_reader *reader)
{
	struct filter_value *value = reader->value;
	if (isdigit((unsigned char)value->text[0])) {
		uint64_t port;
		if (parse_u64(value->text, &port) < 0 || port > UINT16_MAX)
			return value_refuse(reader, "a port is a number from 0 to 65535");
		value->number = (int64_t)port;
		return 0;
	}
	for (size_t i = 0; i < LENGTH(ports); i++) {
		if (strcmp(ports[i].name, value->text) == 0) {
			value->number = ports[i].port;
			return 0;
		}
	}
	return value_refuse_name(reader, next_port, "port");
}
