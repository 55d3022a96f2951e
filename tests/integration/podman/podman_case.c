// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/podman/podman_case.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/base/alloc.h"
#include "common/loop/task.h"

static void run_task(void *ctx)
{
	struct podman_case *test = ctx;
	test->run(test);
	loop_stop(test->loop);
}

void podman_case_run_at(const char *socket, void (*fn)(struct podman_case *test))
{
	struct podman_case test = {.loop = loop_new(), .run = fn};
	test.podman = podman_new(test.loop, socket);
	task_spawn(test.loop, run_task, &test);
	loop_run(test.loop);
	podman_free(test.podman);
	loop_free(test.loop);
}

void podman_case_run(void (*fn)(struct podman_case *test))
{
	podman_case_run_at(test_socket(), fn);
}

static const char *variable(const char *name)
{
	const char *value = getenv(name);
	ck_assert_msg(value, "%s is not set: run this test through fixture.sh", name);
	return value;
}

const char *test_image(void)
{
	return variable("SYSCOPE_TEST_IMAGE");
}

const char *test_socket(void)
{
	return variable("SYSCOPE_TEST_SOCKET");
}

const char *test_path(const char *name)
{
	static char path[256];
	(void)snprintf(path, sizeof(path), "%s/%s", variable("SYSCOPE_TEST_DIR"), name);
	return path;
}

struct container_spec shell_spec(const char *script, bool tty)
{
	struct container_spec spec = {.image = xstrdup(test_image()), .tty = tty};
	(void)text_list_add(&spec.command, "/bin/sh");
	(void)text_list_add(&spec.command, "-c");
	(void)text_list_add(&spec.command, script);
	return spec;
}
