// SPDX-License-Identifier: Apache-2.0
#include "server/handler/entity_json.h"

#include "common/base/clock.h"

#include <stdio.h>
#include <time.h>

static void add(struct json_object *object, const char *name, struct json_object *value)
{
	json_object_object_add(object, name, value);
}

static void add_text(struct json_object *object, const char *name, const char *text)
{
	add(object, name, json_object_new_string(text ? text : ""));
}

static void add_int(struct json_object *object, const char *name, int64_t value)
{
	add(object, name, json_object_new_int64(value));
}

struct json_object *uuid_json(const struct uuid *uuid)
{
	char text[UUID_TEXT_SIZE];
	uuid_format(uuid, text);
	return json_object_new_string(text);
}

struct json_object *time_json(uint64_t ns)
{
	struct tm parts;
	char date[32], text[48];
	time_t seconds = (time_t)(ns / NS_PER_S);
	if (ns == 0 || !gmtime_r(&seconds, &parts))
		return NULL;
	(void)strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &parts);
	(void)snprintf(text, sizeof(text), "%s.%03uZ", date, (unsigned)(ns % NS_PER_S / NS_PER_MS));
	return json_object_new_string(text);
}

static struct json_object *permissions_json(enum role role, bool global)
{
	const char *names[PERMISSION_COUNT];
	size_t n = role_permissions(role, global, names);
	struct json_object *json = json_object_new_array();
	for (size_t i = 0; i < n; i++)
		json_object_array_add(json, json_object_new_string(names[i]));
	return json;
}

struct json_object *user_ref_json(const struct user *user)
{
	struct json_object *json = json_object_new_object();
	add(json, "id", uuid_json(&user->id));
	add_text(json, "username", user->username);
	add_text(json, "display_name", user->display_name);
	return json;
}

struct json_object *user_json(const struct user *user)
{
	struct json_object *json = user_ref_json(user);
	add_text(json, "role", role_name(user->role));
	add(json, "disabled", json_object_new_boolean(user->disabled));
	add(json, "created_at", time_json(user->created_at));
	add(json, "last_sign_in_at", time_json(user->last_sign_in_at));
	return json;
}

struct json_object *me_json(const struct principal *who)
{
	struct json_object *user = user_ref_json(&who->user);
	struct json_object *json = json_object_new_object();
	add_text(user, "role", role_name(who->user.role));
	add(json, "user", user);
	add(json, "permissions", permissions_json(who->user.role, true));
	return json;
}

struct json_object *role_json(enum role role)
{
	struct json_object *json = json_object_new_object();
	struct json_object *permissions = permissions_json(role, true);
	struct json_object *local = permissions_json(role, false);
	for (size_t i = 0; i < json_object_array_length(local); i++)
		json_object_array_add(permissions, json_object_get(json_object_array_get_idx(local, i)));
	json_object_put(local);
	add_text(json, "name", role_name(role));
	add_text(json, "title", role_title(role));
	add(json, "permissions", permissions);
	return json;
}

struct json_object *project_json(const struct project *project)
{
	struct json_object *json = json_object_new_object();
	add(json, "id", uuid_json(&project->id));
	add_text(json, "name", project->name);
	add_text(json, "description", project->description);
	add(json, "created_at", time_json(project->created_at));
	add(json, "my_role", project->is_member ? json_object_new_string(role_name(project->my_role)) : NULL);
	add(json, "permissions", permissions_json(project->my_role, false));
	add_int(json, "detector_count", project->detector_count);
	add_int(json, "scan_count", project->scan_count);
	return json;
}

struct json_object *member_json(const struct member *member)
{
	struct json_object *json = json_object_new_object();
	add(json, "user_id", uuid_json(&member->user_id));
	add_text(json, "username", member->username);
	add_text(json, "display_name", member->display_name);
	add_text(json, "role", role_name(member->role));
	return json;
}

struct json_object *enrollment_json(const struct enrollment_token *token)
{
	struct json_object *json = json_object_new_object();
	add(json, "id", uuid_json(&token->id));
	add_text(json, "label", token->label);
	add_int(json, "uses", token->uses);
	add_int(json, "used", token->uses - token->uses_left);
	add(json, "created_at", time_json(token->created_at));
	add(json, "expires_at", time_json(token->expires_at));
	add_text(json, "created_by", token->created_by);
	return json;
}

// What a detector says of itself is taken over only where it has the promised type.
struct detector_fact {
	const char *name;
	enum json_type type;
};

static struct json_object *pick(const char *text, const struct detector_fact *facts)
{
	struct json_object *json = json_object_new_object();
	struct json_object *said = text ? json_tokener_parse(text) : NULL;
	for (; facts->name; facts++) {
		struct json_object *value = NULL;
		if (json_object_object_get_ex(said, facts->name, &value) && json_object_is_type(value, facts->type))
			add(json, facts->name, json_object_get(value));
	}
	json_object_put(said);
	return json;
}

static struct json_object *labels_json(const char *text)
{
	struct json_object *json = json_object_new_object();
	struct json_object *said = text ? json_tokener_parse(text) : NULL;
	if (json_object_is_type(said, json_type_object)) {
		json_object_object_foreach(said, name, value)
		{
			if (json_object_is_type(value, json_type_string))
				add(json, name, json_object_get(value));
		}
	}
	json_object_put(said);
	return json;
}

static struct json_object *spool_json(const char *text)
{
	static const char *const names[] = {"bytes", "frames", "dropped_frames"};
	struct json_object *said = text ? json_tokener_parse(text) : NULL;
	struct json_object *json = NULL;
	if (json_object_is_type(said, json_type_object)) {
		json = json_object_new_object();
		for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
			struct json_object *value = NULL;
			(void)json_object_object_get_ex(said, names[i], &value);
			int64_t number = json_object_get_int64(value);
			add_int(json, names[i], number < 0 ? 0 : number);
		}
	}
	json_object_put(said);
	return json;
}

struct json_object *detector_json(const struct detector *detector)
{
	static const struct detector_fact facts[] = {
	    {"kernel", json_type_string},
	    {"arch", json_type_string},
	    {"btf", json_type_boolean},
	    {"ebpf", json_type_boolean},
	    {"ebpf_error", json_type_string},
	    {"ptrace", json_type_boolean},
	    {"cgroup", json_type_string},
	    {"podman", json_type_string},
	    {"podman_error", json_type_string},
	    {"runtime", json_type_string},
	    {"cpus", json_type_int},
	    {"memory_bytes", json_type_int},
	    {0},
	};
	struct json_object *json = json_object_new_object();
	struct json_object *projects = json_object_new_array();
	for (size_t i = 0; i < detector->n_projects; i++) {
		struct json_object *project = json_object_new_object();
		add(project, "id", uuid_json(&detector->projects[i].id));
		add_text(project, "name", detector->projects[i].name);
		json_object_array_add(projects, project);
	}
	add(json, "id", uuid_json(&detector->id));
	add_text(json, "name", detector->name);
	add(json, "labels", labels_json(detector->labels));
	add_text(json, "state", detector_state_name(detector->state));
	add_text(json, "state_reason", detector->state_reason);
	add(json, "last_seen_at", time_json(detector->last_seen_at));
	add_text(json, "version", detector->version);
	add(json, "capabilities", pick(detector->capabilities, facts));
	add(json, "projects", projects);
	add(json, "spool", spool_json(detector->spool));
	add(json, "enrolled_at", time_json(detector->enrolled_at));
	return json;
}

void fault_json(const struct filter_fault *fault, struct json_object *object)
{
	add_text(object, "message", fault->message);
	add_int(object, "at", fault->at);
	add_int(object, "len", fault->len);
	add_text(object, "expected", fault->expected);
	add_text(object, "nearest", fault->nearest);
}
