// SPDX-License-Identifier: Apache-2.0
// Every reader of Podman's answers takes any bytes: it refuses them or gives what can be freed.
#include "detector/container_manager/podman_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	const char *text = (const char *)bytes;
	AUTO_VALUE(podman_images) struct podman_images images = {0};
	AUTO_VALUE(podman_container) struct podman_container container = {0};
	AUTO_VALUE(podman_containers) struct podman_containers containers = {0};
	struct podman_version version;
	struct podman_exec_state state;
	struct podman_event event;
	struct podman_pull_line line;
	char id[PODMAN_ID_SIZE], message[64];
	struct error err;
	(void)podman_json_images(text, len, &images, &err);
	(void)podman_json_inspect(text, len, &container, &err);
	(void)podman_json_containers(text, len, &containers, &err);
	(void)podman_json_version(text, len, &version, &err);
	(void)podman_json_exec(text, len, &state, &err);
	(void)podman_json_event(text, len, &event, &err);
	(void)podman_json_pull(text, len, &line, &err);
	(void)podman_json_id(text, len, id, &err);
	podman_json_message(text, len, message, sizeof(message));
	return 0;
}
