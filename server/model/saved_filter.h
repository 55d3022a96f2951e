// SPDX-License-Identifier: Apache-2.0
// A filter that a project keeps under a name; in other filters the name stands for the text. saved_filter_done frees the text.
#pragma once

#include "common/base/cleanup.h"
#include "common/base/error.h"
#include "common/base/uuid.h"

#include <stddef.h>
#include <stdint.h>

#define SAVED_FILTERS_MAX            200u // of one project
#define SAVED_FILTER_NAME_MAX        64
#define SAVED_FILTER_DESCRIPTION_MAX 500

struct saved_filter {
	struct uuid id;
	struct uuid project_id;
	char name[SAVED_FILTER_NAME_MAX + 1]; // unique in the project
	char *text;                           // as it was written
	char description[SAVED_FILTER_DESCRIPTION_MAX + 1];
	uint64_t created_at, updated_at;
};

struct saved_filter_list {
	struct saved_filter *items;
	size_t n;
};

void saved_filter_done(struct saved_filter *filter);
// A new one at the end, all zeros. Belongs to the list; those that were there before may have moved.
struct saved_filter *saved_filter_list_add(struct saved_filter_list *list);
void saved_filter_list_done(struct saved_filter_list *list);
DEFINE_AUTO_VALUE(saved_filter, saved_filter_done);
DEFINE_AUTO_VALUE(saved_filter_list, saved_filter_list_done);

// [a-z_][a-z0-9_]*; that it is no word of the filter language is checked by filter_service.
int saved_filter_name_check(const char *name, struct error *err);
int saved_filter_description_check(const char *text, struct error *err);
