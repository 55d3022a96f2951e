// SPDX-License-Identifier: Apache-2.0
#include "server/service/token.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

static void hash(const char *text, uint8_t ret_hash[static TOKEN_HASH_SIZE])
{
	(void)crypto_generichash(ret_hash, TOKEN_HASH_SIZE, (const uint8_t *)text, strlen(text), NULL, 0);
}

void token_make(const char *prefix, char *ret_text, size_t size, uint8_t ret_hash[static TOKEN_HASH_SIZE])
{
	uint8_t random[32];
	char text[TOKEN_TEXT_SIZE];
	assert(size >= strlen(prefix) + TOKEN_TEXT_SIZE);
	randombytes_buf(random, sizeof(random));
	(void)sodium_bin2base64(text, sizeof(text), random, sizeof(random), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	(void)snprintf(ret_text, size, "%s%s", prefix, text);
	hash(ret_text, ret_hash);
	sodium_memzero(random, sizeof(random));
	sodium_memzero(text, sizeof(text));
}

bool token_hash(const char *prefix, const char *text, uint8_t ret_hash[static TOKEN_HASH_SIZE])
{
	size_t wanted = strlen(prefix) + TOKEN_TEXT_SIZE - 1;
	if (!text || strnlen(text, wanted + 1) != wanted || strncmp(text, prefix, strlen(prefix)) != 0)
		return false;
	hash(text, ret_hash);
	return true;
}
