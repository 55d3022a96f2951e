// SPDX-License-Identifier: Apache-2.0
// What the Podman tests share: a loop and a client for each test, and the names that fixture.sh gave.
#pragma once

#include "detector/container_manager/podman.h"
#include "tests/unit/support/check_main.h"

struct podman_case {
	struct loop *loop;
	struct podman *podman;
	void (*run)(struct podman_case *test);
	void *ctx;
};

// Runs fn in a task until it ends.
void podman_case_run(void (*fn)(struct podman_case *test));
void podman_case_run_at(const char *socket, void (*fn)(struct podman_case *test));
const char *test_image(void);
const char *test_socket(void);
// A path in the fixture's folder; lives until the next call.
const char *test_path(const char *name);
// A container of the test image that runs `sh -c script`.
struct container_spec shell_spec(const char *script, bool tty);

// Fails the test with the error's text.
#define ck_assert_ok(call, err)                                                           \
	do {                                                                              \
		int ck_result = (call);                                                   \
		ck_assert_msg(ck_result >= 0, #call ": %s (%d)", (err)->text, ck_result); \
	} while (0)
#define ck_assert_contains(text, part) ck_assert_msg(strstr((text), (part)), "\"%s\" lacks \"%s\"", (text), (part))
