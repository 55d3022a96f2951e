// SPDX-License-Identifier: Apache-2.0
// Table audit_entry: append-only. Written in the transaction of the change it tells of.
#pragma once

#include "server/repository/db.h"

struct audit_entry {
	const struct uuid *actor_id; // NULL = the command line or a detector
	const char *actor;
	const char *address;
	const char *action;           // "project.create"
	const struct uuid *object_id; // may be NULL
	const char *object;           // its name
	const char *detail;           // JSON object text, NULL = {}
};

int audit_repository_add(struct db *db, const struct audit_entry *entry, struct error *err);
