// SPDX-License-Identifier: Apache-2.0
#include "server/handler/scan_view.h"

#include "common/base/alloc.h"
#include "server/handler/entity_json.h"
#include "server/service/event_service.h"
#include "server/service/project_service.h"
#include "server/service/scan_service.h"

#include <stdlib.h>

struct known_role {
	struct uuid project;
	enum role role;
	int r; // of the asking
};

// Each project of the list is asked for once.
static int find_role(const struct services *services, const struct principal *who, const struct uuid *project,
		     struct known_role *known, size_t *n_known, enum role *ret_role, struct error *err)
{
	struct project found;
	for (size_t i = 0; i < *n_known; i++) {
		if (uuid_equal(&known[i].project, project)) {
			*ret_role = known[i].role;
			return known[i].r;
		}
	}
	struct known_role *fresh = &known[(*n_known)++];
	fresh->project = *project;
	fresh->role = ROLE_VIEWER;
	fresh->r = project_service_get(services->project, who, project, &found, err);
	if (fresh->r == 0)
		fresh->role = found.my_role;
	*ret_role = fresh->role;
	return fresh->r;
}

int scan_view_list(const struct services *services, const struct principal *who, const struct scan_list *list,
		   struct json_object **ret_json, struct error *err)
{
	AUTO_FREE struct completeness *judged = xcalloc(list->n + 1, sizeof(*judged));
	AUTO_FREE struct known_role *known = xcalloc(list->n + 1, sizeof(*known));
	size_t n_known = 0;
	int r = list->n ? event_service_judge(services->event, list->items, list->n, judged, err) : 0;
	if (r < 0)
		return r;
	struct json_object *json = json_object_new_array();
	for (size_t i = 0; i < list->n; i++) {
		enum role role = ROLE_VIEWER;
		r = find_role(services, who, &list->items[i].project_id, known, &n_known, &role, err);
		if (r == -ENOENT) // taken out of the project since the list was read
			continue;
		if (r < 0) {
			json_object_put(json);
			return r;
		}
		json_object_array_add(json, scan_json(&list->items[i], role, &judged[i]));
	}
	*ret_json = json;
	return 0;
}

int scan_view_one(const struct services *services, const struct principal *who, const struct uuid *id,
		  struct json_object **ret_json, struct error *err)
{
	AUTO_VALUE(scan) struct scan scan = {0};
	struct completeness judged;
	enum role role = ROLE_VIEWER;
	int r = scan_service_get(services->scan, who, id, &scan, &role, err);
	if (r == 0)
		r = event_service_judge(services->event, &scan, 1, &judged, err);
	if (r < 0)
		return r;
	*ret_json = scan_json(&scan, role, &judged);
	return 0;
}
