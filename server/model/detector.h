// SPDX-License-Identifier: Apache-2.0
// A detector: a machine's agent, known by its Ed25519 key. Its state is partly in the database (revoked, last seen) and partly
// in the memory of the server it is connected to (presence).
#pragma once

#include "common/base/cleanup.h"
#include "common/base/error.h"
#include "common/base/uuid.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DETECTOR_NAME_MAX       100
#define DETECTOR_VERSION_MAX    40
#define DETECTOR_KEY_SIZE       32
#define DETECTOR_JSON_MAX       16384
#define DETECTOR_RECONNECTING_S 60 // gone for less: "reconnecting"; for longer: "lost"

enum detector_state {
	DETECTOR_NEVER_CONNECTED,
	DETECTOR_ONLINE,
	DETECTOR_DEGRADED, // online, but something on it does not work: the reason says what
	DETECTOR_RECONNECTING,
	DETECTOR_STOPPED, // closed its connection in good order
	DETECTOR_LOST,
	DETECTOR_REVOKED,
};

struct detector_project {
	struct uuid id;
	char *name;
};

struct detector {
	struct uuid id;
	uint8_t public_key[DETECTOR_KEY_SIZE];
	char name[DETECTOR_NAME_MAX + 1];
	char version[DETECTOR_VERSION_MAX + 1];
	char *labels;       // JSON object text
	char *capabilities; // JSON object text, as the detector said last
	uint64_t enrolled_at;
	uint64_t last_seen_at; // 0 = never connected
	uint64_t revoked_at;   // 0 = not revoked
	bool stopped;          // its last connection ended in good order
	struct detector_project *projects;
	size_t n_projects;
	// Filled in by the service from presence.
	enum detector_state state;
	char state_reason[256];
	char *spool; // JSON object text of the last status message, NULL before the first
};

struct detector_list {
	struct detector *items;
	size_t n;
};

void detector_done(struct detector *detector);
void detector_list_done(struct detector_list *list);
DEFINE_AUTO_VALUE(detector, detector_done);
DEFINE_AUTO_VALUE(detector_list, detector_list_done);

const char *detector_state_name(enum detector_state state); // "never_connected"
int detector_name_check(const char *text, struct error *err);
// The state that the stored facts and the presence add up to, with its reason. spool may be NULL.
enum detector_state detector_judge(const struct detector *detector, bool connected, uint64_t now_ns,
				   char ret_reason[static 256]);
