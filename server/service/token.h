// SPDX-License-Identifier: Apache-2.0
// Secrets that are handed out once: 256 random bits as URL-safe text. What is stored is their BLAKE2b hash; a stolen database
// opens no door. No salt or slow hash is needed: there is nothing to guess.
#pragma once

#include "server/repository/session_repository.h"

#include <stddef.h>

#define TOKEN_TEXT_SIZE 44 // 43 characters and the NUL

// prefix "" or such as "sce_"; ret_text has room for it and TOKEN_TEXT_SIZE.
void token_make(const char *prefix, char *ret_text, size_t size, uint8_t ret_hash[static TOKEN_HASH_SIZE]);
// False when the text has not even the form of one.
bool token_hash(const char *prefix, const char *text, uint8_t ret_hash[static TOKEN_HASH_SIZE]);
