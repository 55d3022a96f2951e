// SPDX-License-Identifier: Apache-2.0
// A scan: one container run under observation on one detector. The spec is fixed at creation; the rest comes from the
// detector's state frames. scan_done frees what the struct owns.
#pragma once

#include "common/base/cleanup.h"
#include "common/base/error.h"
#include "common/base/uuid.h"
#include "server/model/user.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCAN_IMAGE_MAX         255
#define SCAN_COMMAND_ARGS_MAX  256
#define SCAN_COMMAND_BYTES_MAX 32768
#define SCAN_MESSAGE_MAX       500
#define SCAN_CONTAINER_ID_MAX  64
#define SCAN_INPUT_MAX         65536 // bytes typed at once

enum scan_state {
	SCAN_QUEUED,
	SCAN_STARTING,
	SCAN_RUNNING,
	SCAN_STOPPING,
	// Final.
	SCAN_FINISHED,
	SCAN_FAILED,
	SCAN_CANCELLED,
	SCAN_INTERRUPTED,
	SCAN_STATE_COUNT,
};

enum scan_network { SCAN_NETWORK_NONE, SCAN_NETWORK_BRIDGE };

struct scan_spec {
	char *image;
	char **command; // may be empty: the image's own
	size_t n_command;
	bool tty;
	int64_t columns, rows;
	int64_t time_limit_s; // 0 = none
	int64_t event_limit;  // 0 = none
	enum scan_network network;
	int64_t memory_bytes; // 0 = no limit
	bool latency;
	int64_t string_limit; // captured bytes of a string or buffer
	int64_t ring_bytes;
	char *filter; // canonical, macros opened; NULL or "" = everything
};

// The detector's own sums, in numbers of system calls but for last_seq, events and bytes.
struct scan_totals {
	bool known; // false until the final state came
	int64_t counted, captured;
	int64_t lost_kernel, lost_queue, lost_spool, lost_limit;
	int64_t last_seq, events, terminal_bytes, missed_runs;
	int64_t filtered; // refused by the capture filter
};

struct scan {
	struct uuid id;
	struct uuid project_id;
	struct uuid detector_id;
	char *detector_name;
	char *project_name;
	struct scan_spec spec;
	enum scan_state state;
	char state_message[SCAN_MESSAGE_MAX + 1];
	bool stop_requested;
	bool start_sent;                           // the detector was told at least once
	uint64_t created_at, started_at, ended_at; // 0 = not yet
	bool has_exit_code;
	int64_t exit_code;
	int64_t signal; // 0 = not ended by one
	int64_t pid;    // of the container's init on the detector's host, 0 = unknown
	char container_id[SCAN_CONTAINER_ID_MAX + 1];
	struct uuid created_by;                 // zero when the user is gone
	char created_by_name[USERNAME_MAX + 1]; // kept when the user is gone
	struct scan_totals totals;
};

struct scan_list {
	struct scan *items;
	size_t n;
};

// What a state frame of the detector says.
struct scan_update {
	enum scan_state state;
	uint64_t ts;
	char message[SCAN_MESSAGE_MAX + 1];
	char container_id[SCAN_CONTAINER_ID_MAX + 1];
	int64_t pid;
	bool has_exit_code;
	int64_t exit_code;
	int64_t signal;
	struct scan_totals totals;
};

void scan_spec_done(struct scan_spec *spec);
void scan_done(struct scan *scan);
void scan_list_done(struct scan_list *list);
DEFINE_AUTO_VALUE(scan_spec, scan_spec_done);
DEFINE_AUTO_VALUE(scan, scan_done);
DEFINE_AUTO_VALUE(scan_list, scan_list_done);

// tty, 80 x 24, no network, latency on, the default limits; image NULL.
void scan_spec_default(struct scan_spec *spec);
// The error's text begins with the field's name and a colon.
int scan_spec_check(const struct scan_spec *spec, struct error *err);

const char *scan_state_name(enum scan_state state);
int scan_state_parse(const char *text, enum scan_state *ret_state);
bool scan_state_final(enum scan_state state);
// Whether a detector may move a scan from one state to another. A state may be skipped, never gone back to; final ones stay.
bool scan_state_may_follow(enum scan_state from, enum scan_state to);
const char *scan_network_name(enum scan_network network);
int scan_network_parse(const char *text, enum scan_network *ret_network);

// The JSON of a WIRE_STATE frame. -EBADMSG with the reason when it is not one.
int scan_update_parse(const char *json, size_t len, struct scan_update *ret_update, struct error *err);
