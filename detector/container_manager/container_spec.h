// SPDX-License-Identifier: Apache-2.0
// What a container shall be: the options of `podman run` that syscope knows, as plain data. The owner of the struct calls
// container_spec_done. The _add_ functions read the forms that Podman's command line has and say what is wrong with others.
#pragma once

#include "common/base/cleanup.h"
#include "common/base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TEXT_LIST_MAX 4096

struct text_list {
	char **items; // owned; items[count] is not NULL-terminated
	size_t count;
};

// -E2BIG beyond TEXT_LIST_MAX. Copies the text.
int text_list_add(struct text_list *list, const char *text);
void text_list_done(struct text_list *list);

enum container_network { CONTAINER_NETWORK_NONE, CONTAINER_NETWORK_BRIDGE, CONTAINER_NETWORK_HOST };

struct container_mount {
	char *source; // a host folder (absolute) or the name of a volume
	char *destination;
	struct text_list options; // "ro", "rbind", …
};

struct container_spec {
	char *image;
	char *name;                  // NULL: Podman makes one up
	struct text_list command;    // empty: the image's own
	struct text_list entrypoint; // empty: the image's own
	struct text_list env;        // NAME=value
	struct text_list labels;     // name=value
	bool tty;
	bool input;       // keep standard input open
	uint16_t columns; // of the terminal; 0 = 80
	uint16_t rows;    // 0 = 24
	enum container_network network;
	uint64_t memory_bytes; // 0 = no limit
	double cpus;           // 0 = no limit
	uint64_t processes;    // 0 = Podman's default
	bool read_only;        // the root file system
	char *user;            // uid, name or uid:gid; NULL = the image's
	char *work_dir;        // NULL = the image's
	char *hostname;
	struct container_mount *mounts;
	size_t n_mounts;
	bool privileged;
	bool no_new_privileges;
	char *seccomp_profile;  // a file's path or "unconfined"; NULL = Podman's default
	char *apparmor_profile; // NULL = Podman's default
	struct text_list selinux_options;
	struct text_list cap_add;
	struct text_list cap_drop;
	bool remove; // Podman removes it as soon as it has ended
};

void container_spec_done(struct container_spec *spec);

// "NAME=value", or "NAME" to take the value from this process's own environment (nothing when it is not there).
int container_spec_add_env(struct container_spec *spec, const char *text, struct error *err);
// A line each, as above; empty ones and those that begin with # count for nothing.
int container_spec_add_env_file(struct container_spec *spec, const char *path, struct error *err);
// "name=value" or "name".
int container_spec_add_label(struct container_spec *spec, const char *text, struct error *err);
// "SOURCE:DESTINATION[:OPTIONS]".
int container_spec_add_volume(struct container_spec *spec, const char *text, struct error *err);
// "seccomp=FILE|unconfined", "no-new-privileges[=true|false]", "apparmor=PROFILE", "label=OPTION".
int container_spec_add_security_option(struct container_spec *spec, const char *text, struct error *err);
// "none", "bridge", "host".
int container_spec_set_network(struct container_spec *spec, const char *text, struct error *err);

DEFINE_AUTO_VALUE(container_spec, container_spec_done);
