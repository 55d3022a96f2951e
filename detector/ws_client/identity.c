// SPDX-License-Identifier: Apache-2.0
#include "detector/ws_client/identity.h"

#include <fcntl.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/alloc.h"

#define KEY_FILE      "identity.key"
#define KEY_PREFIX    "syscope-ed25519 "
#define KEY_TEXT_SIZE (sizeof(KEY_PREFIX) + 64)
#define SIGNED_PREFIX "syscope.detector.v1" // signed with its NUL

struct identity {
	uint8_t public_key[crypto_sign_PUBLICKEYBYTES];
	uint8_t secret_key[crypto_sign_SECRETKEYBYTES];
};

void identity_free(struct identity *identity)
{
	if (!identity)
		return;
	sodium_memzero(identity, sizeof(*identity));
	free(identity);
}

static int from_seed(const uint8_t seed[static crypto_sign_SEEDBYTES], struct identity **ret_identity)
{
	struct identity *identity = xcalloc(1, sizeof(*identity));
	(void)crypto_sign_seed_keypair(identity->public_key, identity->secret_key, seed);
	*ret_identity = identity;
	return 0;
}

static int open_folder(const char *state_dir, bool make, struct error *err)
{
	if (make && mkdir(state_dir, 0700) < 0 && errno != EEXIST)
		return error_set(err, errno, "make the folder %s: %m", state_dir);
	int fd = open(state_dir, O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return error_set(err, errno, "open the folder %s: %m", state_dir);
	return fd;
}

static int read_key(int fd, const char *state_dir, uint8_t seed[static crypto_sign_SEEDBYTES], struct error *err)
{
	char text[KEY_TEXT_SIZE + 1] = "";
	struct stat st;
	if (fstat(fd, &st) < 0)
		return error_set(err, errno, "%s/" KEY_FILE ": %m", state_dir);
	if (st.st_mode & 077)
		return error_set(err, EPERM,
				 "%s/" KEY_FILE " can be read by others; chmod 600 it, or delete it and enrol again",
				 state_dir);
	ssize_t len = read(fd, text, sizeof(text) - 1);
	size_t seed_len = 0;
	const char *base64 = text + strlen(KEY_PREFIX);
	bool sound = len > (ssize_t)strlen(KEY_PREFIX) && strncmp(text, KEY_PREFIX, strlen(KEY_PREFIX)) == 0 &&
		     sodium_base642bin(seed, crypto_sign_SEEDBYTES, base64, strcspn(base64, "\n"), NULL, &seed_len,
				       NULL, sodium_base64_VARIANT_ORIGINAL) == 0 &&
		     seed_len == crypto_sign_SEEDBYTES;
	sodium_memzero(text, sizeof(text));
	if (!sound)
		return error_set(err, EBADMSG, "%s/" KEY_FILE " is not a key of ours; delete it and enrol again",
				 state_dir);
	return 0;
}

int identity_load(const char *state_dir, struct identity **ret_identity, struct error *err)
{
	if (sodium_init() < 0)
		return error_set(err, EIO, "libsodium does not start");
	AUTO_CLOSE int dir_fd = open_folder(state_dir, false, err);
	if (dir_fd < 0 && err->code != ENOENT)
		return -err->code;
	AUTO_CLOSE int fd = dir_fd < 0 ? -1 : openat(dir_fd, KEY_FILE, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0 && (dir_fd < 0 || errno == ENOENT))
		return error_set(err, ENOENT,
				 "this detector has no key in %s: enrol it first (syscope-detector enroll --server URL "
				 "--token TOKEN)",
				 state_dir);
	if (fd < 0)
		return error_set(err, errno, "%s/" KEY_FILE ": %m", state_dir);
	uint8_t seed[crypto_sign_SEEDBYTES];
	int r = read_key(fd, state_dir, seed, err);
	if (r == 0)
		r = from_seed(seed, ret_identity);
	sodium_memzero(seed, sizeof(seed));
	return r;
}

// Under another name first, so that a crash leaves no half key.
static int write_key(int dir_fd, const uint8_t seed[static crypto_sign_SEEDBYTES], struct error *err)
{
	char text[KEY_TEXT_SIZE] = KEY_PREFIX;
	(void)sodium_bin2base64(text + strlen(KEY_PREFIX), sizeof(text) - strlen(KEY_PREFIX) - 1, seed,
				crypto_sign_SEEDBYTES, sodium_base64_VARIANT_ORIGINAL);
	size_t len = strlen(text);
	text[len++] = '\n';
	AUTO_CLOSE int fd =
	    openat(dir_fd, KEY_FILE ".new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool written = fd >= 0 && write(fd, text, len) == (ssize_t)len && fsync(fd) == 0 &&
		       renameat(dir_fd, KEY_FILE ".new", dir_fd, KEY_FILE) == 0 && fsync(dir_fd) == 0;
	int code = errno;
	sodium_memzero(text, sizeof(text));
	return written ? 0 : error_set(err, code, "write " KEY_FILE ": %s", strerror(code));
}

int identity_load_or_make(const char *state_dir, struct identity **ret_identity, struct error *err)
{
	int r = identity_load(state_dir, ret_identity, err);
	if (r != -ENOENT)
		return r;
	AUTO_CLOSE int dir_fd = open_folder(state_dir, true, err);
	if (dir_fd < 0)
		return -err->code;
	uint8_t seed[crypto_sign_SEEDBYTES];
	randombytes_buf(seed, sizeof(seed));
	r = write_key(dir_fd, seed, err);
	if (r == 0)
		r = from_seed(seed, ret_identity);
	else
		(void)error_wrap(err, "%s", state_dir);
	sodium_memzero(seed, sizeof(seed));
	return r;
}

void identity_public_key(const struct identity *identity, char ret_base64[static IDENTITY_BASE64_SIZE])
{
	(void)sodium_bin2base64(ret_base64, IDENTITY_BASE64_SIZE, identity->public_key, sizeof(identity->public_key),
				sodium_base64_VARIANT_ORIGINAL);
}

void identity_sign(const struct identity *identity, const uint8_t nonce[static IDENTITY_NONCE_SIZE],
		   char ret_base64[static IDENTITY_BASE64_SIZE])
{
	uint8_t message[sizeof(SIGNED_PREFIX) + IDENTITY_NONCE_SIZE];
	uint8_t signature[crypto_sign_BYTES];
	memcpy(message, SIGNED_PREFIX, sizeof(SIGNED_PREFIX));
	memcpy(message + sizeof(SIGNED_PREFIX), nonce, IDENTITY_NONCE_SIZE);
	(void)crypto_sign_detached(signature, NULL, message, sizeof(message), identity->secret_key);
	(void)sodium_bin2base64(ret_base64, IDENTITY_BASE64_SIZE, signature, sizeof(signature),
				sodium_base64_VARIANT_ORIGINAL);
}
