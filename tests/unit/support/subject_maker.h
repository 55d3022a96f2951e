// SPDX-License-Identifier: Apache-2.0
// Processes and objects for the events of event_maker.h: the same events get the same ones on every machine.
#pragma once

#include "tests/unit/support/event_maker.h"

#include <stdio.h>

#define SUBJECT_PROCESSES 24u

struct subject_maker {
	struct event_process processes[SUBJECT_PROCESSES];
	char texts[SUBJECT_PROCESSES][3][64];
	struct event_object object;
	char name[5000], path[128];
};

// A family tree of which every second branch goes on: up to 11 ancestors.
static inline void subject_maker_init(struct subject_maker *maker)
{
	*maker = (struct subject_maker){0};
	for (uint32_t i = 0; i < SUBJECT_PROCESSES; i++) {
		char(*texts)[64] = maker->texts[i];
		(void)snprintf(texts[0], sizeof(texts[0]), "/usr/bin/tool-%u", i);
		(void)snprintf(texts[1], sizeof(texts[1]), "tool-%u --input /srv/data/%u.txt -v", i, i * 7);
		(void)snprintf(texts[2], sizeof(texts[2]), "/srv/work/%u", i % 3);
		maker->processes[i] = (struct event_process){
		    .pid = 4000 + i,
		    .ppid = i < 2 ? 0 : 4000 + i - 2,
		    .uid = i % 5 == 0 ? EVENT_NO_ID : 1000 + i % 3,
		    .gid = i % 5 == 0 ? EVENT_NO_ID : 100,
		    .start_ts = 1763971200000000000ull + i * 12345678901ull,
		    .version = i % 2 ? 100 + i : 0, // both ways of recognising one
		    .user = i % 5 == 0 ? "" : "worker",
		    .exe = texts[0],
		    .args = texts[1],
		    .cwd = texts[2],
		    .container_id =
			i % 4 == 0 ? "" : "3c0f6a2b7d9e4f1a8c5b0d2e6f7a9b1c3d5e7f9012345678abcdef0123456789",
		    .container_name = i % 4 == 0 ? "" : "builder",
		    .container_image = i % 4 == 0 ? "" : "localhost/build:latest",
		    .parent = i < 2 ? NULL : &maker->processes[i - 2],
		};
		if (i % 3)
			(void)snprintf(maker->processes[i].comm, sizeof(maker->processes[i].comm), "tool %u", i);
	}
}

// Any of them, by the event: lives until the next call.
static inline void subject_maker_wild(struct subject_maker *maker, struct event *event)
{
	uint64_t dice = event->seq * 0x9e3779b97f4a7c15ull;
	dice ^= dice >> 29;
	event->process = dice % 9 == 0 ? NULL : &maker->processes[dice / 9 % SUBJECT_PROCESSES];
	event->object = NULL;
	if (dice % 4 == 0)
		return;
	(void)snprintf(maker->name, sizeof(maker->name), dice % 11 == 0 ? "" : "/srv/files/%u",
		       (unsigned)(dice >> 20) % 200);
	(void)snprintf(maker->path, sizeof(maker->path), dice % 5 ? "" : "/srv/other \xc3\xa9/%u",
		       (unsigned)(dice >> 30) % 90);
	maker->object = (struct event_object){
	    .fd = (int32_t)(dice / 13 % 12) - 1,
	    .type = (uint8_t)(dice / 17 % EVENT_OBJECT_END),
	    .protocol = dice % 7 == 0 ? 6 : 0,
	    .role = (uint8_t)(dice / 19 % 3),
	    .local_port = dice % 7 == 0 ? 40000 : 0,
	    .remote_port = dice % 7 == 0 ? 443 : 0,
	    .name = maker->name,
	    .path = maker->path,
	    .path2 = dice % 23 == 0 ? "/srv/third" : "",
	};
	for (unsigned i = 0; i < 16 && dice % 7 == 0; i++) {
		maker->object.local[i] = (uint8_t)(i < 4 || dice % 2 ? dice >> i : 0);
		maker->object.remote[i] = (uint8_t)(dice % 3 == 0 ? dice >> (i + 9) : 0);
	}
	event->object = &maker->object;
}

// What a program does that has few files open, each for many calls.
static inline void subject_maker_busy(struct subject_maker *maker, struct event *event)
{
	static const char *const names[] = {"/srv/data/input.csv", "/srv/data/output.csv", "socket:[12345]",
					    "pipe:[777]",          "/etc/hosts",           "/tmp/work.db",
					    "/dev/null",           "/usr/lib/libtool.so.3"};
	event->process = &maker->processes[1 + event->seq / 700 % 4 * 2];
	event->object = NULL;
	if (event->nr == 39)
		return;
	bool opens = event->nr == 257;
	unsigned fd = (unsigned)(opens ? event->ret & 7 : event->args[0] & 7);
	maker->object = (struct event_object){
	    .fd = (int32_t)fd + 3, .type = EVENT_OBJECT_FILE, .name = names[fd], .path = "", .path2 = ""};
	if (opens && event->data_len > 8) {
		(void)snprintf(maker->path, sizeof(maker->path), "%s", (const char *)event->data + 8);
		maker->object.path = maker->object.name = maker->path;
	}
	if (opens && event->ret < 0) {
		maker->object.fd = -1;
		maker->object.type = EVENT_OBJECT_NONE;
		maker->object.name = "";
	}
	event->object = &maker->object;
}
