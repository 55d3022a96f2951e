// SPDX-License-Identifier: Apache-2.0
#include "server/model/project.h"

#include "server/model/text.h"

#include <string.h>

void project_list_done(struct project_list *list)
{
	free(list->items);
	*list = (struct project_list){0};
}

void member_list_done(struct member_list *list)
{
	free(list->items);
	*list = (struct member_list){0};
}

int project_name_check(const char *text, struct error *err)
{
	return text_check(text, "name", 1, PROJECT_NAME_MAX, err);
}

// May have lines, so the check goes line by line.
int project_description_check(const char *text, struct error *err)
{
	size_t len = strnlen(text, PROJECT_DESCRIPTION_MAX + 1);
	if (len > PROJECT_DESCRIPTION_MAX)
		return error_set(err, EINVAL, "description: must have at most %d bytes", PROJECT_DESCRIPTION_MAX);
	while (*text) {
		size_t line = strcspn(text, "\r\n\t");
		if (!text_is_clean(text, line))
			return error_set(err, EINVAL, "description: must be UTF-8 text without control characters");
		text += line + (text[line] != '\0');
	}
	return 0;
}
