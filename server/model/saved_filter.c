// SPDX-License-Identifier: Apache-2.0
#include "server/model/saved_filter.h"

#include "common/base/alloc.h"
#include "server/model/text.h"

#include <stdlib.h>
#include <string.h>

void saved_filter_done(struct saved_filter *filter)
{
	free(filter->text);
	*filter = (struct saved_filter){0};
}

struct saved_filter *saved_filter_list_add(struct saved_filter_list *list)
{
	struct saved_filter *items = xcalloc(list->n + 1, sizeof(*items));
	if (list->n)
		memcpy(items, list->items, list->n * sizeof(*items));
	free(list->items);
	list->items = items;
	return &list->items[list->n++];
}

void saved_filter_list_done(struct saved_filter_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		saved_filter_done(&list->items[i]);
	free(list->items);
	*list = (struct saved_filter_list){0};
}

int saved_filter_name_check(const char *name, struct error *err)
{
	size_t len = name ? strnlen(name, SAVED_FILTER_NAME_MAX + 1) : 0;
	if (len == 0)
		return error_set(err, EINVAL, "name: must not be empty");
	if (len > SAVED_FILTER_NAME_MAX)
		return error_set(err, EINVAL, "name: must have at most %d bytes", SAVED_FILTER_NAME_MAX);
	if (strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != len || (name[0] >= '0' && name[0] <= '9'))
		return error_set(err, EINVAL, "name: must be of a to z, 0 to 9 and _, with no digit at its start");
	return 0;
}

int saved_filter_description_check(const char *text, struct error *err)
{
	return text_check(text, "description", 0, SAVED_FILTER_DESCRIPTION_MAX, err);
}
