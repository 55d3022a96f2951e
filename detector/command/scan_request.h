// SPDX-License-Identifier: Apache-2.0
// What the server asks for with scan.start (docs/protocol.md), checked. The server is trusted to ask, not to be free of mistakes:
// each field is bounded here too.
#pragma once

#include "common/base/error.h"
#include "common/base/uuid.h"
#include "common/filter/filter_ast.h"
#include "detector/container_manager/container_spec.h"

#include <json-c/json_types.h>
#include <stdbool.h>
#include <stdint.h>

struct scan_request {
	struct uuid id;
	struct container_spec spec;
	uint64_t time_limit_ns; // 0 = none
	uint64_t event_limit;   // 0 = none
	bool latency;
	uint32_t string_limit;
	uint64_t ring_bytes;   // 0 = the detector's own setting
	struct filter *filter; // what to capture; NULL = everything
};

// The caller calls scan_request_done, also after a failure. ret->id is set as soon as it could be read.
int scan_request_parse(struct json_object *scan, struct scan_request *ret_request, struct error *err);
void scan_request_done(struct scan_request *request);
DEFINE_AUTO_VALUE(scan_request, scan_request_done);
