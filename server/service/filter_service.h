// SPDX-License-Identifier: Apache-2.0
// The filters that a project keeps, which are the macros of its other filters; and help for who writes one. Members with scan.view
// read, those with scan.create write. All functions run inside a task; errors as in principal.h.
#pragma once

#include "common/base/cleanup.h"
#include "common/filter/filter_complete.h"
#include "server/repository/db.h"
#include "server/service/filter_request.h"
#include "server/service/principal.h"

struct filter_service;

struct filter_service *filter_service_new(struct db *db);
void filter_service_free(struct filter_service *filters);
DEFINE_AUTO(filter_service, filter_service_free);

struct filter_change {
	const char *name, *text, *description; // NULL = as it is; a new filter needs name and text
};

int filter_service_list(struct filter_service *filters, const struct principal *who, const struct uuid *project,
			struct saved_filter_list *ret_list, struct error *err);
// The text is a filter, or a list of values "(bash, sh)". -EINVAL with the fault when it is neither, or would use itself. -EEXIST when the name is taken, -EBUSY when there are too many.
int filter_service_create(struct filter_service *filters, const struct principal *who, const struct uuid *project,
			  const struct filter_change *change, struct saved_filter *ret_filter,
			  struct filter_fault *ret_fault, struct error *err);
// Likewise; -EBUSY too when another filter uses it and would not hold any more.
int filter_service_update(struct filter_service *filters, const struct principal *who, const struct uuid *project,
			  const struct uuid *id, const struct filter_change *change, struct saved_filter *ret_filter,
			  struct filter_fault *ret_fault, struct error *err);
// -EBUSY while another filter uses it: err names that one.
int filter_service_delete(struct filter_service *filters, const struct principal *who, const struct uuid *project,
			  const struct uuid *id, struct error *err);

// 0: ret_canonical has the text; or the fault is known. Needs scan.view.
int filter_service_check(struct filter_service *filters, const struct principal *who, const struct uuid *project,
			 const char *text, struct buffer *ret_canonical, struct filter_fault *ret_fault,
			 struct error *err);
// cursor, and ret_completion's from and to, are UTF-16 code units.
int filter_service_complete(struct filter_service *filters, const struct principal *who, const struct uuid *project,
			    const char *text, uint64_t cursor, struct filter_completion *ret_completion,
			    struct error *err);
