// SPDX-License-Identifier: Apache-2.0
// Where libFuzzer is not at hand: gives each file of a folder to the fuzzer's function, whole, cut, and with bytes changed in
// ways that are the same in every run.
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INPUT_MAX  (1u << 20)
#define VARIATIONS 2000

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

// An allocation of just that size, so that AddressSanitizer sees a read behind the end.
static void try_input(const uint8_t *bytes, size_t len)
{
	uint8_t *copy = malloc(len ? len : 1);
	if (!copy)
		abort();
	memcpy(copy, bytes, len);
	(void)LLVMFuzzerTestOneInput(copy, len);
	free(copy);
}

static void vary(const uint8_t *bytes, size_t len)
{
	static const uint8_t edges[] = {0, 1, 0x7f, 0x80, 0xff, '"', '{', '\n'};
	uint64_t state = 88172645463325252u + len;
	uint8_t *copy = malloc(len ? len : 1);
	if (!copy)
		abort();
	for (int i = 0; i < VARIATIONS && len > 0; i++) {
		memcpy(copy, bytes, len);
		for (uint64_t changes = 1 + next_random(&state) % 4; changes > 0; changes--) {
			uint64_t random = next_random(&state);
			copy[random % len] =
			    random >> 63 ? (uint8_t)(random >> 32) : edges[(random >> 32) % sizeof(edges)];
		}
		try_input(copy, i % 3 == 0 ? next_random(&state) % (len + 1) : len);
	}
	free(copy);
}

static int replay_file(const char *folder, const char *name)
{
	static uint8_t bytes[INPUT_MAX];
	char path[4096];
	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *file = fopen(path, "rbe");
	if (!file) {
		perror(path);
		return -1;
	}
	size_t len = fread(bytes, 1, sizeof(bytes), file);
	(void)fclose(file);
	try_input(bytes, len);
	vary(bytes, len);
	return 0;
}

int main(int argc, char **argv)
{
	DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
	unsigned files = 0;
	if (!folder) {
		(void)fprintf(stderr, "usage: %s CORPUS-FOLDER\n", argv[0]);
		return EXIT_FAILURE;
	}
	for (struct dirent *entry; (entry = readdir(folder));) {
		if (entry->d_name[0] == '.')
			continue;
		if (replay_file(argv[1], entry->d_name) < 0)
			return EXIT_FAILURE;
		files++;
	}
	(void)closedir(folder);
	(void)printf("%u files, each with %d variations\n", files, VARIATIONS);
	return files > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
