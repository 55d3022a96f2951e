// SPDX-License-Identifier: Apache-2.0
#include "detector/container_manager/podman_json.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/alloc.h"
#include "common/base/parse.h"

#define DEPTH_MAX 32

static void release(json_object **object)
{
	json_object_put(*object);
}
#define AUTO_JSON __attribute__((cleanup(release))) json_object

static json_object *parse(const char *text, size_t len, json_type type, struct error *err)
{
	json_tokener *tokener = json_tokener_new_ex(DEPTH_MAX);
	if (!tokener || len > INT32_MAX) {
		if (tokener)
			json_tokener_free(tokener);
		(void)error_set(err, EBADMSG, "Podman's answer is too large");
		return NULL;
	}
	json_object *object = json_tokener_parse_ex(tokener, text, (int)len);
	enum json_tokener_error problem = json_tokener_get_error(tokener);
	json_tokener_free(tokener);
	if (object && json_object_is_type(object, type))
		return object;
	json_object_put(object);
	(void)error_set(err, EBADMSG, "Podman's answer is not understood: %s",
			problem != json_tokener_success ? json_tokener_error_desc(problem) : "another kind of JSON");
	return NULL;
}

static void clean(char *text)
{
	for (; *text; text++) {
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			*text = ' ';
	}
}

// "" when it is not there or no text.
static const char *text_of(json_object *object, const char *key)
{
	json_object *value = NULL;
	if (!json_object_is_type(object, json_type_object) || !json_object_object_get_ex(object, key, &value) ||
	    !json_object_is_type(value, json_type_string))
		return "";
	return json_object_get_string(value);
}

static json_object *child_of(json_object *object, const char *key, json_type type)
{
	json_object *value = NULL;
	if (json_object_is_type(object, json_type_object) && json_object_object_get_ex(object, key, &value) &&
	    json_object_is_type(value, type))
		return value;
	return NULL;
}

static int64_t number_of(json_object *object, const char *key)
{
	json_object *value = child_of(object, key, json_type_int);
	return value ? json_object_get_int64(value) : 0;
}

static bool bool_of(json_object *object, const char *key)
{
	json_object *value = child_of(object, key, json_type_boolean);
	return value && json_object_get_boolean(value);
}

static void copy(char *to, size_t size, const char *text)
{
	(void)snprintf(to, size, "%s", text);
	clean(to);
}
#define COPY(to, text) copy((to), sizeof(to), (text))

static bool is_id(const char *text)
{
	size_t len = strspn(text, "0123456789abcdef");
	return len > 0 && len < PODMAN_ID_SIZE && text[len] == '\0';
}

void podman_json_message(const char *text, size_t len, char *ret_message, size_t size)
{
	struct error ignored;
	AUTO_JSON *object = parse(text, len, json_type_object, &ignored);
	const char *message = text_of(object, "message");
	if (!*message)
		message = text_of(object, "cause");
	if (*message)
		copy(ret_message, size, message);
	else
		(void)snprintf(ret_message, size, "%.*s", (int)(len < size ? len : size - 1), text);
	clean(ret_message);
	for (size_t end = strlen(ret_message); end > 0 && ret_message[end - 1] == ' '; end--)
		ret_message[end - 1] = '\0';
}

int podman_json_id(const char *text, size_t len, char ret_id[static PODMAN_ID_SIZE], struct error *err)
{
	AUTO_JSON *object = parse(text, len, json_type_object, err);
	if (!object)
		return -err->code;
	const char *id = text_of(object, "Id");
	if (!is_id(id))
		return error_set(err, EBADMSG, "Podman's answer has no Id");
	(void)snprintf(ret_id, PODMAN_ID_SIZE, "%s", id);
	return 0;
}

int podman_json_version(const char *text, size_t len, struct podman_version *ret_version, struct error *err)
{
	AUTO_JSON *object = parse(text, len, json_type_object, err);
	if (!object)
		return -err->code;
	struct podman_version version = {0};
	COPY(version.version, text_of(object, "Version"));
	COPY(version.api, text_of(object, "ApiVersion"));
	json_object *components = child_of(object, "Components", json_type_array);
	for (size_t i = 0; components && i < json_object_array_length(components); i++) {
		const char *name = text_of(json_object_array_get_idx(components, i), "Name");
		const char *start = strstr(name, "OCI Runtime (");
		if (!start)
			continue;
		COPY(version.runtime, start + strlen("OCI Runtime ("));
		version.runtime[strcspn(version.runtime, ")")] = '\0';
	}
	if (!version.version[0])
		return error_set(err, EBADMSG, "Podman's answer has no Version");
	*ret_version = version;
	return 0;
}

static void read_names(json_object *names, struct text_list *list)
{
	for (size_t i = 0; names && i < json_object_array_length(names); i++) {
		json_object *name = json_object_array_get_idx(names, i);
		if (!json_object_is_type(name, json_type_string))
			continue;
		char text[256];
		COPY(text, json_object_get_string(name));
		(void)text_list_add(list, text);
	}
}

void podman_images_done(struct podman_images *images)
{
	for (size_t i = 0; i < images->count; i++)
		text_list_done(&images->items[i].names);
	free(images->items);
	*images = (struct podman_images){0};
}

int podman_json_images(const char *text, size_t len, struct podman_images *ret_images, struct error *err)
{
	AUTO_JSON *array = parse(text, len, json_type_array, err);
	if (!array)
		return -err->code;
	size_t count = json_object_array_length(array);
	struct podman_images images = {.items = xcalloc(count ? count : 1, sizeof(*images.items))};
	for (size_t i = 0; i < count; i++) {
		json_object *object = json_object_array_get_idx(array, i);
		struct podman_image *image = &images.items[images.count];
		const char *id = text_of(object, "Id");
		if (!is_id(id))
			continue;
		COPY(image->id, id);
		json_object *names = child_of(object, "RepoTags", json_type_array);
		read_names(names ? names : child_of(object, "Names", json_type_array), &image->names);
		int64_t size = number_of(object, "Size");
		image->size = size > 0 ? (uint64_t)size : 0;
		image->created = number_of(object, "Created");
		images.count++;
	}
	*ret_images = images;
	return 0;
}

static void read_labels(json_object *labels, struct text_list *list)
{
	if (!labels)
		return;
	json_object_object_foreach(labels, name, value)
	{
		if (!json_object_is_type(value, json_type_string))
			continue;
		AUTO_FREE char *pair = xasprintf("%s=%s", name, json_object_get_string(value));
		clean(pair);
		(void)text_list_add(list, pair);
	}
}

void podman_container_done(struct podman_container *container)
{
	text_list_done(&container->labels);
}

void podman_containers_done(struct podman_containers *containers)
{
	for (size_t i = 0; i < containers->count; i++)
		podman_container_done(&containers->items[i]);
	free(containers->items);
	*containers = (struct podman_containers){0};
}

int podman_json_inspect(const char *text, size_t len, struct podman_container *ret_container, struct error *err)
{
	AUTO_JSON *object = parse(text, len, json_type_object, err);
	if (!object)
		return -err->code;
	json_object *state = child_of(object, "State", json_type_object);
	json_object *config = child_of(object, "Config", json_type_object);
	if (!state || !is_id(text_of(object, "Id")))
		return error_set(err, EBADMSG, "Podman's answer has no Id or State");
	struct podman_container container = {
	    .pid = (pid_t)number_of(state, "Pid"),
	    .exit_code = (int)number_of(state, "ExitCode"),
	    .oom_killed = bool_of(state, "OOMKilled"),
	    .tty = bool_of(config, "Tty"),
	};
	COPY(container.id, text_of(object, "Id"));
	COPY(container.name, text_of(object, "Name"));
	COPY(container.image, text_of(object, "ImageName"));
	COPY(container.state, text_of(state, "Status"));
	COPY(container.error, text_of(state, "Error"));
	read_labels(child_of(config, "Labels", json_type_object), &container.labels);
	*ret_container = container;
	return 0;
}

int podman_json_containers(const char *text, size_t len, struct podman_containers *ret_containers, struct error *err)
{
	AUTO_JSON *array = parse(text, len, json_type_array, err);
	if (!array)
		return -err->code;
	size_t count = json_object_array_length(array);
	struct podman_containers containers = {.items = xcalloc(count ? count : 1, sizeof(*containers.items))};
	for (size_t i = 0; i < count; i++) {
		json_object *object = json_object_array_get_idx(array, i);
		struct podman_container *container = &containers.items[containers.count];
		if (!is_id(text_of(object, "Id")))
			continue;
		COPY(container->id, text_of(object, "Id"));
		COPY(container->image, text_of(object, "Image"));
		COPY(container->state, text_of(object, "State"));
		container->pid = (pid_t)number_of(object, "Pid");
		container->exit_code = (int)number_of(object, "ExitCode");
		json_object *names = child_of(object, "Names", json_type_array);
		if (names && json_object_array_length(names) > 0)
			COPY(container->name, json_object_get_string(json_object_array_get_idx(names, 0)));
		read_labels(child_of(object, "Labels", json_type_object), &container->labels);
		containers.count++;
	}
	*ret_containers = containers;
	return 0;
}

int podman_json_exec(const char *text, size_t len, struct podman_exec_state *ret_state, struct error *err)
{
	AUTO_JSON *object = parse(text, len, json_type_object, err);
	if (!object)
		return -err->code;
	ret_state->running = bool_of(object, "Running");
	ret_state->pid = (pid_t)number_of(object, "Pid");
	ret_state->exit_code = (int)number_of(object, "ExitCode");
	return 0;
}

int podman_json_event(const char *text, size_t len, struct podman_event *ret_event, struct error *err)
{
	AUTO_JSON *object = parse(text, len, json_type_object, err);
	if (!object)
		return -err->code;
	json_object *actor = child_of(object, "Actor", json_type_object);
	json_object *attributes = child_of(actor, "Attributes", json_type_object);
	if (strcmp(text_of(object, "Type"), "container") != 0 || !is_id(text_of(actor, "ID")))
		return error_set(err, ENOMSG, "not about a container");
	struct podman_event event = {0};
	int64_t exit_code = 0;
	(void)parse_i64(text_of(attributes, "containerExitCode"), &exit_code);
	event.exit_code = (int)exit_code;
	COPY(event.action, text_of(object, "Action"));
	COPY(event.id, text_of(actor, "ID"));
	COPY(event.name, text_of(attributes, "name"));
	COPY(event.image, text_of(attributes, "image"));
	int64_t ts = number_of(object, "timeNano");
	event.ts = ts > 0 ? (uint64_t)ts : 0;
	*ret_event = event;
	return 0;
}

int podman_json_pull(const char *text, size_t len, struct podman_pull_line *ret_line, struct error *err)
{
	AUTO_JSON *object = parse(text, len, json_type_object, err);
	if (!object)
		return -err->code;
	*ret_line = (struct podman_pull_line){0};
	COPY(ret_line->text, text_of(object, "stream"));
	COPY(ret_line->failure, text_of(object, "error"));
	for (size_t end = strlen(ret_line->text); end > 0 && ret_line->text[end - 1] == ' '; end--)
		ret_line->text[end - 1] = '\0';
	return 0;
}
