// SPDX-License-Identifier: Apache-2.0
// Payloads of the smaller netlink protocols: crypto, netfilter, selinux, and udev's messages.
#include <arpa/inet.h>
#include <linux/cryptouser.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <linux/selinux_netlink.h>
#include <string.h>

#include "common/syscalls/netlink.h"

#define CRYPTO_ROW(type, member, kind) LAYOUT(struct crypto_report_##type, member, kind)

static const struct layout hash_rows[] = {
    CRYPTO_ROW(hash, type, LAYOUT_TEXT),
    CRYPTO_ROW(hash, blocksize, LAYOUT_U),
    CRYPTO_ROW(hash, digestsize, LAYOUT_U),
};
static const struct layout block_rows[] = {
    CRYPTO_ROW(blkcipher, type, LAYOUT_TEXT),     CRYPTO_ROW(blkcipher, geniv, LAYOUT_TEXT),
    CRYPTO_ROW(blkcipher, blocksize, LAYOUT_U),   CRYPTO_ROW(blkcipher, min_keysize, LAYOUT_U),
    CRYPTO_ROW(blkcipher, max_keysize, LAYOUT_U), CRYPTO_ROW(blkcipher, ivsize, LAYOUT_U),
};
static const struct layout aead_rows[] = {
    CRYPTO_ROW(aead, type, LAYOUT_TEXT),   CRYPTO_ROW(aead, geniv, LAYOUT_TEXT),
    CRYPTO_ROW(aead, blocksize, LAYOUT_U), CRYPTO_ROW(aead, maxauthsize, LAYOUT_U),
    CRYPTO_ROW(aead, ivsize, LAYOUT_U),
};
static const struct layout random_rows[] = {
    CRYPTO_ROW(rng, type, LAYOUT_TEXT),
    CRYPTO_ROW(rng, seedsize, LAYOUT_U),
};
static const struct layout cipher_rows[] = {
    CRYPTO_ROW(cipher, type, LAYOUT_TEXT),
    CRYPTO_ROW(cipher, blocksize, LAYOUT_U),
    CRYPTO_ROW(cipher, min_keysize, LAYOUT_U),
    CRYPTO_ROW(cipher, max_keysize, LAYOUT_U),
};

static bool print_report(struct printer *p, const struct piece *data, const struct nl_context *context)
{
	(void)context;
	size_t len = strnlen((const char *)data->bytes, data->len);
	print_text(p, "{type=");
	print_payload(p, data->bytes, len, len == data->len ? len + 1 : len, QUOTE_PLAIN);
	print_text(p, "}");
	return true;
}

static const struct attr crypto_rows[] = {
    ATTR_U32(CRYPTOCFGA_PRIORITY_VAL),
    ATTR_BY(CRYPTOCFGA_REPORT_LARVAL, print_report),
    ATTR_ROWS(CRYPTOCFGA_REPORT_HASH, ATTR_STRUCT, hash_rows),
    ATTR_ROWS(CRYPTOCFGA_REPORT_BLKCIPHER, ATTR_STRUCT, block_rows),
    ATTR_ROWS(CRYPTOCFGA_REPORT_AEAD, ATTR_STRUCT, aead_rows),
    ATTR_BY(CRYPTOCFGA_REPORT_COMPRESS, print_report),
    ATTR_ROWS(CRYPTOCFGA_REPORT_RNG, ATTR_STRUCT, random_rows),
    ATTR_ROWS(CRYPTOCFGA_REPORT_CIPHER, ATTR_STRUCT, cipher_rows),
    ATTR_BY(CRYPTOCFGA_REPORT_AKCIPHER, print_report),
    ATTR_BY(CRYPTOCFGA_REPORT_KPP, print_report),
    ATTR_BY(CRYPTOCFGA_REPORT_ACOMP, print_report),
};
static const struct attr_table crypto_table = ATTRS(crypto_attrs, crypto_rows);

static const struct layout algorithm_rows[] = {
    LAYOUT(struct crypto_user_alg, cru_name, LAYOUT_TEXT),
    LAYOUT(struct crypto_user_alg, cru_driver_name, LAYOUT_TEXT),
    LAYOUT(struct crypto_user_alg, cru_module_name, LAYOUT_TEXT),
    LAYOUT(struct crypto_user_alg, cru_type, LAYOUT_X),
    LAYOUT(struct crypto_user_alg, cru_mask, LAYOUT_X),
    LAYOUT(struct crypto_user_alg, cru_refcnt, LAYOUT_U),
    LAYOUT(struct crypto_user_alg, cru_flags, LAYOUT_X),
};

bool print_nl_crypto(struct printer *p, const struct piece *data, const struct nl_context *context)
{
	static const struct nl_payload payload = {LAYOUTS(algorithm_rows), sizeof(struct crypto_user_alg),
						  &crypto_table};
	if (context->type < CRYPTO_MSG_NEWALG || context->type > CRYPTO_MSG_GETALG)
		return false;
	if (data->len < payload.size)
		print_payload(p, data->bytes, data->len, data->len, QUOTE_PLAIN);
	else
		print_nl_payload(p, data, &payload, context);
	return true;
}

// nftables puts its number there, and long did so in the wrong byte order.
static void print_resource(struct printer *p, uint16_t resource, uint16_t type)
{
	bool tables = type >> 8 == NFNL_SUBSYS_NFTABLES;
	if (tables && ntohs(resource) == NFNL_SUBSYS_NFTABLES)
		print_text(p, "htons(NFNL_SUBSYS_NFTABLES)");
	else if (tables && resource == NFNL_SUBSYS_NFTABLES)
		print_text(p, "NFNL_SUBSYS_NFTABLES");
	else
		print_format(p, "htons(%u)", ntohs(resource));
}

static const struct constants no_names = {NULL, 0, NULL};

bool print_nl_netfilter(struct printer *p, const struct piece *data, const struct nl_context *context)
{
	static const struct attr_table untyped = {&no_names, NULL, 0, NULL};
	struct nfgenmsg head;
	if (!piece_struct(data, 0, &head, sizeof(head))) {
		print_hex_string(p, data, data->len);
		return true;
	}
	print_text(p, "{nfgen_family=");
	print_one(p, &constants_socket_domains, head.nfgen_family);
	print_text(p, ", version=");
	print_one(p, &constants_nf_versions, head.version);
	print_text(p, ", res_id=");
	print_resource(p, head.res_id, context->type);
	print_text(p, "}");
	if (data->len <= sizeof(head))
		return true;
	struct piece rest = piece_part(data, sizeof(head), data->len - sizeof(head));
	print_text(p, ", ");
	if (context->type >= NFNL_MSG_BATCH_BEGIN && context->type <= NFNL_MSG_BATCH_END)
		print_hex_string(p, &rest, rest.len);
	else
		print_attributes(p, &rest, &untyped, context);
	return true;
}

bool print_nl_selinux(struct printer *p, const struct piece *data, const struct nl_context *context)
{
	static const struct layout enforce[] = {{"val", 0, 4, LAYOUT_D, 0, NULL, NULL, 0}};
	static const struct layout policy[] = {{"seqno", 0, 4, LAYOUT_U, 0, NULL, NULL, 0}};
	if (context->type != SELNL_MSG_SETENFORCE && context->type != SELNL_MSG_POLICYLOAD)
		return false;
	if (data->len < sizeof(uint32_t))
		print_hex_string(p, data, data->len);
	else
		print_layout_struct(p, context->type == SELNL_MSG_SETENFORCE ? enforce : policy, 1, data);
	return true;
}

static void print_network_hex(struct printer *p, const struct piece *whole, size_t at, size_t size)
{
	print_format(p, "htonl(%#x)", ntohl((uint32_t)piece_number(whole, at, size)));
}

// What udev sends to its listeners; the kernel's own messages are text.
bool print_nl_uevent(struct printer *p, const struct piece *data, uint64_t whole)
{
	static const struct layout rows[] = {
	    {"prefix", 0, 8, LAYOUT_TEXT, 0, NULL, NULL, 0},
	    {"magic", 8, 4, LAYOUT_PRINT, 0, NULL, print_network_hex, 0},
	    {"header_size", 12, 4, LAYOUT_U, 0, NULL, NULL, 0},
	    {"properties_off", 16, 4, LAYOUT_U, 0, NULL, NULL, 0},
	    {"properties_len", 20, 4, LAYOUT_U, 0, NULL, NULL, 0},
	    {"filter_subsystem_hash", 24, 4, LAYOUT_PRINT, 0, NULL, print_network_hex, 0},
	    {"filter_devtype_hash", 28, 4, LAYOUT_PRINT, 0, NULL, print_network_hex, 0},
	    {"filter_tag_bloom_hi", 32, 4, LAYOUT_PRINT, 0, NULL, print_network_hex, 0},
	    {"filter_tag_bloom_lo", 36, 4, LAYOUT_PRINT, 0, NULL, print_network_hex, 0},
	};
	enum { HEAD = 40 };
	if (data->len < HEAD || memcmp(data->bytes, "libudev", 8) != 0) {
		print_payload(p, data->bytes, data->len, whole, QUOTE_PLAIN);
		return true;
	}
	struct piece head = piece_part(data, 0, HEAD), rest = piece_part(data, HEAD, data->len);
	print_text(p, whole > HEAD ? "[" : "");
	print_layout_struct(p, LAYOUTS(rows), &head);
	if (whole > HEAD) {
		print_text(p, ", ");
		print_payload(p, rest.bytes, rest.len, whole - HEAD, QUOTE_PLAIN);
		print_text(p, "]");
	}
	return true;
}
