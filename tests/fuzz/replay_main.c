// SPDX-License-Identifier: Apache-2.0
// Runs every file of the folders given, as it is, cut short, and with bits flipped at places that are the same on every machine.
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

#define MAX_FILE (1u << 20)
#define CHANGES  1500u

// A copy of exactly this size, so that the sanitizers see a read behind its end.
static void run(const uint8_t *bytes, size_t len)
{
	uint8_t *copy = malloc(len ? len : 1);
	if (!copy)
		abort();
	memcpy(copy, bytes, len);
	(void)LLVMFuzzerTestOneInput(copy, len);
	free(copy);
}

static void run_changed(uint8_t *bytes, size_t len)
{
	uint64_t state = 0x9e3779b97f4a7c15ull + len;
	for (unsigned i = 0; i < CHANGES && len; i++) {
		state ^= state << 13;
		state ^= state >> 7;
		state ^= state << 17;
		uint8_t *at = bytes + state % len;
		uint8_t before = *at;
		*at = i % 4 == 0 ? (uint8_t)(state >> 40) : (uint8_t)(before ^ 1u << (state >> 50) % 8);
		run(bytes, i % 8 == 0 ? (size_t)(state >> 20) % (len + 1) : len);
		if (i % 16 != 0) // now and then the change stays
			*at = before;
	}
}

static int run_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	uint8_t *bytes = malloc(MAX_FILE);
	if (!file || !bytes) {
		perror(path);
		return EXIT_FAILURE;
	}
	size_t len = fread(bytes, 1, MAX_FILE, file);
	(void)fclose(file);
	run(bytes, len);
	run_changed(bytes, len);
	free(bytes);
	return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	unsigned n = 0;
	for (int i = 1; i < argc; i++) {
		DIR *dir = opendir(argv[i]);
		if (!dir) {
			perror(argv[i]);
			return EXIT_FAILURE;
		}
		for (const struct dirent *entry; (entry = readdir(dir)); n++) {
			char path[1024];
			(void)snprintf(path, sizeof(path), "%s/%s", argv[i], entry->d_name);
			if (entry->d_name[0] != '.' && run_file(path) != EXIT_SUCCESS)
				return EXIT_FAILURE;
		}
		(void)closedir(dir);
	}
	printf("%u inputs\n", n);
	return n ? EXIT_SUCCESS : EXIT_FAILURE;
}
