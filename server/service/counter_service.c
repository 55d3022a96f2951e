// SPDX-License-Identifier: Apache-2.0
#include "server/service/counter_service.h"

#include "common/base/alloc.h"
#include "server/repository/counter_repository.h"
#include "server/repository/stream_repository.h"
#include "server/service/event_json.h"
#include "server/service/rights.h"

#include <stdlib.h>

struct counter_service {
	struct db *db;
};

struct counter_service *counter_service_new(struct db *db)
{
	struct counter_service *counters = xcalloc(1, sizeof(*counters));
	counters->db = db;
	return counters;
}

void counter_service_free(struct counter_service *counters)
{
	free(counters);
}

int counter_service_get(struct counter_service *counters, const struct principal *who, const struct uuid *scan,
			struct buffer *ret_body, struct error *err)
{
	int r = rights_scan(counters->db, who, scan, PERMISSION_SCAN_VIEW, NULL, NULL, err);
	if (r < 0)
		return r;
	AUTO_VALUE(wire_counters) struct wire_counters found = {0};
	struct stream_row stream;
	r = stream_repository_load(counters->db, scan, 1, &stream, err);
	if (r == 0)
		r = counter_repository_load(counters->db, scan, &found, err);
	if (r < 0)
		return r;
	found.ts = stream.counters_ts;
	(void)buffer_append_byte(ret_body, '{');
	counters_json_members(&found, stream.ended, ret_body);
	(void)buffer_append_byte(ret_body, '}');
	return ret_body->failed ? error_set(err, EFBIG, "the answer is larger than %zu bytes", ret_body->max) : 0;
}
