// SPDX-License-Identifier: Apache-2.0
// Who this detector is: an Ed25519 key that was made here and never leaves STATE-DIR/identity.key (0600).
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "common/base/cleanup.h"
#include "common/base/error.h"

#define IDENTITY_NONCE_SIZE  32u
#define IDENTITY_BASE64_SIZE 96u // enough for key and signature as base64 with the NUL

struct identity;

// -ENOENT when there is none yet (the text says how to enrol), -EPERM when others may read the file.
int identity_load(const char *state_dir, struct identity **ret_identity, struct error *err);
// Loads it, or makes the folder (0700) and a new key.
int identity_load_or_make(const char *state_dir, struct identity **ret_identity, struct error *err);
void identity_free(struct identity *identity);

void identity_public_key(const struct identity *identity, char ret_base64[static IDENTITY_BASE64_SIZE]);
// Signs "syscope.detector.v1\0" and the nonce.
void identity_sign(const struct identity *identity, const uint8_t nonce[static IDENTITY_NONCE_SIZE],
		   char ret_base64[static IDENTITY_BASE64_SIZE]);
DEFINE_AUTO(identity, identity_free);
